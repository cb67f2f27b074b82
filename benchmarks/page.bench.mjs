// A client's chart page, signed in, on SQLite: CPU a request, beside the bare stack (the same server, one prepared read, 2 kB).
import { Visitor } from '../tests/lib/visitor.mjs';
import { amounts, demo, figure, finish, get, helper, load, smoke, start } from './lib.mjs';

const connections = 32;
const requests = smoke ? 200 : 15_000;
const { db, demo: made } = await demo(smoke ? 20 : 200);

// Typical: of the clients with about two years of entries the one in the middle; and the one with the most, for comparison.
const all = await amounts(db);
const two_years = all.filter((c) => c.span >= 600);
const typical = two_years.length ? two_years[Math.floor(two_years.length / 2)] : all[Math.floor(all.length / 2)];
const most = all.at(-1);
const words = (c) => `${c.ratings} ratings and ${c.days} diary days over ${c.span} days`;

const server = await start({ db });
const therapist = new Visitor(server);
const who = made.sign_ins.find((s) => s.role === 'therapist');
await therapist.signIn(who.email, who.password);
const cookie = [...therapist.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const page = (c) => get(`/clients/${c.id}/progress`, { cookie });

async function measured(target, text) {
    await load(target, [text], { connections, requests: requests / 5 }); // warm
    return load(target, [text], { connections, requests });
}
const chart = await measured(server, page(typical));
const large = await measured(server, page(most));
await server.stop();

const bare_server = await start({ db, run: [helper('bare')] });
const bare = await measured(bare_server, get(`/${made.practice}`));
await bare_server.stop();

figure('chart page, CPU a request (session, page, audit, log)', chart.cpu_us, 'us', { most: 200 }, words(typical));
figure('  same, the client with the most entries', large.cpu_us, 'us', {}, words(most));
figure('bare stack, CPU a request (one prepared read, 2 kB)', bare.cpu_us, 'us');
figure('  chart page to bare stack', chart.cpu_us / bare.cpu_us, 'x', {}, `${Math.round(chart.bytes / chart.requests)} bytes to ${Math.round(bare.bytes / bare.requests)}`);
figure(`chart page, p50 at ${connections} connections`, chart.p50_us / 1000, 'ms', {}, `${Math.round(chart.requests / chart.seconds)} a second`);
figure(`chart page, p99 at ${connections} connections`, chart.p99_us / 1000, 'ms');
figure('  p99 to p50', chart.p99_us / chart.p50_us, 'x', { most: 10 });
finish();
