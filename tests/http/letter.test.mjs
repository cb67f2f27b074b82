// Letters: a draft that keeps what was typed, signed under consent and licence on one page, then never changed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertRefused, clinic, dayAfter, getJson, idText, newClient, newMember, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { demoDatabase, engines, top } from '../lib/program.mjs';
import { pdfPages, pdfText } from '../lib/pdf.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const now = today();
// Words that no sentence of ours may use.
const refused = [...readFileSync(join(top, 'src', 'clinic', 'care', 'claims.c'), 'utf8').matchAll(/S_INIT\("([^"]+)"\)/g)].map(([, w]) => w);
const numberOf = (house, table, id) => sql(house.db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
const plain = (html) => unescapeHtml(html.replace(/<svg[\s\S]*?<\/svg>\s*<\/svg>/g, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const squeezed = (s) => s.replace(/\s+/g, ' ');

async function bytesOf(person, path) {
    const answer = await fetch(new URL(path, person.url), { headers: { cookie: [...person.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf']);
    return Buffer.from(await answer.arrayBuffer());
}

// The client's consent to letters, as the safety page would have kept it.
let next = 8_000_000_000_000_000n;
function consent(house, client, given) {
    const number = numberOf(house, 'client', client);
    const [[practice]] = sql(house.db, `SELECT practice_id FROM client WHERE id = ${number}`);
    sql(house.db, `INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, account_id, link_id, note)
        VALUES (${practice}, ${next += 1n}, ${number}, 'letter', ${given}, 'w', '1', 'Nia Quinn', 0, ${BigInt(Date.now()) * 1000n}, NULL, NULL, '') RETURNING id`);
}

function finding(house, client, { rule = 'osteoporosis', level = 4, unknown = 0, act = '' } = {}) {
    const number = numberOf(house, 'client', client), id = next += 1n;
    const [[practice]] = sql(house.db, `SELECT practice_id FROM client WHERE id = ${number}`);
    sql(house.db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, valid_days, body, at_us, ended_us)
        VALUES (${practice}, ${id}, ${number}, NULL, '${rule}', '1', ${level}, ${unknown}, 0, '{}', ${BigInt(Date.now()) * 1000n}, NULL) RETURNING id`);
    if (act) {
        const [[account]] = sql(house.db, `SELECT account_id FROM member WHERE practice_id = ${practice} LIMIT 1`);
        sql(house.db, `INSERT INTO finding_act (practice_id, id, finding_id, act, reason, until_day, at_us, account_id, licence)
            VALUES (${practice}, ${next += 1n}, ${id}, '${act}', 'r', NULL, 1, ${account}, 'L') RETURNING id`);
    }
    return idText(id);
}

// A session that was held, with its signed note.
function session(house, client, day, minute) {
    const number = numberOf(house, 'client', client), id = next += 1n, note = next += 1n;
    const [[practice, account, service]] = sql(house.db, 'SELECT m.practice_id, m.account_id, s.id FROM member m JOIN service s ON s.practice_id = m.practice_id ORDER BY m.created_us LIMIT 1');
    const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000), start = BigInt(days) * 86_400_000_000n + BigInt(minute) * 60_000_000n;
    sql(house.db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, room_id, plan_id, group_id, kind, day, minute, zone, minutes, clearance,
        start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, arrived_us, began_us, ended_us, booked_us, booked_by_id, version)
        VALUES (${practice}, ${id}, ${number}, ${account}, ${service}, NULL, NULL, NULL, 'plan', ${days}, ${minute}, 'Europe/London', 60, 0,
        ${start}, ${start + 3_600_000_000n}, ${start + 3_600_000_000n}, 'done', 0, '', '', 8500, NULL, NULL, NULL, 0, NULL, 1) RETURNING id`);
    sql(house.db, `INSERT INTO note (practice_id, id, client_id, appointment_id, account_id, body, begun_us, saved_us, signed_us, licence, signer, late, version)
        VALUES (${practice}, ${note}, ${number}, ${id}, ${account}, '{}', 1, 1, 1, 'L-1', 'O', 0, 1) RETURNING id`);
    sql(house.db, `INSERT INTO treated (practice_id, note_id, position, client_id, technique, region, minutes, pressure)
        VALUES (${practice}, ${note}, 1, ${number}, 'petrissage', 'shoulder-left', 25, 3), (${practice}, ${note}, 2, ${number}, 'effleurage', 'neck', 15, 2) RETURNING position`);
}

for (const engine of engines) {
    test(`letters, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const [[practice]] = sql(db, 'SELECT id FROM practice');
        sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version) VALUES (${practice}, 5, 'Massage', 60, 8500, 1, 9, 1) RETURNING id`);
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', physician: 'Dr Ada Bell', physician_contact: '1 High Street' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck', start: dayAfter(now, -30) })).json.id;
        for (let i = 0; i < 6; i++) await postJson(owner, `${at}/ratings`, { concern, day: dayAfter(now, -60 + 5 * i), value: 7 + (i % 2) });
        for (let i = 0; i < 6; i++) await postJson(owner, `${at}/ratings`, { concern, day: dayAfter(now, -25 + 5 * i), value: 3 + (i % 2) });
        for (let i = 0; i < 4; i++) session(house, client, dayAfter(now, -28 + 7 * i), 600);
        const held = finding(house, client, {});
        const cleared = finding(house, client, { rule: 'recent-surgery', level: 3, act: 'cleared' });
        const asked = finding(house, client, { rule: 'anticoagulant', level: 4, unknown: 1 });
        const mild = finding(house, client, { rule: 'varicose', level: 5 });
        const fresh = `${at}/letters/new?concern=${concern}`;
        let letter;

        await t.test('a draft begins with the physician, tells the dose and the change in the words of progress', async () => {
            const page = await owner.open(fresh);
            assert.equal(page.status, 200, text(page));
            const form = forms(page.text).find((f) => f.names.includes('paragraph'));
            assert.equal(form.fields.addressee.trim(), 'Dr Ada Bell\n1 High Street');
            assertRefused(await owner.submit(fresh, { addressee: 'Dr Bell', paragraph: 'x'.repeat(2001) }), 'paragraph', { addressee: 'Dr Bell' });
            const made = await owner.submit(fresh, { paragraph: 'Thank you for sending Nia.' });
            assert.equal(made.status, 303, text(made));
            letter = made.location.split('?')[0];
            const draft = plain((await owner.open(letter)).text);
            const said = (await getJson(owner, `${at}/progress`)).series[0];
            const words = said.said ?? said.sentence ?? said.they;
            if (words) assert.ok(draft.includes(words), `${words}\n${draft}`);
            for (const word of ['Nia Quinn, born 17 May 1980', '4 sessions, 240 minutes', '160 minutes', 'Left shoulder', 'Thank you for sending Nia.', 'has to agree']) assert.ok(draft.includes(word), `${word}\n${draft}`);
            assert.match((await owner.open(letter)).text, /<svg class="plot"/);
        });

        await t.test('only findings that hold are offered, and none is ticked unasked', async () => {
            const page = await owner.open(letter);
            const offered = [...page.text.matchAll(/name="finding" value="([^"]+)"([^>]*)/g)].map(([, id, more]) => [id, /checked/.test(more)]);
            assert.deepEqual(offered, [[held, false]], JSON.stringify({ held, cleared, asked, mild }));
            assert.equal((await owner.send(page, letter, { finding: held, paragraph: 'Two\nlines' }, { pick: (f) => f.action === letter })).status, 303);
            const kept = await owner.open(letter);
            assert.match(kept.text, new RegExp(`value="${held}" checked`));
            assert.match(plain(kept.text), /From the health history/);
        });

        await t.test('two tabs: the second is refused, and what it typed is still there', async () => {
            const [a, b] = [await owner.open(letter), await owner.open(letter)];
            const pick = (f) => f.action === letter;
            assert.equal((await owner.send(a, letter, { paragraph: 'first' }, { pick })).status, 303);
            const refused = await owner.send(b, letter, { paragraph: 'second' }, { pick });
            assertRefused(refused, [], { paragraph: 'second' }, 409);
        });

        await t.test('it is signed only with consent, an addressee, and on one page', async () => {
            const finish = async (values) => {
                const page = await owner.open(letter);
                const form = forms(page.text).find((f) => f.action === letter);
                return owner.request(`${letter}/finish`, { form: { ...form.fields, finding: held, ...values } });
            };
            const without = await finish({ paragraph: 'Good work.' });
            assert.equal(without.status, 422);
            assert.match(plain(without.text), /not consented/);
            consent(house, client, 1);
            assertRefused(await finish({ addressee: '', paragraph: 'Good work.' }), 'addressee', { paragraph: 'Good work.' });
            const long = 'A line of the therapist’s own.\n'.repeat(60).trim();
            assertRefused(await finish({ paragraph: long }), 'paragraph', { paragraph: long });
            consent(house, client, 0);
            assert.equal((await finish({ paragraph: 'Good work.' })).status, 422, 'withdrawn');
            next += 10n;
            consent(house, client, 1);
            const sane = 'She reports that she turns her head more easily when she drives, and sleeps on her left side again. '.repeat(7).trim();
            const done = await finish({ paragraph: sane });
            assert.equal(done.status, 303, text(done));
            const page = await owner.open(letter), shown = plain(page.text);
            for (const word of [sane.slice(0, 90), 'licence L-1', 'Sent with the consent of Nia Quinn', 'Dr Ada Bell']) assert.ok(shown.includes(word), `${word}\n${shown}`);
            assert.equal(forms(page.text).filter((f) => f.names.includes('paragraph')).length, 0);
        });

        await t.test('on paper: one page, the same words', async () => {
            const bytes = await bytesOf(owner, `${letter}.pdf`);
            assert.ok(bytes.equals(await bytesOf(owner, `${letter}.pdf`)));
            const read = pdfText(bytes);
            if (read === null) return;
            assert.equal(pdfPages(bytes), 1);
            for (const word of ['Quiet Hands', 'Dr Ada Bell', 'Nia Quinn, born 17 May 1980', 'Pain: neck', '4 sessions', 'turns her head', 'licence L-1', 'Treatment starts']) {
                if (word !== 'Treatment starts') assert.ok(squeezed(read).includes(word), `${word}\n${read}`);
            }
        });

        await t.test('a signed letter stays, whatever becomes of the client, the practice and the numbers', async () => {
            const before = (await getJson(owner, letter)).body;
            sql(db, "UPDATE practice SET name = 'Renamed' RETURNING id");
            await postJson(owner, `${at}/ratings`, { concern, day: now, value: 10 });
            assert.deepEqual((await getJson(owner, letter)).body, before);
            assert.ok(plain((await owner.open(letter)).text).includes('Quiet Hands'));
            const late = await postJson(owner, letter, { addressee: 'x', paragraph: 'y', _version: (await getJson(owner, letter)).version });
            assert.equal(late.status, 409);
            for (const what of ["UPDATE letter SET body = '{}' RETURNING id", "UPDATE letter SET paragraph = 'other' RETURNING id", "UPDATE letter SET licence = '' RETURNING id", 'UPDATE letter SET finished_us = NULL RETURNING id', 'DELETE FROM letter RETURNING id']) {
                assert.throws(() => sql(db, what), /cannot|once/, what);
            }
        });

        await t.test('nothing that we wrote claims more than can be borne', async () => {
            assert.ok(refused.length > 20);
            const { body } = await getJson(owner, letter);
            const ours = [body.said, body.next, body.legend, body.consent, ...body.caveats, ...body.findings, ...body.facts.flat()].join('\n');
            for (const word of refused) assert.doesNotMatch(ours, new RegExp(`(?<![a-z])${word}(?![a-z])`, 'i'), ours);
        });

        await t.test('shared with the client, and not', async () => {
            for (const [shared, want] of [['1', true], [undefined, false]]) {
                const page = await owner.open(letter);
                const form = forms(page.text).find((f) => f.action === `${letter}/share`);
                const { shared: _, ...rest } = form.fields;
                assert.equal((await owner.request(`${letter}/share`, { form: shared ? { ...rest, shared } : rest })).status, 303);
                assert.equal((await getJson(owner, letter)).shared, want);
            }
        });

        await t.test('who may: therapists and owners of this practice', async () => {
            const front = await newMember(server, owner, 'front-desk', `front-l-${engine.name}@practice.example`);
            const therapist = await newMember(server, owner, 'therapist', `tess-l-${engine.name}@practice.example`);
            for (const path of [`${at}/letters`, fresh, letter, `${letter}.pdf`]) {
                assert.equal((await front.get(path)).status, 403, path);
                assert.equal((await therapist.get(path)).status, 200, path);
            }
            assert.equal((await post(front, fresh, { paragraph: 'x' })).status, 403);
            assert.ok(!(await front.open(at)).text.includes(`${at}/letters`));
            const mine = await postJson(therapist, fresh, { paragraph: 'x', addressee: 'Dr B' });
            assert.equal(mine.status, 201, mine.text);
            const unsigned = await postJson(therapist, `/letters/${mine.json.id}/finish`, { paragraph: 'x', addressee: 'Dr B', _version: 1 });
            assert.equal(unsigned.status, 422, 'a therapist without a licence number');
            for (const [ends, status] of [['1', 422], ['NULL', 200]]) {
                sql(db, `UPDATE member SET licence_number = 'T-9', licence_expires = ${ends} WHERE role = 'therapist' RETURNING account_id`);
                const done = await postJson(therapist, `/letters/${mine.json.id}/finish`, { paragraph: 'x', addressee: 'Dr B', _version: 1 });
                assert.equal(done.status, status, `a licence that ended on ${ends}: ${done.text}`);
            }
            const theirs = await newPractice(house, { name: 'Elsewhere', email: 'else-l@practice.example' });
            for (const path of [`${at}/letters`, fresh, letter, `${letter}.pdf`]) assert.equal((await theirs.get(path)).status, 404, path);
            assert.equal((await post(theirs, letter, { paragraph: 'x' })).status, 404);
            assert.match((await new Visitor(server).get(letter)).location ?? '', /^\/sign-in/);
            const other = await newClient(owner);
            assert.equal((await owner.get(`/clients/${other}/letters/new?concern=${concern}`)).status, 404, 'another client’s concern');
            for (const odd of ['?concern=', '', '?concern=zzz']) assert.equal((await owner.get(`${at}/letters/new${odd}`)).status, 404, odd);
        });
    });
}

for (const engine of engines) {
    test(`letters of the demo: issued under consent on one page, and drafts, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { db, demo } = await demoDatabase(t, engine);
        const letters = sql(db, 'SELECT id, finished_us IS NOT NULL, consent_id IS NOT NULL, licence, signer FROM letter ORDER BY id');
        const truth = (v) => ['1', 't'].includes(v);
        const issued = letters.filter(([, finished]) => truth(finished));
        assert.ok(issued.length >= 2 && issued.length < letters.length, `${issued.length} of ${letters.length} issued`);
        for (const [, finished, consented, licence, signer] of letters) assert.equal(truth(finished), truth(consented) && licence !== '' && signer !== '');
        const person = new Visitor(await serve(t, { db }));
        const { email, password: secret } = demo.sign_ins[1];
        await person.signIn(email, secret);
        for (const [id] of issued) {
            const pdf = await bytesOf(person, `/letters/${idText(id)}.pdf`);
            assert.equal(pdfPages(pdf), 1);
            assert.match(pdfText(pdf), /Demo clinic[\s\S]*LMT/);
        }
    });
}
