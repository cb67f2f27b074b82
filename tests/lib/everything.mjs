// One of everything that an address of routes.def may name, all of one client: what the sweeps over every route ask for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { weekdayAhead } from './calendar.mjs';
import { dayAfter, idText, postJson, sql, today } from './clinic.mjs';

const ownInstrument = readFileSync(new URL('../../content/instruments/wellness.json', import.meta.url), 'utf8').replace('"wellness"', '"our-week"');

const ownRule = { words: 'Our fever', level: 'S2', when: 'unwell.fever', for_client: 'Stay at home.', for_therapist: 'No visit.', valid: 'this visit', source: 'Ours',
    review: '2030-01-01', confirm: true };

// What a page needs behind its question mark to answer at all; {…} as in the pattern.
const QUERIES = {
    '/times': '?service={service}',
    '/setup/days/again': '?entry=-.2030-01-01.2030-01-01.0.0.1440.Closed',
    '/clients/{client}/plans/new': '?concern={concern}',
    '/clients/{client}/letters/new': '?concern={concern}',
    '/clients/{client}/responses/new': '?instrument=pgic',
};

// { plan, service, room, equipment, therapist, exception, appointment, placed, note, intake (a link), receipt, letter, care, adverse }. `concern` is one of `client`, owner's own.
export async function everything({ owner, db }, client, concern) {
    const numberOf = (table, id) => sql(db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
    const made = async (path, values, statuses = [200, 201]) => {
        const done = await postJson(owner, path, values);
        assert.ok(statuses.includes(done.status), `${path}: ${done.status} ${done.text}`);
        return done.json;
    };
    const person = numberOf('client', client);
    const [[practice, account]] = sql(db, `SELECT c.practice_id, m.account_id FROM client c JOIN member m ON m.practice_id = c.practice_id AND m.role = 'owner' WHERE c.id = ${person}`);
    sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${practice}, 2001, 'Deep tissue', 60, 5000, 1, 0, 1, 15)`);
    for (let day = 1; day <= 5; day++) sql(db, `INSERT INTO working_hours (practice_id, account_id, weekday, from_minute, to_minute) VALUES (${practice}, ${account}, ${day}, 540, 1020)`);
    sql(db, `INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price, review_sessions,
        review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version) VALUES (${practice}, 7001, ${person}, ${numberOf('concern', concern)}, '', 'to turn the head while driving', 'nrs-pain', 'now',
        ${account}, 2001, 6, 1, 1, 54000, 4, 4, 'no change', 'low', 'active', ${Date.now()}000, '', ${Date.now()}000, 1)`);

    const at = `/clients/${client}`, plan = idText(7001), service = idText(2001), monday = weekdayAhead(1);
    const series = await made(`/plans/${plan}/series`, { therapist: idText(account), session: [`${monday}T10:00`] });
    const { id: appointment } = await made('/appointments', { client, service, therapist: idText(account), slot: `${monday}T14:00` });
    sql(db, `INSERT INTO note (practice_id, id, client_id, appointment_id, account_id, body, begun_us, saved_us, signed_us, licence, signer, late, version)
        VALUES (${practice}, 8001, ${person}, ${numberOf('appointment', appointment)}, ${account}, '{}', 1, 1, 1, 'L-1', 'O', 0, 1)`);
    const { id: response } = await made(`${at}/responses`, { instrument: 'pgic', mode: 'with-staff', concern, day: dayAfter(today(), -1), q_1: '2' });
    // the owners were told already: no job changes anything behind a test
    sql(db, `INSERT INTO alert (practice_id, id, client_id, response_id, instrument, fired, raised_us, due_us, said, escalated_us, version)
        SELECT practice_id, 8101, client_id, id, instrument, '["self-harm"]', submitted_us, submitted_us + 86400000000, '', submitted_us, 1 FROM response WHERE id = ${numberOf('response', response)}`);
    sql(db, `INSERT INTO outbox (practice_id, id, kind, client_id, channel, address, language, state, tries, next_us, created_us, error)
        VALUES (${practice}, 8201, 'home-link', ${person}, 'email', 'nia@home.example', '', 'waiting', 0, 4102444800000000, 1, '')`);
    return {
        plan, service, therapist: idText(account),
        room: (await made('/setup/rooms', { name: 'Garden', places: 1 })).id,
        equipment: (await made('/setup/equipment', { name: 'Stones', pieces: 1 })).id,
        exception: (await made('/setup/days', { from: dayAfter(today(), 300), note: 'Course' })).id,
        appointment, placed: series.appointments[0], note: idText(8001),
        intake: (await made(`/appointments/${appointment}/intake`, {})).id,
        receipt: (await made(`${at}/receipts`, { what: 'A balm', fee: '5', tax: '0', paid_by: 'cash' })).id,
        letter: (await made(`${at}/letters/new?concern=${concern}`, { addressee: 'Dr Bell', paragraph: 'Thank you.' })).id,
        care: (await made(`${at}/care`, { kind: 'medicine', words: 'stopped ibuprofen', from: dayAfter(today(), -2) })).id,
        response, alert: idText(8101), mail: idText(8201),
        series: `c-${concern}`, panel: 'changed', position: '1', instrument: 'our-week', added: (await made('/setup/instruments', { file: ownInstrument })).id,
        rule: 'own-r1', change: (await made('/setup/own-rule', ownRule)).id,
        adverse: (await made(`${at}/adverse`, { what: 'bruising', severity: 'mild', day: dayAfter(today(), -1), said: 'blue' })).id,
    };
}

// The address of a route: {id} is what its path says it is of.
export function addressOf(pattern, ids) {
    const kind = pattern.startsWith('/team') ? 'member' : pattern.startsWith('/appointments') ? 'appointment' : 'session';
    return (pattern + (QUERIES[pattern] ?? '')).replace(/\{(\w+)\}/g, (_, name) => {
        const id = ids[name === 'id' ? kind : name === 'link' && kind === 'appointment' ? 'intake' : name];
        assert.ok(id, `${pattern}: no ${name} was made for the sweep`);
        return id;
    });
}
