// unknot score and unknot instrument: instruments from the command line, without database or licence.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, top, unknot } from '../lib/program.mjs';

async function score(t, id, answers, words = []) {
    const input = typeof answers === 'string' ? answers : JSON.stringify({ answers });
    const { code, stdout, stderr } = await unknot(['score', id, ...words], { home: folder(t), input });
    return { code, stderr: stderr.trim(), out: stdout ? JSON.parse(stdout) : null };
}
const all = (n, v) => Object.fromEntries(Array.from({ length: n }, (_, i) => [String(i + 1), v]));

test('the shape that is promised', async (t) => {
    const { code, out, stderr } = await score(t, 'phq-9', { ...all(9, 1), 5: 3 });
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.deepEqual(Object.keys(out), ['instrument', 'version', 'scores', 'alerts', 'trace']);
    assert.equal(out.instrument, 'phq-9');
    assert.match(out.version, /^\d{4}-\d\d-\d\d-[0-9a-f]{12}$/);
    assert.deepEqual(out.scores, [{ id: 'total', value: 11, range: [0, 27], band: 'moderate', missing: [], computable: true, reason: null }]);
    assert.equal(out.alerts.length, 1);
    assert.equal(out.alerts[0].item, '9');
    assert.ok(out.trace.length > 0 && out.trace.every((line) => typeof line === 'string'));
});

test('not computable: null with a reason, what is missing, and still exit 0', async (t) => {
    const { code, out } = await score(t, 'gad-7', { ...all(6, 3) });
    assert.equal(code, 0);
    assert.deepEqual({ ...out.scores[0], reason: undefined }, { id: 'total', value: null, range: [0, 21], band: null, missing: ['7'], computable: false, reason: undefined });
    assert.match(out.scores[0].reason, /All 7 items are needed/);
});

test('what is wrong is named, all of it, and nothing is scored', async (t) => {
    const wrong = await score(t, 'gad-7', { ...all(7, 1), 2: 4, 8: 1 });
    assert.equal(wrong.code, 1);
    assert.equal(wrong.out, null);
    assert.deepEqual(wrong.stderr.split('\n'), ['unknot score: item 2: this is none of its answers: 0, 1, 2, 3', 'unknot score: item 8: there is no such item']);
    for (const text of ['', '{', '[]', '{"answers":[1]}', '{"answer":{}}', '{"answers":{"1":1,"1":2}}']) assert.equal((await score(t, 'gad-7', text)).code, 1, text);
    const none = await score(t, 'phq-99', {});
    assert.equal(none.code, 1);
    assert.match(none.stderr, /there is no instrument 'phq-99'/);
    assert.equal((await unknot(['score'], { home: folder(t) })).code, 2);
});

test('gated instruments are scored without their text', async (t) => {
    const value = async (id, answers) => (await score(t, id, answers)).out.scores[0].value;
    assert.equal(await value('odi', all(10, 2)), 40);
    assert.equal(await value('ndi', all(10, 2)), 20);
    assert.equal(await value('pss-10', all(10, 0)), 16);
    assert.equal(await value('who-5', all(5, 3)), 60);
    assert.equal(await value('quickdash', all(11, 3)), 50);
    assert.equal(await value('rmdq-24', { 1: 1, 7: 1 }), 2);
    assert.equal(await value('hit-6', all(6, 13)), 78);
    assert.equal(await value('psfs', { 1: 3, 2: 4, 3: 5 }), 4);
});

test('answers from a file; many from a CSV', async (t) => {
    const dir = folder(t), file = join(dir, 'answers.json'), csv = join(dir, 'many.csv');
    writeFileSync(file, '{"instrument":"peg","answers":{"1":7,"2":5,"3":4}}');
    const one = await unknot(['score', 'peg', file], { home: dir });
    assert.equal(JSON.parse(one.stdout).scores[0].value, 5.3);
    writeFileSync(csv, '﻿id,3,1,2\r\nA,4,7,5\r\nB,,1,2\r\n');
    const many = await unknot(['score', 'peg', '--batch', csv], { home: dir });
    assert.equal(many.code, 0);
    assert.equal(many.stdout, 'row,id,total,total.band,total.missing,alerts,problem\n2,A,5.3,,,,\n3,B,,,3,,\n');
    writeFileSync(csv, '1,2,3\n1,2,3\n1,11,3\n');
    const bad = await unknot(['score', 'peg', '--batch', csv], { home: dir });
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /\n2,2,,,,\n3,,,,,item 2: /);
    assert.match(bad.stderr, /1 of 2 rows/);
    writeFileSync(csv, '1,2,4\n1,2,3\n');
    const head = await unknot(['score', 'peg', '--batch', csv], { home: dir });
    assert.deepEqual([head.code, head.stdout], [1, '']);
    assert.match(head.stderr, /item 4/);
});

test('one that is added is listed, shown and scored at once; a shipped one cannot be replaced', async (t) => {
    const dir = folder(t), file = join(dir, 'mine.json'), run = (...words) => unknot(words, { home: dir });
    const peg = readFileSync(join(top, 'content/instruments/peg.json'), 'utf8'), mine = peg.replace('"id": "peg"', '"id": "peg-mine"');
    writeFileSync(file, peg);
    const shipped = await run('instrument', 'add', file);
    assert.equal(shipped.code, 1);
    assert.match(shipped.stderr, /'peg' is shipped/);
    writeFileSync(file, mine.replace('mean(q1, q2, q3)', 'mean(q1, q2, q2)'));
    assert.match((await run('instrument', 'add', file)).stderr, /mine\.json: golden\[\d+\]: total is /);
    writeFileSync(file, mine.replace('peg-mine', '../peg-mine'));
    assert.equal((await run('instrument', 'add', file)).code, 1);
    assert.equal((await run('instrument', 'show', '../mine')).code, 1);
    assert.equal((await run('instrument', 'show', 'peg-mine')).code, 1);
    writeFileSync(file, mine);
    const added = await run('instrument', 'add', file);
    assert.deepEqual([added.code, added.stderr], [0, '']);
    const kept = added.stdout.match(/ is kept in (.*\/instruments)\/peg-mine\.json\n$/)[1];
    assert.match((await run('instrument', 'add', file)).stdout, /is there already/);
    assert.match((await run('instrument', 'list')).stdout, /^peg-mine .*\(added\)$/m);
    assert.equal(JSON.parse((await run('instrument', 'show', 'peg-mine')).stdout).id, 'peg-mine');
    const scored = await score(t, 'peg-mine', { 1: 7, 2: 5, 3: 4 });
    assert.equal(scored.code, 1); // another data folder
    const here = JSON.parse((await unknot(['score', 'peg-mine'], { home: dir, input: '{"answers":{"1":7,"2":5,"3":4}}' })).stdout);
    assert.equal(here.scores[0].value, 5.3);
    writeFileSync(file, mine.replace('"version": "2026-', '"version": "2027-'));
    assert.match((await run('instrument', 'add', file)).stdout, /the version before is kept/);
    assert.deepEqual(readdirSync(kept).sort(), ['peg-mine.json', `peg-mine@${here.version}.json`]);
    assert.equal(readFileSync(join(kept, `peg-mine@${here.version}.json`), 'utf8'), mine);
    writeFileSync(join(kept, 'broken.json'), '{');
    const german = JSON.parse(readFileSync(join(top, 'content/instruments/gad-2.json'), 'utf8')), by = (list, key, say) => Object.fromEntries(list.map((x) => [x[key], say(x)]));
    const answers = Object.fromEntries(Object.entries(german.answers).map(([id, set]) => [id, by(set.codes, 'code', (x) => `Antwort ${x.code}`)]));
    german.id = 'gad-2-de';
    german.translations = { de: { title: 'Sorge', about: 'Zwei Fragen', stem: 'Wie oft?', recall: by(german.recall, 'id', () => 'Zeit'), items: by(german.items, 'id', (x) => `Frage ${x.id}`), answers, text_source: german.text_source } };
    writeFileSync(file, JSON.stringify(german));
    assert.equal((await run('instrument', 'add', file)).stderr, '');
    const de = JSON.parse((await run('instrument', 'show', 'gad-2-de', '--lang', 'de')).stdout), en = JSON.parse((await run('instrument', 'show', 'gad-2-de')).stdout);
    assert.deepEqual([de.language, de.title, de.items[0].text, de.items[0].answers[1].words], ['de', 'Sorge', 'Frage 1', 'Antwort 1']);
    assert.deepEqual([en.language, en.translations, en.items[0].answers[1].words], ['en', ['de'], 'Several days']);
    assert.match((await run('instrument', 'show', 'gad-2-de', '--lang', 'fr')).stderr, /no words in 'fr'/);
    assert.equal((await run('instrument', 'list', '--lang', 'de')).code, 2);
    delete german.translations.de.answers[Object.keys(answers)[0]][3];
    writeFileSync(file, JSON.stringify(german));
    assert.match((await run('instrument', 'check', file)).stderr, /translations\.de\.answers\.[^:]*: "3" is missing/);
    const list = await run('instrument', 'list');
    assert.equal(list.code, 1);
    assert.match(list.stderr, /broken\.json/);
    assert.match(list.stdout, /^peg-mine /m);
});

test('instrument list, show and check', async (t) => {
    const dir = folder(t), file = join(dir, 'mine.json');
    const list = (await unknot(['instrument', 'list'], { home: dir })).stdout.trim().split('\n').map((line) => line.split(/\s+/));
    assert.ok(list.length >= 45);
    for (const [id, ship] of [['nrs-pain', 'own'], ['phq-9', 'text'], ['odi', 'gate']]) assert.equal(list.find((row) => row[0] === id)[1], ship);
    const shown = JSON.parse((await unknot(['instrument', 'show', 'gad-7'], { home: dir })).stdout);
    assert.equal(shown.items[1].answers[2].loinc, 'LA18938-3');
    assert.equal(shown.items[0].answers[0].words, 'Not at all');
    assert.deepEqual([shown.scores[0].change.judged, shown.scores[0].change.mcid, shown.scores[0].change.mdc, shown.series], [true, 4, null, []]);
    const rom = JSON.parse((await unknot(['instrument', 'show', 'rom'], { home: dir })).stdout);
    assert.deepEqual([rom.series, rom.scores[0].change.mdc, rom.scores[0].change.same_rater], [['joint', 'motion', 'side', 'mode', 'method'], 10, true]);
    const gated = JSON.parse((await unknot(['instrument', 'show', 'odi'], { home: dir })).stdout);
    assert.ok(gated.items.every((item) => !item.text && item.answers.every((answer) => !answer.words)));
    const peg = readFileSync(join(top, 'content/instruments/peg.json'), 'utf8');
    writeFileSync(file, peg);
    const good = await unknot(['instrument', 'check', file], { home: dir });
    assert.deepEqual([good.code, /golden cases hold/.test(good.stdout)], [0, true]);
    writeFileSync(file, peg.replace('mean(q1, q2, q3)', 'mean(q1, q2, q2)'));
    const broken = await unknot(['instrument', 'check', file], { home: dir });
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /mine\.json: golden\[\d+\]: total is /);
    assert.equal((await unknot(['instrument', 'show', 'nothing'], { home: dir })).code, 1);
    assert.equal((await unknot(['instrument'], { home: dir })).code, 2);
});
