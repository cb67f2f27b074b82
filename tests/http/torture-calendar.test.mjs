// Thirty-two clients at once do whatever comes to their mind with one calendar: book, move, series, cancel, mark, take back, write
// notes, sign them, amend them, and tap twice.
// Afterwards the database is asked whether what must hold holds. A few hundred operations; ten thousand with UNKNOT_TORTURE=1, and
// UNKNOT_SEED=… repeats the same wishes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, calendar, inDays } from '../lib/sound.mjs';
import { csrfOf, idText, post, postJson, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

const OPERATIONS = process.env.UNKNOT_TORTURE ? 10_000 : 400;
const AT_ONCE = 32, DAYS = process.env.UNKNOT_TORTURE ? 40 : 8, PLANS = 24, SESSIONS = 3, PAST = process.env.UNKNOT_TORTURE ? 480 : 32;
const seed = Number(process.env.UNKNOT_SEED ?? 1);

// xorshift32: the same wishes for the same seed; who is first stays open.
function dice(state) {
    const next = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
    };
    const below = (n) => Math.floor(next() * n);
    return { below, of: (list) => list[below(list.length)] };
}

// When it was so many minutes ago in London: { day, time }.
function ago(minutes) {
    const said = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' }).format(new Date(Date.now() - minutes * 60_000));
    return { day: said.slice(0, 10), time: said.slice(11, 16) };
}

// Plans of three sessions, each another client's.
function plans(c) {
    const [[practice]] = sql(c.db, 'SELECT id FROM practice');
    const people = sql(c.db, `SELECT id FROM client ORDER BY id LIMIT ${PLANS}`).map(([id]) => id);
    const row = (i) => `${practice}, ${6001 + i}, ${people[i]}, ${5001 + i}`;
    const all = Array.from({ length: PLANS }, (_, i) => i);
    sql(c.db, `INSERT INTO concern (practice_id, id, client_id, kind, place, version, created_us) VALUES ${all.map((i) => `(${practice}, ${5001 + i}, ${people[i]}, 'pain', 'neck', 1, 1)`)}`);
    sql(c.db, `INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price,
        review_sessions, review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version)
        VALUES ${all.map((i) => `(${row(i)}, '', '', 'nrs-pain', 'now', 9001, 8001, ${SESSIONS}, 1, 1, 9000, 4, 4, '', 'low', 'active', 1, '', 1, 1)`)}`);
    return all.map((i) => idText(6001 + i));
}

// Visits that lie back, so that there is something to sign: booked, then the whole calendar is put back by three weeks.
async function held(c, torture) {
    const free = Array.from({ length: PAST }, (_, i) => ({ therapist: c.therapists[i % 4], day: inDays(1 + Math.floor(i / 24)), time: `${String(8 + 2 * (Math.floor(i / 4) % 6)).padStart(2, '0')}:00` }));
    for (const [i, at] of free.entries()) {
        const done = await postJson(c.owner, '/appointments', { client: c.clients[i % c.clients.length], service: c.service, kind: 'relaxation', ...at });
        if (done.status === 409) continue;
        assert.equal(done.status, 201, done.text);
        torture.did('appointment.book');
        torture.keep(done.json.id, { state: 'booked' }, false, true);
    }
    const back = 21 * 86_400_000_000;
    const rows = sql(c.db, `SELECT practice_id, resource_id, place, from_us - ${back}, until_us - ${back}, what, appointment_id FROM taken`); // rows of it never change
    sql(c.db, 'DELETE FROM taken');
    const values = rows.map((row) => `(${row.map((x) => (/^-?[0-9]+$/.test(x) ? x : `'${x}'`))})`);
    while (values.length) sql(c.db, `INSERT INTO taken (practice_id, resource_id, place, from_us, until_us, what, appointment_id) VALUES ${values.splice(0, 500)}`);
    sql(c.db, `UPDATE appointment SET day = day - 21, start_us = start_us - ${back}, end_us = end_us - ${back}, clear_us = clear_us - ${back}`);
}

class Torture {
    constructor(c) {
        this.c = c;
        this.known = [];                // what was acknowledged: { id, version, expect by version }
        this.counts = {};               // acknowledged operations by audit event
        this.statuses = {};
        this.placed = new Map();        // plan → an appointment of its last placing
        this.notes = new Map();         // visit → what was acknowledged of its note: { version, said by version, signed, amended }
    }

    wish(d) {
        return { day: inDays(1 + d.below(DAYS)), time: `${String(8 + d.below(11)).padStart(2, '0')}:${d.of(['00', '15', '30', '45'])}` };
    }

    // Sends it, now and then twice at once as a double tap does; the answer that did it.
    async send(d, path, values, taps = true) {
        const sent = { ...values, _key: `torture-${d.below(2 ** 32)}-${d.below(2 ** 32)}` };
        const answers = await Promise.all(Array.from({ length: taps && !d.below(12) ? 2 : 1 }, () => postJson(this.c.owner, path, sent)));
        for (const a of answers) {
            this.statuses[a.status] = (this.statuses[a.status] ?? 0) + 1;
            assert.ok([200, 201, 409, 422].includes(a.status), `${path}: ${a.status} ${a.text}`);
        }
        const did = answers.filter((a) => a.status < 300 && !a.json?.replayed);
        assert.ok(did.length <= 1, `${path} was done twice: ${answers.map((a) => a.text)}`);
        if (answers.length === 2 && did.length) assert.ok(answers.every((a) => a.status < 300), `one of two taps was refused: ${answers.map((a) => `${a.status} ${a.text}`)}`);
        return did[0] ?? null;
    }

    did(event) {
        this.counts[event] = (this.counts[event] ?? 0) + 1;
    }

    keep(id, expect, loose = false, past = false) {
        this.known.push({ id, version: 1, said: new Map([[1, expect]]), loose, past });
    }

    async book(d) {
        const couple = d.below(8) === 0, late = d.below(10) === 0;
        const at = late ? ago(5 + d.below(50)) : this.wish(d);
        const client = d.of(this.c.clients);
        const done = await this.send(d, '/appointments', { client, service: couple ? this.c.couple : this.c.service, ...at, kind: 'relaxation', outside_hours: late,
            ...(d.below(3) ? { therapist: d.of(this.c.therapists) } : {}), ...(couple ? { partner: d.of(this.c.clients.filter((id) => id !== client)) } : {}) });
        if (!done) return;
        this.did('appointment.book');
        this.keep(done.json.id, { ...at, state: 'booked' }, couple, late);
        if (couple) this.keep(done.json.partner_id, { ...at, state: 'booked' }, couple, late);
    }

    // An operation on something acknowledged, at the version last acknowledged: refused where another was first.
    async change(d, event, what, values, expect) {
        if (!this.known.length) return;
        const one = d.of(this.known), version = one.version;
        const done = await this.send(d, `/appointments/${one.id}/${what}`, { _version: version, ...values });
        if (!done) return;
        this.did(event);
        one.version = Math.max(one.version, version + 1);
        const was = one.said.get(version) ?? {};
        one.said.set(version + 1, { ...was, ...(typeof expect === 'function' ? expect(was) : expect) });
    }

    move(d) {
        const to = this.wish(d);
        return this.change(d, 'appointment.move', 'move', { ...to, ...(d.below(3) ? {} : { therapist: d.of(this.c.therapists) }), alone: d.below(2) === 0 },
            // who has arrived and comes on another day has not arrived
            (was) => ({ ...to, state: was.state === 'arrived' && was.day !== to.day ? 'booked' : was.state }));
    }

    state(d) {
        const to = d.of(['cancelled', 'cancelled', 'late-cancel', 'no-show', 'arrived', 'in-session', 'done', 'booked', 'booked']);
        // a cancellation within 24 hours of the start is a late one
        return this.change(d, 'appointment.state', 'state', { to, reason: 'as it came', alone: d.below(2) === 0 }, { state: to === 'cancelled' ? null : to });
    }

    async series(d) {
        const plan = d.of(this.plans);
        if (this.placed.has(plan) && d.below(2)) {
            const done = await this.send(d, `/plans/${plan}/series/${this.placed.get(plan)}/undo`, {});
            if (done) this.did('series.undo');
            return;
        }
        const first = 1 + d.below(DAYS), { time } = this.wish(d);
        const session = Array.from({ length: SESSIONS }, (_, i) => `${inDays(first + 7 * i)}T${time}`);
        const done = await this.send(d, `/plans/${plan}/series`, { therapist: d.of(this.c.therapists), session });
        if (!done) return;
        this.did('series.place');
        this.placed.set(plan, done.json.appointments[0]);
        for (const id of done.json.appointments) this.keep(id, { time, state: 'booked' }, true); // undone as a whole: versions move on by themselves
    }

    // A note of something acknowledged: drafted, drafted on, signed, written on after signing, amended. What is answered is kept in mind.
    async note(d) {
        if (!this.known.length) return;
        const past = this.known.filter((one) => one.past), one = d.of(d.below(4) && past.length ? past : this.known), { id } = one, path = `/appointments/${id}/note`;
        if (!this.notes.has(id)) this.notes.set(id, { version: 0, said: new Map(), signed: null, amended: [] });
        const note = this.notes.get(id);
        if (note.signed && d.below(2)) {
            const words = `amended ${d.below(2 ** 32)}`;
            const done = await post(this.c.owner, `/notes/${note.id}/amend`, { part: 'o', words, reason: 'a slip' });
            this.statuses[done.status] = (this.statuses[done.status] ?? 0) + 1;
            assert.equal(done.status, 303, text(done));
            this.did('note.amend');
            note.amended.push(words);
            return;
        }
        const s = `said ${d.below(2 ** 32)}`, version = note.version, sign = d.below(3) > 0;
        const done = await this.send(d, `${path}/${sign ? 'sign' : 'autosave'}`, { _version: `${version}`, s, t_technique: ['petrissage'], t_site: ['neck'], t_minutes: ['40'],
            t_pressure: ['2'], consent: true, limits_reason: 'on paper', minutes_reason: 'asked for', late_reason: 'ill' }, sign);
        if (!done) return;
        const now = sign ? Math.max(version, 1) + 1 : done.json.version; // begun and signed in one: two versions
        note.said.set(now, s);
        note.version = Math.max(note.version, now);
        if (!sign) return this.did('note.draft');
        assert.equal(note.signed, null, `${id} was signed twice`);
        this.did('note.sign');
        one.loose = true;               // the visit is done by that: its version went on by itself
        Object.assign(note, { signed: s, id: done.json.id });
    }

    async person(i, operations) {
        const d = dice((seed * 7919 + i * 104_729) | 1);
        for (let k = 0; k < 8; k++) d.below(2); // the first throws of near seeds are alike
        for (let k = 0; k < operations; k++) {
            const roll = d.below(100);
            if (roll < 32) await this.book(d);
            else if (roll < 50) await this.move(d);
            else if (roll < 72) await this.state(d);
            else if (roll < 80) await this.series(d);
            else await this.note(d);
        }
    }

    // Nothing acknowledged is lost, nothing refused was done: the audit trail counts what was committed.
    check() {
        const { db } = this.c;
        for (const event of ['appointment.book', 'appointment.move', 'appointment.state', 'series.place', 'series.undo', 'note.sign', 'note.amend']) {
            // signing makes a visit done in the same moment
            const [[n]] = sql(db, `SELECT COUNT(*) FROM audit a WHERE event = '${event}' AND NOT (event = 'appointment.state'
                AND EXISTS (SELECT 1 FROM audit s WHERE s.event = 'note.sign' AND s.subject = a.subject AND s.at_us = a.at_us))`);
            assert.equal(Number(n), this.counts[event] ?? 0, event);
        }
        const rows = new Map(sql(db, 'SELECT id, version, state, day, minute FROM appointment').map(([id, version, state, day, minute]) => [idText(id), {
            version: Number(version), state, day: new Date(Number(day) * 864e5).toISOString().slice(0, 10),
            time: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}` }]));
        assert.equal(rows.size, this.known.length, 'as many as were acknowledged');
        for (const one of this.known) {
            const row = rows.get(one.id);
            assert.ok(row, `${one.id} was acknowledged and is not there`);
            assert.ok(row.version >= one.version, `${one.id} lost a change`);
            if (!one.loose) assert.equal(row.version, one.version, one.id);
            const said = one.said.get(row.version) ?? {};
            for (const [name, value] of Object.entries(said)) if (value) assert.equal(row[name], value, `${one.id} ${name} at version ${row.version}`);
        }
        assert.deepEqual(sql(db, `SELECT plan_id, booked_us FROM appointment WHERE plan_id IS NOT NULL GROUP BY plan_id, booked_us HAVING COUNT(*) <> ${SESSIONS}`), [], 'half a series');
        assertSound(db);
        this.checkNotes();
    }

    // What was answered of each note is what is kept; what was signed is as it was signed, with what was done, and its visit is done.
    checkNotes() {
        const { db } = this.c;
        const rows = new Map(sql(db, 'SELECT appointment_id, id, version, signed_us IS NOT NULL, body, signer FROM note')
            .map(([visit, id, version, signed, body, signer]) => [idText(visit), { id: idText(id), version: Number(version), signed: /^(1|t|true)$/i.test(signed), s: JSON.parse(body).s, signer }]));
        for (const [visit, note] of this.notes) {
            const row = rows.get(visit);
            if (!row) {
                assert.equal(note.version, 0, `the note of ${visit} was acknowledged and is not there`);
                continue;
            }
            assert.equal(row.version, note.version, `${visit}: versions`);
            assert.equal(row.s, note.said.get(row.version), `${visit}: the words of version ${row.version}`);
            assert.equal(row.signed, note.signed !== null, visit);
            if (!row.signed) continue;
            assert.equal(row.id, note.id);
            assert.equal(row.s, note.signed, `${visit}: what was signed`);
        }
        const amended = sql(db, 'SELECT note_id, words FROM note_amendment').map(([id, words]) => `${idText(id)} ${words}`).sort();
        assert.deepEqual(amended, [...this.notes.values()].flatMap((note) => note.amended.map((words) => `${note.id} ${words}`)).sort(), 'amendments');
        assert.deepEqual(sql(db, `SELECT n.id FROM note n WHERE signed_us IS NOT NULL
            AND (SELECT COUNT(*) FROM treated t WHERE t.practice_id = n.practice_id AND t.note_id = n.id) <> 1`), [], 'a signed note without what was done');
        assert.deepEqual(sql(db, `SELECT a.id, a.state FROM note n JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
            WHERE n.signed_us IS NOT NULL AND a.state <> 'done'`), [], 'signed, and the visit is not done');
    }
}

for (const engine of engines) {
    test(`${OPERATIONS} operations by ${AT_ONCE} at once, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const c = await calendar(t, engine, { therapists: 4, rooms: [1, 1, 2], clients: 40 });
        const torture = new Torture(c);
        torture.plans = plans(c);
        await csrfOf(c.owner);
        await held(c, torture);
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => torture.person(i, Math.ceil(OPERATIONS / AT_ONCE))));
        t.diagnostic(`acknowledged: ${JSON.stringify(torture.counts)}; answers: ${JSON.stringify(torture.statuses)}`);
        torture.check();
        // the calendar was full enough for a fight, and not so full that nothing went
        assert.ok(torture.counts['note.sign'] > PAST / 8, 'notes were signed');
        assert.ok(torture.statuses[409] > OPERATIONS / 50 && torture.known.length > OPERATIONS / 20, JSON.stringify(torture.statuses));
    });
}
