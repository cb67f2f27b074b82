// The one contact before a visit, over HTTP and a real SMTP server: it goes by itself, once; the page says the time as it is, takes "nothing has
// changed" in one tap, and leads on. And the weekly ratings between visits, which a client ends in one tap.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dayAfter, getJson, idText, newClient, newMember, post, postJson, sql, today, words } from '../lib/clinic.mjs';
import { book, freeTimes, heldBefore, setState, visit, workingClinic } from '../lib/day.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { formSent } from '../lib/intake-answers.mjs';
import { engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

const json = { accept: 'application/json' };
const never = (db) => sql(db, `INSERT INTO mail_setting SELECT id, '', 0, 0, 1, NULL, 1 FROM practice WHERE 1 = 1
    ON CONFLICT (practice_id) DO UPDATE SET quiet_from = 0, quiet_until = 0`);
const kinds = (db) => sql(db, 'SELECT kind, state FROM outbox ORDER BY id').map((r) => r.join(' ').trim());
async function until(what, ask) {
    for (let i = 0; i < 600; i++) {
        if (ask()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}
const turns = (n = 8) => new Promise((done) => setTimeout(done, n * 100));
const pathOf = (mail, letter) => new RegExp(`/${letter}/[A-Za-z0-9_-]+`).exec(mail.plain)[0];

for (const engine of engines) {
    test(`before a visit and between visits, ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, async (t) => {
        const house = await workingClinic(t, engine);
        const { 'front-desk': desk } = house.people;
        const { owner, db, home, services } = house;
        await house.server.stop();
        const box = await mailbox(t);
        never(db);
        const server = await serve(t, { db, home, env: { UNKNOT_SMTP_URL: `smtp://127.0.0.1:${box.port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example',
            UNKNOT_MAIL_EVERY: '50', UNKNOT_MAIL_PAUSE: '50', UNKNOT_CONTACT_EVERY: '100' } });
        for (const person of [desk, owner]) person.url = server.url;
        const therapist = house.accounts['tess@practice.example'];
        const person = (fields) => newClient(desk, { given: 'Ada', email: 'ada@example.org', may_email: true, ...fields });
        const booked = async (client, back = 1, n = 0) => {
            const day = dayAfter(today(), back);
            const free = (await freeTimes(desk, services['Short massage'], { from: day, therapist })).filter((f) => f.day === day);
            return book(desk, { client, service: services['Short massage'], therapist, day, time: free[n * 4].time, kind: 'relaxation' });
        };
        const phone = new Visitor(server);

        await t.test('it goes by itself, once, and the page leads on', async () => {
            const ada = await person();
            const at = await booked(ada, 1);
            const [mail] = await box.settled(1);
            const url = pathOf(mail, 'v');
            await until('sent', () => kinds(db)[0] === 'pre-visit sent');
            await turns();
            assert.equal(box.mails.length, 1);
            const page = await phone.get(url);
            assert.equal(page.status, 200);
            assert.match(page.text, /Fill in the health form/, 'there is none yet');
            assert.doesNotMatch(page.text, /No, nothing has changed/);
            assert.equal((await phone.request(`${url}/unchanged`, { form: {} })).status, 422);
            const form = await phone.request(`${url}/intake`, { form: {} });
            assert.equal(form.status, 303);
            assert.match(form.location, /^\/i\//);
            assert.equal((await phone.request(`${url}/intake`, { form: {} })).location, form.location, 'the one that stands');
            const said = JSON.parse((await phone.get(url, { headers: json })).text);
            assert.deepEqual([said.state, said.health, said.start], ['ahead', 'form', (await visit(desk, at.id)).start]);
            assert.match((await desk.get(`/appointments/${at.id}`)).text, /E-mail sent/);
        });

        await t.test('nothing has changed: one tap, kept with its time; a visit that moved says the new time, a cancelled one says so', async () => {
            const bea = await person({ given: 'Bea', born: '1980-05-17', email: 'bea@example.org' });
            const at = await booked(bea, 1, 1);
            await box.settled(2);
            const url = pathOf(box.mails[1], 'v');
            formSent(db, 'Bea', 40, {});
            assert.match((await phone.get(url)).text, /No, nothing has changed/);
            assert.equal((await phone.request(`${url}/unchanged`, { form: {} })).status, 303);
            assert.match((await phone.get(url)).text, /You said that nothing has changed/);
            assert.equal(JSON.parse((await phone.get(url, { headers: json })).text).health, 'unchanged');
            assert.match((await owner.get(`/appointments/${at.id}`)).text, /says that nothing has changed/);
            assert.doesNotMatch((await desk.get(`/appointments/${at.id}`)).text, /says that nothing has changed/, 'the front desk does not read it');
            const now = await visit(desk, at.id), later = (await freeTimes(desk, services['Short massage'], { from: dayAfter(now.day, 2), therapist }))[0];
            const moved = await postJson(desk, `/appointments/${at.id}/move`, { day: later.day, time: later.time, therapist, _version: now.version });
            assert.ok(moved.status < 300, moved.text);
            assert.equal(JSON.parse((await phone.get(url, { headers: json })).text).start, (await visit(desk, at.id)).start);
            assert.ok((await phone.get(url)).text.includes(later.time));
            // a form after all: going back to the old page does not undo it
            sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version)
                SELECT practice_id, id + 2, id, ${Date.now() * 1000}, ${Date.now() * 1000}, ${Date.now() * 1000}, 'x', 'en', '{}', '{}', 1 FROM client WHERE given = 'Bea'`);
            const late = await phone.request(`${url}/unchanged`, { form: {} });
            assert.equal(late.status, 422);
            assert.match(late.text, /Your health form has arrived, and it stands/);
            assert.equal(JSON.parse((await phone.get(url, { headers: json })).text).health, 'sent');
            assert.doesNotMatch((await owner.get(`/appointments/${at.id}`)).text, /says that nothing has changed/);
            const cancelled = await setState(desk, at.id, 'cancelled-in-time');
            assert.equal(cancelled.status, 303, cancelled.text);
            assert.match((await phone.get(url)).text, /This visit is cancelled/);
            assert.equal((await phone.request(`${url}/unchanged`, { json: {}, headers: json })).status, 410);
        });

        await t.test('sent by hand, it is not sent again; two visits within two days are one contact; no consent is none', async () => {
            const cleo = await person({ given: 'Cleo', email: 'cleo@example.org', may_email: false });
            await booked(cleo, 1, 2);
            const dora = await person({ given: 'Dora', email: 'dora@example.org', may_email: false });
            const first = await booked(dora, 1, 3);
            const made = await postJson(desk, `/appointments/${first.id}/before`);
            assert.equal(made.status, 201, made.text);
            assert.equal((await postJson(desk, `/appointments/${first.id}/before`)).json.id, made.json.id, 'the one that stands');
            assert.match((await owner.get(`/appointments/${first.id}`)).text, /Nothing was answered yet/);
            assert.match((await phone.get(new URL(made.json.url).pathname)).text, /Hello Dora/);
            await until('opened', () => sql(db, "SELECT count(*) FROM link WHERE purpose = 'visit' AND opened_us IS NOT NULL AND client_id = (SELECT id FROM client WHERE given = 'Dora')")[0][0] === '1');
            for (const staff of [desk, owner]) assert.match((await staff.get(`/appointments/${first.id}`)).text, /The link was opened: [^<]+ Nothing was answered yet\./);
            sql(db, `UPDATE client SET may_email = 1 WHERE given = 'Dora'`);
            await turns();
            assert.equal(box.mails.length, 2);
            const eve = await person({ given: 'Eve', email: 'eve@example.org' });
            await booked(eve, 1, 4);
            await box.settled(3);
            await booked(eve, 2, 4);
            await turns();
            assert.equal(box.mails.length, 3);
        });

        await t.test('a visit that moves by weeks is written about again for its new time, by hand and by itself', async () => {
            const liv = await person({ given: 'Liv', email: 'liv@example.org' });
            const at = await booked(liv, 1, 2);
            await box.settled(4);
            const to = async (back) => {
                const day = dayAfter(today(), back), free = (await freeTimes(desk, services['Short massage'], { from: day, therapist })).find((f) => f.day === day);
                const moved = await postJson(desk, `/appointments/${at.id}/move`, { day, time: free.time, therapist, _version: (await visit(desk, at.id)).version });
                assert.ok(moved.status < 300, moved.text);
            };
            await until('sent', () => sql(db, `SELECT state FROM outbox WHERE client_id = (SELECT id FROM client WHERE given = 'Liv')`)[0][0] === 'sent');
            await to(22);
            assert.match((await owner.get(`/appointments/${at.id}`)).text, /about the new time nothing was sent yet/);
            const made = await postJson(desk, `/appointments/${at.id}/before`);
            assert.equal(made.status, 201, made.text);
            assert.ok(new Date(made.json.expires) > new Date((await visit(desk, at.id)).start), 'it outlives the visit');
            await turns();
            assert.equal(box.mails.length, 4, 'not three weeks before');
            const mailed = await postJson(desk, `/clients/${liv}/links/${made.json.id}/mail`);
            assert.ok(mailed.status < 300, mailed.text);
            await box.settled(5);
            assert.doesNotMatch((await owner.get(`/appointments/${at.id}`)).text, /nothing was sent yet/);
            await to(1);
            await box.settled(6);
            await turns();
            assert.equal(box.mails.length, 6, 'and once');
        });

        await t.test('a phone that is shared: the box, and what goes by itself after it', async () => {
            const mia = await person({ given: 'Mia', email: 'mia@example.org', born: '1980-05-17', may_email: false });
            const at = await booked(mia, 1, 6), door = async (id) => (await getJson(phone, new URL((await postJson(desk, `/appointments/${id}/before`)).json.url).pathname)).confirm;
            assert.match((await desk.open(`/appointments/${at.id}`)).text, /name="shared_phone"/);
            assert.equal((await postJson(desk, `/appointments/${at.id}/before`, { shared_phone: true })).status, 201);
            assert.equal(await door(at.id), true, 'a program that says nothing leaves it so');
            const next = await booked(mia, 8);
            assert.equal(await door(next.id), true, 'as it was said last');
            assert.match((await desk.open(`/appointments/${next.id}`)).text, /name="shared_phone"[^>]*checked/);
        });

        await t.test('a practice says how long before, or never', async () => {
            const shown = await owner.open('/setup/mail/before');
            assert.match(shown.text, /name="hours" value="48"/);
            assert.equal((await owner.submit('/setup/mail/before', { hours: '200' })).status, 422);
            assert.equal((await owner.submit('/setup/mail/before', { hours: '0' })).status, 303);
            const fay = await person({ given: 'Fay', email: 'fay@example.org' });
            await booked(fay, 1, 5);
            await turns();
            assert.equal(box.mails.length, 6);
        });

        await t.test('weekly ratings between visits, while the plan runs, until the client wants no more', async () => {
            const gil = await person({ given: 'Gil', email: 'gil@example.org' });
            const { json: { id: neck } } = await postJson(owner, `/clients/${gil}/concerns`, { kind: 'pain', place: 'neck' });
            const plan = await postJson(owner, `/clients/${gil}/plans/new?concern=${neck}`, { goal: 'Turn my head', instrument: 'nrs-pain', sessions: 6, per_week: 1,
                every_weeks: 2, service: services.Massage, therapist, review_sessions: 4, review_weeks: 4, stop_rule: 'After four', agreed: true, asks: true, weekly: true });
            assert.ok([200, 201].includes(plan.status), plan.text);
            await box.settled(7);
            const mail = box.mails[6], url = pathOf(mail, 'a');
            assert.deepEqual(mail.to, ['gil@example.org']);
            await turns(16);
            assert.equal(box.mails.length, 7, 'once a week');
            const page = await phone.get(url);
            assert.match(page.text, /No more of these/);
            // what they say, and what else they take now, is read on the visit's page and on the note's before the session; not at the front desk
            const at = await booked(gil, 8, 1);
            assert.equal((await phone.request(url, { form: { [`rating_${neck}`]: '6', care_kind: 'medicine', care_words: 'half the tablets' } })).status, 303);
            for (const place of [`/appointments/${at.id}`, `/appointments/${at.id}/note`]) {
                const read = words(await owner.open(place));
                assert.match(read, /half the tablets/, place);
                assert.match(read, /Pain: neck · Pain, 0 to 10 .*6/, place);
            }
            assert.doesNotMatch(words(await desk.open(`/appointments/${at.id}`)), /half the tablets|Pain: neck/);
            assert.equal((await phone.request(`${url}/stop`, { form: {} })).status, 303);
            const stopped = (await phone.get(url)).text;
            assert.match(stopped, /You will not get these questions/);
            assert.doesNotMatch(stopped, /No more of these/, 'it was said');
            assert.match((await owner.get(`/plans/${plan.json.id}`)).text, /asked for no more ratings between visits/);
            assert.equal((await desk.request(`/plans/${plan.json.id}/weekly`, { json: {}, headers: json })).status, 403);
            const again = await owner.submit(`/plans/${plan.json.id}`, {}, { pick: (f) => f.action.endsWith('/weekly') });
            assert.equal(again.status, 303, again.text);
            const plain = await owner.get(`/plans/${plan.json.id}`);
            assert.match(plain.text, /Turn my head/);
            assert.doesNotMatch(plain.text, /asked for no more ratings between visits/);
            const other = await postJson(desk, `/clients/${gil}/links`, {});
            assert.doesNotMatch((await phone.get(new URL(other.json.url).pathname)).text, /No more of these/);
            assert.equal((await phone.request(`${new URL(other.json.url).pathname}/stop`, { form: {} })).status, 404);
        });

        await t.test('a weekly link that asks questionnaires only ends them in one tap too', async () => {
            const hal = await person({ given: 'Hal', email: 'hal@example.org' });
            const { json: { id: neck } } = await postJson(owner, `/clients/${hal}/concerns`, { kind: 'pain', place: 'neck' });
            const plan = await postJson(owner, `/clients/${hal}/plans/new?concern=${neck}`, { goal: 'Turn my head', instrument: 'nrs-pain', sessions: 6, per_week: 1,
                every_weeks: 2, service: services.Massage, therapist, review_sessions: 4, review_weeks: 4, stop_rule: 'After four', agreed: true, asks: true,
                measure_1: 'hrqol-4', measure_1_every: '7', measure_1_between: true });
            assert.ok([200, 201].includes(plan.status), plan.text);
            await box.settled(8);
            const url = pathOf(box.mails[7], 'a');
            const first = await phone.open(url);
            assert.match(first.text, /Question 1 of 4/);
            assert.match(first.text, /No more of these/);
            const stop = await phone.request(`${url}/stop`, { form: {} });
            assert.equal(stop.status, 303, stop.text);
            const after = await phone.open(stop.location);
            assert.match(after.text, /You will not get these questions/);
            assert.match(after.text, /Question 1 of 4/, 'what was begun may be finished');
            assert.doesNotMatch(after.text, /No more of these/);
            assert.match((await owner.get(`/plans/${plan.json.id}`)).text, /asked for no more ratings between visits/);
        });

        await t.test('only what ran out is asked again: on the one screen, with its follow-up on a page, and what has changed alone', async () => {
            await person({ given: 'Ida', born: '1980-05-17', email: 'ida@example.org', may_email: false });
            const [[who]] = sql(db, "SELECT id FROM client WHERE given = 'Ida'");
            const at = await booked(idText(who), 1, 6);
            const url = new URL((await postJson(desk, `/appointments/${at.id}/before`)).json.url).pathname;
            const state = async () => JSON.parse((await phone.get(url, { headers: json })).text);
            const newest = () => JSON.parse(sql(db, `SELECT answers FROM intake WHERE client_id = ${who} AND submitted_us IS NOT NULL ORDER BY id DESC LIMIT 1`)[0][0]);
            formSent(db, 'Ida', 20, { unwell: ['infection'], allergies: ['nuts'] });
            assert.deepEqual((await state()).asked_again, ['unwell']);
            let page = await phone.get(url);
            assert.match(page.text, /Do you have any of these today\?/);
            assert.doesNotMatch(page.text, /checked/, 'what was said before is shown to nobody by link');
            page = await phone.request(`${url}/unchanged`, { form: {} });
            assert.equal(page.status, 422);
            assert.match(page.text, /Please tap an answer/);
            page = await phone.request(`${url}/unchanged`, { form: { q_unwell: 'no such thing' } });
            assert.equal(page.status, 422);
            // a follow-up goes on to a page of its own, in this browser alone
            page = await phone.request(`${url}/unchanged`, { form: { q_unwell: 'hot_joint' } });
            assert.equal(page.status, 303);
            assert.match(page.location, /^\/i\//);
            assert.match((await phone.get(page.location)).text, /Which joint is it\?/);
            assert.doesNotMatch((await new Visitor(server).get(page.location)).text, /Which joint is it\?/);
            // thought better of it: answered on the one screen, nothing else
            page = await phone.request(`${url}/unchanged`, { form: { q_unwell: 'none' } });
            assert.equal(page.location, url, page.text);
            assert.deepEqual([newest().unwell, newest().allergies], [[], ['nuts']]);
            assert.deepEqual([(await state()).health, (await state()).asked_again], ['sent', []]);
            assert.equal((await phone.request(`${url}/unchanged`, { form: { q_unwell: 'fever' } })).status, 422, 'it was answered');
            assert.deepEqual(newest().unwell, []);
            // something has changed after all: what, and only that page; an emergency says what to do
            page = await phone.request(`${url}/changed`, { form: {} });
            const form = page.location;
            page = await phone.get(form);
            assert.match(page.text, /What is it about\?/);
            const version = (text) => /name="_version" value="(\d+)"/.exec(text)[1];
            assert.equal((await phone.request(form, { form: { p: 'what', topic: 'no such page', _version: version(page.text) } })).status, 422);
            page = await phone.request(form, { form: { p: 'what', topic: 'limb', _version: version(page.text) } });
            assert.match(page.location, /p=limb/, page.text);
            page = await phone.get(page.location);
            page = await phone.request(form, { form: { p: 'limb', q_limb: 'swollen', asked: 'limb', _version: version(page.text) } });
            assert.match(page.location, /p=review&now=/);
            assert.match((await phone.get(page.location)).text, /Call a doctor today/);
            const stroke = (await phone.get(`${url}?now=now-stroke`)).text;
            assert.match(stroke, /Get help now[\s\S]*href="tel:999">Call 999 now</);
            assert.doesNotMatch(stroke, /116 ?123/);
            page = await phone.get(form + '?p=review');
            assert.doesNotMatch(page.text, /Nuts/, 'only what was said now');
            assert.equal((await phone.request(`${form}/send`, { form: { _version: version(page.text) } })).status, 303);
            assert.deepEqual([newest().limb, newest().allergies], [['swollen'], ['nuts']]);
            assert.equal((await state()).health, 'sent');
            const safety = await getJson(owner, `/clients/${idText(who)}/safety`);
            assert.ok(safety.stop && safety.findings.some((f) => f.rule === 'clot-suspected' && f.state === 'holds'));
        });

        await t.test('a score that got worse by link asks the red flags of its region again, and the therapist reads why', async () => {
            const jon = await person({ given: 'Jon', born: '1980-05-17', email: 'jon@example.org', may_email: false });
            formSent(db, 'Jon', 1, { pain: ['neck'], 'neck.signs': [], 'neck.cord': [], 'headache.signs': [] });
            const { json: { id: concern } } = await postJson(owner, `/clients/${jon}/concerns`, { kind: 'pain', place: 'neck', start: dayAfter(today(), -30), site_neck: 'yes' });
            assert.equal((await postJson(owner, `/clients/${jon}/ratings`, { concern, day: dayAfter(today(), -40), value: 3 })).status, 200);
            const at = await booked(jon, 8, 2), visitUrl = new URL((await postJson(desk, `/appointments/${at.id}/before`)).json.url).pathname;
            const due = async () => JSON.parse((await phone.get(visitUrl, { headers: json })).text).asked_again;
            const rate = async (value) => {
                const link = new URL((await postJson(desk, `/clients/${jon}/links`, {})).json.url).pathname;
                assert.equal((await phone.request(link, { form: { [`rating_${concern}`]: value } })).status, 303);
            };
            assert.deepEqual(await due(), []);
            const place = `/clients/${jon}/safety`;
            assert.doesNotMatch((await owner.get(place)).text, /got worse/);
            await rate('8');
            assert.deepEqual(await due(), ['now', 'unwell', 'injury', 'pain', 'neck.signs', 'neck.cord', 'headache.signs']);
            assert.match((await phone.get(visitUrl)).text, /Begin|questions/);
            const read = words(await owner.get(place));
            assert.match(read, /Ask: a score got worse than error explains\./);
            assert.match(read, /Pain 0-10 \(neck\) got worse, 3 to 8/);
            assert.doesNotMatch(read, /no finding stands|Every question that matters was answered/);
            assert.match(words(await owner.get('/today')), /Red flags to be asked again .*Jon.* Worse than error explains, since /);
            assert.doesNotMatch(words(await desk.get('/today')), /Red flags|Worse than error/);
            assert.ok((await getJson(owner, place)).asked_anew);
            assert.match(words(await owner.get(`/clients/${jon}`)), /a score got worse than error explains/);
            for (const page of [`/clients/${jon}`, `/appointments/${at.id}`]) assert.doesNotMatch((await desk.get(page)).text, /got worse|Pain 0-10/, page);
            assert.doesNotMatch((await phone.get(visitUrl)).text, /got worse/, 'nor the client');
            // the button opens that part alone, filled in with the client, and comes back to where it stands
            const button = /<form method="post" action="([^"]*intake\/again)">/.exec((await owner.get(place)).text);
            assert.equal(button[1], `/clients/${jon}/intake/again`);
            assert.equal((await post(desk, button[1], {})).status, 403);
            let next = await post(owner, button[1], {});
            assert.equal(next.location, `/clients/${jon}/intake`);
            const answers = { now: 'none', unwell: 'none', injury: 'none', pain: 'neck', 'pain.where': 'neck-left', 'neck.signs': 'none', 'neck.cord': 'none', 'headache.signs': 'none' }, seen = [];
            for (let i = 0; i < 12; i++) {
                const page = await owner.get(next.location), step = /name="p" value="([^"]*)"/.exec(page.text)?.[1], asked = /name="asked" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
                const _version = /name="_version" value="([^"]*)"/.exec(page.text)[1];
                if (!step) {
                    next = await post(owner, `/clients/${jon}/intake/send`, { _version });
                    break;
                }
                seen.push(...asked.split(' '));
                next = await post(owner, `/clients/${jon}/intake`, { p: step, asked, _version, skip: '1', ...Object.fromEntries(asked.split(' ').map((id) => [`q_${id}`, answers[id]])) });
                assert.equal(next.status, 303, next.text);
            }
            assert.equal(next.location.split('?')[0], place);
            assert.ok(seen.includes('neck.signs') && seen.every((id) => id in answers), seen.join(' '));
            assert.deepEqual(await due(), []);
            assert.doesNotMatch((await owner.get(place)).text, /intake\/again/);
            assert.doesNotMatch(words(await owner.get('/today')), /Red flags to be asked again/, 'answered');
        });

        await t.test('what is measured: on its own page, again after a rest, both kept, corrected by versions', async () => {
            await person({ given: 'Vic', born: '1980-05-17' });
            const [[who]] = sql(db, "SELECT id FROM client WHERE given = 'Vic'"), at = `/clients/${idText(who)}/vitals`;
            formSent(db, 'Vic', 1, { heart: ['high_bp'], 'bp.high': true });
            const read = async () => getJson(owner, at), of = (v, id) => v.readings.find((r) => r.question === id);
            let now = await read();
            assert.ok(of(now, 'bp.systolic').wanted && !of(now, 'bp.systolic_2'));
            assert.equal((await desk.get(at)).status, 403);
            let done = await post(owner, at, { _version: now.version, 'q_bp.systolic': '500' });
            assert.equal(done.status, 422);
            assert.match(done.text, /value="500"/);
            done = await post(owner, at, { _version: now.version, 'q_bp.systolic': '190', 'q_bp.diastolic': '100' });
            assert.equal(done.status, 303, done.text);
            now = await read();
            assert.ok(now.again_at && of(now, 'bp.systolic_2').wanted);
            const first = of(now, 'bp.systolic').at;
            assert.match((await owner.get(at)).text, /measure it again/);
            const stops = async () => (await getJson(owner, `/clients/${idText(who)}/safety`)).findings.filter((f) => f.rule === 'pressure-very-high' && f.state === 'holds').length;
            assert.equal(await stops(), 1, 'until both numbers were measured again, the first reading counts');
            done = await post(owner, at, { _version: '1', 'q_bp.systolic': '120' });
            assert.equal(done.status, 409);
            assert.match(done.text, /value="120"/, 'nothing typed is lost');
            done = await post(owner, at, { _version: now.version, 'q_bp.systolic_2': '150', 'q_bp.diastolic_2': '90' });
            assert.equal(done.status, 422, 'it counts after five minutes of rest');
            assert.match(done.text, /value="150"/, 'nothing typed is lost');
            assert.deepEqual([of(await read(), 'bp.systolic').at, await stops()], [first, 1]);
            assert.equal((await post(owner, at, { _version: now.version, 'q_bp.systolic': '', 'q_bp.diastolic': '' })).status, 422, 'an empty box takes nothing back');
            assert.equal((await post(owner, at, { _version: now.version, 'q_bp.systolic': '150', 'q_bp.diastolic': '90' })).status, 422, 'nor does a lower one without the rest');
            const sooner = await postJson(owner, at, { _version: now.version, 'q_bp.systolic': '150', 'q_bp.diastolic': '90' });
            assert.equal(sooner.status, 422);
            assert.match(JSON.stringify(sooner.json), /q_bp\.systolic/);

            // the page of the health form holds the same
            const form = `/clients/${idText(who)}/intake`, page = { p: 'measured', asked: 'bp.systolic bp.diastolic bp.systolic_2 bp.diastolic_2', skip: '1', _version: '0' };
            const second = { 'q_bp.systolic': '190', 'q_bp.diastolic': '100', 'q_bp.systolic_2': '150', 'q_bp.diastolic_2': '90' };
            done = await post(owner, form, { ...page, ...second });
            assert.equal(done.status, 422, 'before the rest is over');
            assert.match(done.text, /value="150"/, 'nothing typed is lost');
            assert.match(done.text, /five minutes of rest/);
            for (const typed of [second, { 'q_bp.systolic': '', 'q_bp.diastolic': '80' }, { 'q_bp.systolic': '150', 'q_bp.diastolic': '90' }]) {
                const refused = await postJson(owner, form, { ...page, ...typed });
                assert.equal(refused.status, 422, JSON.stringify(refused.json));
                assert.match(JSON.stringify(refused.json), /q_bp\.(systolic|diastolic)/);
            }
            assert.equal(await stops(), 1);

            now = await read();
            done = await post(owner, at, { _version: now.version, 'q_bp.systolic': '195' });
            assert.equal(done.status, 303, done.text);
            assert.equal(await stops(), 1, 'a slip of the pen, corrected');
            assert.match((await owner.get(at)).text, /corrected later/);
            assert.equal((await post(owner, at, { _version: (await read()).version, 'q_bp.systolic': '195' })).status, 422, 'nothing new');
        });

        await t.test('how it was after the last session: by the link, by the tablet, by the therapist; without a concern; the front desk sees none of it', async () => {
            const rex = await person({ given: 'Rex', may_email: false }), past = await booked(rex, 1, 2);
            heldBefore(db, past.id, 22);
            const done = await postJson(owner, `/appointments/${past.id}/state`, { to: 'done', _version: (await visit(owner, past.id)).version });
            assert.equal(done.status, 200, done.text);
            const at = await booked(rex, 1, 2), link = async () => new URL((await postJson(desk, `/appointments/${at.id}/before`, {})).json.url).pathname;
            const url = await link(), page = await phone.get(url);
            assert.match(words(page), /How were you after your visit on .*Nothing unusual There was something I would rather not say/);
            assert.equal(JSON.parse((await phone.get(url, { headers: json })).text).after, dayAfter(today(), -21));
            const bad = await phone.request(`${url}/after`, { form: { what: 'headache', said: 'typed words' } });
            assert.equal(bad.status, 422);
            assert.match(bad.text, /typed words/);
            assert.match((await phone.get(`${url}/after?more=1`)).text, /<details class="card stack" open>/);
            // rather not: this link asks no more
            assert.equal((await phone.submit(url, { skip: '1' }, { pick: (f) => f.action === `${url}/after` })).location, url);
            assert.doesNotMatch((await phone.get(url)).text, /How were you after/);
            // on its day, where nobody said anything: one line for whoever treats, on the visit's page and on its note
            heldBefore(db, at.id, 1);
            const here = `/appointments/${at.id}`;
            const line = /Ask how it was after/;
            for (const path of [here, `${here}/note`]) assert.match((await owner.open(path)).text, line, path);
            assert.doesNotMatch((await desk.open(here)).text, line);
            assert.equal((await getJson(owner, here)).ask_after, past.id);
            assert.equal((await getJson(desk, here)).ask_after, null);
            assert.equal((await postJson(desk, `${here}/after`, { session: past.id, said: 'nothing' })).status, 403);
            assert.equal((await postJson(owner, `${here}/after`, { session: at.id, said: 'nothing' })).status, 409);
            assert.equal((await postJson(owner, `${here}/after`, { session: past.id, said: 'much' })).status, 422);
            // on the tablet: before anything else, and who passes over it is not asked again
            const kim = await newMember(server, owner, 'front-desk', 'kim@practice.example');
            assert.equal((await post(kim, `${here}/hand-over`)).location, '/kiosk');
            const form = (await kim.get('/kiosk')).location.replace(/\/calm$/, '');
            assert.equal((await kim.get(form)).location, `${form}/after`);
            assert.match(words(await kim.get(`${form}/after`)), /Nothing unusual .*I would rather not say/);
            assert.equal((await kim.request(`${form}/after`, { form: { skip: '1' } })).location, form);
            assert.equal((await kim.get(form)).status, 200);
            // more than a tap: the form of an adverse event, after that session though it is three weeks ago
            const care = `/clients/${rex}/care?after=${past.id}`, open = await owner.open(care);
            assert.match(words(open), /After the session of/);
            // one tap; a second one says that it is known
            const tap = await owner.submit(here, { said: 'nothing' }, { pick: (f) => f.action === `${here}/after` });
            assert.equal(tap.status, 303, tap.text);
            const told = words(await owner.open(here));
            assert.match(told, /After .*: nothing unusual, as .* asked/);
            assert.doesNotMatch(told, line);
            const twice = await post(owner, `${here}/note`, { do: `after-sore-${past.id}`, s: 'kept words', _version: 0 });
            assert.equal(twice.status, 409);
            assert.match(twice.text, /It is known by now[\s\S]*kept words/);
            const event = await owner.submit(care, { what: 'bruising', severity: 'mild' }, { pick: (f) => f.names.includes('severity') });
            assert.equal(event.status, 303, event.text);
            assert.equal((await getJson(owner, `/clients/${rex}/care`)).adverse[0].appointment, past.id);
            assert.match(words(await owner.open(here)), /one thing was reported/);
        });
    });
}
