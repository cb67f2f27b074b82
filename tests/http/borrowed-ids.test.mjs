// Ids that belong to somebody else, said in a form or by a client's link: they are not there. Own papers open, other people's do not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, idText, newClient, newPractice, post, postJson, sql, text, today } from '../lib/clinic.mjs';
import { weekdayAhead } from '../lib/calendar.mjs';
import { everything } from '../lib/everything.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const born = '1980-05-17';

for (const engine of engines) {
    test(`borrowed ids, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born });
        const twin = await newClient(owner, { given: 'Ola', family: 'Berg', born });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        const theirs = await everything(house, client, concern);
        const numberOf = (table, id) => sql(db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
        const person = numberOf('client', client);
        const [[practice]] = sql(db, `SELECT practice_id FROM client WHERE id = ${person}`);
        const sold = (await postJson(owner, `${at}/packages`, { service: theirs.service, visits: 3, price: '90', paid_by: 'card' })).json;
        sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version) VALUES (${practice}, 91, ${person}, 1, 1, 1, '1', 'en', '{}', '{}', 1)`);
        sql(db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (${practice}, 92, ${person}, 91, 'fever', '1', 4, 0, '{}', 0, 1)`);
        const finding = idText(92);

        await t.test('by somebody of another practice, in forms about their own client', async () => {
            const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
            const own = await newClient(other, { given: 'Own', family: 'Client', born }), mine = `/clients/${own}`;
            const ownConcern = (await postJson(other, `${mine}/concerns`, { kind: 'pain', place: 'hip' })).json.id;
            const monday = weekdayAhead(1);
            const [[otherPractice, otherAccount]] = sql(db, "SELECT m.practice_id, m.account_id FROM member m JOIN account a ON a.id = m.account_id WHERE a.email = 'other@practice.example'");
            sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${otherPractice}, 3001, 'Massage', 60, 5000, 1, 0, 1, 15)`);
            for (let day = 1; day <= 5; day++) sql(db, `INSERT INTO working_hours (practice_id, account_id, weekday, from_minute, to_minute) VALUES (${otherPractice}, ${otherAccount}, ${day}, 540, 1020)`);
            const service = idText(3001), therapist = idText(otherAccount), slot = `${monday}T10:00`;
            const booked = await postJson(other, '/appointments', { client: own, service, therapist, slot });
            assert.equal(booked.status, 201, booked.text);
            const visit = booked.json.id;
            const before = ['appointment', 'package_use', 'finding_act', 'plan', 'letter', 'adverse_event', 'link', 'package', 'receipt', 'activity_set'].map((table) => [table, sql(db, `SELECT COUNT(*) FROM ${table}`)[0][0]]);
            const tries = [
                [`/appointments/${visit}/package`, { package: sold.id }],
                [`${mine}/safety/acts`, { finding, act: 'cleared', reason: 'x' }],
                [`${mine}/links`, { purpose: 'intake', appointment: theirs.appointment }],
                [`${mine}/links`, { concern }],
                [`${mine}/packages`, { service: theirs.service, visits: 2, price: '5', paid_by: 'cash' }],
                [`${mine}/letters/new?concern=${concern}`, { addressee: 'Dr X', paragraph: 'x' }],
                [`${mine}/plans/new?concern=${concern}`, { goal: 'x', service, therapist, sessions: 4, per_week: 1, every_weeks: 1, price: '10', review_sessions: 4, review_weeks: 4, stop_rule: 'x' }],
                [`${mine}/plans/new?concern=${ownConcern}`, { goal: 'x', service: theirs.service, therapist: theirs.therapist, sessions: 4, per_week: 1, every_weeks: 1, price: '10', review_sessions: 4, review_weeks: 4, stop_rule: 'x', instrument: 'nrs-pain' }],
                [`${mine}/concerns/${concern}/activities`, { activity_1: 'a', activity_2: 'b', activity_3: 'c' }],
                ['/appointments', { client, service, therapist, slot: `${monday}T14:00` }],
                ['/appointments', { client: own, service: theirs.service, therapist, slot: `${monday}T14:00` }],
                ['/appointments', { client: own, service, therapist: theirs.therapist, slot: `${monday}T14:00` }],
                ['/appointments', { client: own, service, therapist, room: theirs.room, slot: `${monday}T14:00` }],
                ['/appointments', { client: own, service, therapist, plan: theirs.plan, kind: 'plan', slot: `${monday}T14:00` }],
                [`/appointments/${visit}/move`, { _version: 1, slot: `${monday}T15:00.${theirs.therapist}` }],
                [`/appointments/${visit}/move`, { _version: 1, room: theirs.room, day: monday, time: '15:00' }],
                [`/plans/${theirs.plan}/series`, { therapist, session: [`${monday}T12:00`] }],
                [`/setup/working/${theirs.therapist}`, { from_1_1: '08:00', to_1_1: '12:00' }],
                ['/setup/days', { from: dayAfter(today(), 40), note: 'x', account: theirs.therapist }],
            ];
            for (const [path, values] of tries) {
                const answer = await postJson(other, path, values);
                assert.ok([404, 409, 422].includes(answer.status), `${path} ${JSON.stringify(values)}: ${answer.status} ${answer.text}`);
                assert.ok(!/Quinn|Nia|neck|Deep tissue|Garden/.test(answer.text), answer.text);
            }
            for (const path of [`/book?client=${client}`, `/times?service=${theirs.service}`, `/times?service=${service}&therapist=${theirs.therapist}`, `/week?therapist=${theirs.therapist}`, `/today?therapist=${theirs.therapist}`,
                `/today?room=${theirs.room}`, `${mine}/plans/new?concern=${concern}`, `${mine}/letters/new?concern=${concern}`, `/appointments/${visit}/intake/${theirs.intake}`]) {
                const page = await other.get(path);
                assert.ok(page.status < 500 && !/Quinn|Nia|neck|Deep tissue|Garden/.test(page.text), `${path}: ${page.status}`);
            }
            for (const [table, n] of before) assert.equal(sql(db, `SELECT COUNT(*) FROM ${table}`)[0][0], n, table);
        });

        await t.test('by the own practice, about another client', async () => {
            const visit = (await postJson(owner, '/appointments', { client: twin, service: theirs.service, therapist: theirs.therapist, slot: `${weekdayAhead(2)}T10:00` })).json.id;
            for (const [path, values] of [
                [`/appointments/${visit}/package`, { package: sold.id }],
                [`/clients/${twin}/safety/acts`, { finding, act: 'cleared', reason: 'x' }],
                [`/clients/${twin}/links`, { purpose: 'intake', appointment: theirs.appointment }],
                [`/clients/${twin}/links`, { concern }],
                [`/clients/${twin}/letters/new?concern=${concern}`, { addressee: 'Dr X', paragraph: 'x' }],
                [`/clients/${twin}/concerns/${concern}/activities`, { activity_1: 'a', activity_2: 'b', activity_3: 'c' }],
                [`/clients/${twin}/care/${theirs.care}/withdraw`, {}],
                [`/clients/${twin}/adverse/${theirs.adverse}/withdraw`, {}],
                [`/clients/${twin}/adverse/${theirs.adverse}/follow`, { words: 'ice' }],
                [`/clients/${twin}/adverse/${theirs.adverse}/correct`, { what: 'other', severity: 'mild', day: '2026-01-02', said: 'x', reason: 'x' }],
                [`/plans/${theirs.plan}/series/${visit}/undo`, {}]]) {
                const answer = await postJson(owner, path, values);
                assert.ok([404, 422].includes(answer.status), `${path}: ${answer.status} ${answer.text}`);
            }
            const booked = await postJson(owner, '/appointments', { client: twin, service: theirs.service, therapist: theirs.therapist, plan: theirs.plan, kind: 'plan', slot: `${weekdayAhead(2)}T14:00` });
            assert.equal(booked.status, 422, booked.text);
        });

        await t.test('by a client’s link: own receipts, letters and packages, nobody else’s', async () => {
            const door = async (id) => {
                const path = new URL((await postJson(owner, `/clients/${id}/links`, { purpose: 'home' })).json.url).pathname;
                const visitor = new Visitor(server);
                assert.equal((await visitor.submit(path, { born })).status, 303);
                return { path, visitor };
            };
            const nia = await door(client), ola = await door(twin);
            sql(db, `INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, note) VALUES (${practice}, 94, ${person}, 'letter', 1, 'w', '1', 'N', 0, 1, '')`);
            const draft = numberOf('letter', theirs.letter);
            const pdf = (who, behind) => who.visitor.get(`${who.path}/${behind}.pdf`);
            const receipt = `receipts/${theirs.receipt}`, letter = `letters/${theirs.letter}`;
            assert.equal((await pdf(nia, receipt)).status, 200);
            assert.equal((await pdf(nia, `receipts/${sold.receipt}`)).status, 200);
            assert.equal((await pdf(ola, receipt)).status, 404);
            assert.equal((await pdf(nia, letter)).status, 404, 'a draft');
            const form = forms((await owner.open(`/letters/${theirs.letter}`)).text).find((f) => f.action === `/letters/${theirs.letter}`);
            const finished = await owner.request(`/letters/${theirs.letter}/finish`, { form: form.fields });
            assert.equal(finished.status, 303, text(finished));
            assert.equal((await pdf(nia, letter)).status, 404, 'finished, and not shared');
            const [[version]] = sql(db, `SELECT version FROM letter WHERE id = ${draft}`);
            assert.equal((await post(owner, `/letters/${theirs.letter}/share`, { shared: '1', _version: version })).status, 303);
            assert.equal((await pdf(nia, letter)).status, 200);
            assert.equal((await pdf(ola, letter)).status, 404);
            const mine = await getJson(nia.visitor, nia.path), hers = await getJson(ola.visitor, ola.path);
            assert.deepEqual([mine.packages.length, mine.receipts, mine.letters], [1, 2, 1]);
            assert.deepEqual([hers.packages, hers.receipts, hers.letters], [[], 0, 0]);
            // without the pass of this browser, by another kind of link, and once it is taken back
            const stranger = { ...nia, visitor: new Visitor(server) };
            assert.equal((await pdf(stranger, receipt)).status, 303);
            stranger.visitor.cookies.set('unknot-home', ola.visitor.cookies.get('unknot-home'));
            assert.equal((await pdf(stranger, receipt)).status, 303, 'the pass of another link');
            const answers = new URL((await postJson(owner, `${at}/links`, {})).json.url).pathname;
            for (const behind of [receipt, letter, 'progress']) assert.equal((await nia.visitor.get(`${answers.replace('/a/', '/h/')}/${behind}`)).status, 404);
            const id = (await getJson(owner, `${at}/links`)).links.find((l) => l.purpose === 'home').id;
            await post(owner, `${at}/links/${id}/revoke`);
            for (const behind of [receipt, letter]) assert.equal((await pdf(nia, behind)).status, 410);
        });
    });
}
