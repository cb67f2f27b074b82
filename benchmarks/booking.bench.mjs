// Durable bookings at 64 connections, and free times of one therapist and day. A practice of six therapists, four rooms and 200 clients;
// every request books another hour, so each is checked against what is there, written with what it occupies, and committed.
import { Visitor } from '../tests/lib/visitor.mjs';
import { csrfOf, idText, sql } from '../tests/lib/clinic.mjs';
import { demo, figure, finish, load, smoke, start } from './lib.mjs';

const connections = 64;
const bookings = smoke ? 300 : 12_000;
const { db, demo: made } = await demo(smoke ? 80 : 200);

// What the demo's own calendar holds stands in nobody's way: these therapists and rooms are new, and the clients have no visit ahead.
const practice = sql(db, 'SELECT id FROM practice')[0][0];
const clients = sql(db, `SELECT id FROM client WHERE merged_into IS NULL AND id NOT IN (SELECT resource_id FROM taken WHERE until_us > ${Date.now() * 1000}) ORDER BY id`).map(([id]) => idText(id));
if (clients.length < 6) throw new Error('too few clients without a visit ahead'); // six are booked for each hour
const staff = [9001, 9002, 9003, 9004, 9005, 9006];
sql(db, 'UPDATE room SET active = 0');
sql(db, 'DELETE FROM hours_exception'); // no holidays
for (const id of staff) {
    sql(db, `INSERT INTO account (id, email, name, password_hash, must_change, language, created_us) VALUES (${id}, 'b${id}@example.org', 'B ${id}', '', 1, '', 1)`);
    sql(db, `INSERT INTO member (practice_id, account_id, role, licence_number, active, version, created_us) VALUES (${practice}, ${id}, 'therapist', '', 1, 1, 1)`);
    sql(db, `INSERT INTO working_hours (practice_id, account_id, weekday, from_minute, to_minute)
        SELECT ${practice}, ${id}, d.n, 0, 1440 FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7) d`);
}
for (let i = 0; i < 4; i++)
    sql(db, `INSERT INTO room (practice_id, id, name, places, active, position, version) VALUES (${practice}, ${7001 + i}, 'R ${i}', 2, 1, ${i}, 1)`);
sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes, people, kind, tax_bp)
    VALUES (${practice}, 8001, 'Bench', 60, 9500, 1, 99, 1, 15, 1, 'relaxation', 0)`);

const server = await start({ db });
const desk = new Visitor(server);
const who = made.sign_ins.find((s) => s.role === 'front-desk') ?? made.sign_ins[0];
await desk.signIn(who.email, who.password);
const csrf = await csrfOf(desk);
const cookie = [...desk.cookies].map(([k, v]) => `${k}=${v}`).join('; ');

// Six a day and therapist: on the hour, every second hour from eight.
const day = (n) => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
const requests = [];
for (let i = 0; i < 2 * bookings; i++) { // a connection takes each 64th; a quick one needs more than its share
    const therapist = i % 6, hour = 8 + 2 * (Math.floor(i / 6) % 6), on = 2 + Math.floor(i / 36);
    const body = JSON.stringify({ _csrf: csrf, _key: `bench-${i}`, client: clients[i % clients.length], service: idText(8001), therapist: idText(staff[therapist]),
        day: day(on), time: `${String(hour).padStart(2, '0')}:00`, kind: 'relaxation', reason: 'stiff neck' });
    requests.push(`POST /appointments HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${server.url}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\n` +
        `Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
const booked = await load(server, requests, { connections, requests: bookings, expect: [201] });
const there = Number(sql(db, "SELECT COUNT(*) FROM appointment WHERE service_id = 8001")[0][0]);
if (there !== bookings) throw new Error(`${bookings} were acknowledged, ${there} are there`);

const free = Array.from({ length: 200 }, (_, i) => `GET /times?service=${idText(8001)}&therapist=${idText(staff[i % 6])}&from=${day(2 + i)}&days=1 HTTP/1.1\r\n` +
    `Host: 127.0.0.1\r\nCookie: ${cookie}\r\nAccept: application/json\r\n\r\n`);
const asked = await load(server, free, { connections, requests: smoke ? 300 : 20_000, expect: [200] });
await server.stop();

figure(`a booking, durable, ${connections} connections: CPU`, Math.round(booked.cpu_us), 'us', { most: 150 }, `${Math.round(booked.requests / booked.seconds)} /s, p99 ${(booked.p99_us / 1000).toFixed(0)} ms`);
figure('free times of one therapist and day: CPU', Math.round(asked.cpu_us), 'us', { most: 100 }, `p99 ${(asked.p99_us / 1000).toFixed(1)} ms`);
finish();
