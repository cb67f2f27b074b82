// What a hostile or careless person sends is refused, or kept; it stops nothing and nobody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinicWithPlan } from '../lib/calendar.mjs';
import { dayAfter, getJson, idText, newClient, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`hostile input, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, client, plan, db } = await clinicWithPlan(t, engine);
        const link = async (purpose) => {
            const made = await postJson(owner, `/clients/${client}/links`, { purpose });
            assert.equal(made.status, 201, made.text);
            return new URL(made.json.url).pathname;
        };

        await t.test('a health form whose every answer is long and of control characters is refused', async () => {
            const path = await link('intake');
            const phone = new Visitor(server);
            const { questions } = JSON.parse(readFileSync(join(top, 'content/safety/questions.json'), 'utf8'));
            for (const page of new Set(questions.map((q) => q.page).filter(Boolean))) {
                const names = questions.filter((q) => q.page === page && !['choices', 'sites'].includes(q.kind)).map((q) => `q_${q.id}`);
                if (!names.length) continue;
                const body = [`p=${page}`, 'go=on', '_version=0', ...names.map((n) => `${n}=${'\u0001'.repeat(2600)}`)].join('&');
                const done = await phone.request(path, { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
                assert.equal(done.status, 422, `${page}: ${text(done)}`);
            }
        });

        await t.test('a place with characters that no XML may hold has its letter', async () => {
            const made = await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'knee \uFFFF\uFFFE', start: dayAfter(today(), -9) });
            assert.ok([200, 201].includes(made.status), made.text);
            for (let i = 0; i < 14; i++) {
                const rated = await postJson(owner, `/clients/${client}/ratings`, { concern: made.json.id, day: dayAfter(today(), -i), value: 5 });
                assert.ok([200, 201].includes(rated.status), rated.text);
            }
            const letter = await owner.get(`/clients/${client}/letters/new?concern=${made.json.id}`);
            assert.equal(letter.status, 200, text(letter));
            assert.match(letter.text, /<svg/);
        });

        await t.test('what was sent, found, done, agreed to and finished stays, in the database too', async () => {
            const [[practice, number, account]] = sql(db, "SELECT m.practice_id, c.id, m.account_id FROM member m JOIN client c ON c.practice_id = m.practice_id AND c.given = 'Ann'");
            for (const made of [
                `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version) VALUES (${practice}, 91, ${number}, 1, 1, 1, '1', 'en', '{}', '{}', 1) RETURNING id`,
                `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us, ended_us) VALUES (${practice}, 92, ${number}, 91, 'r', '1', 4, 0, '{}', 0, 1, 2) RETURNING id`,
                `INSERT INTO finding_act (practice_id, id, finding_id, act, reason, at_us, account_id, licence) VALUES (${practice}, 93, 92, 'proceed', 'w', 1, ${account}, 'L') RETURNING id`,
                `INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, note) VALUES (${practice}, 94, ${number}, 'letter', 1, 'w', '1', 'A', 0, 1, '') RETURNING id`,
                `INSERT INTO letter (practice_id, id, client_id, concern_id, addressee, paragraph, body, consent_id, created_us, finished_us, licence, signer, account_id, shared, version) VALUES (${practice}, 95, ${number}, 6001, 'a', '', '{}', 94, 1, 1, 'L', 'O', ${account}, 0, 1) RETURNING id`]) sql(db, made);
            for (const wrong of ["UPDATE intake SET answers = '{\"a\":1}'", 'UPDATE intake SET submitted_us = NULL', 'DELETE FROM intake', "UPDATE finding SET level = 5", 'UPDATE finding SET ended_us = NULL',
                'DELETE FROM finding', "UPDATE finding_act SET act = 'cleared'", 'DELETE FROM finding_act', 'UPDATE consent SET given = 0', 'DELETE FROM consent', 'UPDATE letter SET concern_id = 1', 'UPDATE letter SET plan_id = 1'])
                assert.throws(() => sql(db, `${wrong} RETURNING practice_id`), /cannot|once/, wrong);
        });

        await t.test('the pass of a browser ends where the link changes hands: after a merge the birth date is asked again', async () => {
            const gone = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' }), kept = await newClient(owner, { given: 'Ola', family: 'Berg', born: '1970-01-01' });
            const home = new URL((await postJson(owner, `/clients/${gone}/links`, { purpose: 'home' })).json.url).pathname;
            const phone = new Visitor(server);
            assert.equal((await phone.submit(home, { born: '1980-05-17' })).status, 303);
            assert.match((await phone.get(home)).text, /Hello Nia/);
            const page = await owner.open(`/clients/${kept}/merge/${gone}`);
            const merged = await owner.send(page, '', {}, { pick: (f) => f.action.includes('/merge/') });
            assert.equal(merged.status, 303, text(merged));
            assert.doesNotMatch((await phone.get(home)).text, /Hello/);
        });

        await t.test('hundreds of answers by one link do not stop a review', async () => {
            const path = await link('answers');
            const phone = new Visitor(server);
            const status = [];
            for (let i = 0; i < 200; i++) {
                const said = await phone.request(path, { json: { care_kind: 'event', care_words: '<'.repeat(297) + i }, headers: { accept: 'application/json' } });
                status.push(said.status);
            }
            assert.deepEqual([status[0], status[19], status[20], status[199]], [200, 200, 422, 422]);
            assert.equal((await phone.request(path, { json: { care_kind: 'event', care_words: `${'<'.repeat(297)}0` }, headers: { accept: 'application/json' } })).status, 200,
                'what was said before is no more of it');
            const reviewed = await postJson(owner, `/plans/${plan}/review`, { decision: 'continue', reason: 'as before', _version: 1 });
            assert.equal(reviewed.status, 200, reviewed.text);
        });

        await t.test('ratings and diary days said over and over by one link have an end, and are read still', async () => {
            const neck = idText(6001);
            await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache' });
            const path = await link('answers'), phone = new Visitor(server), json = { accept: 'application/json' };
            const rate = (i) => phone.request(path, { json: { [`rating_${neck}`]: i % 2 ? 3 : 4 }, headers: json });
            const day = (i) => phone.request(path, { json: { [`day_${today()}`]: i % 2 ? 'yes' : 'no', [`was_${today()}`]: Math.min(i, 50) }, headers: json });
            for (const say of [rate, day]) {
                const status = [];
                for (let i = 0; i < 60; i++) status.push((await say(i)).status);
                assert.deepEqual([status.indexOf(422), status[0], status[49], status[58]], [50, 200, 200, 422]);
            }
            assert.deepEqual(Object.values(problems(await day(60))), ['error.too-many']);
            assert.equal((await rate(1)).status, 200, 'what counts already may be said again');
            assert.equal((await owner.get(`/clients/${client}/measures`)).status, 200);
        });

        await t.test('health forms by one link have an end', async () => {
            const path = await link('intake'), phone = new Visitor(server);
            const status = [];
            for (let i = 0; i < 14; i++) {
                const page = await phone.open(path);
                if (page.text.includes('/begin')) status.push((await phone.send(page, path, {}, { pick: (f) => f.action.endsWith('/begin') })).status);
                await phone.request(path, { json: { p: 'now', go: 'on', skip: 1, _version: i ? 1 : 0, q_now: [] }, headers: { accept: 'application/json' } });
                await phone.request(`${path}/send`, { json: { _version: 2 }, headers: { accept: 'application/json' } });
                await phone.request(`${path}/send`, { json: { _version: 1 }, headers: { accept: 'application/json' } });
            }
            assert.deepEqual([status.length > 10, status.at(-1), new Set(status.slice(0, 10)).size], [true, 422, 1], status.join());
            assert.equal(Number(sql(db, 'SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM intake WHERE link_id IS NOT NULL GROUP BY link_id) x')[0][0]), 12);
        });

        await t.test('who takes a year of receipts away is booked', async () => {
            assert.equal((await owner.get('/receipts?year=2026', { headers: { accept: 'text/csv' } })).status, 200);
            let booked = '0';
            for (let i = 0; i < 100 && booked === '0'; i++) {
                await new Promise((done) => { setTimeout(done, 50); });
                [[booked]] = sql(db, "SELECT count(*) FROM audit WHERE event = 'receipt.export'");
            }
            assert.equal(booked, '1');
        });

        await t.test('the sessions of a plan that is over can be looked at', async () => {
            sql(db, "UPDATE plan SET state = 'completed', ended_us = 1, end_reason = 'done' RETURNING id");
            const page = await owner.get(`/plans/${plan}/series`);
            assert.equal(page.status, 200, text(page));
            assert.equal((await getJson(owner, `/plans/${plan}/series`)).lines?.length ?? 0, 0);
        });
    });
}
