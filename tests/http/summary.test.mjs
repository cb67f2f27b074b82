// unknot summary: what leaves a practice has no person in it, is the same on both engines, and is on record; several are pooled.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { demoDatabase, engines, folder, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

const CLIENTS = 60;

async function summary(home, db, words = []) {
    const { code, stdout, stderr } = await unknot(['summary', '--db', db, ...words], { home });
    assert.equal(code, 0, stderr);
    return stdout;
}

// Every text of the dump that could name somebody.
async function names(home, db) {
    const { stdout } = await unknot(['dump', '--db', db], { home });
    const rows = stdout.trim().split('\n').map((line) => JSON.parse(line));
    const clients = rows.filter((row) => row.table === 'client');
    assert.ok(clients.length >= CLIENTS);
    return [...new Set(clients.flatMap((c) => [c.id, c.given, c.family, c.email, c.born].filter((x) => typeof x === 'string' && x.length > 3)))];
}

// What the page of outcomes says of the same people, to whom.
async function outcomes(t, db) {
    const server = await serve(t, { db });
    const [owner, mateo, priya] = await Promise.all(['olivia', 'mateo', 'priya'].map(async (who) => {
        const person = new Visitor(server);
        await person.signIn(`${who}@demo.example.org`, 'unknot-demo-2026');
        return person;
    }));
    const json = async (person, path) => JSON.parse((await person.get(path, { headers: { accept: 'application/json' } })).text);
    const all = await json(owner, '/outcomes'), pain = all.concerns.find((c) => c.concern === 'pain').outcomes;
    assert.ok(!all.own && pain.shown === 'shown' && pain.n >= 30 && pain.complete <= pain.n && pain.improvement.ci[0] < pain.improvement.ci[1]);
    assert.ok(pain.responders.worst <= pain.responders.best && pain.responders.ci[0] < pain.responders.worst);
    assert.deepEqual(pain.units.map((u) => u.unit), pain.units.map((u) => u.unit).sort(), 'in order of names');
    for (const u of pain.units) assert.ok(u.complete >= 10 || u.observed === null, JSON.stringify(u));
    assert.equal(pain.units.reduce((n, u) => n + u.n, 0) <= pain.n, true);

    for (const { outcomes: o } of all.concerns) { // what is left beside the units that are shown tells of nobody
        const back = o.units.reduce((n, u) => n - (u.shown === 'shown' ? u.complete : 0), o.complete);
        assert.ok(!o.units.some((u) => u.shown === 'shown') || back === 0 || back >= 10, JSON.stringify(o.units));
    }

    // A therapist sees own people alone, and of the others not even the names.
    const own = await json(mateo, '/outcomes'), mine = own.concerns.find((c) => c.concern === 'pain').outcomes, me = pain.units.find((u) => u.unit === 'Mateo Rivera');
    assert.ok(own.own && mine.n === me.n && mine.model === null && mine.funnel === null);
    assert.deepEqual(mine.units.map((u) => u.unit), mine.n ? ['Mateo Rivera'] : []);
    for (const path of ['/outcomes', '/outcomes.json', '/outcomes.csv', '/outcomes.svg?concern=pain', '/outcomes?of=own&months=12']) {
        const page = await mateo.get(path);
        assert.ok(!page.text.includes('Hanna') && !page.text.includes('Kwame'), path);
        assert.equal(page.status, path.includes('.svg') ? 404 : 200, path);
        assert.equal((await priya.get(path)).status, 403, path);
    }
    assert.equal((await mateo.get('/outcomes?of=all')).status, 403);
    const told = own.concerns.some((c) => c.outcomes.units.some((u) => u.effect !== null));
    assert.equal((await mateo.get('/outcomes')).text.includes('There are few therapists'), told, 'an interval has its caveat');
    assert.deepEqual((await json(owner, '/outcomes?of=own')).concerns, [], 'the owner of the demo treats nobody');

    const page = await owner.get('/outcomes');
    assert.match(page.text, /What these figures cannot say/);
    assert.match(page.text, /With chance, between \d+ and \d+ %/);
    const csv = await owner.get('/outcomes.csv'), lines = csv.text.trim().split('\r\n').map((line) => line.split(','));
    assert.match(csv.headers.get('content-disposition'), /outcomes\.csv/);
    for (const line of lines) assert.equal(line.length, 17, line.join(','));
    assert.deepEqual(lines[1].slice(0, 5), ['pain', 'nrs-pain', '', `${pain.n}`, `${pain.complete}`]);
    const svg = await owner.get('/outcomes.svg?concern=pain');
    assert.equal(svg.status, pain.funnel ? 200 : 404);
    if (pain.funnel) assert.match(svg.text, /^<svg[^]*<\/svg>\s*$/);
    for (const [asked, choices] of [[7, 6], [12, 5]]) {
        const select = (await owner.get(`/outcomes?months=${asked}`)).text.match(/<select id="months"[^]*?<\/select>/)[0];
        assert.deepEqual([select.match(/<option /g).length, select.match(/ selected/g).length], [choices, 1]);
        assert.match(select, new RegExp(`<option value="${asked}" selected>`));
    }
    // Nobody began so long ago; what is no number of months counts as not said.
    assert.ok((await json(owner, '/outcomes?months=1')).concerns.every((c) => c.outcomes.n === 0 || c.outcomes.n < 10));
    assert.deepEqual(await json(owner, '/outcomes?months=9999'), all);
    return all;
}

const made = new Map();
for (const engine of engines) {
    test(`a summary has no person in it, and is on record; outcomes are shown to whom they are due, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const home = folder(t), { db } = await demoDatabase(t, engine, { clients: CLIENTS });
        const text = await summary(home, db, ['--label', 'North']), out = JSON.parse(text);
        assert.equal(out.unknot, 'summary');
        assert.equal(out.epsilon, null);
        const pain = out.cells.find((c) => c.concern === 'pain' && c.measure === 'nrs-pain');
        assert.ok(pain && pain.complete >= 10 && pain.complete < 2 * CLIENTS && pain.sd > 0 && pain.mean < 0);
        for (const cell of out.cells) {
            assert.ok(cell.complete >= 10);
            assert.ok([0, 1].includes(cell.lost[0]) || cell.lost[0] >= 10);
            assert.ok(cell.responders === null || (cell.responders >= 10 && cell.complete - cell.responders >= 10));
        }
        for (const name of await names(home, db)) assert.ok(!text.includes(name), name);
        const again = JSON.parse(await summary(home, db, ['--label', 'North']));
        assert.deepEqual(again.cells, out.cells);
        made.set(engine.name, out);
        const { stdout } = await unknot(['dump', '--db', db], { home });
        assert.equal(stdout.split('\n').filter((line) => line.includes('"summary.export"')).length, 2);

        made.set(`outcomes ${engine.name}`, await outcomes(t, db));

        const noisy = JSON.parse(await summary(home, db, ['--noise', '20']));
        assert.equal(noisy.epsilon, 20);
        const other = noisy.cells.find((c) => c.concern === 'pain' && c.measure === 'nrs-pain');
        assert.ok(!other || Math.abs(other.complete - pain.complete) < 60);

        const files = ['a.json', 'b.json', 'c.json'].map((name) => join(home, name));
        files.forEach((file, i) => writeFileSync(file, JSON.stringify({ ...out, practice: i ? '' : 'North', cells: out.cells.map((c) => ({ ...c, mean: c.mean + i })) })));
        const done = await unknot(['pool', ...files], { home }), pooled = JSON.parse(done.stdout);
        assert.deepEqual(pooled.practices, ['North', 'b.json', 'c.json']);
        const cell = pooled.cells.find((c) => c.measure === 'nrs-pain' && c.concern === 'pain');
        assert.equal(cell.complete, 3 * pain.complete);
        assert.ok(Math.abs(cell.change.mu - (pain.mean + 1)) < 0.2);
        assert.equal(cell.change.k, 3);
        const turned = await unknot(['pool', ...files.reverse()], { home });
        assert.equal(turned.stdout, done.stdout);
    });
}

test('both engines say the same', { skip: engines.some((e) => e.skip) && 'one engine alone' }, () => {
    assert.deepEqual(made.get('postgres').cells, made.get('sqlite').cells);
    assert.deepEqual(made.get('outcomes postgres'), made.get('outcomes sqlite'));
});

test('what cannot be pooled, or summed up, says why', async (t) => {
    const home = folder(t), file = join(home, 'a.json'), twin = join(home, 'b.json');
    const empty = JSON.stringify({ unknot: 'summary', version: 1, made: '2026-11-21', practice: 'North', least: 10, epsilon: null, cells: [] });
    writeFileSync(file, empty);
    writeFileSync(twin, empty);
    const pool = (words, input) => unknot(['pool', ...words], { home, input });
    assert.deepEqual(JSON.parse((await pool([file])).stdout), { practices: ['North'], cells: [] });
    assert.match((await pool([file, twin])).stderr, /both of 'North': a practice counts once/);
    assert.match((await pool([], '{"unknot":"summary"}')).stderr, /-: .*"version" is missing/);
    assert.equal((await pool([file, '--forest', 'x.svg'])).code, 2);
    writeFileSync(twin, 'yi,vi\n1,2\n');
    assert.equal((await pool([twin, file])).code, 2);
    assert.equal((await pool([file, twin])).code, 1);
    assert.equal((await unknot(['summary', '--noise', '0'], { home })).code, 2);
    assert.equal((await unknot(['summary', '--label', 'a\nb'], { home })).code, 2);
    assert.equal((await unknot(['summary'], { home })).code, 1);
});
