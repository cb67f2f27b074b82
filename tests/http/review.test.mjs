// The review of a plan whose sessions were held, over HTTP; and an unwanted effect that the client tells: it waits on Today until seen to.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { clinicWithPlan, weekdayAhead } from '../lib/calendar.mjs';
import { dayAfter, getJson, idText, newMember, post, postJson, sql, text, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const plain = (html) => unescapeHtml(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

// Six booked, on Mondays; the first four put five weeks back, set done. All six ids.
async function held(made) {
    const { owner, db, plan, account } = made;
    const page = await owner.open(`/plans/${plan}/series?weekday=1&time=10:00&first=${weekdayAhead(1)}&therapist=${account}`);
    const form = forms(page.text).find((f) => f.method === 'POST' && f.names.includes('therapist'));
    const done = await owner.request(form.action, { method: 'POST', form: form.fields });
    assert.equal(done.status, 303, text(done));
    const ids = sql(db, 'SELECT id FROM appointment ORDER BY start_us').map(([id]) => id);
    const back = 35 * 86_400_000_000;
    sql(db, `UPDATE appointment SET day = day - 35, start_us = start_us - ${back}, end_us = end_us - ${back}, clear_us = clear_us - ${back} WHERE id IN (${ids.slice(0, 4)})`);
    for (const id of ids.slice(0, 4)) {
        const at = idText(id), { version } = await getJson(owner, `/appointments/${at}`);
        const entered = await postJson(owner, `/appointments/${at}/state`, { to: 'done', _version: version });
        assert.equal(entered.status, 200, entered.text);
    }
    return ids.map(idText);
}

const treated = { t_technique: ['petrissage'], t_site: ['neck'], t_minutes: ['40'], t_pressure: ['2'], consent: '1', limits_reason: 'on paper' };

async function sign(owner, visit, words) {
    const done = await postJson(owner, `/appointments/${visit}/note/sign`, { _version: 0, late_reason: 'was ill', ...words });
    assert.equal(done.status, 200, done.text);
}

for (const engine of engines) {
    test(`a review with sessions, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const made = await clinicWithPlan(t, engine, { sessions: 6 });
        const { owner, db, plan, client, server } = made, concern = idText(6001);
        const visits = await held(made), ahead = visits.slice(4);
        sql(db, "UPDATE member SET licence_number = 'L-1'");
        const dose = async () => {
            const [a, b] = [await getJson(owner, `/plans/${plan}`), await getJson(owner, `/plans/${plan}/series`)];
            for (const name of ['given', 'no_note', 'not_treated', 'ahead', 'missed', 'left', 'to_book', 'overdue']) assert.equal(a[name], b[name], name);
            return [a.given, a.no_note, a.not_treated, a.left, a.to_book];
        };
        sql(db, 'UPDATE concern SET start_day = (SELECT MIN(day) FROM appointment)');
        for (const [n, value] of [[-60, 4], [-56, 4], [-52, 4], [-48, 4], [-44, 4], [-9, 9], [-7, 9], [-5, 9], [-3, 9], [-1, 9]]) {
            assert.equal((await postJson(owner, `/clients/${client}/ratings`, { concern, day: dayAfter(today(), n), value })).status, 200);
        }

        await t.test('a visit that is done is no dose until its note is signed, and none where nobody was treated', async () => {
            assert.deepEqual(await dose(), [0, 4, 0, 6, 0]);
            const page = plain((await owner.open(`/plans/${plan}`)).text);
            assert.match(page, /0 of 6 sessions given, 2 booked, 0 left to book, 0 missed\. 4 visits have no signed note yet/);
            assert.ok(plain((await owner.open(`/clients/${client}`)).text).includes('0 of 6 sessions given, 2 booked, 0 left to book, 0 missed. 4 visits have no signed note yet'));
            assert.match((await owner.open(`/appointments/${visits[0]}`)).text, /No note yet/);
            assert.doesNotMatch((await owner.open('/today')).text, new RegExp(`/plans/${plan}/review`));
            assert.deepEqual((await getJson(owner, `/clients/${client}/progress`)).sessions, []);
            await sign(owner, visits[0], { not_treated: '1', why: 'fever' });
            assert.deepEqual(await dose(), [0, 3, 1, 6, 1]);
            assert.match(plain((await owner.open(`/plans/${plan}`)).text), /At 1 visit nobody was treated/);
            const letter = plain((await owner.open(`/clients/${client}/letters/new?concern=${concern}`)).text);
            assert.match(letter, /No sessions yet/);
            assert.match(letter, /3 visits have no signed note yet, so the letter leaves them out/);
            sql(db, `UPDATE plan SET sessions = 5, review_sessions = 3`);
            for (const id of visits.slice(1, 4)) await sign(owner, id, treated);
            assert.deepEqual(await dose(), [3, 0, 1, 2, 0]);
            assert.deepEqual((await getJson(owner, `/clients/${client}/progress`)).sessions.length, 3);
            assert.match(plain((await owner.open(`/clients/${client}/letters/new?concern=${concern}`)).text), /3 sessions, 180 minutes/);
        });

        await t.test('three given: it is due, on Today too; got worse: warning signs are asked again', async () => {
            assert.match((await owner.open('/today')).text, new RegExp(`/plans/${plan}/review`));
            const page = (await owner.open(`/plans/${plan}/review`)).text;
            assert.match(page, /3 of 5, 180 minutes/);
            assert.match(page, /At 1 visit nobody was treated/);
            assert.match(page, /0 missed, 2 booked ahead/);
            assert.match(page, /It got worse\. Ask about warning signs again/);
            assert.match(page, new RegExp(`/clients/${client}/safety`));
            for (const id of ahead) assert.match(page, new RegExp(`name="cancel_${id}"`));
        });

        await t.test('a severe effect told by link waits on Today until contact is made and its outcome known; the client writes again; corrected, both stay', async () => {
            const link = await postJson(owner, `/clients/${client}/links`, {});
            const url = new URL(link.json.url).pathname, phone = new Visitor(server);
            const form = await phone.get(url);
            assert.match(form.text, /adverse_what/);
            assert.match(plain(form.text), /Then call the emergency number first/);
            const tell = async (values) => {
                const told = await phone.request(url, { json: values, headers: { accept: 'application/json' } });
                assert.equal(told.status, 200, told.text);
            };
            await tell({ adverse_what: 'nothing' });
            await tell({ adverse_what: 'numbness', adverse_severity: 'severe', adverse_words: 'left hand' });
            const again = await phone.request(url, { form: { adverse_what: 'numbness', adverse_severity: 'severe', adverse_words: 'left hand' } });
            assert.deepEqual([again.status, again.location], [303, `${url}?told=1`]);
            for (const path of [again.location, `${url}?ratings=1`]) {
                const now = plain((await phone.open(path)).text);
                assert.match(now, /Please get help now If you feel in danger, or it is getting worse, call the emergency number first\..*Your therapist is told at once/, path);
                assert.doesNotMatch(now, /You can close this page now.*Please get help now/, 'before any thanks');
            }
            const care = `/clients/${client}/care`, desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
            const [waits] = (await getJson(owner, care)).adverse, at = `/clients/${client}/adverse/${waits.id}`;
            assert.deepEqual([waits.words, waits.action, waits.waits], ['left hand', '', true]);
            assert.match((await owner.open('/today')).text, new RegExp(`to be followed up[\\s\\S]*${at}"`));
            assert.doesNotMatch((await desk.open('/today')).text, /followed up/);
            for (const path of [at, '/outcomes/events']) assert.equal((await desk.get(path)).status, 403, path);
            assert.equal((await postJson(desk, `${at}/follow`, { contact: 'phone' })).status, 403);
            const one = await getJson(owner, at);
            assert.deepEqual([one.due, one.waits, one.versions.length, one.acts], [today(), true, 1, []]);
            const page = plain((await owner.open(at)).text);
            assert.match(page, /severe effects on the same day\. Speak with the client now/);
            assert.match(page, /Petrissage \(kneading\) Neck, back and sides, 40 min, pressure 2/);
            const long = 'y'.repeat(501), refused = await post(owner, `${at}/follow`, { words: long, _version: one.version });
            assert.equal(refused.status, 422);
            assert.ok(refused.text.includes(long), 'what was typed is still there');
            const early = await postJson(owner, `${at}/follow`, { outcome: 'resolved', close: true, _version: one.version });
            assert.equal(early.status, 422);
            assert.match(early.text, /"contact"/);
            assert.equal((await post(owner, `${at}/withdraw`, { reason: 'a mistake', _version: one.version })).status, 409, 'it is not got rid of');
            assert.equal((await post(owner, `${at}/follow`, { contact: 'phone', words: 'Called her, sent to her doctor', outcome: 'resolving', relation: 'possible', close: '1', _version: one.version })).status, 303);
            assert.equal((await postJson(owner, `${at}/follow`, { words: 'again', _version: one.version })).status, 409);
            assert.doesNotMatch((await owner.open('/today')).text, /to be followed up/);
            await tell({ adverse_what: 'numbness', adverse_severity: 'severe', adverse_words: 'both hands now' });
            const more = await getJson(owner, at);
            assert.deepEqual([more.words, more.waits, more.versions.map((v) => v.words)], ['both hands now', true, ['left hand', 'both hands now']]);
            assert.match((await owner.open('/today')).text, /to be followed up/);
            const wrong = await post(owner, `${at}/correct`, { what: 'numbness', severity: 'moderate', day: today(), hours: '200', said: 'kept words', 'site_hand-left': 'yes', reason: '', _version: more.version });
            assert.equal(wrong.status, 422);
            assert.match(wrong.text, /kept words[\s\S]*id="correct-reason-error"/);
            assert.match(wrong.text, /name="site_hand-left" value="yes" checked/);
            const right = await postJson(owner, `${at}/correct`, { what: 'numbness', severity: 'moderate', day: today(), hours: 2, said: 'both hands', 'site_hand': 'yes', reason: 'She works on', _version: more.version });
            assert.equal(right.status, 200, right.text);
            assert.deepEqual([right.json.severity, right.json.sites, right.json.versions.length, right.json.versions[2].reason], ['moderate', ['hand'], 3, 'She works on']);
            assert.equal((await postJson(owner, `${at}/follow`, { contact: 'phone', outcome: 'resolved', close: true, _version: right.json.version })).status, 200);
            assert.doesNotMatch((await phone.open(`${url}?ratings=1`)).text, /Please get help now/, 'followed up: it is said no more');
            const register = await getJson(owner, '/outcomes/events');
            assert.deepEqual([register.register.sessions, register.register.answered, register.register.followed, register.register.few], [3, 1, 1, true]);
            const probe = spawnSync(process.env.UNKNOT_BIN, ['events'], { input: JSON.stringify(register), encoding: 'utf8' });
            assert.deepEqual(JSON.parse(probe.stdout), register.register, 'the command line says the same');
            assert.match((await owner.get('/outcomes/events.csv')).text, /^by,id,sessions[^\n]*\r\nat-least,mild,3,1,1,333\.3/);
            assert.match(plain((await owner.open('/outcomes/events')).text), /Of 1 of 3 sessions it is known how it was afterwards.*These are small numbers/);
            const day = dayAfter(today(), -30); // before the plan was made, and nobody has seen to it
            sql(db, `UPDATE plan SET created_us = created_us - ${3 * 86_400_000_000} RETURNING id`);
            sql(db, `INSERT INTO adverse_event (practice_id, id, client_id, appointment_id, day, what, severity, days, words, action, at_us, account_id, link_id, withdrawn_us, due_day)
                SELECT practice_id, id + 1, client_id, NULL, ${Date.parse(day) / 864e5}, 'numbness', 'moderate', NULL, 'both feet', '', at_us, NULL, link_id, NULL, day FROM adverse_event LIMIT 1 RETURNING id`);
            const now = plain((await owner.open(`/plans/${plan}/review`)).text);
            assert.match(now, /both feet Before this plan To be followed up/);
        });

        await t.test('a link that asks how it was after a session opens with that: one tap for nothing unusual; what is severe says what to do now', async () => {
            const link = await postJson(owner, `/clients/${client}/links`, {});
            const url = new URL(link.json.url).pathname, phone = new Visitor(server);
            sql(db, `INSERT INTO after_ask (practice_id, appointment_id, client_id, why, link_id, at_us)
                SELECT practice_id, (SELECT MIN(id) FROM appointment WHERE state = 'done'), client_id, 'first', MAX(id), MAX(created_us) FROM link WHERE purpose = 'answers' GROUP BY practice_id, client_id RETURNING link_id`);
            const led = await phone.get(url);
            assert.equal(led.location, `${url}/after`);
            const page = await phone.open(`${url}/after`);
            assert.match(plain(page.text), /How have you been since your visit\? .*Nothing unusual/);
            const one = forms(page.text).find((f) => f.names.includes('nothing'));
            assert.equal((await phone.request(one.action, { method: 'POST', form: one.fields })).status, 303);
            assert.match(plain((await phone.open(`${url}/after`)).text), /Thank you Your therapist will see it/);
            assert.equal((await phone.get(url)).status, 200, 'it is asked no more');
            const bad = await phone.request(`${url}/after`, { method: 'POST', form: { what: 'dizziness', said: 'typed words', 'site_head': 'yes' } });
            assert.equal(bad.status, 422);
            assert.match(bad.text, /typed words/);
            assert.match(bad.text, /name="site_head" value="yes" checked/);
            const told = await phone.request(`${url}/after`, { json: { what: 'dizziness', severity: 'severe', hours: '0', site_head: 'yes', said: 'fell' }, headers: { accept: 'application/json' } });
            assert.equal(told.status, 200, told.text);
            assert.deepEqual([JSON.parse(told.text).severe, JSON.parse(told.text).reports > 0], [true, true]);
            assert.match(plain((await phone.open(`${url}/after`)).text), /Please get help now/);
            assert.match((await owner.open('/today')).text, /to be followed up/);
        });

        await t.test('discharge cancels the ticked one and no other', async () => {
            const { version } = await getJson(owner, `/plans/${plan}`);
            const out = await post(owner, `/plans/${plan}/review`, { decision: 'discharge', reason: 'To her doctor', [`cancel_${ahead[1]}`]: 'yes', _version: version });
            assert.equal(out.status, 303, text(out));
            assert.deepEqual(sql(db, "SELECT state, COUNT(*) FROM appointment GROUP BY state ORDER BY state").map(([s, n]) => `${s} ${n}`), ['booked 1', 'cancelled 1', 'done 4']);
            assert.equal((await getJson(owner, `/appointments/${ahead[1]}`)).state, 'cancelled');
            assert.doesNotMatch((await owner.open('/today')).text, new RegExp(`/plans/${plan}/review`));
        });
    });
}
