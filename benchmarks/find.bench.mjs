// Finding a client among 10,000, through the product, on both engines: seeded queries with one typing error or with the accents
// left out. A hit: the person, or a namesake nobody could tell apart by name, is in the first five.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

import { Visitor } from '../tests/lib/visitor.mjs';
import { cpu, demoIn, figure, finish, helper, names, smoke, start, top, work } from './lib.mjs';

const people = smoke ? 500 : 10_000;
const queries = smoke ? 60 : 1_000;
const seed = 1;
const most_ms = 3, least_hits = 95;

// mulberry32
function random(state) {
    return (n) => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
    };
}

const bare_letters = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };
const without_accents = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
    .replace(/[øłđðþßæœı]/giu, (c) => (c === c.toLowerCase() ? bare_letters[c] : bare_letters[c.toLowerCase()].toUpperCase()));

// A letter wrong, missing, too many, or two swapped; never a blank.
function misspelt(text, below) {
    const letters = [...text];
    const latin = /^[\p{Script=Latin}\P{L}]*$/u.test(text);
    const own = letters.filter((c) => /\p{L}/u.test(c));
    const letter = () => (latin ? String.fromCharCode(97 + below(26)) : own[below(own.length)].toLowerCase());
    let at;
    do at = below(letters.length); while (!/\p{L}/u.test(letters[at]));
    switch (below(4)) {
    case 0: letters[at] = letter(); break;
    case 1: letters.splice(at, 1); break;
    case 2: letters.splice(at, 0, letter()); break;
    default: if (/\p{L}/u.test(letters[at + 1] ?? '')) [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
    }
    return letters.join('');
}

function questions(all) {
    const below = random(seed);
    return Array.from({ length: queries }, (_, i) => {
        const person = all[below(all.length)];
        const name = `${person.given} ${person.family}`, plain = without_accents(name);
        const accents = i % 2 === 1 && plain !== name;
        return { person, accents, typed: accents ? plain : misspelt(name, below) };
    });
}

async function measured(engine, db, backends) {
    const made = await demoIn(db, 20);
    const all = execFileSync(helper('people'), [db, `${people}`, `${seed}`, names], { encoding: 'utf8', maxBuffer: 1 << 28 })
        .trim().split('\n').map((line) => JSON.parse(line));
    const server = await start({ db });
    const front = new Visitor(server);
    const who = made.sign_ins.find((s) => s.role === 'front-desk');
    await front.signIn(who.email, who.password);
    const ask = async (typed) => {
        const answer = await front.get(`/clients?q=${encodeURIComponent(typed)}`, { headers: { accept: 'application/json' } });
        if (answer.status !== 200) throw new Error(`${answer.status} for ${typed}`);
        return JSON.parse(answer.text).clients.slice(0, 5);
    };
    const asked = questions(all);
    for (const q of asked.slice(0, 50)) await ask(q.typed); // warm: statements prepared on every connection
    const pids = backends();
    const before = { server: cpu(server.pid), engine: cpu(pids) };
    const hits = { accents: 0, error: 0 }, counts = { accents: 0, error: 0 }, took = [];
    for (const q of asked) {
        const from = process.hrtime.bigint();
        const found = await ask(q.typed);
        took.push(Number(process.hrtime.bigint() - from) / 1e6);
        const kind = q.accents ? 'accents' : 'error';
        counts[kind]++;
        if (found.some((c) => c.id === q.person.id || (c.given === q.person.given && c.family === q.person.family))) hits[kind]++;
    }
    const ours = (cpu(server.pid) - before.server) / queries / 1000, theirs = (cpu(pids) - before.engine) / queries / 1000;
    await server.stop();
    took.sort((a, b) => a - b);
    const share = (kind) => `${counts[kind] ? ((100 * hits[kind]) / counts[kind]).toFixed(1) : '-'} %`;
    const found = (100 * (hits.accents + hits.error)) / queries;
    figure(`find among ${people.toLocaleString('en-US')}, ${engine}: in the first five`, found, '%', smoke ? {} : { least: least_hits },
        `one typing error ${share('error')} of ${counts.error}, accents left out ${share('accents')} of ${counts.accents}`);
    figure(`  ${engine}: CPU a request, database included`, ours + theirs, 'ms', { most: most_ms },
        `${ours.toFixed(2)} ms here${pids.length ? `, ${theirs.toFixed(2)} ms PostgreSQL` : ''}; p99 ${took[Math.floor(queries * 0.99)].toFixed(1)} ms`);
    if (found < (smoke ? 80 : 0)) throw new Error(`only ${found} % found`);
}

// A private PostgreSQL, as the tests have it: { url, backends(): pids of its connections to our database, stop() }.
async function postgres() {
    const child = spawn('python3', ['-c', 'import sys, postgres\nwith postgres.running() as url:\n    print(url, flush=True)\n    sys.stdin.read()'],
        { env: { ...process.env, PYTHONPATH: join(top, 'tests', 'lib'), PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((done) => child.once('close', done));
    const url = await new Promise((done, fail) => {
        child.stdout.setEncoding('utf8').once('data', (said) => done(said.trim()));
        ended.then(() => fail(new Error('PostgreSQL did not start')));
    });
    const psql = (sql) => execFileSync('psql', ['-X', '-q', '-A', '-t', '-c', sql, url], { encoding: 'utf8' }).trim();
    return {
        url: url.replace(/\/postgres$/, '/bench'),
        make: () => psql('CREATE DATABASE bench'),
        backends: () => psql("SELECT pid FROM pg_stat_activity WHERE datname = 'bench'").split('\n').filter(Boolean).map(Number),
        async stop() {
            child.stdin.end();
            await ended;
        },
    };
}

await measured('SQLite', `sqlite:${join(work, 'find.db')}`, () => []);
const pg = await postgres();
try {
    pg.make();
    await measured('PostgreSQL', pg.url, pg.backends);
} finally {
    await pg.stop();
}
finish();
