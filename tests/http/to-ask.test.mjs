// What is to be asked of a client: as questions, answered together with them; what is measured is measured; and what they took back stays to be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, idText, newClient, newMember, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { answers, fillIn, formOf, linkFor, plain, send } from '../lib/health-form.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`what is to be asked, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, db } = await clinic(t, engine);
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const safety = (client) => getJson(therapist, `/clients/${client}/safety`);

        await t.test('what is open is asked as questions, each once with its options; what it would mean is folded beneath; answered together with the client', async () => {
            const client = await newClient(owner, { given: 'Ned', family: 'Sure', born: '1970-01-02', sex: 'male' }), at = `/clients/${client}`;
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_heart: 'not-sure', q_pain: 'not-sure' })).review)).status, 303);
            const { questions, ask } = await safety(client);
            assert.deepEqual(questions.filter((q) => ['heart', 'pain'].includes(q.id)).map((q) => [q.id, q.page, q.measured]).sort(), [['heart', 'Heart, blood and vessels', false], ['pain', 'Pain', false]]);
            assert.ok(ask > 2 * questions.length, `${ask} findings, ${questions.length} questions`);
            const page = await therapist.open(`${at}/safety`), shown = plain(page.text.slice(page.text.indexOf('id="to-ask"'), page.text.indexOf('id="meanings"')));
            assert.match(shown, new RegExp(`To be asked: ${questions.length} questions`));
            for (const part of ['Heart, blood and vessels', ...questions.find((q) => q.id === 'heart').options]) assert.ok(shown.includes(part), part);
            const folded = page.text.slice(page.text.indexOf('id="meanings"'), page.text.indexOf('</section>', page.text.lastIndexOf('class="meaning"')));
            assert.match(page.text, /<details id="meanings">/);
            assert.match(plain(folded), /Heart, blood and vessels: .{0,200}Not answered\. Ask about: /);
            assert.doesNotMatch(plain(page.text), /Every question that matters was answered/);
            assert.match((await therapist.open(at)).text, new RegExp(`No session yet: ${questions.length} things to ask`));
            // one card that is settled by itself still can be; refused, it stands open with what was typed
            const one = (await safety(client)).findings.find((f) => f.state === 'ask' && f.level === 'S5');
            const refused = await post(therapist, `${at}/safety/acts`, { finding: one.id, act: 'proceed', reason: '', _version: one.version });
            assert.equal(refused.status, 422);
            assert.match(refused.text, /<details id="meanings" open>/);
            // the button opens these questions alone
            let next = await post(therapist, `${at}/intake/again`, {});
            assert.equal(next.location, `${at}/intake`);
            const seen = [];
            for (let i = 0; i < 12; i++) {
                const step = await therapist.open(next.location);
                if (/\/send"/.test(step.text)) {
                    next = await send(therapist, `${at}/intake`, step);
                    break;
                }
                seen.push(/name="p" value="([^"]*)"/.exec(step.text)[1]);
                next = await therapist.request(`${at}/intake`, { form: answers(step, { q_heart: 'aneurysm' }) });
                assert.equal(next.status, 303, text(next));
            }
            assert.ok(seen.includes('heart') && seen.includes('pain') && !seen.includes('medicines'), seen.join(' '));
            const after = await safety(client);
            assert.deepEqual(after.findings.map((f) => `${f.rule} ${f.state}`), ['aneurysm holds']);
            assert.deepEqual(after.questions, []);
        });

        await t.test('what a client ticked and took back before sending stops until somebody asked; what was said, taken back and corrected stays to be read', async () => {
            const client = await newClient(owner, { given: 'Mia', family: 'Tap', born: '1970-01-02', sex: 'male' }), at = `/clients/${client}`;
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            for (const said of ['chest_pain', 'none']) {
                const page = await phone.open(`${path}?p=now`);
                assert.equal((await phone.request(path, { form: { ...formOf(page).fields, q_now: said, go: 'on' } })).status, 303);
            }
            assert.deepEqual((await safety(client)).findings.map((f) => `${f.rule} ${f.state}`), ['now-chest-pain holds']);
            assert.match(plain((await therapist.open(`${at}/safety`)).text), /Chest pain now .{0,80}The client took this back before the form was sent, /);
            const [[task]] = sql(db, "SELECT a.id FROM alert a JOIN client c ON c.id = a.client_id WHERE c.given = 'Mia'");
            assert.match(plain((await owner.open(`/alerts/${idText(task)}`)).text), /The client took this back before the form was sent, /);
            const begun = plain((await therapist.open(`${at}/intake?p=review`)).text);
            assert.match(begun, /lines below have no answer\. What matters for safety is asked on the safety page/);
            assert.doesNotMatch(begun, /Your therapist will ask/, 'it is the therapist who reads it');
            assert.equal((await send(therapist, `${at}/intake`, (await fillIn(therapist, `${at}/intake`, { q_temperature: '', 'q_bp.systolic': '', 'q_bp.diastolic': '' })).review)).status, 303);
            assert.deepEqual((await safety(client)).findings, []);
            const read = plain((await therapist.open(`${at}/safety`)).text);
            assert.match(read, /What stopped before Chest pain now Said by the client, .{4,40}\. The client took this back before the form was sent, .{4,40}\. No longer so since .{4,40}: health form filled in with Somebody therapist/);
            for (const page of [at, `${at}/links`]) assert.doesNotMatch((await desk.get(page)).text, /Chest pain|took this back/i);
        });

        await t.test('what is measured is settled by a measurement, not by asking; a reason names the part of the answer that made it, and the birth date', async () => {
            const client = await newClient(owner, { given: 'Bo', family: 'Press', born: '1970-01-02', sex: 'male' }), at = `/clients/${client}`;
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_heart: 'high_bp', 'q_bp.high': 'yes' })).review)).status, 303);
            const before = await safety(client), f = before.findings.find((x) => x.rule === 'pressure-very-high');
            assert.deepEqual([f.state, f.level, before.stop], ['ask', 'S2', true]);
            assert.deepEqual(before.questions.map((q) => [q.id, q.measured]), [['bp.systolic', true], ['bp.diastolic', true]]);
            for (const act of ['asked-no', 'asked-yes']) {
                const refused = await postJson(therapist, `${at}/safety/acts`, { finding: f.id, act, _version: f.version });
                assert.equal(refused.status, 422, refused.text);
                assert.deepEqual(problems(refused), { act: 'safety.measure-it' });
                assert.equal((await post(therapist, `${at}/safety/acts`, { finding: f.id, act, _version: f.version })).status, 422);
            }
            assert.equal((await safety(client)).stop, true);
            const page = (await therapist.open(`${at}/safety`)).text, card = page.slice(page.indexOf(`id="finding-${f.id}"`), page.indexOf('</section>', page.indexOf(`id="finding-${f.id}"`)));
            assert.match(card, new RegExp(`href="${at}/vitals">Measure now`));
            assert.doesNotMatch(card, /value="asked-(no|yes)"/);

            const young = await newClient(owner, { given: 'Kim', family: 'Young', born: dayAfter(today(), -15 * 366) }), link = (await linkFor(owner, young)).path, tablet = new Visitor(server);
            const parts = { q_pain: 'back', q_health: ['cancer', 'diabetes'], guardian: '1', guardian_relation: 'mother', guardian_phone: '020 7946 0001' };
            assert.equal((await send(tablet, link, (await fillIn(tablet, link, parts)).review)).status, 303);
            const read = plain((await therapist.open(`/clients/${young}/safety`)).text);
            assert.match(read, /Under 18 .{0,80}On the record Born .{6,20}, 1[45] years old/);
            assert.doesNotMatch(read, /How old are you\? Not answered/);
            assert.match(read, /Your health: [^?]*\? Cancer(?!; Diabetes)/i);
        });
    });
}
