// Today with 40 appointments (GET /today), signed in as the owner, on SQLite: CPU a request. Flags of safety, unsigned notes and due
// reviews included; two years of the demo behind it.
import { idText, sql } from '../tests/lib/clinic.mjs';
import { Visitor } from '../tests/lib/visitor.mjs';
import { demo, figure, finish, get, load, smoke, start } from './lib.mjs';

const connections = 32;
const requests = smoke ? 100 : 8000;
const { db, demo: made } = await demo(smoke ? 20 : 200);
const [[practice, zone]] = sql(db, 'SELECT id, zone FROM practice');
const [[service]] = sql(db, 'SELECT id FROM service WHERE active = 1 ORDER BY position');
const therapists = sql(db, "SELECT account_id FROM member WHERE role = 'therapist' ORDER BY account_id").map(([id]) => id);
const clients = sql(db, 'SELECT DISTINCT client_id FROM intake LIMIT 40').map(([id]) => id);

// A day that the demo leaves empty, with 40 visits of 40 people: booked, arrived, in session, done.
const day = Number(sql(db, 'SELECT MAX(day) FROM appointment')[0][0]) + 3;
const states = ['booked', 'arrived', 'in-session', 'done'];
for (let i = 0; i < 40; i++) {
    const start = day * 864e8 + (9 * 60 + 12 * i) * 6e7;
    sql(db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, kind, day, minute, zone, minutes, clearance, start_us, end_us, clear_us, state, state_us, reason,
        cancel_reason, price, booked_us, version) VALUES (${practice}, ${9_000_000 + i}, ${clients[i % clients.length]}, ${therapists[i % therapists.length]}, ${service}, 'plan', ${day},
        ${(9 * 60 + 12 * i) % 1440}, '${zone}', 60, 0, ${start}, ${start + 36e8}, ${start + 36e8}, '${states[i % 4]}', 0, 'Neck', '', 9500, 0, 1)`);
}
const iso = new Date(day * 864e5).toISOString().slice(0, 10);

const server = await start({ db });
const visitor = new Visitor(server);
const owner = made.sign_ins.find((s) => s.role === 'owner');
await visitor.signIn(owner.email, owner.password);
const cookie = [...visitor.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const page = await visitor.get(`/today?day=${iso}`);
const shown = page.text.split('<article class="visit').length - 1;
if (shown !== 40) throw new Error(`${shown} visits on the page of ${iso}, not 40 (${idText(service)})`);
const text = get(`/today?day=${iso}`, { cookie });
await load(server, [text], { connections, requests: requests / 4 }); // warm
const got = await load(server, [text], { connections, requests });
await server.stop();
figure('Today with 40 appointments, CPU a request', got.cpu_us, 'us', { most: 400 }, `${page.text.length} bytes`);
figure(`Today, p99 at ${connections} connections`, got.p99_us / 1000, 'ms', {}, `${Math.round(got.requests / got.seconds)} a second`);
finish();
