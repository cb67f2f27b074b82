// Free times of one therapist and day (GET /times), signed in, on SQLite: CPU a request. A practice with two years of full days behind it
// and half a year ahead: each therapist seven visits of an hour a weekday, each in a room; what is asked for is a day with one gap.
import { dayAfter, idText, sql, today } from '../tests/lib/clinic.mjs';
import { Visitor } from '../tests/lib/visitor.mjs';
import { demo, figure, finish, get, load, smoke, start } from './lib.mjs';

const connections = 32;
const requests = smoke ? 200 : 15_000;
const { db, demo: made } = await demo(20);

const [[practice, zone]] = sql(db, 'SELECT id, zone FROM practice');
const [[service]] = sql(db, 'SELECT id FROM service WHERE active = 1 ORDER BY position');
const therapists = sql(db, "SELECT account_id FROM member WHERE role IN ('owner', 'therapist') ORDER BY account_id").map(([id]) => id);
const [[client]] = sql(db, 'SELECT id FROM client WHERE merged_into IS NULL');

// The demo's own calendar gives way: what is measured is the same in each version.
sql(db, 'DELETE FROM taken');
const from = smoke ? -30 : -730, to = smoke ? 30 : 180;
therapists.forEach((therapist, k) => {
    const room = 4000 + k, id = 1_000_000 * (k + 1);
    sql(db, `INSERT INTO room (practice_id, id, name, places, active, position, version) VALUES (${practice}, ${room}, 'Room ${k}', 1, 1, ${100 + k}, 1)`);
    const day = Math.floor(Date.now() / 864e5);
    sql(db, `WITH RECURSIVE d (day) AS (SELECT ${day + from} UNION ALL SELECT day + 1 FROM d WHERE day < ${day + to}), h (hour) AS (VALUES (9), (10), (11), (12), (14), (15), (16))
        INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, room_id, kind, day, minute, zone, minutes, clearance, start_us, end_us, clear_us, state, state_us, reason,
            cancel_reason, price, booked_us, version)
        SELECT ${practice}, ${id} + (day - ${day + from}) * 24 + hour, ${client}, ${therapist}, ${service}, ${room}, 'relaxation', day, hour * 60, '${zone}', 60, 0, day * 86400000000 + hour * 3600000000,
            day * 86400000000 + (hour + 1) * 3600000000, day * 86400000000 + (hour + 1) * 3600000000, 'booked', 0, '', '', 0, 0, 1
        FROM d, h WHERE (day + 3) % 7 < 5`);
    for (const [what, resource] of [['therapist', 'account_id'], ['room', 'room_id']]) {
        sql(db, `INSERT INTO taken (practice_id, resource_id, place, from_us, until_us, appointment_id, what)
            SELECT practice_id, ${resource}, 0, start_us, clear_us, id, '${what}' FROM appointment WHERE practice_id = ${practice} AND id BETWEEN ${id} AND ${id} + 999999 ORDER BY start_us`);
    }
});
const rows = Number(sql(db, 'SELECT COUNT(*) FROM taken')[0][0]);

let wednesday = dayAfter(today('UTC'), 14);
while (new Date(`${wednesday}T12:00:00Z`).getUTCDay() !== 3) wednesday = dayAfter(wednesday, 1);

const server = await start({ db });
const visitor = new Visitor(server);
const who = made.sign_ins.find((s) => s.role === 'therapist');
await visitor.signIn(who.email, who.password);
const cookie = [...visitor.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const path = (days, therapist) => `/times?service=${idText(service)}${therapist ? `&therapist=${idText(therapist)}` : ''}&from=${wednesday}&days=${days}`;
const answer = await visitor.get(path(1, therapists[0]), { headers: { accept: 'application/json' } });
if (answer.status !== 200 || !JSON.parse(answer.text).times.length) throw new Error(`no free times to measure: ${answer.status} ${answer.text}`);

async function measured(target) {
    const text = get(target, { cookie, accept: 'application/json' });
    await load(server, [text], { connections, requests: requests / 5 }); // warm
    return load(server, [text], { connections, requests });
}
const one = await measured(path(1, therapists[0]));
const week = await measured(path(7, ''));
await server.stop();

figure('free times of a therapist and day, CPU a request', one.cpu_us, 'us', { most: 100 }, `${rows} spans taken, ${JSON.parse(answer.text).times.length} times free`);
figure('  same, a week of all therapists', week.cpu_us, 'us', {}, `${therapists.length} therapists`);
figure(`free times, p99 at ${connections} connections`, one.p99_us / 1000, 'ms', {}, `${Math.round(one.requests / one.seconds)} a second`);
finish();
