// A practice with a calendar, and what must hold in its database whatever was done to it.
import assert from 'node:assert/strict';

import { clinic, dayAfter, idText, newClient, sql, today } from './clinic.mjs';

// A served practice in London: { …clinic, therapists, service, couple, rooms, clients } with ids as addresses show them. Open 8 to 20
// on every day. Rooms are given as their places.
export async function calendar(t, engine, { therapists = 2, rooms = [1], clients = 1 } = {}) {
    const made = await clinic(t, engine);
    const { db, owner } = made;
    const practice = sql(db, 'SELECT id FROM practice')[0][0];
    const rows = [];
    const insert = (table, row) => rows.push(`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row)
        .map((v) => (typeof v === 'string' ? `'${v}'` : v)).join(', ')})`);
    const staff = Array.from({ length: therapists }, (_, i) => 9001 + i);
    for (const id of staff) {
        insert('account', { id, email: `t${id}@practice.example`, name: `Therapist ${id}`, password_hash: '', must_change: 1, language: '', created_us: 1 });
        insert('member', { practice_id: practice, account_id: id, role: 'therapist', licence_number: '', active: 1, version: 1, created_us: 1 });
    }
    for (let weekday = 1; weekday <= 7; weekday++) insert('opening', { practice_id: practice, weekday, from_minute: 480, to_minute: 1200 });
    const service = { practice_id: practice, minutes: 60, price: 9500, active: 1, version: 1, clearance_minutes: 15, kind: 'relaxation' };
    insert('service', { ...service, id: 8001, name: 'One hour', people: 1, position: 80 });
    insert('service', { ...service, id: 8002, name: 'For two', people: 2, position: 81 });
    rooms.forEach((places, i) => insert('room', { practice_id: practice, id: 7001 + i, name: `Room ${i}`, places, active: 1, position: i, version: 1 }));
    for (const row of rows) sql(db, row);
    const people = [];
    for (let i = 0; i < clients; i++) people.push(await newClient(owner, { given: 'Guest' }));
    return { ...made, therapists: staff.map(idText), service: idText(8001), couple: idText(8002), rooms: rooms.map((_, i) => idText(7001 + i)), clients: people };
}

export const inDays = (n) => dayAfter(today(), n);

// Rows that overlap with another of the same person, place or piece.
export const overlaps = (db) => Number(sql(db, `SELECT COUNT(*) FROM taken a JOIN taken b ON b.practice_id = a.practice_id AND b.resource_id = a.resource_id
    AND b.place = a.place AND (b.from_us > a.from_us OR (b.from_us = a.from_us AND b.appointment_id > a.appointment_id))
    AND b.from_us < a.until_us`)[0][0]);

// What must hold: no overlap; what stands has exactly its rows of the times it says, what does not stand has none; versions without gaps; both
// of a couple at one time in one room.
export function assertSound(db) {
    const none = (what, statement) => assert.deepEqual(sql(db, statement), [], what);
    assert.equal(overlaps(db), 0, 'overlaps');
    const stands = "a.state NOT IN ('cancelled', 'late-cancel')";
    const rowsOf = (what) => `(SELECT COUNT(*) FROM taken t WHERE t.practice_id = a.practice_id AND t.appointment_id = a.id AND ${what})`;
    none('an appointment without its rows', `SELECT a.id FROM appointment a WHERE ${stands} AND (
        ${rowsOf("t.what = 'therapist' AND t.resource_id = a.account_id AND t.from_us = a.start_us AND t.until_us = a.clear_us")} <> 1
        OR ${rowsOf("t.what = 'client' AND t.resource_id = a.client_id AND t.from_us = a.start_us AND t.until_us = a.end_us")} <> 1
        OR ${rowsOf("t.what = 'room' AND t.resource_id = a.room_id AND t.from_us = a.start_us AND t.until_us = a.clear_us")}
            <> CASE WHEN a.room_id IS NULL THEN 0 ELSE 1 END
        OR ${rowsOf("t.what = 'equipment'")} <> (SELECT COUNT(*) FROM service_equipment e WHERE e.practice_id = a.practice_id AND e.service_id = a.service_id)
        OR ${rowsOf("t.what NOT IN ('therapist', 'client', 'room', 'equipment')")} <> 0
        OR ${rowsOf('1 = 1')} <> 2 + CASE WHEN a.room_id IS NULL THEN 0 ELSE 1 END
            + (SELECT COUNT(*) FROM service_equipment e WHERE e.practice_id = a.practice_id AND e.service_id = a.service_id))`);
    none('a cancelled one that takes time', `SELECT a.id FROM appointment a WHERE NOT (${stands}) AND ${rowsOf('1 = 1')} <> 0`);
    none('rows of nobody', 'SELECT t.appointment_id FROM taken t LEFT JOIN appointment a ON a.practice_id = t.practice_id AND a.id = t.appointment_id WHERE a.id IS NULL');
    none('a gap in the versions', `SELECT a.id FROM appointment a WHERE a.version - 1 <> (SELECT COUNT(*) FROM appointment_before b
        WHERE b.practice_id = a.practice_id AND b.appointment_id = a.id) OR a.version - 1 <> (SELECT COALESCE(MAX(b.version), 0) FROM appointment_before b
        WHERE b.practice_id = a.practice_id AND b.appointment_id = a.id)`);
    none('half a couple', `SELECT group_id FROM appointment WHERE group_id IS NOT NULL GROUP BY group_id
        HAVING COUNT(*) <> 2 OR COUNT(DISTINCT start_us) <> 1 OR COUNT(DISTINCT client_id) <> 2 OR COUNT(DISTINCT account_id) <> 2`);
}
