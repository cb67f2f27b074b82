// A database that is full, locked, read-only, newer, changed or not ours: a clear answer, nothing lost, nothing crashes.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { demoDatabase, engines, folder, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { forms, Visitor } from '../lib/visitor.mjs';

const [sqlite] = engines;
const path = (db) => db.slice('sqlite:'.length);

// Python's own sqlite3 module works on the file behind our back, as another program would.
const python = (code, ...args) => execFileSync('python3', ['-c', `import sqlite3, sys\n${code}`, ...args], { encoding: 'utf8' });
const alter = (file, ...statements) => python('d = sqlite3.connect(sys.argv[1])\nfor s in sys.argv[2:]: d.execute(s)\nd.commit()', file, ...statements);

async function signedIn(t, db, words = []) {
    const server = await serve(t, { db, words: ['--backup-at', 'off', ...words] });
    const visitor = new Visitor(server);
    const answer = await visitor.request('/sign-in', { form: { email: 'olivia@demo.example.org', password: 'unknot-demo-2026' } });
    assert.equal(answer.status, 303);
    const page = await visitor.request('/clients/new');
    const { fields } = forms(page.text).find((f) => f.action === '/clients');
    return { server, visitor, add: (more) => visitor.request('/clients', { form: { ...fields, ...more } }) };
}

test('a full disk: 507, the form comes back with what was typed; with room again it is saved once', { skip: process.getuid() === 0 ? false : 'only root can mount a small disk' }, async (t) => {
    const disk = mkdtempSync(join(tmpdir(), 'unknot-test-'));
    let mounted = false;
    t.after(() => {
        if (mounted) execFileSync('umount', ['-l', disk]);
        rmSync(disk, { recursive: true, force: true });
    });
    try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', disk], { stdio: 'ignore' });
        mounted = true;
    } catch {
        t.skip('no small disk can be mounted here');
        return;
    }
    const db = `sqlite:${join(disk, 'unknot.db')}`;
    assert.equal((await unknot(['demo', '--db', db, '--clients', '3'])).code, 0);
    const { server, visitor, add } = await signedIn(t, db);
    try {
        writeFileSync(join(disk, 'fill'), Buffer.alloc(8 << 20));
    } catch (error) {
        assert.equal(error.code, 'ENOSPC');
    }
    let refused;
    for (let i = 0; i < 200 && !refused; i++) {
        const answer = await add({ _key: `full-${i}`, given: `Full${i}`, family: 'Disk', note: 'kept '.repeat(300), anyway: '1' });
        if (answer.status !== 303) refused = { ...answer, i };
    }
    assert.equal(refused.status, 507);
    assert.match(refused.text, new RegExp(`value="Full${refused.i}"`));
    assert.match(refused.text, /disk is full/i);
    assert.equal((await visitor.request('/clients')).status, 200, 'reading goes on');
    unlinkSync(join(disk, 'fill'));
    const again = await add({ _key: `full-${refused.i}`, given: 'After', family: 'Wards' });
    assert.equal(again.status, 303);
    await server.stop();
});

test('a database locked by another program: 503 with what was typed, and it works again afterwards', async (t) => {
    const { db } = await demoDatabase(t, sqlite);
    const { add } = await signedIn(t, db, ['--request-timeout', '20']);
    const holder = spawn('python3', ['-c', 'import sqlite3, sys, time\nd = sqlite3.connect(sys.argv[1], isolation_level=None)\nd.execute("BEGIN IMMEDIATE")\nprint("held", flush=True)\nsys.stdin.read()', path(db)]);
    await new Promise((done) => holder.stdout.once('data', done));
    const refused = await add({ _key: 'locked', given: 'Patient', family: 'Waiter' });
    const ended = new Promise((done) => holder.once('close', done));
    holder.stdin.end();
    await ended;
    assert.equal(refused.status, 503);
    assert.match(refused.text, /value="Patient"/);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await add({ _key: 'locked', given: 'Patient', family: 'Waiter' })).status, 303);
});

const starts = async (db) => {
    const done = await unknot(['serve', '--listen', '127.0.0.1:0', '--db', db, '--no-supervise'], { seconds: 30 });
    assert.equal(done.code, 1, done.stdout + done.stderr);
    assert.equal(done.stdout, '');
    return done.stderr;
};

test('serve refuses what is not its database, says so in one line, and leaves it as it is', async (t) => {
    const { db } = await demoDatabase(t, sqlite);
    const home = folder(t);
    const copy = (name) => {
        const to = join(home, name);
        copyFileSync(path(db), to);
        return to;
    };
    const cases = [
        ['nothing.db', () => {}, /no database/],
        ['text.db', (f) => writeFileSync(f, 'Dear diary\n'.repeat(100)), /not a SQLite database/],
        ['other.db', (f) => alter(f, 'CREATE TABLE recipe (name TEXT)'), /not .*ours|another program|foreign|Unknot/i],
        ['newer.db', (f) => { copy('newer.db'); alter(f, "INSERT INTO schema_step SELECT 999, 'later', hash, at FROM schema_step WHERE n = 1"); }, /newer/],
        ['changed.db', (f) => { copy('changed.db'); alter(f, "UPDATE schema_step SET hash = 'x' WHERE n = 1"); }, /step 1/],
        ['cut.db', (f) => { copy('cut.db'); python('import os\nos.truncate(sys.argv[1], 8192)', f); }, /damaged|malformed|corrupt/i],
    ];
    for (const [name, make, says] of cases) {
        const file = join(home, name);
        make(file);
        const said = await starts(`sqlite:${file}`);
        assert.match(said, says, name);
        assert.equal(said.trim().split('\n').length, 1, said);
    }
    assert.equal(existsSync(join(home, 'nothing.db')), false);
});

test('migrate refuses a newer database too, and load one that is not empty', async (t) => {
    const { db } = await demoDatabase(t, sqlite);
    const dump = await unknot(['dump', '--db', db]);
    const file = join(folder(t), 'dump.ndjson');
    writeFileSync(file, dump.stdout);
    const loaded = await unknot(['load', '--db', db, file]);
    assert.equal(loaded.code, 1);
    alter(path(db), "INSERT INTO schema_step SELECT 999, 'later', hash, at FROM schema_step WHERE n = 1");
    const migrated = await unknot(['migrate', '--db', db]);
    assert.equal(migrated.code, 1);
    assert.match(migrated.stderr, /newer/);
});

test('a folder that cannot be written to is said at the start', { skip: process.getuid() === 0 ? 'root may write everywhere' : false }, async (t) => {
    const home = join(folder(t), 'closed');
    mkdirSync(home);
    chmodSync(home, 0o500);
    const done = await unknot(['init', '--db', `sqlite:${join(home, 'x.db')}`, '--practice', 'X', '--owner', 'a@b.example']);
    chmodSync(home, 0o700);
    rmSync(home, { recursive: true });
    assert.equal(done.code, 1);
});
