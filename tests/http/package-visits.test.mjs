// A visit that was booked off a package: cancelled in time it goes back, missed or late it is kept until staff say otherwise, moved it stays,
// and what is taken back is booked off again. Nobody gets more visits than were sold.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinicWithPlan, weekdayAhead } from '../lib/calendar.mjs';
import { dayAfter, getJson, newClient, post, postJson, sql, text, today } from '../lib/clinic.mjs';
import { book, setState, visit, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const born = '1980-05-17';
const day = dayAfter(today(), 3);

for (const engine of engines) {
    test(`visits of a package, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await workingClinic(t, engine);
        const { people: { owner, 'front-desk': desk }, services: { Massage: service, 'Short massage': short }, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born });
        const at = `/clients/${client}`;
        const sell = async (more) => (await postJson(owner, `${at}/packages`, { service, visits: 2, price: '100', paid_by: 'card', ...more })).json.id;
        const left = async (id) => (await getJson(owner, `${at}/money`)).packages.find((p) => p.id === id).left;
        const use = (v, id) => postJson(owner, `/appointments/${v}/package`, { package: id });
        let hour = 8;
        const booked = async (more = {}) => (await book(owner, { client, service, slot: `${day}T${`${hour++}`.padStart(2, '0')}:00`, ...more })).id;
        const undo = async (id) => post(owner, `/appointments/${id}/undo?version=${(await visit(owner, id)).version}`);

        await t.test('cancelled in time: it goes back, is said, and comes off again when that is taken back', async () => {
            const pack = await sell(), one = await booked();
            assert.equal((await use(one, pack)).status, 200);
            assert.equal(await left(pack), 1);
            const done = await setState(owner, one, 'cancelled');
            assert.equal(done.status, 303, text(done));
            assert.match((await owner.open(done.location)).text, /went back to its package/);
            assert.equal(await left(pack), 2);
            assert.match((await owner.open(`/appointments/${one}`)).text, /This visit went back to 2 × Massage: 2 left/);
            assert.equal((await use(one, pack)).status, 409, 'what is cancelled is not booked off');
            assert.equal((await undo(one)).status, 303);
            assert.equal(await left(pack), 1);
            assert.match((await owner.open(`/appointments/${one}`)).text, /Booked off 2 × Massage: 1 left/);
        });

        await t.test('moved: it stays booked off', async () => {
            const pack = await sell(), one = await booked();
            await use(one, pack);
            const { version } = await visit(owner, one);
            const moved = await postJson(owner, `/appointments/${one}/move`, { _version: version, slot: `${dayAfter(day, 1)}T09:00` });
            assert.equal(moved.status, 200, moved.text);
            assert.equal(await left(pack), 1);
        });

        await t.test('cancelled late or missed: it is kept, and staff choose, there and back', async () => {
            const pack = await sell(), late = await booked();
            await use(late, pack);
            const done = await setState(desk, late, 'late-cancel');
            assert.match((await desk.open(done.location)).text, /The package keeps this visit/);
            assert.equal(await left(pack), 1);
            const page = await desk.open(`/appointments/${late}`);
            assert.match(page.text, /2 × Massage keeps this visit/);
            const back = await desk.send(page, '', {}, { pick: (f) => f.action.includes('/package/undo') });
            assert.equal(back.status, 303, text(back));
            assert.match(back.location, new RegExp(`^/appointments/${late}`));
            assert.equal(await left(pack), 2);
            const again = await desk.open(`/appointments/${late}`);
            assert.equal((await desk.send(again, '', { package: pack }, { pick: (f) => f.action.includes('/package?') })).status, 303);
            assert.equal(await left(pack), 1);
            // given back, then the cancellation itself is taken back
            assert.equal((await post(desk, `/appointments/${late}/package/undo`)).status, 303);
            assert.equal((await undo(late)).status, 303);
            assert.equal(await left(pack), 1);
            const other = await sell();
            assert.equal((await setState(owner, late, 'late-cancel')).status, 303);
            assert.equal((await post(owner, `/appointments/${late}/package/undo`)).status, 303);
            assert.equal((await use(late, other)).status, 409, 'only its own package keeps a missed visit');
        });

        await t.test('within 24 hours staff may let it pass: it goes back', async () => {
            const pack = await sell(), late = await booked(), passed = await booked();
            const at_us = BigInt(Date.now()) * 1000n + 7_200_000_000n;
            for (const v of [late, passed]) await use(v, pack);
            sql(db, `UPDATE appointment SET start_us = ${at_us}, end_us = ${at_us + 3_600_000_000n}, clear_us = ${at_us + 3_600_000_000n} + clearance * 60000000
                WHERE id IN (SELECT id FROM appointment ORDER BY id DESC LIMIT 2)`);
            assert.equal((await setState(owner, late, 'cancelled')).status, 303);
            assert.deepEqual([(await visit(owner, late)).state, await left(pack)], ['late-cancel', 0]);
            assert.equal((await setState(owner, passed, 'cancelled-in-time')).status, 303);
            assert.deepEqual([(await visit(owner, passed)).state, await left(pack)], ['cancelled', 1]);
        });

        await t.test('taken back when the package has nothing left: the visit stands, and it is said that it is not booked off', async () => {
            const pack = await sell({ visits: 1 }), one = await booked(), two = await booked();
            await use(one, pack);
            await setState(owner, one, 'cancelled');
            assert.equal((await use(two, pack)).status, 200);
            const done = await undo(one);
            assert.equal(done.status, 303, text(done));
            assert.match((await owner.open(done.location)).text, /nothing is left on its package/);
            assert.equal((await visit(owner, one)).state, 'booked');
            assert.match((await owner.open(`/appointments/${one}`)).text, /no longer booked off 1 × Massage/);
            assert.equal(await left(pack), 0);
            // another package takes it
            const more = await sell();
            assert.equal((await use(one, more)).status, 200);
            assert.deepEqual([await left(pack), await left(more)], [0, 1]);
        });

        await t.test('one was paid back: its visits stay as they are', async () => {
            const sold = (await postJson(owner, `${at}/packages`, { service, visits: 3, price: '90', paid_by: 'card' })).json, one = await booked();
            await use(one, sold.id);
            assert.equal((await postJson(owner, `/receipts/${sold.receipt}/refund`, { amount: '60', reason: 'moves away', paid_by: 'card' })).status, 201);
            assert.equal((await setState(owner, one, 'cancelled')).status, 303);
            assert.equal((await getJson(owner, `${at}/money`)).packages.find((p) => p.id === sold.id).used, 1);
        });

        await t.test('two visits want the last one, however: taken back and booked off at once, one gets it', async () => {
            const pack = await sell({ service: short, visits: 1 });
            const many = [];
            for (let i = 0; i < 4; i++) many.push(await booked({ service: short, slot: `${dayAfter(day, 7)}T${10 + i}:00` }));
            await use(many[0], pack);
            await setState(owner, many[0], 'cancelled');
            const { version } = await visit(owner, many[0]);
            const all = await Promise.all([postJson(owner, `/appointments/${many[0]}/state`, { to: 'booked', _version: version }), ...many.slice(1).map((v) => use(v, pack))]);
            assert.equal(all[0].status, 200, all[0].text);
            const used = Number(sql(db, `SELECT COUNT(*) FROM package_use WHERE given_back_us IS NULL AND package_id = (SELECT MAX(id) FROM package)`)[0][0]);
            assert.equal(used, 1);
            assert.ok(all.slice(1).filter((a) => a.status === 200).length <= 1 && all.slice(1).every((a) => [200, 409].includes(a.status)), all.map((a) => a.status).join(' '));
            assert.equal(await left(pack), 0);
        });

        await t.test('the client sees what is left, on their own pages', async () => {
            const made = await postJson(owner, `${at}/links`, { purpose: 'home' });
            const door = new URL(made.json.url).pathname, nia = new Visitor(house.server);
            await nia.submit(door, { born });
            const mine = (await getJson(nia, door)).packages, theirs = (await getJson(owner, `${at}/money`)).packages.filter((p) => !p.ended);
            assert.deepEqual(mine.map((p) => [p.visits, p.left]), theirs.map((p) => [p.visits, p.left]));
            assert.ok(mine.some((p) => p.left === 0) && mine.some((p) => p.left > 0));
            const [full] = mine;
            assert.match((await nia.get(door)).text, new RegExp(`${full.left} of ${full.visits}`));
        });

        await t.test('past the program the database refuses one too many', async () => {
            const [[practice, pack, visits]] = sql(db, `SELECT practice_id, id, visits FROM package WHERE id = (SELECT MAX(id) FROM package)`);
            const free = sql(db, 'SELECT id FROM appointment WHERE id NOT IN (SELECT appointment_id FROM package_use)').map(([id]) => id);
            assert.ok(free.length > 0 && visits === '1');
            assert.throws(() => sql(db, `INSERT INTO package_use (practice_id, package_id, appointment_id, at_us) VALUES (${practice}, ${pack}, ${free[0]}, 1)`), /no visit left/);
        });
    });

    test(`a series that is taken back gives its visits back, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, client, account, plan, service } = await clinicWithPlan(t, engine);
        const monday = weekdayAhead(1);
        const series = await postJson(owner, `/plans/${plan}/series`, { therapist: account, session: [`${monday}T10:00`, `${dayAfter(monday, 1)}T10:00`] });
        assert.ok([200, 201].includes(series.status), series.text);
        const pack = (await postJson(owner, `/clients/${client}/packages`, { service, visits: 5, price: '100', paid_by: 'card' })).json.id;
        for (const v of series.json.appointments) assert.equal((await postJson(owner, `/appointments/${v}/package`, { package: pack })).status, 200);
        const left = async () => (await getJson(owner, `/clients/${client}/money`)).packages[0].left;
        assert.equal(await left(), 3);
        assert.equal((await post(owner, `/plans/${plan}/series/${series.json.appointments[0]}/undo`)).status, 303);
        assert.equal(await left(), 5);
    });
}
