// Settings that the calendar rests on, over HTTP: rooms, equipment, what services need, weeks, days off, the grid. A change never refuses
// because of what is booked; it says which visits no longer fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, dayAfter, getJson, idText, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { book, freeTimes, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { forms } from '../lib/visitor.mjs';

const next = (weekday) => { // a day at least a week ahead, 1 Monday .. 7 Sunday
    let day = dayAfter(today(), 7);
    while ((new Date(`${day}T12:00:00Z`).getUTCDay() || 7) !== weekday) day = dayAfter(day, 1);
    return day;
};
const week = (spans) => Object.fromEntries(Array.from({ length: 7 }, (_, i) => i + 1).flatMap((d) =>
    [1, 2].flatMap((k) => [[`from_${d}_${k}`, spans[d]?.[k - 1]?.[0] ?? ''], [`to_${d}_${k}`, spans[d]?.[k - 1]?.[1] ?? '']])));

for (const engine of engines) {
    test(`settings of the calendar, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await workingClinic(t, engine);
        const { people: { owner, therapist, 'front-desk': desk }, services, db, accounts } = house;
        const tess = accounts['tess@practice.example'];
        const monday = next(1);

        await t.test('only the owner changes them', async () => {
            for (const [path, values] of [['/setup/rooms', { name: 'A', places: 1 }], ['/setup/equipment', { name: 'A', pieces: 1 }], [`/setup/services/${services.Massage}`, {}],
                [`/setup/working/${tess}`, {}], ['/setup/days', {}], ['/setup/days/again'], ['/setup/days/0000000000001/remove'], ['/setup/grid', {}]]) {
                for (const person of [therapist, desk]) assert.equal((await post(person, path, values)).status, 403, path);
            }
        });

        await t.test('rooms and equipment: added, refused by field, changed, switched off', async () => {
            const empty = await owner.submit('/setup/rooms', { name: '', places: '0' }, { pick: (f) => f.action === '/setup/rooms' });
            assertRefused(empty, ['name', 'places'], { places: '0' });
            const made = await owner.submit('/setup/rooms', { name: 'Garden & "sea"', places: '2' }, { pick: (f) => f.action === '/setup/rooms' });
            assert.equal(made.status, 303, text(made));
            const page = await owner.open('/setup/rooms');
            assert.match(page.text, /Garden &amp; &quot;sea&quot;[\s\S]*2 places/);
            const at = /href="(\/setup\/rooms\/[0-9a-z]{13})"/.exec(page.text)[1];
            const form = await owner.open(at);
            assertRefused(await owner.send(form, at, { name: 'x'.repeat(81), places: '21' }), ['name', 'places'], { places: '21' });
            assert.equal((await owner.send(form, at, { name: 'Garden', places: '1' })).status, 303);
            assertRefused(await owner.send(form, at, { name: 'Late', places: '1' }), [], { name: 'Late' }, 409);
            assert.deepEqual(sql(db, 'SELECT name, places, active FROM room'), [['Garden', '1', '1']]);
            assert.equal((await owner.get('/setup/rooms/0000000000001')).status, 404);
            const stones = await postJson(owner, '/setup/equipment', { name: 'Hot stones', pieces: 1 });
            assert.equal(stones.status, 201, stones.text);
            assert.deepEqual(stones.json.touched, []);
            assert.deepEqual(problems(await postJson(owner, '/setup/equipment', { name: 'Z', pieces: 51 })), { pieces: 'error.range' });
            assert.equal((await owner.submit(`/setup/equipment/${stones.json.id}`, { name: 'Stones', pieces: '2' })).status, 303);
        });

        await t.test('a room that is taken away names the visits in it', async () => {
            const [free] = await freeTimes(owner, services.Massage, { from: monday, therapist: accounts['olive@practice.example'] });
            assert.ok(free.room, 'the one room is offered');
            const { id } = await book(owner, { given: 'Maya', family: 'Okafor', service: services.Massage, therapist: free.therapist, day: free.day, time: free.time });
            const at = `/setup/rooms/${free.room}`;
            const off = await owner.open(at);
            const fields = forms(off.text).find((f) => f.action === at).fields;
            delete fields.active;
            const done = await owner.request(at, { form: fields });
            const list = `/appointments/unfit?off=rooms.${free.room}`;
            assert.equal(done.location, `${list}&done=done.thing-off`, text(done));
            const told = await owner.open(done.location);
            assert.match(told.text, new RegExp(`1 visit no longer fits[\\s\\S]*Maya Okafor[\\s\\S]*the room is not there[\\s\\S]*/appointments/${id}/move`));
            assert.equal((await owner.request(at, { form: fields })).location, list, 'sent again, it is led to where the first one led');
            assert.deepEqual(sql(db, 'SELECT active FROM room'), [['0']]);
            const undo = forms(told.text).find((f) => f.action === `${at}/again`);
            assert.ok(undo, 'the flash offers an undo');
            assert.equal((await owner.request(undo.action, { form: undo.fields })).location, '/setup/rooms?done=done.setup-saved');
            assert.deepEqual(sql(db, 'SELECT name, places, active FROM room'), [['Garden', '1', '1']]);
            assert.doesNotMatch((await owner.open('/appointments/unfit')).text, /Maya Okafor/);
            const [stones] = sql(db, 'SELECT id FROM equipment').map(([n]) => idText(n)), gear = `/setup/equipment/${stones}`;
            const { active, ...without } = forms((await owner.open(gear)).text).find((f) => f.action === gear).fields;
            assert.equal(active, '1');
            const put_away = await owner.request(gear, { form: without });
            assert.equal(put_away.location, `/setup/rooms?off=equipment.${stones}&done=done.thing-off`);
            const back = forms((await owner.open(put_away.location)).text).find((f) => f.action === `${gear}/again`);
            assert.equal((await owner.request(back.action, { form: back.fields })).status, 303);
            assert.deepEqual(sql(db, 'SELECT active FROM equipment'), [['1']]);
            assert.equal((await post(owner, '/setup/rooms/0000000000001/again')).status, 404);
        });

        await t.test('what a service needs: pause, people, kind, tax, therapists, equipment', async () => {
            const at = `/setup/services/${services.Massage}`;
            const page = await owner.open(at);
            const stones = /name="equipment" value="([^"]+)"/.exec(page.text)[1];
            assertRefused(await owner.send(page, at, { clearance: '300', tax: 'lots' }), ['clearance', 'tax'], { tax: 'lots' });
            const done = await owner.send(page, at, { clearance: '15', people: '1', kind: 'relaxation', tax: '7.70', therapist: [tess], equipment: [stones] });
            assert.equal(done.status, 303, text(done));
            assert.deepEqual(sql(db, "SELECT clearance_minutes, people, kind, tax_bp FROM service WHERE name = 'Massage'"), [['15', '1', 'relaxation', '770']]);
            const again = await owner.open(at);
            assert.match(again.text, new RegExp(`value="${tess}" checked`));
            assert.match(again.text, /name="tax" value="7.70"/);
            assert.ok((await freeTimes(owner, services.Massage, { from: monday })).every((f) => f.therapist === tess));
            assert.deepEqual(problems(await postJson(owner, at, { clearance: 0, people: '1', kind: 'plan', therapist: [stones], _version: 2 })), { therapist: 'calendar.therapist-unknown' });
            assert.equal((await owner.send(page, at, { clearance: '5' })).status, 409);
            assert.equal((await owner.send(again, at, { clearance: '0', tax: '', equipment: [], therapist: [] })).status, 303);
        });

        await t.test("a therapist's week: kept, overlaps refused at their box, the visits outside are named", async () => {
            const at = `/setup/working/${tess}`;
            const [free] = await freeTimes(owner, services.Massage, { from: monday, therapist: tess });
            const { id } = await book(owner, { given: 'Ben', family: 'Ito', service: services.Massage, therapist: tess, day: free.day, time: free.time });
            assertRefused(await owner.submit(at, week({ 1: [['09:00', '12:00'], ['11:00', '13:00']] })), 'to_1_2', { from_1_1: '09:00' });
            assertRefused(await owner.submit(at, week({ 2: [['12:00', '']] })), 'to_2_1', { from_2_1: '12:00' });
            const done = await owner.submit(at, week({ 1: [['14:00', '18:00']], 2: [['09:00', '12:00'], ['13:00', '17:00']] }));
            assert.equal(done.location, '/appointments/unfit?done=done.setup-saved', text(done));
            assert.match((await owner.open(done.location)).text, new RegExp(`1 visit no longer fits[\\s\\S]*Ben Ito[\\s\\S]*/appointments/${id}/move`));
            assert.match((await owner.open('/setup/working')).text, /Mon 14:00–18:00 · Tue 09:00–12:00, 13:00–17:00/);
            assert.equal((await freeTimes(owner, services.Massage, { from: monday, therapist: tess }))[0].time, '14:00');
            assert.equal((await owner.submit(at, week({}))).status, 303);
            assert.match((await owner.open('/setup/working')).text, /whenever the practice is open/);
            const opening = await owner.submit('/setup/hours', week({ 1: [['12:00', '20:00']], 2: [['08:00', '20:00']] }));
            assert.equal(opening.status, 303, text(opening));
            assert.match((await owner.open(opening.location)).text, /2 visits no longer fit/);
        });

        await t.test('days off: a holiday closes the practice, removed by one tap and brought back by another', async () => {
            const tuesday = dayAfter(monday, 1);
            const page = await owner.open('/setup/days');
            assertRefused(await owner.send(page, '/setup/days', { from: '', to: '2026-02-30', note: 'x'.repeat(81) }, { pick: (f) => f.action === '/setup/days' }), ['from', 'note', 'to']);
            assertRefused(await owner.send(page, '/setup/days', { from: tuesday, to: monday, note: 'back' }, { pick: (f) => f.action === '/setup/days' }), 'to', { note: 'back' });
            assertRefused(await owner.send(page, '/setup/days', { from: tuesday, from_time: '12:00', to_time: '11:00' }, { pick: (f) => f.action === '/setup/days' }), 'to_time');
            assert.ok((await freeTimes(owner, services.Massage, { from: tuesday, days: 1 })).length > 0);
            const done = await owner.send(page, '/setup/days', { from: tuesday, note: 'Christmas. & "more"' }, { pick: (f) => f.action === '/setup/days' });
            assert.equal(done.status, 303, text(done));
            assert.deepEqual(await freeTimes(owner, services.Massage, { from: tuesday, days: 1 }), []);
            assert.match((await desk.open(`/today?day=${tuesday}`)).text, /The practice is closed: Christmas\. &amp; &quot;more&quot;/);
            const listed = await owner.open('/setup/days');
            const remove = forms(listed.text).find((f) => f.action.endsWith('/remove'));
            const gone = await owner.request(remove.action, { form: remove.fields });
            assert.equal(gone.status, 303, text(gone));
            const after = await owner.open(gone.location);
            const undo = forms(after.text).find((f) => f.action.startsWith('/setup/days/again'));
            assert.ok(undo, text(after));
            assert.equal((await owner.request(undo.action, { form: undo.fields })).status, 303);
            assert.deepEqual(sql(db, 'SELECT note, is_open, from_minute, to_minute FROM hours_exception'), [['Christmas. & "more"', '0', '0', '1440']]);
            const works = await postJson(owner, '/setup/days', { account: tess, open: 'works', from: tuesday, from_time: '10:00', to_time: '12:00' });
            assert.equal(works.status, 200, works.text);
            assert.ok((await freeTimes(owner, services.Massage, { from: tuesday, days: 1, therapist: tess })).every((f) => f.time >= '10:00' && f.time < '12:00'));
            assert.equal((await post(owner, '/setup/days/again?entry=nonsense')).status, 404);
        });

        await t.test('the grid of free times and the tax', async () => {
            assertRefused(await owner.submit('/setup/grid', { slot_minutes: '7', tax_name: 'x'.repeat(21) }), ['slot_minutes', 'tax_name']);
            assert.equal((await owner.submit('/setup/grid', { slot_minutes: '30', tax_name: 'VAT', tax_number: 'GB 123' })).status, 303);
            const times = await freeTimes(owner, services.Massage, { from: monday, days: 1 });
            assert.ok(times.length > 0 && times.every((f) => /:(00|30)$/.test(f.time)));
            assert.deepEqual(sql(db, 'SELECT slot_minutes, late_hours, tax_name, tax_number FROM practice'), [['30', '24', 'VAT', 'GB 123']]);
        });

        await t.test('a couple in one room with two places', async () => {
            const [[room]] = sql(db, 'SELECT id FROM room');
            sql(db, `UPDATE room SET places = 2 WHERE id = ${room}`);
            sql(db, "UPDATE service SET people = 2 WHERE name = 'Short massage'");
            const service = services['Short massage'];
            const page = await owner.open(`/book?service=${service}&from=${monday}`);
            assert.match(page.text, /Together with/);
            const slot = /name="slot" value="([^"]+)"/.exec(page.text)[1];
            assert.equal(slot.split('.').length, 3, 'two therapists');
            const names = { given: 'Ida', family: 'Berg', partner_given: 'Lars', partner_family: '', slot };
            const done = await owner.send(page, '/book', names, { pick: (f) => f.action === '/appointments' });
            assert.equal(done.status, 303, text(done));
            const shown = await owner.open(done.location);
            assert.match(shown.text, /Together with[\s\S]*Lars/);
            assert.equal(Number(sql(db, 'SELECT count(DISTINCT group_id) FROM appointment')[0][0]), 1);
            const today_ = await getJson(owner, `/today?day=${slot.slice(0, 10)}`);
            assert.equal(today_.visits.filter((v) => ['Ida Berg', 'Lars'].includes(v.name)).length, 2);
        });
    });
}
