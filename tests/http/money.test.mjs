// Receipts without gaps, refunds, packages, and that nothing issued ever changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, clinic, csrfOf, getJson, idText, newClient, newMember, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { pdfText } from '../lib/pdf.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const DAY = 86_400_000;
let next = 7_000_000_000_000_000n;

// An appointment as the calendar would have written it; { number, id }.
export function visit(house, client, { day = today(), state = 'done', price = 8500, service, minute = 600 } = {}) {
    const number = next += 1n;
    const [[practice, account]] = sql(house.db, 'SELECT practice_id, account_id FROM member ORDER BY created_us LIMIT 1');
    const clientNumber = sql(house.db, 'SELECT id FROM client').map(([id]) => id).find((id) => idText(id) === client);
    const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY), start = BigInt(days) * 86_400_000_000n + BigInt(minute) * 60_000_000n;
    sql(house.db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, room_id, plan_id, group_id, kind, day, minute, zone, minutes, clearance,
        start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, arrived_us, began_us, ended_us, booked_us, booked_by_id, version)
        VALUES (${practice}, ${number}, ${clientNumber}, ${account}, ${service}, NULL, NULL, NULL, 'plan', ${days}, ${minute}, 'Europe/London', 60, 0,
        ${start}, ${start + 3_600_000_000n}, ${start + 3_600_000_000n}, '${state}', 0, '', '', ${price}, NULL, NULL, NULL, 0, NULL, 1) RETURNING id`);
    return { number, id: idText(number) };
}

// A service of the practice at 20 % tax; its number.
export function service(house, { bp = 2000, name = 'Massage' } = {}) {
    const number = next += 1n;
    const [[practice]] = sql(house.db, 'SELECT id FROM practice ORDER BY created_us LIMIT 1');
    sql(house.db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, tax_bp) VALUES (${practice}, ${number}, '${name}', 60, 8500, 1, 9, 1, ${bp}) RETURNING id`);
    return number;
}

for (const engine of engines) {
    test(`money, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        sql(db, "UPDATE practice SET tax_number = 'GB 123 4567 89', tax_name = 'VAT' RETURNING id");
        const massage = service(house), other = service(house, { bp: 0, name: 'Talk' });
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', address: '1 Mill Lane\nLeeds' });
        const year = today().slice(0, 4);
        const money = () => getJson(owner, `/clients/${client}/money`);
        let first;

        await t.test('a session: issued once, with its tax, as things are then', async () => {
            const one = visit(house, client, { service: massage });
            const page = `/appointments/${one.id}/receipt`;
            assertRefused(await owner.submit(page, { fee: '85.005', tax: '20', paid_by: 'card' }), 'fee', { fee: '85.005' });
            assertRefused(await owner.submit(page, { fee: '85', tax: '120', paid_by: 'card' }), 'tax', { tax: '120' });
            assertRefused(await owner.submit(page, { fee: '-1', tax: 'x', paid_by: '' }), ['fee', 'tax', 'paid_by'], { fee: '-1' });
            assert.equal((await money()).receipts.length, 0);
            const tab = await owner.open(page);
            const form = forms(tab.text).find((f) => f.action === page);
            assert.deepEqual([form.fields.fee, form.fields.tax], ['85.00', '20']);
            const done = await owner.send(tab, page, { paid_by: 'card' }, { pick: (f) => f.action === page });
            assert.equal(done.status, 303, text(done));
            const again = await owner.send(tab, page, { paid_by: 'card' }, { pick: (f) => f.action === page });
            assert.equal(again.location.split('?')[0], done.location.split('?')[0], 'a replay is led to the same receipt');
            first = done.location.split('?')[0];
            const r = await getJson(owner, first);
            assert.deepEqual([r.number, r.fee, r.tax_bp, r.tax, r.currency, r.paid_by, r.left], [1, 8500, 2000, 1417, 'GBP', 'card', 8500]);
            assert.deepEqual([r.body.client, r.body.client_address, r.body.what, r.body.tax_number, r.body.licence], ['Nia Quinn', '1 Mill Lane\nLeeds', 'Massage', 'GB 123 4567 89', 'L-1']);
            const second = await owner.submit(page, { paid_by: 'cash' }, { pick: (f) => f.action === page });
            assertRefused(second, 'again', {}, 409);
            assert.equal((await owner.send(second, page, { paid_by: 'cash', again: '1', fee: '5' }, { pick: (f) => f.action === page })).status, 303);
            sql(db, "UPDATE practice SET name = 'Renamed', tax_number = 'other' RETURNING id");
            const kept = await owner.open(first);
            assert.match(kept.text, /GB 123 4567 89/);
            assert.ok(!/>Renamed</.test(kept.text.replace(/<header[\s\S]*<\/header>/, '')), 'what was printed stays');
        });

        await t.test('as PDF: the figures can be read, the same bytes each time', async () => {
            const get = () => fetch(new URL(`${first}.pdf`, server.url), { headers: { cookie: [...owner.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
            const answer = await get();
            assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')], [200, 'application/pdf', 'inline; filename="receipt-1.pdf"']);
            const bytes = Buffer.from(await answer.arrayBuffer());
            assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
            assert.ok(bytes.equals(Buffer.from(await (await get()).arrayBuffer())));
            const read = pdfText(bytes);
            if (read !== null) for (const word of ['Receipt 1', 'GBP 85.00', 'GBP 14.17', 'Nia Quinn', '1 Mill Lane', 'Massage', 'GB 123 4567 89', 'L-1', 'Card']) assert.ok(read.includes(word), `${word}\n${read}`);
        });

        await t.test('paid back in part and whole, never more, with a reason', async () => {
            assertRefused(await owner.submit(first, { amount: '85.01', reason: 'wrong', paid_by: 'card' }), 'amount', { amount: '85.01', reason: 'wrong' });
            assertRefused(await owner.submit(first, { amount: '5', reason: '', paid_by: 'card' }), 'reason', { amount: '5' });
            assertRefused(await owner.submit(first, { amount: '0', reason: 'x', paid_by: 'card' }), 'amount');
            const part = await owner.submit(first, { amount: '20', reason: 'too long a wait', paid_by: 'cash' });
            assert.equal(part.status, 303, text(part));
            const back = await getJson(owner, part.location.split('?')[0]);
            assert.deepEqual([back.kind, back.fee, back.tax, back.reason, back.left], ['refund', -2000, -333, 'too long a wait', 0]);
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${first}/refund`, { amount: '65.01', reason: 'x', paid_by: 'cash' }))), ['amount']);
            const both = await Promise.all([1, 2, 3, 4].map(() => postJson(owner, `${first}/refund`, { amount: '65', reason: 'all of it', paid_by: 'cash' })));
            assert.deepEqual(both.map((b) => b.status).sort(), [201, 422, 422, 422], 'paid back once, however often at once');
            const rest = await getJson(owner, `/receipts/${both.find((b) => b.status === 201).json.id}`);
            assert.deepEqual([rest.fee, rest.tax], [-6500, -1084], 'tax comes to nought');
            assert.equal((await getJson(owner, first)).left, 0);
            problems(await postJson(owner, `${part.location.split('?')[0]}/refund`, { amount: '1', reason: 'x', paid_by: 'cash' }), 409);
        });

        await t.test('fifty at once, some of them wrong: every number once, no gap', async () => {
            const from = Number(sql(db, 'SELECT max(number) FROM receipt')[0][0]);
            await csrfOf(owner);
            const made = await Promise.all(Array.from({ length: 75 }, (_, i) => postJson(owner, `/clients/${client}/receipts`,
                { what: `Line ${i}`, fee: i % 3 === 2 ? 'much' : '10', tax: '0', paid_by: 'transfer' })));
            assert.deepEqual([made.filter((m) => m.status === 201).length, made.filter((m) => m.status === 422).length], [50, 25], JSON.stringify(made.map((m) => m.status)));
            const numbers = sql(db, 'SELECT number FROM receipt ORDER BY number').map(([n]) => Number(n));
            assert.deepEqual(numbers, Array.from({ length: from + 50 }, (_, i) => i + 1));
        });

        await t.test('another practice counts for itself, and sees nothing of this one', async () => {
            const theirs = await newPractice(house, { name: 'Elsewhere', email: 'else@practice.example' });
            const someone = await newClient(theirs);
            const made = await postJson(theirs, `/clients/${someone}/receipts`, { what: 'Oil', fee: '3', tax: '0', paid_by: 'cash' });
            assert.equal((await getJson(theirs, `/receipts/${made.json.id}`)).number, 1);
            for (const path of [first, `${first}.pdf`, `/clients/${client}/receipts/new`]) assert.equal((await theirs.get(path)).status, 404, path);
            assert.equal((await post(theirs, `${first}/refund`, { amount: '1', reason: 'x', paid_by: 'cash' })).status, 404);
            assert.equal((await postJson(theirs, `/clients/${client}/receipts`, { what: 'Oil', fee: '3', tax: '0', paid_by: 'cash' })).status, 404);
            assert.deepEqual((await getJson(theirs, `/receipts?year=${year}`)).receipts.length, 1);
            assert.deepEqual(await getJson(theirs, `/clients/${client}/money`).catch((e) => /404/.test(e.message)), true);
        });

        await t.test('a package: sold, booked off, not twice, not beyond, taken back, paid back', async () => {
            const at = `/clients/${client}`;
            assertRefused(await owner.submit(`${at}/packages/new`, { service: '', visits: '0', price: '', expires: '2001-01-01', paid_by: 'card' }), ['service', 'visits', 'price'], { visits: '0' });
            problems(await postJson(owner, `${at}/packages`, { service: idText(massage), visits: 2, price: '150', expires: '2001-01-01', paid_by: 'card' }));
            const sold = await postJson(owner, `${at}/packages`, { service: idText(massage), visits: 2, price: '150', paid_by: 'card' });
            assert.equal(sold.status, 201, sold.text);
            const receipt = await getJson(owner, `/receipts/${sold.json.receipt}`);
            assert.deepEqual([receipt.fee, receipt.tax, receipt.body.visits, receipt.package], [15000, 2500, 2, sold.json.id]);
            const left = async () => (await money()).packages.find((p) => p.id === sold.json.id).left;
            const visits = [0, 1, 2].map((i) => visit(house, client, { service: massage, minute: 700 + i }));
            const use = (v, person = owner) => postJson(person, `/appointments/${v.id}/package`, { package: sold.json.id });
            assert.equal((await use(visits[0])).status, 200);
            assert.equal(await left(), 1);
            assert.equal((await use(visits[0])).status, 409, 'one visit, one package');
            const both = await Promise.all([use(visits[1]), use(visits[2])]);
            assert.deepEqual(both.map((b) => b.status).sort(), [200, 409], 'two want the last one');
            assert.equal(await left(), 0);
            const page = await owner.open(`${at}/money`);
            assert.match(page.text, /Used up/);
            assert.equal((await post(owner, `/appointments/${visits[0].id}/package/undo`)).status, 303);
            assert.equal(await left(), 1);
            assert.equal((await post(owner, `/appointments/${visits[0].id}/package/undo`)).status, 404);
            assert.equal((await use(visit(house, client, { service: other }))).status, 409, 'another service');
            assert.equal((await use(visit(house, client, { service: massage, state: 'no-show' }))).status, 409, 'a visit that was missed');
            const stranger = await newClient(owner);
            assert.equal((await use(visit(house, stranger, { service: massage }))).status, 404, 'somebody else’s visit');
            const shown = await owner.open(`/receipts/${sold.json.receipt}`);
            assert.equal(forms(shown.text).find((f) => f.names.includes('amount')).fields.amount, '75.00', 'what is left is offered');
            assert.equal((await owner.send(shown, '', { amount: '75', reason: 'moves away' })).status, 303);
            assert.deepEqual((await money()).packages.map((p) => [p.left, p.ended]), [[0, true]]);
            assert.equal((await use(visits[0])).status, 409);
        });

        await t.test('a package that ends before the visit is not used', async () => {
            const at = `/clients/${client}`;
            const sold = await postJson(owner, `${at}/packages`, { service: idText(massage), visits: 5, price: '400', expires: today(), paid_by: 'card' });
            const late = visit(house, client, { service: massage, day: new Date(Date.now() + 9 * DAY).toISOString().slice(0, 10), state: 'booked' });
            assert.equal((await postJson(owner, `/appointments/${late.id}/package`, { package: sold.json.id })).status, 409);
        });

        await t.test('who may', async () => {
            const front = await newMember(server, owner, 'front-desk', `front-${engine.name}@practice.example`);
            const therapist = await newMember(server, owner, 'therapist', `tess-${engine.name}@practice.example`);
            for (const person of [front, therapist]) {
                for (const path of ['/receipts', first, `${first}.pdf`, `/clients/${client}/money`, `/clients/${client}/packages/new`]) assert.equal((await person.get(path)).status, 200, path);
                assert.equal((await postJson(person, `/clients/${client}/receipts`, { what: 'Oil', fee: '3', tax: '0', paid_by: 'cash' })).status, 201);
            }
            const stranger = new Visitor(server);
            for (const path of ['/receipts', first, `/clients/${client}/money`]) assert.match((await stranger.get(path)).location ?? '', /^\/sign-in/, path);
            const kept = await stranger.request(`${first}/refund`, { form: { amount: '1', reason: 'x' } });
            assert.equal(kept.status, 401);
        });

        await t.test('the year: totals by rate and payment, and as CSV that no spreadsheet computes', async () => {
            await postJson(owner, `/clients/${client}/receipts`, { what: '=HYPERLINK("x"),"oil"', fee: '1.50', tax: '7.7', paid_by: 'other' });
            const all = await getJson(owner, `/receipts?year=${year}`);
            const sum = all.receipts.reduce((n, r) => n + r.fee, 0);
            assert.equal(all.by_rate.reduce((n, r) => n + r.fee, 0), sum);
            assert.deepEqual(all.by_rate.map((r) => r.tax_bp), [2000, 770, 0]);
            const csv = await owner.get(`/receipts.csv?year=${year}`);
            assert.match(csv.headers.get('content-disposition'), /receipts-\d{4}\.csv/);
            const rows = csv.text.trimEnd().split('\r\n');
            assert.equal(rows.length, all.receipts.length + 1);
            assert.ok(rows.at(-1).includes(`"'=HYPERLINK(""x""),""oil"""`), rows.at(-1));
            assert.ok(rows.some((r) => /,refund,1,.*,-20\.00,20,-3\.33,-16\.67,GBP,cash,too long a wait,/.test(r)), csv.text);
            assert.equal((await getJson(owner, '/receipts?year=2001')).receipts.length, 0);
            for (const odd of ['?year=x', '?month=13', '?year=99999&month=-1&paid_by=gold']) assert.equal((await owner.get(`/receipts${odd}`)).status, 200, odd);
            assert.equal((await owner.get(`/receipts?year=${year}&month=${Number(today().slice(5, 7))}&paid_by=transfer`)).status, 200);
        });

        await t.test('nothing that was issued changes or goes, whoever asks the database', () => {
            for (const what of ["UPDATE receipt SET fee = 1 WHERE number = 1 RETURNING id", "UPDATE receipt SET body = '{}' WHERE number = 1 RETURNING id", 'UPDATE receipt SET number = 999 WHERE number = 1 RETURNING id',
                "UPDATE receipt SET paid_by = 'other' WHERE number = 1 RETURNING id", 'DELETE FROM receipt WHERE number = 1 RETURNING id']) assert.throws(() => sql(db, what), /cannot|once/, what);
            assert.equal(sql(db, 'SELECT fee FROM receipt WHERE number = 1 ORDER BY practice_id LIMIT 1')[0][0], '8500');
        });
    });
}
