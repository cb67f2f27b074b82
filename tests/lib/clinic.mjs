// What tests of the slice share: practices with people who are signed in, the words of a refused form, SQL from outside.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { folder, unknot } from './program.mjs';
import { serve } from './server.mjs';
import { Visitor, forms, unescapeHtml } from './visitor.mjs';

export const password = 'a long enough password';

// `unknot init`: { practice, owner, password } (the one-time one).
export async function init(db, home, name, email) {
    const made = await unknot(['init', '--db', db, '--practice', name, '--owner', email, '--json'], { home });
    assert.equal(made.code, 0, made.stderr);
    return JSON.parse(made.stdout);
}

// The first sign-in with a password that somebody else gave; it is changed to `password`.
export async function firstSignIn(server, email, secret, to = password) {
    const person = new Visitor(server);
    await person.signIn(email, secret);
    const changed = await person.submit('/account', { current: secret, password: to, again: to });
    assert.equal(changed.status, 303, text(changed));
    return person;
}

// A served database with one practice that is set up: { db, home, server, owner }.
export async function clinic(t, engine, about = {}) {
    const home = folder(t);
    const db = await engine.database(t);
    const made = await init(db, home, about.name ?? 'Quiet Hands', about.email ?? 'olive@practice.example');
    const server = await serve(t, { db, home });
    return { db, home, server, owner: await setUp(server, made, about) };
}

// One more practice in the same database: its owner.
export async function newPractice({ server, db, home }, about) {
    return setUp(server, await init(db, home, about.name, about.email), about);
}

async function setUp(server, { owner: email, password: secret }, { language = 'en' }) {
    const owner = await firstSignIn(server, email, secret);
    for (const [step, values] of [['place', { country: 'GB', zone: 'Europe/London', currency: 'GBP', language }],
        ['contact', { crisis_line: '116 123 (Samaritans)' }], ['licence', { number: 'L-1' }]]) {
        const done = await owner.submit(`/setup/${step}`, values);
        assert.equal(done.status, 303, text(done));
    }
    return owner;
}

// Somebody whom `owner` adds, signed in.
export async function newMember(server, owner, role, email) {
    const added = await owner.submit('/team', { name: `Somebody ${role}`, email, role, licence_number: '', licence_expires: '' },
        { pick: (f) => f.action === '/team' });
    assert.equal(added.status, 200, text(added));
    return firstSignIn(server, email, /<p class="secret"><code>([^<]+)</.exec(added.text)[1]);
}

export async function csrfOf(person) {
    person.csrf ??= forms((await person.open('/account')).text).find((f) => f.fields._csrf).fields._csrf;
    return person.csrf;
}

let keys = 0;
// POST of a form without its page: hidden fields are added.
export async function post(person, path, values = {}, more = {}) {
    return person.request(path, { form: { _csrf: await csrfOf(person), _key: `test-${process.pid}-${keys++}`, ...values }, ...more });
}

// The same as JSON; { status, json }.
export async function postJson(person, path, values = {}, headers = {}) {
    const done = await person.request(path, { json: { _csrf: await csrfOf(person), ...values }, headers: { accept: 'application/json', ...headers } });
    return { ...done, json: done.text ? JSON.parse(done.text) : null };
}

export async function getJson(person, path) {
    const done = await person.get(path, { headers: { accept: 'application/json' } });
    assert.equal(done.status, 200, `${path}: ${done.status} ${done.text.slice(0, 300)}`);
    return JSON.parse(done.text);
}

// What a person reads on a page, for a failing assertion.
export const text = (answer) => `${answer.status} ${answer.location ?? ''} ${answer.text.replace(/^[\s\S]*<main/, '<main').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 800)}`;

// What stands on a page, all of it: `text` is cut short, for what a test says when it fails.
export const words = (page) => unescapeHtml(page.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));

// The field names that a refused form marks: those of boxes with aria-invalid, and of scales with an error.
export function wrongFields(html) {
    const boxes = [...html.matchAll(/<(?:input|select|textarea)\b[^>]*aria-invalid="true"[^>]*>/g)].map(([tag]) => /name="([^"]*)"/.exec(tag)[1]);
    return [...new Set(boxes)];
}

// A refused form: its status, the one field that it names (or several), and what was typed still in it.
export function assertRefused(answer, fields, typed = {}, status = 422) {
    assert.equal(answer.status, status, text(answer));
    assert.deepEqual(wrongFields(answer.text).sort(), [fields].flat().sort(), text(answer));
    assert.match(answer.text, /role="alert"/);
    for (const [name, value] of Object.entries(typed)) {
        const kept = forms(answer.text).some((f) => [f.fields[name] ?? []].flat().includes(value));
        assert.ok(kept, `${name} no longer holds ${JSON.stringify(value)}: ${JSON.stringify(forms(answer.text).map((f) => f.fields[name]))}`);
    }
}

// The problems of a refused JSON request: { field: rule }.
export function problems(answer, status = 422) {
    assert.equal(answer.status, status, answer.text);
    return Object.fromEntries(JSON.parse(answer.text).error.problems.map((p) => [p.field, p.rule]));
}

// One statement from outside of the program; rows as lists of text. Python brings SQLite. What a database refuses is in the error, not among the
// lines of the tests.
const quiet = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
export function sql(db, statement) {
    if (db.startsWith('sqlite:')) {
        const code = 'import json,sqlite3,sys\nc=sqlite3.connect(sys.argv[1],timeout=20)\nr=c.execute(sys.argv[2]).fetchall()\nc.commit()\nprint(json.dumps([[None if x is None else str(x) for x in row] for row in r]))';
        return JSON.parse(execFileSync('python3', ['-c', code, db.slice('sqlite:'.length), statement], quiet));
    }
    const said = execFileSync('psql', ['-X', '-q', '-t', '-A', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', statement, db], quiet);
    return said.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
}

// A record of a client made by JSON; its id.
export async function newClient(person, fields = {}) {
    const made = await postJson(person, '/clients', { given: 'Ada', family: `Test${keys++}`, anyway: true, ...fields });
    assert.equal(made.status, 201, made.text);
    return made.json.id;
}

export const today = (zone = 'Europe/London') => new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date());
export const dayAfter = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);

// An id of the database as addresses show it (base/id.h).
export function idText(number) {
    let n = BigInt(number), out = '';
    for (let i = 0; i < 13; i++, n >>= 5n) out = '0123456789abcdefghjkmnpqrstvwxyz'[Number(n & 31n)] + out;
    return out;
}
