// The calendar day over HTTP: a new caller is booked with one form, the visit goes through its states, and each role sees what it may.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, dayAfter, getJson, newClient, post, postJson, problems, sql, text, today, wrongFields } from '../lib/clinic.mjs';
import { book, freeTimes, heldBefore, setState, visit, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { forms } from '../lib/visitor.mjs';

const slots = (html) => [...html.matchAll(/name="slot" value="([^"]+)"/g)].map(([, v]) => v);
const tomorrow = dayAfter(today(), 1);

for (const engine of engines) {
    test(`the calendar day, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await workingClinic(t, engine, { open: ['00:00', '24:00'] });
        const { people: { owner, therapist, 'front-desk': desk }, services, db, accounts } = house;
        const massage = services.Massage;
        const clients = () => Number(sql(db, 'SELECT count(*) FROM client')[0][0]);
        const visits = () => Number(sql(db, 'SELECT count(*) FROM appointment')[0][0]);

        await t.test('a new caller is made and booked with one tap on a free time', async () => {
            const page = await desk.open('/book');
            const [slot] = slots(page.text);
            assert.ok(slot, text(page));
            const done = await desk.send(page, '/book', { given: 'Maya', family: 'Okafor', phone: '07700 900123', reason: 'neck', slot }, { pick: (f) => f.action === '/appointments' });
            assert.equal(done.status, 303, text(done));
            const shown = await desk.open(done.location);
            assert.match(shown.text, /Booked\./);
            assert.match(shown.text, /Maya Okafor/);
            assert.match(shown.text, /first visit/);
            assert.equal(clients(), 1);
            const again = await desk.send(page, '/book', { given: 'Maya', family: 'Okafor', phone: '07700 900123', reason: 'neck', slot }, { pick: (f) => f.action === '/appointments' });
            assert.equal(again.status, 303, 'the same form, sent twice, is led to the same visit');
            assert.equal(visits(), 1);
        });

        await t.test('a refusal keeps what was typed and names every field; nothing is made', async () => {
            const page = await owner.open('/book');
            const refused = await owner.send(page, '/book', { given: '', family: '', phone: 'x', reason: 'sore back', slot: '' }, { pick: (f) => f.action === '/appointments' });
            assert.equal(refused.status, 422, text(refused));
            assert.deepEqual(wrongFields(refused.text).sort(), ['given', 'phone', 'time'], text(refused));
            assert.equal(forms(refused.text).find((f) => f.action === '/appointments').fields.reason, 'sore back');
            assert.ok(slots(refused.text).length > 0, 'the free times are there still');
            assert.deepEqual(Object.keys(problems(await postJson(owner, '/appointments', { service: massage, day: tomorrow, time: '10:00' }))), ['given']);
            assert.deepEqual(Object.keys(problems(await postJson(owner, '/appointments', { given: 'X', family: 'Y', service: massage, day: 'soon', time: '10' }))).sort(), ['day', 'time']);
            assert.deepEqual(Object.keys(problems(await postJson(owner, '/appointments', { given: 'X', service: massage, day: tomorrow, time: '10:00', shoe: 1 }))), ['shoe']);
            assert.equal(clients(), 1);
        });

        await t.test('looking at other times loses nothing and books nothing', async () => {
            const page = await owner.open('/book');
            const later = await owner.send(page, '/book', { given: 'Ida', family: 'Berg', reason: 'knee', look: tomorrow }, { pick: (f) => f.action === '/appointments' });
            assert.equal(later.status, 200, text(later));
            const form = forms(later.text).find((f) => f.action === '/appointments');
            assert.deepEqual([form.fields.given, form.fields.family, form.fields.reason], ['Ida', 'Berg', 'knee']);
            assert.ok(slots(later.text).every((s) => s >= tomorrow), slots(later.text).join(' '));
            const whole = await owner.send(later, '/book', { look: `${tomorrow}*` }, { pick: (f) => f.action === '/appointments' });
            assert.ok(slots(whole.text).length > 30 && slots(whole.text).every((s) => s.startsWith(tomorrow)), `${slots(whole.text).length}`);
            assert.equal(clients(), 1);
        });

        await t.test('somebody we may know is asked about first, and can be taken', async () => {
            const first = await owner.open('/book');
            const page = await owner.send(first, '/book', { look: dayAfter(today(), 2) }, { pick: (f) => f.action === '/appointments' }); // she has an appointment today
            const [slot] = slots(page.text);
            const asked = await owner.send(page, '/book', { given: 'Maya', family: 'Okafor', phone: '07700900123', reason: 'again', slot }, { pick: (f) => f.action === '/appointments' });
            assert.equal(asked.status, 409, text(asked));
            const known = /name="use" value="([^"]+)"/.exec(asked.text)[1];
            assert.match(asked.text, /book-known[\s\S]*class="safety-line warn"[\s\S]*name="use"/, 'what is known of their safety stands beside them');
            const taken = await owner.send(asked, '/book', { use: known }, { pick: (f) => f.action === '/appointments' });
            assert.equal(taken.status, 303, text(taken));
            assert.equal(clients(), 1);
            assert.equal(visits(), 2);
            const json = await postJson(owner, '/appointments', { given: 'Maya', family: 'Okafor', phone: '07700900123', service: massage, day: tomorrow, time: '19:00' });
            assert.equal(json.status, 409);
            assert.equal(json.json.known[0].id, known);
            const fresh = await owner.send(asked, '/book', { anyway: '1', _key: 'another' }, { pick: (f) => f.action === '/appointments' });
            assert.ok([303, 409].includes(fresh.status), text(fresh));
        });

        await t.test('a time that was taken meanwhile: no client, no visit, the nearest times are buttons', async () => {
            const [first] = await freeTimes(owner, massage, { from: tomorrow, therapist: accounts['olive@practice.example'] });
            const before = [clients(), visits()];
            await book(owner, { given: 'Ben', family: 'Ito', service: massage, therapist: first.therapist, day: first.day, time: first.time });
            const page = await owner.open(`/book?service=${massage}&therapist=${first.therapist}`);
            const refused = await owner.send(page, '/book', { given: 'Lars', family: 'Lind', reason: 'hip', slot: `${first.day}T${first.time}.${first.therapist}` }, { pick: (f) => f.action === '/appointments' });
            assert.equal(refused.status, 409, text(refused));
            assert.match(refused.text, /The nearest free ones/);
            assert.equal(forms(refused.text).find((f) => f.action === '/appointments').fields.family, 'Lind');
            const [near] = slots(refused.text);
            assert.ok(near > `${first.day}T${first.time}`, near);
            const json = await postJson(owner, '/appointments', { given: 'Lars', family: 'Lind', service: massage, therapist: first.therapist, day: first.day, time: first.time });
            assert.equal(json.status, 409);
            assert.deepEqual(json.json.error.problems.map((p) => p.field), ['time']);
            assert.ok(json.json.nearest.length > 0 && json.json.nearest.every((n) => n.therapist === first.therapist));
            assert.deepEqual([clients(), visits()], [before[0] + 1, before[1] + 1]);
            const done = await owner.send(refused, '/book', { slot: near }, { pick: (f) => f.action === '/appointments' });
            assert.equal(done.status, 303, text(done));
        });

        await t.test('states: one tap each on Today, taken back with one, and no step is skipped over a stale page', async () => {
            // late in the evening no time of today is free any more: it is booked for tomorrow, and put back
            const { id } = await book(owner, { given: 'Zoë', family: 'Quinn', service: massage, therapist: accounts['tess@practice.example'], day: tomorrow, time: '10:00' });
            heldBefore(db, id, 1);
            const page = await desk.open('/today');
            const go = new RegExp(`name="go" value="(${id}\\.[0-9]+\\.arrived)"`).exec(page.text)[1];
            const done = await desk.send(page, '/today', { go }, { pick: (f) => f.action === '/today' });
            assert.equal(done.status, 303, text(done));
            assert.match(done.location, /^\/today\?.*done=done\.arrived/);
            assert.equal((await visit(owner, id)).state, 'arrived');
            const back = await desk.open(done.location);
            const undo = forms(back.text).find((f) => /\/undo\?/.test(f.action));
            assert.ok(undo, text(back));
            assert.equal((await desk.request(undo.action, { form: undo.fields })).status, 303);
            assert.equal((await visit(owner, id)).state, 'booked');
            const stale = await desk.send(page, '/today', { go, _key: 'late' }, { pick: (f) => f.action === '/today' });
            assert.equal(stale.status, 409, text(stale));
            for (const to of ['arrived', 'in-session', 'done']) assert.equal((await setState(therapist, id, to)).status, 303);
            assert.match((await therapist.open('/today')).text, /Your notes to sign[\s\S]*Zoë Quinn/);
            assert.doesNotMatch((await desk.open('/today')).text, /notes to sign|\/note"/);
            assert.equal((await post(therapist, `/appointments/${id}/state`, { to: 'cancelled', _version: 1 })).status, 409);
        });

        await t.test('moving keeps the visit, says where it was, and refuses a taken time with others', async () => {
            const times = await freeTimes(owner, massage, { from: tomorrow, therapist: accounts['tess@practice.example'] });
            const { id } = await book(owner, { given: 'Jun', family: 'Park', service: massage, therapist: times[0].therapist, day: times[0].day, time: times[0].time });
            const other = await book(owner, { given: 'Sam', family: 'Hill', service: massage, therapist: times[8].therapist, day: times[8].day, time: times[8].time });
            assert.ok(other.id);
            const page = await desk.open(`/appointments/${id}/move`);
            const refused = await desk.send(page, '', { slot: `${times[8].day}T${times[8].time}.${times[8].therapist}` }, { pick: (f) => f.action.endsWith('/move') });
            assert.equal(refused.status, 409, text(refused));
            assert.match(refused.text, /The nearest free ones/);
            const to = slots(refused.text).at(-1);
            const moved = await desk.send(refused, '', { slot: to }, { pick: (f) => f.action.endsWith('/move') });
            assert.equal(moved.status, 303, text(moved));
            const now = await visit(owner, id);
            assert.equal(`${now.day}T${now.time}`, to.slice(0, 16));
            assert.match((await desk.open(`/appointments/${id}`)).text, /Moved from/);
        });

        await t.test('cancelling less than a day before counts as late, unless staff say otherwise; the counts say so', async () => {
            const client = await newClient(owner, { given: 'Tom', family: 'Ash' });
            const [soon] = await freeTimes(owner, massage, { therapist: accounts['olive@practice.example'] });
            const values = { client, service: massage, therapist: soon.therapist, day: soon.day, time: soon.time };
            const first = await book(owner, values);
            assert.equal((await setState(desk, first.id, 'cancelled', { reason: 'ill' })).status, 303);
            assert.equal((await visit(owner, first.id)).state, 'late-cancel');
            const second = await book(owner, values);
            assert.equal((await setState(desk, second.id, 'cancelled-in-time', { reason: 'our mistake' })).status, 303);
            assert.equal((await visit(owner, second.id)).state, 'cancelled');
            const page = await desk.open(`/clients/${client}`);
            assert.match(page.text, /1 cancelled late, 1 cancelled/);
            // what the practice agreed with those who come: with 0 hours none is late
            const third = await book(owner, values);
            assert.match((await desk.open(`/appointments/${third.id}`)).text, /Less than 24 hours before it begins/);
            assert.equal((await owner.submit('/setup/grid', { late_hours: '0' }, { pick: (f) => f.action === '/setup/grid' })).status, 303);
            const free = await desk.open(`/appointments/${third.id}`);
            assert.doesNotMatch(free.text, /counts as late|value="late-cancel"/);
            assert.equal((await desk.send(free, '', { reason: 'ill', to: 'cancelled' }, { pick: (f) => f.names.includes('reason') && f.action.endsWith('/state') })).status, 303);
            assert.equal((await visit(owner, third.id)).state, 'cancelled');
            assert.equal((await owner.submit('/setup/grid', { late_hours: '24' }, { pick: (f) => f.action === '/setup/grid' })).status, 303);
            assert.match(page.text, /Earlier visits/);
        });

        await t.test('a price has the digits of its currency', async () => {
            const [free] = await freeTimes(owner, massage, { from: tomorrow });
            const { id } = await book(owner, { given: 'Aiko', family: 'Sato', service: massage, therapist: free.therapist, day: free.day, time: free.time });
            assert.match((await desk.open(`/appointments/${id}`)).text, /65\.00 GBP/);
            sql(db, "UPDATE practice SET currency = 'JPY'");
            assert.match((await desk.open(`/appointments/${id}`)).text, />6500 JPY</);
            sql(db, "UPDATE practice SET currency = 'GBP'");
        });

        await t.test('the intake is sent by a link for this visit', async () => {
            const client = await newClient(owner, { given: 'Noor', family: 'Aziz', phones: ['+44 7700 900456'], email: 'noor+a&b@example.org' });
            const [free] = await freeTimes(owner, massage, { from: tomorrow });
            const { id } = await book(owner, { client, service: massage, therapist: free.therapist, day: free.day, time: free.time });
            const made = await post(desk, `/appointments/${id}/intake`);
            assert.equal(made.status, 303, text(made));
            const page = await desk.open(made.location);
            assert.equal(page.status, 200, text(page));
            assert.match(page.text, /value="http[^"]+\/i\/[^"]+"/);
            assert.match(page.text, /href="sms:\+447700900456\?body=[^"]*%2Fi%2F/);
            assert.match(page.text, /href="mailto:noor%2Ba%26b@example.org\?subject=/);
            assert.match(page.text, /<svg/);
            assert.deepEqual(sql(db, 'SELECT purpose FROM link'), [['intake']]);
            const json = await postJson(desk, `/appointments/${id}/intake`);
            assert.equal(json.status, 201, json.text);
            // one of more than a year ago: the day says that it is to be asked again, and the visit offers it still
            assert.match((await desk.open(`/today?day=${free.day}`)).text, /Intake open/);
            const [[row, practice]] = sql(db, "SELECT id, practice_id FROM client WHERE given = 'Noor'"), sent = BigInt(Date.now() - 367 * 864e5) * 1000n;
            sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version)
                VALUES (${practice}, 41, ${row}, ${sent}, ${sent}, ${sent}, '1', 'en', '{}', '{}', 2) RETURNING id`);
            const day = (await desk.open(`/today?day=${free.day}`)).text, at = (await desk.open(`/appointments/${id}`)).text;
            assert.match(day, /Intake: ask again/);
            assert.match(at, /The health form is more than a year old: ask again/);
            assert.match(at, /Send the intake/);
        });

        await t.test('what is said on the phone is not shown to the front desk on the day; nobody sees another practice', async () => {
            const shown = await getJson(therapist, '/today');
            assert.ok(shown.visits.some((v) => 'reason' in v));
            assert.ok((await getJson(desk, '/today')).visits.every((v) => !('reason' in v) && !('signed' in v)));
            const said = shown.visits.find((v) => v.reason);
            assert.equal((await getJson(therapist, `/appointments/${said.id}`)).reason, said.reason);
            assert.equal((await getJson(desk, `/appointments/${said.id}`)).reason, '');
            assert.ok(!(await desk.get(`/appointments/${said.id}`)).text.includes(said.reason));
            assert.ok((await therapist.get(`/appointments/${said.id}`)).text.includes(said.reason));
            for (const path of ['/today', '/week', '/book', `/today?day=${tomorrow}`, '/today?day=2026-02-30', '/today?therapist=x&room=y'])
                assert.equal((await desk.open(path)).status, 200, path);
            assert.equal((await owner.get('/appointments/0000000000001')).status, 404);
            assert.equal((await owner.get('/appointments/none')).status, 404);
            assert.equal((await owner.get('/')).location, '/today');
        });
    });
}
