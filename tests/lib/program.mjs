// The program under test, and fresh databases for it on both engines.
//
//   for (const engine of engines) {
//       test(`a thing, ${engine.name}`, { skip: engine.skip }, async (t) => {
//           const db = await engine.database(t);              // empty; its own; gone after the test
//           const done = await unknot(['migrate', '--db', db]);
//       });
//   }
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = resolve(fileURLToPath(import.meta.url), '../../..');
export const program = process.env.UNKNOT_BIN ?? join(top, 'build-test', 'unknot');
const postgres = process.env.UNKNOT_TEST_PG ?? '';

// A folder that is gone after the test.
export function folder(t) {
    const path = mkdtempSync(join(tmpdir(), 'unknot-test-'));
    t?.after(() => rmSync(path, { recursive: true, force: true }));
    return path;
}

// The environment for a program whose data, keys and settings are its own: nothing from the person who tests.
export function environment(home, more = {}) {
    const env = { HOME: home, UNKNOT_DATA: join(home, 'data'), UNKNOT_KEY_FILE: join(home, 'keys'), TZ: 'UTC' };
    for (const name of ['PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LANG', 'TMPDIR']) {
        if (process.env[name] !== undefined) env[name] = process.env[name];
    }
    return { ...env, ...more };
}

// Runs `unknot ...words` to its end: { code, signal, stdout, stderr }. Never throws for an exit code.
export function unknot(words, { home, env = {}, input, seconds = 300 } = {}) {
    return new Promise((done, fail) => {
        const place = home ?? mkdtempSync(join(tmpdir(), 'unknot-test-'));
        const child = execFile(program, words, { env: environment(place, env), cwd: place, timeout: seconds * 1000, maxBuffer: 1 << 28 },
            (error, stdout, stderr) => {
                if (!home) rmSync(place, { recursive: true, force: true });
                if (error && typeof error.code === 'string') fail(error);
                else done({ code: error ? error.code ?? 128 : 0, signal: error?.signal ?? null, stdout, stderr });
            });
        child.stdin.on('error', () => {});
        child.stdin.end(input ?? '');
    });
}

function psql(...statements) {
    execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...statements.flatMap((s) => ['-c', s]), postgres], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const sqlite = {
    name: 'sqlite',
    skip: false,
    // An empty database of its own, as an address for --db.
    async database(t) {
        return `sqlite:${join(folder(t), 'unknot.db')}`;
    },
};

const postgresql = {
    name: 'postgres',
    skip: postgres === '' ? 'UNKNOT_TEST_PG names no PostgreSQL (./test starts one)' : false,
    async database(t) {
        const name = `test_${randomBytes(6).toString('hex')}`;
        psql(`CREATE DATABASE ${name}`);
        t?.after(() => psql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
        return postgres.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
    },
};

export const engines = [sqlite, postgresql];

// { db, demo }: a copy of a demo practice that is made once in this process; `demo` is what `unknot demo --json` said, sign-ins included.
const demos = new Map();
export async function demoDatabase(t, engine, { clients = 20, seed = 1, today = '2026-11-21' } = {}) {
    const key = `${engine.name} ${clients} ${seed} ${today}`;
    if (!demos.has(key)) {
        demos.set(key, (async () => {
            const kept = folder(null);
            const db = engine === sqlite ? `sqlite:${join(kept, 'unknot.db')}` : await engine.database(null);
            process.on('exit', () => {
                rmSync(kept, { recursive: true, force: true });
                if (engine !== sqlite) psql(`DROP DATABASE IF EXISTS ${new URL(db).pathname.slice(1)} WITH (FORCE)`);
            });
            const done = await unknot(['demo', '--json', '--db', db, '--clients', `${clients}`, '--seed', `${seed}`, '--today', today], { home: kept });
            if (done.code !== 0) throw new Error(`unknot demo: ${done.code}\n${done.stdout}${done.stderr}`);
            return { db, demo: JSON.parse(done.stdout) };
        })());
    }
    const made = await demos.get(key);
    let db;
    if (engine === sqlite) {
        db = await engine.database(t);
        const copied = await unknot(['backup', '--db', made.db, '--to', db.slice('sqlite:'.length)]);
        if (copied.code !== 0) throw new Error(`unknot backup: ${copied.code}\n${copied.stdout}${copied.stderr}`);
    } else {
        const name = `test_${randomBytes(6).toString('hex')}`;
        psql(`CREATE DATABASE ${name} TEMPLATE ${new URL(made.db).pathname.slice(1)}`);
        t.after(() => psql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
        db = postgres.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
    }
    return { db, demo: made.demo };
}

// A file of the project's shared data, or null: then the test says `skip: 'no ../shared/…'`.
export function shared(name) {
    const path = join(top, '..', 'shared', name);
    return existsSync(path) ? path : null;
}
