// Thirty-two clients at once do whatever comes to their mind with one calendar: book, move, series, cancel, mark, take back, and tap twice.
// Afterwards the database is asked whether what must hold holds. A few hundred operations; ten thousand with UNKNOT_TORTURE=1, and
// UNKNOT_SEED=… repeats the same wishes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, calendar, inDays } from '../lib/sound.mjs';
import { csrfOf, idText, postJson, sql } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

const OPERATIONS = process.env.UNKNOT_TORTURE ? 10_000 : 400;
const AT_ONCE = 32, DAYS = process.env.UNKNOT_TORTURE ? 40 : 8, PLANS = 24, SESSIONS = 3;
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

class Torture {
    constructor(c) {
        this.c = c;
        this.known = [];                // what was acknowledged: { id, version, expect by version }
        this.counts = {};               // acknowledged operations by audit event
        this.statuses = {};
        this.placed = new Map();        // plan → an appointment of its last placing
    }

    wish(d) {
        return { day: inDays(1 + d.below(DAYS)), time: `${String(8 + d.below(11)).padStart(2, '0')}:${d.of(['00', '15', '30', '45'])}` };
    }

    // Sends it, now and then twice at once as a double tap does; the answer that did it.
    async send(d, path, values) {
        const sent = { ...values, _key: `torture-${d.below(2 ** 32)}-${d.below(2 ** 32)}` };
        const answers = await Promise.all(Array.from({ length: d.below(12) ? 1 : 2 }, () => postJson(this.c.owner, path, sent)));
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

    keep(id, expect, couple = false) {
        this.known.push({ id, version: 1, said: new Map([[1, expect]]), couple });
    }

    async book(d) {
        const couple = d.below(8) === 0, late = d.below(10) === 0;
        const at = late ? ago(5 + d.below(50)) : this.wish(d);
        const client = d.of(this.c.clients);
        const done = await this.send(d, '/appointments', { client, service: couple ? this.c.couple : this.c.service, ...at, kind: 'relaxation', outside_hours: late,
            ...(d.below(3) ? { therapist: d.of(this.c.therapists) } : {}), ...(couple ? { partner: d.of(this.c.clients.filter((id) => id !== client)) } : {}) });
        if (!done) return;
        this.did('appointment.book');
        this.keep(done.json.id, { ...at, state: 'booked' }, couple);
        if (couple) this.keep(done.json.partner_id, { ...at, state: 'booked' }, couple);
    }

    // An operation on something acknowledged, at the version last acknowledged: refused where another was first.
    async change(d, event, what, values, expect) {
        if (!this.known.length) return;
        const one = d.of(this.known), version = one.version;
        const done = await this.send(d, `/appointments/${one.id}/${what}`, { _version: version, ...values });
        if (!done) return;
        this.did(event);
        one.version = Math.max(one.version, version + 1);
        one.said.set(version + 1, { ...one.said.get(version), ...expect });
    }

    move(d) {
        const to = this.wish(d);
        return this.change(d, 'appointment.move', 'move', { ...to, ...(d.below(3) ? {} : { therapist: d.of(this.c.therapists) }), alone: d.below(2) === 0 }, to);
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

    async person(i, operations) {
        const d = dice((seed * 7919 + i * 104_729) | 1);
        for (let k = 0; k < 8; k++) d.below(2); // the first throws of near seeds are alike
        for (let k = 0; k < operations; k++) {
            const roll = d.below(100);
            if (roll < 40) await this.book(d);
            else if (roll < 62) await this.move(d);
            else if (roll < 90) await this.state(d);
            else await this.series(d);
        }
    }

    // Nothing acknowledged is lost, nothing refused was done: the audit trail counts what was committed.
    check() {
        const { db } = this.c;
        for (const event of ['appointment.book', 'appointment.move', 'appointment.state', 'series.place', 'series.undo']) {
            const [[n]] = sql(db, `SELECT COUNT(*) FROM audit WHERE event = '${event}'`);
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
            if (!one.couple) assert.equal(row.version, one.version, one.id);
            const said = one.said.get(row.version) ?? {};
            for (const [name, value] of Object.entries(said)) if (value) assert.equal(row[name], value, `${one.id} ${name} at version ${row.version}`);
        }
        assert.deepEqual(sql(db, `SELECT plan_id, booked_us FROM appointment WHERE plan_id IS NOT NULL GROUP BY plan_id, booked_us HAVING COUNT(*) <> ${SESSIONS}`), [], 'half a series');
        assertSound(db);
    }
}

for (const engine of engines) {
    test(`${OPERATIONS} operations by ${AT_ONCE} at once, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const c = await calendar(t, engine, { therapists: 4, rooms: [1, 1, 2], clients: 40 });
        const torture = new Torture(c);
        torture.plans = plans(c);
        await csrfOf(c.owner);
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => torture.person(i, Math.ceil(OPERATIONS / AT_ONCE))));
        t.diagnostic(`acknowledged: ${JSON.stringify(torture.counts)}; answers: ${JSON.stringify(torture.statuses)}`);
        torture.check();
        // the calendar was full enough for a fight, and not so full that nothing went
        assert.ok(torture.statuses[409] > OPERATIONS / 50 && torture.known.length > OPERATIONS / 20, JSON.stringify(torture.statuses));
    });
}
