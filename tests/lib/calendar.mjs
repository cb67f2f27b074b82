// What tests of series share: a practice that is set up, with hours, a service and a client's plan of twelve sessions, once a week.
import assert from 'node:assert/strict';

import { clinic, dayAfter, idText, newClient, postJson, sql, today } from './clinic.mjs';

// { …clinic, client, account, plan, service }: ids as texts. Every weekday from nine to five, by the owner.
export async function clinicWithPlan(t, engine, { sessions = 12, perWeek = 1, everyWeeks = 1 } = {}) {
    const made = await clinic(t, engine);
    const client = await newClient(made.owner, { given: 'Ann' });
    const { db } = made;
    const [[practice, account]] = sql(db, 'SELECT practice_id, account_id FROM member');
    const [[person]] = sql(db, "SELECT id FROM client WHERE given = 'Ann'");
    sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${practice}, 2001, 'Deep tissue', 60, 5000, 1, 0, 1, 15)`);
    for (let day = 1; day <= 5; day++) sql(db, `INSERT INTO working_hours (practice_id, account_id, weekday, from_minute, to_minute) VALUES (${practice}, ${account}, ${day}, 540, 1020)`);
    sql(db, `INSERT INTO concern (practice_id, id, client_id, kind, place, version, created_us) VALUES (${practice}, 6001, ${person}, 'pain', 'neck', 1, 0)`);
    sql(db, `INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price, review_sessions,
        review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version) VALUES (${practice}, 7001, ${person}, 6001, '', 'to turn the head while driving', 'nrs-pain', 'now',
        ${account}, 2001, ${sessions}, ${perWeek}, ${everyWeeks}, 54000, 4, 4, 'no change', 'low', 'active', ${Date.now()}000, '', ${Date.now()}000, 1)`);
    return { ...made, client, account: idText(account), plan: idText(7001), service: idText(2001) };
}

// The first such weekday (1 Monday .. 7) that is at least a week away.
export function weekdayAhead(weekday) {
    for (let n = 7; ; n++) {
        const day = dayAfter(today(), n);
        if ((new Date(`${day}T12:00:00Z`).getUTCDay() || 7) === weekday) return day;
    }
}

// Somebody else is in the way then.
export async function taken(made, day, time) {
    const other = await newClient(made.owner);
    const booked = await postJson(made.owner, '/appointments', { client: other, service: made.service, therapist: made.account, slot: `${day}T${time}` });
    assert.equal(booked.status, 201, booked.text);
}
