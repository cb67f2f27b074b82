// A practice sets itself up, over HTTP: who may, what is refused and kept, two tabs, what is sent twice, other practices; the visits that a
// change touches stand in one list and are never cancelled; licences end, and say so before.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { weekdayAhead } from '../lib/calendar.mjs';
import { assertRefused, clinic, dayAfter, firstSignIn, getJson, init, newClient, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { book, freeTimes, visit, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { forms } from '../lib/visitor.mjs';

const to = (action) => ({ pick: (f) => f.action === action });
const formOf = async (person, page, action = page) => forms((await person.open(page)).text).find((f) => f.action === action);
const versionOf = async (person, page) => (await formOf(person, page)).fields._version;
const unfit = async (person) => (await getJson(person, '/appointments/unfit')).visits;

for (const engine of engines) {
    test(`a practice sets itself up, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await workingClinic(t, engine);
        const { owner, people, services, accounts, db } = house;
        const { therapist, 'front-desk': desk } = people;
        const tess = accounts['tess@practice.example'], olive = accounts['olive@practice.example'], massage = services.Massage;
        const monday = weekdayAhead(1);
        const starts = async (who = tess) => (await freeTimes(owner, massage, { therapist: who, from: monday, days: '1', max: '200' })).filter((x) => x.day === monday).map((x) => x.time);
        const made = {};

        await t.test('one page leads to each setting; the others read and do not change', async () => {
            for (const [role, person] of Object.entries(people)) {
                const mine = role === 'owner', hub = await person.open('/setup');
                assert.equal(hub.status, 200);
                assert.match(hub.text, /<a href="\/setup" aria-current="page"/);
                assert.equal(hub.text.includes('href="/setup/hours"'), mine, role);
                assert.equal(hub.text.includes('href="/team"'), mine, role);
                assert.equal(hub.text.includes('href="/account/licence"'), role !== 'front-desk', role);
                for (const page of ['/setup/rooms', '/setup/working', '/setup/days', '/setup/grid']) {
                    assert.ok(hub.text.includes(`href="${page}"`), page);
                    const seen = await person.open(page);
                    assert.equal(seen.status, 200, `${role} ${page}`);
                    const changes = forms(seen.text).filter((f) => f.method === 'POST' && f.action.startsWith('/setup'));
                    assert.equal(changes.length > 0 || page === '/setup/working', mine || page === '/setup/working', `${role} ${page}`);
                    assert.equal(/href="\/setup\/(rooms|working|services)\/\w{13}"/.test(seen.text), mine && ['/setup/rooms', '/setup/working'].includes(page), `${role} ${page}`);
                }
                for (const page of [`/setup/working/${tess}`, '/setup/place', '/setup/hours', '/setup/days/list', `/setup/services/${massage}`]) {
                    assert.equal((await person.get(page)).status, mine ? 200 : 403, `${role} ${page}`);
                }
            }
            assert.equal(sql(db, 'SELECT count(*) FROM room')[0][0], '0');
        });

        await t.test('rooms and equipment: every wrong value by its rule, all at once; sent twice, entered once', async () => {
            for (const [values, wrong] of [[{ name: '', places: '0' }, ['name', 'places']], [{ name: 'x'.repeat(81), places: '21' }, ['name', 'places']], [{ name: 'Sun', places: 'two' }, 'places']]) {
                assertRefused(await owner.submit('/setup/rooms', values, to('/setup/rooms')), wrong, values);
            }
            assertRefused(await owner.submit('/setup/rooms', { name: '', pieces: '51' }, to('/setup/equipment')), ['name', 'pieces'], { pieces: '51' });
            assert.deepEqual(problems(await postJson(owner, '/setup/rooms', { name: '', places: '1', colour: 'red' })), { name: 'error.required', colour: 'error.unknown-field' });
            for (let i = 0; i < 2; i++) assert.equal((await post(owner, '/setup/rooms', { _key: 'room-once', name: 'Sun room', places: '1' })).status, 303);
            assert.equal(sql(db, 'SELECT count(*) FROM room')[0][0], '1');
            made.stones = (await postJson(owner, '/setup/equipment', { name: 'Hot stones', pieces: '1' })).json.id;
            made.room = /href="\/setup\/rooms\/(\w{13})"/.exec((await owner.open('/setup/rooms')).text)[1];
            const at = `/setup/rooms/${made.room}`, tab = await owner.open(at);
            assert.equal((await owner.submit(at, { name: 'Moon room' })).status, 303);
            assertRefused(await owner.send(tab, at, { name: 'Star room', places: '' }), 'places', { name: 'Star room' });
            const conflict = await owner.send(tab, at, { name: 'Star room' });
            assertRefused(conflict, [], { name: 'Star room' }, 409);
            assert.equal((await formOf(owner, at)).fields.name, 'Moon room');
            assert.equal((await owner.send(conflict, at, { name: 'Star room' })).status, 303, 'read, and wanted nevertheless');
            const stale = await postJson(owner, at, { name: 'Late', places: '1', active: true, _version: '1' });
            assert.equal(stale.status, 409, stale.text);
            assert.equal((await post(owner, '/setup/rooms/0000000000001', { name: 'x', places: '1', active: '1' })).status, 404);
        });

        await t.test('a room switched off: its visit stands in the list, is not cancelled, and leaves it when it is moved or the room is back', async () => {
            const client = await newClient(owner, { given: 'Nia', family: 'Quinn' });
            made.visit = (await book(owner, { client, service: massage, therapist: tess, slot: `${monday}T10:00` })).id;
            assert.deepEqual(await unfit(owner), []);
            assert.match((await owner.open('/appointments/unfit')).text, /Every visit fits/);
            const at = `/setup/rooms/${made.room}`, { fields } = await formOf(owner, at);
            delete fields.active;
            const off = await owner.request(at, { form: fields });
            assert.equal(off.location, `/appointments/unfit?off=rooms.${made.room}&done=done.thing-off`, text(off));
            for (const person of Object.values(people)) {
                const page = await person.open(off.location);
                assert.equal(page.text.includes(`action="${at}/again"`), person === owner, 'undo is for whoever may');
                assert.match(page.text, new RegExp(`Nia Quinn[\\s\\S]*the room is not there[\\s\\S]*href="/appointments/${made.visit}/move"`));
                assert.match((await person.open('/setup')).text, /href="\/appointments\/unfit">1 visit no longer fits/);
            }
            assert.equal((await visit(owner, made.visit)).state, 'booked');
            assert.deepEqual((await unfit(desk)).map((v) => [v.id, v.day, v.time, v.why]), [[made.visit, monday, '10:00', ['room']]]);
            const back = await postJson(owner, at, { name: 'Star room', places: '1', active: true, _version: await versionOf(owner, at) });
            assert.deepEqual([back.status, back.json.touched], [200, []], back.text);
            assert.deepEqual(await unfit(owner), []);
        });

        await t.test('services: each rule; whoever gives it no longer, and what it needs now, name the visit', async () => {
            const at = `/setup/services/${massage}`, whole = { clearance: '0', people: '1', kind: 'plan', tax: '0' };
            for (const [values, wrong] of [[{ clearance: '241', tax: '101' }, ['clearance', 'tax']], [{ clearance: '', tax: 'x' }, ['clearance', 'tax']], [{ tax: '7.123' }, 'tax']]) {
                assertRefused(await owner.submit(at, values), wrong, values);
            }
            const send = async (more) => postJson(owner, at, { ...whole, ...more, _version: await versionOf(owner, at) });
            assert.deepEqual(problems(await send({ people: '3', kind: 'fun' })), { people: 'error.choice', kind: 'error.choice' });
            assert.deepEqual(problems(await send({ equipment: ['0000000000001'], therapist: ['0000000000001'] })), { equipment: 'calendar.equipment-unknown', therapist: 'calendar.therapist-unknown' });
            const tab = await owner.open(at);
            assert.equal((await owner.submit(at, { clearance: '0', tax: '8.25' })).status, 303);
            assertRefused(await owner.send(tab, at, { clearance: '45' }), [], { clearance: '45' }, 409);
            const only = await send({ therapist: [olive], equipment: [made.stones] });
            assert.deepEqual([only.status, only.json.touched], [200, [made.visit]], only.text);
            assert.deepEqual((await unfit(owner))[0].why, ['equipment', 'therapist']);
            assert.deepEqual([...new Set((await freeTimes(owner, massage)).map((x) => x.therapist))], [olive]);
            const stones = `/setup/equipment/${made.stones}`;
            assert.equal((await postJson(owner, stones, { name: 'Hot stones', pieces: '1', active: false, _version: await versionOf(owner, stones) })).status, 200);
            assert.deepEqual(await freeTimes(owner, massage), [], 'what it needs is switched off');
            const again = await send({});
            assert.deepEqual([again.status, again.json.touched], [200, []], again.text);
            assert.deepEqual(await unfit(owner), []);
        });

        await t.test("a therapist's week and the opening hours: each rule at its box, two tabs, the visit outside", async () => {
            const at = `/setup/working/${tess}`;
            for (const [values, wrong] of [[{ from_1_1: '09:00', to_1_1: '08:00', from_2_1: '10:00', to_2_1: '' }, 'to_2_1'], [{ from_1_1: '09:00', to_1_1: '08:00' }, 'to_1_1'],
                [{ from_1_1: '09:00', to_1_1: '12:00', from_1_2: '11:00', to_1_2: '15:00' }, 'to_1_2'], [{ from_1_1: 'nine', to_1_1: '25:00' }, ['from_1_1', 'to_1_1']]]) {
                assertRefused(await owner.submit(at, values), wrong, values);
            }
            const tab = await owner.open(at);
            const done = await owner.submit(at, { from_1_1: '12:00', to_1_1: '15:00' });
            assert.equal(done.location, '/appointments/unfit?done=done.setup-saved', text(done));
            assert.deepEqual((await unfit(owner)).map((v) => [v.id, v.why]), [[made.visit, ['hours']]]);
            assertRefused(await owner.send(tab, at, { from_1_1: '07:00', to_1_1: '09:00' }), [], { from_1_1: '07:00' }, 409);
            assert.equal((await owner.submit(at, { from_1_1: '', to_1_1: '' })).location, '/setup/working?done=done.setup-saved');
            assert.ok((await starts()).includes('08:00'), 'with no week of their own, the opening hours hold');
            assert.equal((await owner.get('/setup/working/0000000000001')).status, 404);
            assert.equal((await owner.submit('/setup/hours', { from_1_1: '12:00' })).location, '/appointments/unfit?done=done.setup-saved');
            assert.equal((await owner.submit('/setup/hours', { from_1_1: '08:00' })).location, '/setup/hours?done=done.setup-saved');
        });

        await t.test('days off: each rule; an entry and its removal are each taken back by one tap', async () => {
            const add = to('/setup/days');
            for (const [values, wrong] of [[{ from: '' }, 'from'], [{ from: monday, to: dayAfter(monday, -1) }, 'to'], [{ from: dayAfter(today(), -3) }, 'from'], [{ from: dayAfter(today(), 1500) }, 'from'],
                [{ from: monday, from_time: '10:00' }, 'to_time'], [{ from: monday, from_time: '10:00', to_time: '09:00' }, 'to_time'], [{ from: '', note: 'x'.repeat(81) }, ['from', 'note']]]) {
                assertRefused(await owner.submit('/setup/days', values, add), wrong, values);
            }
            assert.deepEqual(problems(await postJson(owner, '/setup/days', { account: '0000000000001', from: monday, open: 'off' })), { account: 'calendar.therapist-unknown' });
            const values = { from: monday, account: tess, note: 'Course', from_time: '08:00', to_time: '12:00' };
            const done = await owner.submit('/setup/days', values, add);
            assert.match(done.location, /^\/appointments\/unfit\?added=\w+&done=done\.day-added$/);
            assert.deepEqual((await unfit(owner))[0].why, ['hours']);
            const undo = async (page, start) => {
                const form = forms((await owner.open(page)).text).find((f) => f.action.startsWith(start));
                assert.ok(form, `${page}: no ${start}`);
                const gone = await owner.request(form.action, { form: form.fields });
                assert.equal(gone.status, 303, text(gone));
                return gone.location;
            };
            const removed = await undo(done.location, '/setup/days/0');
            assert.ok((await starts()).includes('08:00'));
            const again = await undo(removed, '/setup/days/again');
            assert.match(again, /^\/appointments\/unfit\?added=/);
            assert.ok(!(await starts()).includes('08:00') && (await starts()).includes('12:00'), 'as it was');
            assert.deepEqual(sql(db, 'SELECT from_minute, to_minute, note FROM hours_exception'), [['480', '720', 'Course']]);
            const row = forms((await owner.open('/setup/days')).text).find((f) => f.action.endsWith('/remove'));
            assert.equal((await owner.request(row.action, { form: row.fields })).status, 303);
            assert.equal((await post(owner, row.action)).status, 404, 'it is gone already');
        });

        await t.test('a list of days off, pasted: each wrong line by its number, all or nothing, nothing twice', async () => {
            const year = Number(today().slice(0, 4)) + 1, at = '/setup/days/list';
            const wrong = await owner.submit(at, { list: `${year}-12-25 Christmas\n\n25/12/${year}\n1999-01-01 Past\n${year}-12-26 to ${year}-12-24` });
            assertRefused(wrong, 'list');
            assert.match(wrong.text, /Line 3: Begin with the day/);
            assert.match(wrong.text, new RegExp(`${year}-12-25 Christmas\\s+25/12/${year}`), 'what was pasted is there still');
            const late = await owner.submit(at, { list: `1999-01-01 Past\n${year}-12-26 to ${year}-12-24` });
            assert.match(late.text, /Line 1: [\s\S]*Line 2: /);
            assertRefused(await owner.submit(at, { list: '' }), 'list');
            assert.deepEqual(problems(await postJson(owner, at, { list: 'Christmas' })), { list: 'settings.list-line' });
            assert.equal(sql(db, 'SELECT count(*) FROM hours_exception')[0][0], '0');
            const list = `${monday} Spring holiday\n25 Dec ${year}: Christmas <Day>\n27.12.${year} – 31 December ${year} Between the years\n${year}-12-25 again`;
            const done = await owner.submit(at, { list });
            assert.equal(done.location, '/appointments/unfit?done=done.days-added', text(done));
            assert.deepEqual(await starts(), []);
            assert.deepEqual(sql(db, 'SELECT note, to_day - from_day FROM hours_exception ORDER BY from_day'), [['Spring holiday', '0'], ['Christmas <Day>', '0'], ['Between the years', '4']]);
            assert.equal((await owner.submit(at, { list })).location, '/setup/days?done=done.days-there');
            assert.equal(sql(db, 'SELECT count(*) FROM hours_exception')[0][0], '3');
            assert.match((await desk.open('/setup/days')).text, /Christmas &lt;Day&gt;/);
            assert.equal((await post(therapist, at, { list })).status, 403);
            sql(db, "DELETE FROM hours_exception WHERE note = 'Spring holiday'");
        });

        await t.test('all that is set as JSON, with the ids and versions that a change names', async () => {
            const all = await getJson(desk, '/setup');
            assert.deepEqual(all.rooms.map((r) => [r.id, r.name, r.places, r.active]), [[made.room, 'Star room', 1, true]]);
            assert.deepEqual(all.equipment.map((x) => [x.id, x.pieces, x.active]), [[made.stones, 1, false]]);
            assert.deepEqual(all.services.map((s) => [s.name, s.minutes, s.price]), [['Massage', 60, 6500], ['Short massage', 30, 4000]]);
            assert.deepEqual(all.opening[0], { weekday: 1, from: '08:00', to: '20:00' });
            assert.deepEqual(all.therapists.map((m) => [m.id, m.hours]).sort(), [[olive, []], [tess, []]].sort());
            assert.deepEqual(all.days.map((x) => [x.note, x.open, x.from_time, x.to_time]), [['Christmas <Day>', 'off', '00:00', '24:00'], ['Between the years', 'off', '00:00', '24:00']]);
            assert.equal(all.unfit, 0);
            const [room] = all.rooms, [service] = all.services;
            assert.equal((await postJson(owner, `/setup/rooms/${room.id}`, { name: room.name, places: 1, active: true, _version: room.version })).status, 200);
            const saved = await postJson(owner, `/setup/services/${service.id}`, { clearance: 0, people: '1', kind: 'relaxation', therapist: [tess, olive], _version: service.version });
            assert.equal(saved.status, 200, saved.text);
            const [after] = (await getJson(owner, '/setup')).services;
            assert.deepEqual([after.kind, after.therapist.sort(), after.equipment], ['relaxation', [tess, olive].sort(), []]);
            const week = await postJson(owner, `/setup/working/${tess}`, { from_1_1: '08:00', to_1_1: '20:00', _version: all.version });
            assert.equal(week.status, 200, week.text);
            const now = await getJson(owner, '/setup');
            assert.deepEqual(now.therapists.find((m) => m.id === tess).hours, [{ weekday: 1, from: '08:00', to: '20:00' }]);
            assert.equal((await postJson(owner, `/setup/working/${tess}`, { _version: all.version })).status, 409);
            assert.equal((await postJson(owner, `/setup/working/${tess}`, { _version: now.version })).status, 200);
        });

        await t.test('grid and tax', async () => {
            assertRefused(await owner.submit('/setup/grid', { tax_number: 'x'.repeat(61), tax_name: 'x'.repeat(21) }), ['tax_number', 'tax_name']);
            assert.deepEqual(problems(await postJson(owner, '/setup/grid', { slot_minutes: '7', late_hours: 24, _version: 1 })), { slot_minutes: 'error.choice' });
            for (const late_hours of ['-1', '169', 'x', '']) assert.deepEqual(Object.keys(problems(await postJson(owner, '/setup/grid', { slot_minutes: '60', late_hours, _version: 1 }))), ['late_hours'], late_hours);
            const tab = await owner.open('/setup/grid');
            assert.equal((await owner.submit('/setup/grid', { slot_minutes: '60', tax_number: 'GB 123', tax_name: 'VAT' })).status, 303);
            assert.ok((await starts()).every((x) => x.endsWith(':00')));
            assertRefused(await owner.send(tab, '/setup/grid', { tax_name: 'MwSt' }), [], { tax_name: 'MwSt' }, 409);
            assert.match(text(await desk.open('/setup/grid')), /60 minutes.*GB 123/);
        });

        await t.test('who signs enters their own licence, led there by the note; the front desk has none', async () => {
            const at = '/account/licence';
            const note = await therapist.open(`/appointments/${made.visit}/note`);
            const asked = new RegExp(`href="(/account/licence\\?visit=${made.visit})"`).exec(note.text);
            assert.ok(asked, 'the note leads there');
            const tab = await therapist.open(asked[1]);
            assertRefused(await therapist.send(tab, at, { number: 'x'.repeat(61), body: 'x'.repeat(61), expires: 'soon' }, to(at)), ['number', 'body', 'expires']);
            assertRefused(await therapist.send(tab, at, { number: '', body: 'Board' }, to(at)), 'number', { body: 'Board' });
            const saved = await therapist.send(tab, at, { number: 'LMT-7', body: 'Board of Ohio', expires: dayAfter(today(), 700) }, to(at));
            assert.equal(saved.location, `/appointments/${made.visit}/note?done=done.licence`, text(saved));
            assert.doesNotMatch((await therapist.open(saved.location)).text, /account\/licence/);
            assertRefused(await therapist.send(tab, at, { number: 'LMT-8' }, to(at)), [], { number: 'LMT-8' }, 409);
            assert.match((await therapist.open('/account')).text, /LMT-7 \(Board of Ohio\)/);
            assert.deepEqual(sql(db, "SELECT licence_number, licence_body FROM member WHERE role = 'therapist'"), [['LMT-7', 'Board of Ohio']]);
            assert.equal((await desk.get(at)).status, 403);
            assert.equal((await post(desk, at, { number: 'LMT-9', _version: '1' })).status, 403);
        });

        await t.test('a licence that ends: the team page warns sixty days ahead, nothing is booked behind it, and what is booked there is listed', async () => {
            const at = '/account/licence';
            const ends = async (n) => postJson(therapist, at, { number: 'LMT-7', body: 'Board of Ohio', expires: dayAfter(today(), n), _version: await versionOf(therapist, at) });
            const badge = async () => /<span class="badge (\w+)">Licence ([^<]*)</.exec((await owner.open('/team')).text.split('tess@practice.example')[1].split('</summary>')[0])?.slice(1);
            assert.equal((await ends(61)).status, 200);
            assert.equal(await badge(), undefined);
            assert.deepEqual((await ends(60)).json.touched, []);
            assert.deepEqual(await badge(), ['warn', 'ends in 60 days']);
            assert.match((await therapist.open('/account')).text, /Licence ends in 60 days/);
            const last = dayAfter(monday, -1), days = Math.round((Date.parse(last) - Date.parse(today())) / 86_400_000);
            const short = await ends(days);
            assert.deepEqual([short.status, short.json.touched], [200, [made.visit]], short.text);
            assert.deepEqual((await unfit(owner)).map((v) => v.why), [['licence']]);
            assert.deepEqual(await starts(), []);
            const refused = await postJson(owner, '/appointments', { client: await newClient(owner), service: massage, therapist: tess, slot: `${monday}T15:00` });
            assert.deepEqual(problems(refused), { therapist: 'appointment.licence-ended' });
            assert.equal((await ends(-1)).status, 200);
            assert.match((await badge()).join(), /^bad,ended/);
            const member = forms((await owner.open('/team')).text).find((f) => f.action === `/team/${tess}`);
            const longer = await owner.request(`/team/${tess}`, { form: { ...member.fields, licence_expires: dayAfter(today(), 900) } });
            assert.equal(longer.location, '/team?done=done.team', text(longer));
            assert.deepEqual(await unfit(owner), []);
            const left = forms((await owner.open('/team')).text).find((f) => f.action === `/team/${tess}`);
            delete left.fields.active;
            assert.equal((await owner.request(`/team/${tess}`, { form: left.fields })).location, '/appointments/unfit?done=done.team');
            assert.deepEqual((await unfit(owner)).map((v) => v.why), [['therapist']]);
        });

        await t.test("another practice's rooms, services, people, days and visits are not there", async () => {
            const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
            const exception = (await postJson(owner, '/setup/days', { from: dayAfter(today(), 100) })).json.id;
            const rows = () => JSON.stringify(['room', 'equipment', 'service', 'working_hours', 'hours_exception'].map((table) => sql(db, `SELECT * FROM ${table} ORDER BY 1, 2, 3`)));
            const before = rows(), theirs = await versionOf(other, '/setup/grid');
            for (const [path, values] of [[`/setup/rooms/${made.room}`, { name: 'Stolen', places: '1' }], [`/setup/equipment/${made.stones}`, { name: 'Stolen', pieces: '1' }],
                [`/setup/services/${massage}`, { clearance: '0', people: '1', kind: 'plan', tax: '0' }], [`/setup/working/${olive}`, { from_1_1: '01:00', to_1_1: '02:00' }], [`/setup/days/${exception}/remove`, {}]]) {
                for (const _version of ['1', '2', '3', theirs]) {
                    assert.equal((await post(other, path, { ...values, _version })).status, 404, path);
                    assert.equal((await postJson(other, path, { ...values, _version })).status, 404, path);
                }
            }
            assert.equal(rows(), before);
            assert.deepEqual(problems(await postJson(other, '/setup/days', { account: olive, from: monday, open: 'off' })), { account: 'calendar.therapist-unknown' });
            assert.deepEqual(await unfit(other), []);
        });
    });

    test(`the first run leads to the settings, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner: email, password: secret } = await init(house.db, house.home, 'New Hands', 'new@practice.example');
        const owner = await firstSignIn(house.server, email, secret);
        assert.equal((await owner.get('/')).location, '/setup');
        assert.equal((await owner.get('/setup')).location, '/setup/place');
        for (const [step, values, next] of [['place', { country: 'GB' }, 'contact'], ['contact', {}, 'hours'], ['hours', { from_1_1: '09:00', to_1_1: '17:00' }, 'services'],
            ['services', { name_0: 'Massage', minutes_0: '60', price_0: '65' }, 'licence']]) {
            assert.equal((await owner.submit(`/setup/${step}`, values)).location, `/setup/${next}`);
        }
        assertRefused(await owner.submit('/setup/licence', { number: '', body: 'Board' }), 'number', { body: 'Board' });
        const done = await owner.submit('/setup/licence', { number: 'L-1', body: 'Board', expires: dayAfter(today(), 30) });
        assert.equal(done.location, '/setup?done=done.setup-finished', text(done));
        const hub = await owner.open(done.location);
        assert.match(text(hub), /Add your first client[\s\S]*Open on 1 day of the week[\s\S]*1 service[\s\S]*No rooms yet[\s\S]*None entered[\s\S]*Licence ends in 30 days/);
        for (const page of ['/clients/new', '/setup/rooms', '/setup/working', '/setup/days', '/team']) assert.ok(hub.text.includes(`href="${page}"`), page);
    });
}
