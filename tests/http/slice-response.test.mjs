// Filled-in instruments: chosen by concern, entered together or from paper, scored exactly, corrected without loss; what may not be asked is not.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertRefused, clinic, dayAfter, getJson, newClient, newMember, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { engines, folder, unknot } from '../lib/program.mjs';
import { forms } from '../lib/visitor.mjs';

const now = today();

for (const engine of engines) {
    test(`filled-in instruments, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db, home } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`, list = `${at}/responses`;
        const concernOf = async (values) => {
            const made = await postJson(owner, `${at}/concerns`, values);
            assert.equal(made.status, 200, made.text);
            return made.json.id;
        };
        const back = await concernOf({ kind: 'pain', place: 'low back', 'site_lower-back': 'yes' });
        const arm = await concernOf({ kind: 'pain', place: 'everywhere' });
        const offered = async (concern) => (await getJson(owner, `${list}?concern=${concern}`)).instruments;
        const answered = (values) => postJson(owner, list, { day: now, ...values });
        const pick = (f) => f.action === list;
        let peg;

        await t.test('the concern says what comes first; what is entered elsewhere, asks about mood or would need an alert is not offered', async () => {
            assert.deepEqual((await offered(back)).filter((i) => i.fit !== 'other').map((i) => [i.id, i.fit]), [['rmdq-24', 'primary'], ['peg', 'secondary']]);
            assert.deepEqual((await offered(arm)).slice(0, 2).map((i) => i.id), ['peg', 'pgic']);
            const ids = (await offered('none')).map((i) => i.id);
            for (const no of ['nrs-pain', 'psfs', 'headache-day', 'phq-4', 'phq-8', 'gad-7', 'phq-9', 'dass-21']) assert.ok(!ids.includes(no), no);
            for (const yes of ['odi', 'rand-36', 'pgic']) assert.ok(ids.includes(yes), yes);
            for (const no of ['phq-8', 'phq-9', 'nrs-pain', 'nothing']) {
                assert.deepEqual(Object.keys(problems(await answered({ instrument: no, mode: 'with-staff', q_1: 1 }))), ['instrument']);
                assert.equal((await owner.get(`${list}/new?instrument=${no}`)).status, 404);
            }
        });

        await t.test('from paper by item numbers: scored exactly, with its ranges; MDC and MCID apart', async () => {
            const page = `${list}/new?instrument=peg&concern=${back}`;
            const form = await owner.open(page);
            assert.doesNotMatch(form.text, /enjoyment of life"/, 'no words behind the gate');
            const done = await owner.submit(page, { q_1: '7', q_2: '5', q_3: '4', day: now, note: 'from paper' }, { pick });
            assert.equal(done.status, 303, text(done));
            const path = done.location.split('?')[0];
            peg = path.split('/').pop();
            const json = await getJson(owner, path);
            assert.deepEqual([json.instrument, json.mode, json.concern, json.day, json.counts, json.answers], ['peg', 'paper-items', back, now, true, { 1: 7, 2: 5, 3: 4 }]);
            assert.deepEqual(json.scores, [{ id: 'total', value: 5.3, range: [0, 10], direction: 'higher-is-worse', band: '', reason: '' }]);
            const shown = await owner.open(path);
            assert.match(shown.text, /5\.3/);
            assert.match(shown.text, /Lower is better/);
            assert.match(shown.text, /2\.2–3\.4 points, at 95 % confidence/);
            assert.match(shown.text, /1–1\.75 points/);
            assert.match(shown.text, /no diagnosis/);
            assert.equal(json.hash.length, 64);
            assert.deepEqual(sql(db, 'SELECT code, COUNT(*) FROM instrument_text GROUP BY code'), [['peg', '1']]);
        });

        await t.test('all that is wrong is said at once, and nothing typed is lost', async () => {
            const page = `${list}/new?instrument=peg&concern=${back}`;
            assertRefused(await owner.submit(page, { q_1: '7', q_2: '', day: dayAfter(now, 2), note: 'kept <b>' }, { pick }), 'day', { q_1: '7', day: dayAfter(now, 2), note: 'kept <b>' });
            const wrong = await answered({ instrument: 'peg', mode: 'paper-items', q_1: 11, q_2: 'x', q_9: 1, day: '1979-01-01', note: 'x'.repeat(501) });
            assert.deepEqual(Object.keys(problems(wrong)).sort(), ['note', 'q_1', 'q_2', 'q_9']);
            const items = await answered({ instrument: 'peg', mode: 'paper-items', q_1: 11, q_2: 'x', q_9: 1, day: '1979-01-01' });
            assert.deepEqual(Object.keys(problems(items)).sort(), ['day', 'q_1', 'q_2', 'q_9']);
            for (const bad of ['-1', '3.5', '1e1', '٣', '010']) assert.deepEqual(Object.keys(problems(await answered({ instrument: 'peg', mode: 'paper-items', q_1: bad, q_2: 1, q_3: 1 }))), ['q_1'], bad);
            assert.equal((await owner.submit(page, { day: now }, { pick })).status, 422, 'nothing answered');
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'peg', mode: 'with-staff', q_1: 1, q_2: 1, q_3: 1 }))), ['mode'], 'no words, so not together');
            for (const mode of ['link', 'kiosk', 'soul']) assert.deepEqual(Object.keys(problems(await answered({ instrument: 'pgic', mode, q_1: 2 }))), ['mode']);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'pgic', mode: 'with-staff', q_1: 2, moon: 1 }))), ['moon']);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'pgic', mode: 'with-staff', q_1: [2, 3] }))), ['q_1'], 'two answers');
            assert.equal((await getJson(owner, list)).responses.length, 1);
        });

        await t.test('an item left open is missing, never zero', async () => {
            const open = await answered({ instrument: 'peg', mode: 'paper-items', concern: back, q_1: 7, q_3: 4 });
            assert.equal(open.status, 201, open.text);
            assert.equal(open.json.scores[0].value, null);
            assert.match(open.json.scores[0].reason, /not answered: 2/);
            const page = await owner.open(`${list}/${open.json.id}`);
            assert.match(page.text, /No score:/);
            assert.match(page.text, /Left open/);
            assert.equal((await post(owner, `${list}/${open.json.id}/withdraw`)).status, 303);
        });

        await t.test('RMDQ-24: what is not ticked counts 0 by its own rule, but an empty form is not taken for a 0', async () => {
            const page = `${list}/new?instrument=rmdq-24&concern=${back}`;
            assertRefused(await owner.submit(page, { day: now }, { pick }), 'none', { day: now });
            const done = await owner.submit(page, { q_1: '1', q_9: '1', q_24: '1', day: now }, { pick });
            assert.equal(done.status, 303, text(done));
            const json = await getJson(owner, done.location.split('?')[0]);
            assert.deepEqual([json.scores[0].value, json.answers], [3, { 1: 1, 9: 1, 24: 1 }]);
            const none = await answered({ instrument: 'rmdq-24', mode: 'paper-items', none: true, day: dayAfter(now, -20) });
            assert.deepEqual([none.status, none.json.scores[0].value, none.json.answers], [201, 0, {}]);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'rmdq-24', mode: 'paper-items', none: true, q_3: 1 }))), ['none']);
        });

        await t.test('a total from paper: in its range, in its places, with its band; a percentage is not a raw sum', async () => {
            const page = `${list}/new?instrument=odi&mode=paper-total`;
            assertRefused(await owner.submit(page, { total_total: '101', day: now }, { pick }), 'total_total', { total_total: '101' });
            const done = await owner.submit(page, { total_total: '20.5', day: now }, { pick });
            assert.equal(done.status, 303, text(done));
            const path = done.location.split('?')[0];
            const json = await getJson(owner, path);
            assert.deepEqual([json.mode, json.answers, json.scores[0].value, json.scores[0].band], ['paper-total', {}, 20.5, 'moderate']);
            assert.match((await owner.open(path)).text, /range called “moderate”/);
            for (const bad of ['7.5', '25', '-1', 'x']) assert.deepEqual(Object.keys(problems(await answered({ instrument: 'rmdq-24', mode: 'paper-total', total_total: bad }))), ['total_total'], bad);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'peg', mode: 'paper-total', total_total: '5.33' }))), ['total_total']);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'peg', mode: 'paper-total', total_other: '5' }))), ['total_other']);
            assert.equal((await answered({ instrument: 'peg', mode: 'paper-total' })).status, 422);
            const two = await answered({ instrument: 'koos', mode: 'paper-total', total_pain: 50 });
            assert.equal(two.status, 201, two.text);
            assert.deepEqual(two.json.scores.map((s) => s.value), [null, 50, null, null, null]);
        });

        await t.test('corrected and taken back: the first answers stay readable, and cannot be changed in the database', async () => {
            const path = `${list}/${peg}`;
            const edit = await owner.open(`${path}/edit`);
            assert.equal(forms(edit.text).find((f) => f.action === path).fields.q_1, '7');
            const refused = await owner.send(edit, '', { q_1: '', q_2: '', q_3: '', note: 'slip' });
            assert.equal(refused.status, 422, text(refused));
            const done = await owner.send(edit, '', { q_1: '6', q_2: '7', q_3: '7', note: 'misread' });
            assert.equal(done.status, 303, text(done));
            const second = done.location.split('?')[0];
            assert.equal((await getJson(owner, second)).scores[0].value, 6.7);
            const first = await getJson(owner, path);
            assert.deepEqual([first.counts, first.replaced_by, first.scores[0].value], [false, second.split('/').pop(), 5.3]);
            assert.equal((await owner.send(edit, '', { q_1: '1', q_2: '1', q_3: '1', _key: 'late' })).status, 409, 'already corrected');
            assert.match((await owner.open(second)).text, /See what was entered first/);
            assert.match((await owner.open(path)).text, /no longer counts/);
            assert.equal((await post(owner, `${second}/withdraw`)).status, 303);
            assert.equal((await post(owner, `${second}/withdraw`)).status, 409);
            for (const statement of ["UPDATE response SET answers = '{}'", 'UPDATE response SET day = 1', 'DELETE FROM response_score', 'UPDATE response_score SET value = 1', 'DELETE FROM response',
                "UPDATE instrument_text SET json = ''", 'UPDATE response SET withdrawn_us = 2 WHERE withdrawn_us IS NOT NULL']) assert.throws(() => sql(db, statement), statement);
            assert.equal((await post(owner, `${at}/concerns/${arm}/close`, { closed: now, _version: 1 })).status, 303);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'pgic', mode: 'with-staff', concern: arm, q_1: 2 }))), ['concern']);
        });

        await t.test('over time: what counts of the same instrument and concern; in the CSV a missing score has no value', async () => {
            for (const [n, q] of [[30, 8], [10, 6]]) {
                const made = await answered({ instrument: 'peg', mode: 'paper-items', concern: back, day: dayAfter(now, -n), q_1: q, q_2: q, q_3: q });
                assert.equal(made.status, 201, made.text);
            }
            const last = await answered({ instrument: 'peg', mode: 'paper-items', concern: back, day: now, q_1: 5, q_2: 4 });
            const page = await owner.open(`${list}/${last.json.id}`);
            const table = /<table[\s\S]*<\/table>/.exec(page.text)[0];
            assert.deepEqual([...table.matchAll(/<td class="number">([^<]*)</g)].map((m) => m[1]), ['No score', '6', '8']);
            const csv = (await owner.get(`${at}/progress`, { headers: { accept: 'text/csv' } })).text.split('\r\n');
            assert.deepEqual(csv.filter((line) => /,peg\.total,/.test(line)).map((line) => line.split(',').slice(0, 7).join(',')),
                [`pain,low back,${dayAfter(now, -30)},peg.total,8,past-7d,therapist`, `pain,low back,${dayAfter(now, -10)},peg.total,6,past-7d,therapist`, `pain,low back,${now},peg.total,,past-7d,therapist`]);
        });

        await t.test('two records of one person: answers move with their concern, and back', async () => {
            const twin = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
            const head = await postJson(owner, `/clients/${twin}/concerns`, { kind: 'headache' });
            await concernOf({ kind: 'headache' });
            const made = await postJson(owner, `/clients/${twin}/responses`, { instrument: 'pgic', mode: 'with-staff', concern: head.json.id, day: now, q_1: 2 });
            assert.equal(made.status, 201, made.text);
            const before = (await getJson(owner, list)).responses.length;
            const merged = await owner.submit(`${at}/merge/${twin}`, {}, { pick: (f) => f.action === `${at}/merge/${twin}` });
            assert.equal(merged.status, 303, text(merged));
            assert.equal((await getJson(owner, list)).responses.length, before + 1);
            assert.deepEqual([(await getJson(owner, `${list}/${made.json.id}`)).concern, (await owner.open(`${list}/${made.json.id}`)).status], [head.json.id, 200]);
            const undo = forms((await owner.open(at)).text).find((f) => /^\/merges\/.*\/undo$/.test(f.action));
            assert.equal((await post(owner, undo.action)).status, 303);
            assert.equal((await getJson(owner, list)).responses.length, before);
            assert.equal((await getJson(owner, `/clients/${twin}/responses`)).responses.length, 1);
        });

        await t.test('a form sent twice is kept once', async () => {
            const page = await owner.open(`${list}/new?instrument=pgic`);
            const before = (await getJson(owner, list)).responses.length;
            const first = await owner.send(page, list, { q_1: '2', day: now });
            assert.equal(first.status, 303, text(first));
            assert.equal((await owner.send(page, list, { q_1: '2', day: now })).location.split('?')[0], first.location.split('?')[0]);
            assert.equal((await getJson(owner, list)).responses.length, before + 1);
        });

        await t.test('questions about mood are asked where the practice said so', async () => {
            const late = await owner.open('/setup/measures');
            const on = await owner.submit('/setup/measures', { mood: '1' }, { pick: (f) => f.action === '/setup/measures' });
            assert.equal(on.status, 303, text(on));
            assert.equal((await owner.send(late, '/setup/measures', { _key: 'another' })).status, 409);
            const ids = (await offered('none')).map((i) => i.id);
            assert.ok(ids.includes('phq-4') && ids.includes('phq-8') && !ids.includes('phq-9') && !ids.includes('dass-21'));
            const page = await owner.open(`${list}/new?instrument=phq-4`);
            assert.match(page.text, /Feeling nervous, anxious or on edge/);
            assert.match(page.text, /Not at all/);
            const done = await owner.send(page, list, { q_1: '3', q_2: '2', q_3: '0', q_4: '1', day: now });
            assert.equal(done.status, 303, text(done));
            const json = await getJson(owner, done.location.split('?')[0]);
            assert.deepEqual(json.scores.map((s) => [s.id, s.value]), [['total', 6], ['anxiety', 5], ['depression', 1]]);
            assert.equal((await owner.submit('/setup/measures', { mood: [] }, { pick: (f) => f.action === '/setup/measures' })).status, 303);
            assert.ok(!(await offered('none')).some((i) => i.id === 'phq-4'));
            assert.equal((await owner.open(done.location)).status, 200, 'what was answered stays readable');
        });

        await t.test('the front desk sees and enters none of it; nor does another practice', async () => {
            const desk = await newMember(server, owner, 'front-desk', 'fay@practice.example');
            const own = (await getJson(owner, list)).responses[0].id;
            for (const path of [list, `${list}/new?instrument=pgic`, `${list}/${own}`, `${list}/${own}/edit`]) assert.equal((await desk.get(path)).status, 403, path);
            assert.equal((await postJson(desk, list, { instrument: 'pgic', mode: 'with-staff', day: now, q_1: 2 })).status, 403);
            assert.equal((await postJson(desk, '/setup/measures', { mood: true })).status, 403);
            assert.doesNotMatch((await desk.open(at)).text, /\/responses/);
            const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
            const theirs = await newClient(other, { given: 'Own', family: 'Client' });
            for (const path of [list, `${list}/${own}`, `/clients/${theirs}/responses/${own}`, `/clients/${theirs}/responses?concern=${back}`]) assert.equal((await other.get(path)).status, 404, path);
            assert.equal((await postJson(other, `/clients/${theirs}/responses`, { instrument: 'pgic', mode: 'with-staff', concern: back, day: now, q_1: 2 })).status, 404);
            assert.equal((await postJson(other, `/clients/${theirs}/responses/${own}/withdraw`)).status, 404);
        });

        await t.test('dumped and loaded, all is there', async () => {
            const dumped = await unknot(['dump', '--db', db], { home });
            assert.equal(dumped.code, 0, dumped.stderr);
            for (const table of ['instrument_text', 'response', 'response_score', 'measure_setting']) assert.ok(dumped.stdout.includes(`"table":"${table}"`), table);
            const copy = await engine.database(t), file = join(folder(t), 'dump.ndjson');
            writeFileSync(file, dumped.stdout);
            const loaded = await unknot(['load', '--db', copy, file]);
            assert.equal(loaded.code, 0, loaded.stderr);
            assert.equal((await unknot(['dump', '--db', copy], { home })).stdout, dumped.stdout);
        });
    });
}
