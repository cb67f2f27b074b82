// Instruments of a practice: the gate opens for whoever holds a licence, one's own are there at once, what is taken back stays readable.
// None of the words here are those of an instrument.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { assertRefused, clinic, getJson, newClient, newMember, newPractice, postJson, problems, sql, text as clipped, today } from '../lib/clinic.mjs';
import { engines, unknot } from '../lib/program.mjs';
import { questionnaire } from '../lib/questionnaire.mjs';

const text = (r) => r.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').replaceAll('&quot;', '"').replaceAll('&#34;', '"');
const said = (r) => JSON.stringify(r.json);
const wellness = readFileSync(new URL('../../content/instruments/wellness.json', import.meta.url), 'utf8');
const ours = (more = '') => wellness.replace('"wellness"', '"our-week"').replace('"about": "', `"about": "${more}`);

for (const engine of engines) {
    test(`instruments of a practice, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db, home } = house;
        const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const list = `/clients/${client}/responses`, all = '/setup/instruments';
        const one = async (person, id) => (await getJson(person, all)).instruments.find((i) => i.id === id);
        const licence = { holder: 'Quiet Hands', licence: 'No. 4711' };
        const pick = (f) => f.action?.endsWith('/words');

        await t.test('all of them: with words, or behind the gate; the page names the licence', async () => {
            assert.equal((await one(owner, 'phq-8')).words, true);
            assert.deepEqual([(await one(owner, 'pss-10')).words, (await one(owner, 'pss-10')).ship], [false, 'gate']);
            const page = await owner.open(`${all}/pss-10`);
            assert.match(text(page), /nonprofit academic research/);
            assert.match((await owner.open(all)).text, /Score only/);
            assert.equal((await owner.get(`${all}/nothing`)).status, 404);
            for (const path of [all, `${all}/pss-10`, `${all}/peg`, '/setup/measures']) assert.equal((await therapist.get(path)).status, 200, path);
            assert.doesNotMatch((await therapist.open(`${all}/pss-10`)).text, /textarea/);
            const blank = await owner.get(`${all}/pss-10/words.json`);
            assert.equal(Object.keys(JSON.parse(blank.text).items).length, 10);
            assert.equal((await therapist.get(`${all}/pss-10/words.json`)).status, 403);
            assert.equal((await owner.get(`${all}/nothing/words.json`)).status, 404);
        });

        await t.test('words are refused with place and reason, and nothing typed is lost', async () => {
            const bad = questionnaire('pss-10', { without: 4 });
            const refused = await owner.submit(`${all}/pss-10`, { ...licence, file: bad }, { pick });
            assertRefused(refused, 'file', { holder: 'Quiet Hands', licence: 'No. 4711', file: bad });
            assert.match(text(refused), /item: there is no question for item 4: 9 questions, and 10 are wanted/);
            const both = await postJson(owner, `${all}/pss-10/words`, { holder: ' ', licence: '', file: '{' });
            assert.deepEqual(Object.keys(problems(both)).sort(), ['file', 'holder', 'licence']);
            assert.equal((await postJson(owner, `${all}/phq-8/words`, { ...licence, file: '{}' })).status, 404);
            assert.equal((await postJson(owner, `${all}/moon/words`, { ...licence, file: '{}' })).status, 404);
            assert.equal((await postJson(therapist, `${all}/pss-10/words`, { ...licence, file: questionnaire('pss-10'), confirm: true })).status, 403);
            assert.equal((await one(owner, 'pss-10')).words, false);
        });

        await t.test('a Questionnaire is looked through first, then confirmed; turned answers are put right and said', async () => {
            const file = questionnaire('pss-10', { turned: [4, 5, 7, 8], link: (n) => `pss/${n}` });
            const shown = await owner.submit(`${all}/pss-10`, { ...licence, file }, { pick });
            assert.equal(shown.status, 200, 'to be looked through is no mistake');
            assert.doesNotMatch(shown.text, /aria-invalid/);
            const open = await owner.send(shown, `${all}/pss-10`, { ...licence, file }, { pick });
            assertRefused(open, 'confirm', licence);
            assert.match(text(shown), /4\. Question number 4/);
            assert.match(text(shown), /0 Never · 1 Hardly · 2 At times · 3 Often · 4 Always/);
            assert.equal(text(shown).split('the other way round').length - 1, 4);
            assert.match(text(shown), /In the file: pss\/4/);
            assert.equal((await one(owner, 'pss-10')).words, false, 'nothing is used yet');
            const done = await postJson(owner, `${all}/pss-10/words`, { ...licence, file, confirm: true });
            assert.equal(done.status, 201, done.text);
            assert.deepEqual([(await one(owner, 'pss-10')).words, (await one(owner, 'pss-10')).ship], [true, 'licensed']);
            assert.equal((await one(other, 'pss-10')).words, false, 'for this practice alone');
            assert.doesNotMatch(text(await other.open(`${all}/pss-10`)), /Question number/);
            const page = text(await owner.open(`${all}/pss-10`));
            assert.match(page, /Added by .*Licence of Quiet Hands: No\. 4711/s);
        });

        let answered;
        await t.test('offered with words at once, scored as it ships; taken back, old answers keep their words', async () => {
            const offered = (await getJson(owner, `${list}?concern=none`)).instruments.find((i) => i.id === 'pss-10');
            const mood = offered === undefined;
            if (mood) assert.equal((await postJson(owner, '/setup/measures', { mood: true, _version: 0 })).status, 200);
            const form = await owner.open(`${list}/new?instrument=pss-10`);
            assert.match(text(form), /4\. Question number 4/);
            const q = Object.fromEntries([...Array(10).keys()].map((i) => [`q_${i + 1}`, '0']));
            const made = await postJson(owner, list, { instrument: 'pss-10', mode: 'with-staff', day: today(), ...q });
            assert.equal(made.status, 201, made.text);
            answered = `${list}/${made.json.id}`;
            assert.equal(made.json.scores[0].value, 16, '4, 5, 7 and 8 are turned once');
            const added = (await one(owner, 'pss-10')).added;
            assert.equal((await postJson(other, `${all}/${added}/end`)).status, 404);
            const end = await owner.submit(`${all}/pss-10`, {}, { pick: (f) => f.action.endsWith('/end') });
            assert.equal(end.status, 303);
            const back = await owner.open(end.location);
            assert.match(text(back), /It was taken back/);
            assert.equal((await one(owner, 'pss-10')).words, false);
            assert.match(text(await owner.open(answered)), /4\. Question number 4/);
            assert.doesNotMatch(text(await owner.open(`${list}/new?instrument=pss-10`)), /Question number/);
            // and brought back by undo
            const again = await owner.submit(end.location, {}, { pick: (f) => f.action.includes('/again') });
            assert.equal(again.status, 303, clipped(again));
            assert.equal((await one(owner, 'pss-10')).words, true);
            assert.equal((await postJson(owner, `${all}/${added}/again`)).status, 409);
            assert.deepEqual(sql(db, 'SELECT COUNT(*), COUNT(ended_us) FROM practice_instrument'), [['2', '1']]);
        });

        await t.test('our own form of words', async () => {
            const words = JSON.parse((await owner.get(`${all}/ess/words.json`)).text);
            for (const n of Object.keys(words.items)) words.items[n] = `Place ${n}`;
            for (const n of Object.keys(words.answers.scale)) words.answers.scale[n] = `chance ${n}`;
            const done = await postJson(owner, `${all}/ess/words`, { ...licence, file: JSON.stringify(words), confirm: true });
            assert.equal(done.status, 201, done.text);
            const scored = await postJson(owner, `${all}/ess/words`, { ...licence, file: JSON.stringify({ ...words, scores: [] }), confirm: true });
            assert.match(said(scored), /no member .{1,2}scores/);
        });

        await t.test('one\'s own: refused with place and reason, there at once without a restart, each version kept', async () => {
            assert.match(said(await postJson(owner, all, { file: wellness })), /named wellness already/);
            const wrong = ours().replace(/"scores": \{"total": (\d+)/, (_, n) => `"scores": {"total": ${Number(n) + 1}`);
            assert.notEqual(wrong, ours());
            const refused = await owner.submit(all, { file: wrong }, { pick: (f) => f.action === all });
            assertRefused(refused, 'file', { file: wrong });
            assert.match(text(refused), /golden\[0\]/);
            assert.equal((await postJson(therapist, all, { file: ours() })).status, 403);
            const done = await owner.submit(all, { file: ours() }, { pick: (f) => f.action === all });
            assert.equal(done.status, 303, clipped(done));
            assert.match(text(await owner.open(done.location)), /The instrument is there/);
            assert.equal((await one(owner, 'our-week')).added.length, 13);
            assert.equal(await one(other, 'our-week'), undefined);
            const { version, sha256: first } = await one(owner, 'our-week');
            const made = await postJson(owner, list, { instrument: 'our-week', mode: 'with-staff', day: today(), q_sleep: 3, q_stress: 4, q_fatigue: 2, q_soreness: 5 });
            assert.equal(made.status, 201, made.text);
            assert.equal((await postJson(owner, all, { file: ours('Again. ') })).status, 201);
            assert.notEqual((await one(owner, 'our-week')).version, version);
            const kept = await getJson(owner, `${list}/${made.json.id}`);
            assert.equal(kept.hash, first, 'read with the file of then');
            const csv = await owner.get(`/clients/${client}/progress.csv`);
            assert.match(csv.text, /our-week\.total/);
        });

        await t.test('from the command line into a practice that is being served', async () => {
            const file = join(home, 'mine.json'), run = (...words) => unknot(['instrument', ...words, '--db', db], { home });
            writeFileSync(file, wellness.replace('"wellness"', '"their-week"'));
            assert.match((await run('add', file, '--practice', 'Nobody')).stderr, /there is no practice/);
            const added = await run('add', file, '--practice', 'Other Hands');
            assert.deepEqual([added.code, added.stderr], [0, '']);
            assert.equal((await one(other, 'their-week')).ship, 'own');
            assert.equal(await one(owner, 'their-week'), undefined);
            assert.match((await run('list', '--practice', 'Other Hands')).stdout, /^their-week .*\(added\)$/m);
            assert.doesNotMatch((await run('list', '--practice', 'Quiet Hands')).stdout, /their-week/);
            assert.match((await run('list', '--practice', 'Quiet Hands')).stdout, /^pss-10 +licensed/m);
            assert.match(text(await other.open(`${all}/their-week`)), /Added by the command line/);
            writeFileSync(file, wellness);
            assert.equal((await run('add', file, '--practice', 'Other Hands')).code, 1);
            const checked = await unknot(['instrument', 'check', fileURLToPath(new URL('../../content/instruments', import.meta.url))], { home });
            assert.deepEqual([checked.code, checked.stdout.trim().split('\n').length > 50], [0, true]);
            assert.equal((await unknot(['instrument', 'check', home], { home })).code, 0);
            writeFileSync(file, '{');
            assert.match((await unknot(['instrument', 'check', home], { home })).stderr, /mine\.json: line 1/);
        });

        await t.test('a translation is chosen while filling in with the client, and the record says which', async () => {
            const de = JSON.parse(wellness.replace('"wellness"', '"our-tag"')), by = (list, key, say) => Object.fromEntries(list.map((x) => [x[key], say(x)]));
            de.translations = { de: { title: 'Der Morgen', about: 'Vier Fragen', recall: by(de.recall, 'id', () => 'heute'), items: by(de.items, 'id', (x) => `Frage ${x.id}`),
                answers: Object.fromEntries(Object.entries(de.answers).map(([id, set]) => [id, by(set.codes, 'code', (x) => `Antwort ${x.code}`)])) } };
            const done = await postJson(owner, all, { file: JSON.stringify(de) });
            assert.equal(done.status, 201, done.text);
            const q = { q_sleep: 3, q_stress: 4, q_fatigue: 2, q_soreness: 5 }, values = { instrument: 'our-tag', mode: 'with-staff', day: today(), ...q };
            assert.match(text(await owner.open(`${list}/new?instrument=our-tag`)), /How was last night/);
            const form = await owner.open(`${list}/new?instrument=our-tag&language=de`);
            assert.match(form.text, /lang="de">\s*Frage sleep/);
            const made = await owner.submit(`${list}/new?instrument=our-tag&language=de`, q, { pick: (f) => f.action === list });
            assert.equal(made.status, 303, clipped(made));
            const shown = await owner.open(made.location);
            assert.match(text(shown), /Frage sleep .*Antwort 3/);
            assert.match(text(shown), /shown in this language: de/);
            assert.equal((await getJson(owner, made.location.split('?')[0])).language, 'de');
            assert.deepEqual(Object.keys(problems(await postJson(owner, list, { ...values, language: 'fr' }))), ['language']);
        });

        await t.test('dumped whole; what was added never changes', async () => {
            const dumped = await unknot(['dump', '--db', db], { home });
            assert.equal(dumped.code, 0, dumped.stderr);
            assert.equal(dumped.stdout.split('\n').filter((l) => l.includes('"table":"practice_instrument"')).length, Number(sql(db, 'SELECT COUNT(*) FROM practice_instrument')[0][0]));
            for (const statement of ["UPDATE practice_instrument SET licence = 'x'", 'DELETE FROM practice_instrument', 'UPDATE practice_instrument SET ended_us = 1 WHERE ended_us IS NOT NULL'])
                assert.throws(() => sql(db, statement), statement);
        });
    });
}
