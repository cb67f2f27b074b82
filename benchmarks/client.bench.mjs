// What a client's phone loads to answer by link, as bytes on the wire, and what that costs the server. And the progress page of the client with the
// most filled-in instruments, each score of them judged.
import { postJson } from '../tests/lib/clinic.mjs';
import { firstLoad, total } from '../tests/lib/first-load.mjs';
import { Visitor } from '../tests/lib/visitor.mjs';
import { amounts, demo, figure, finish, get, load, smoke, start, unknot, work } from './lib.mjs';

const connections = 32;
const requests = smoke ? 200 : 15_000;
const { db, demo: made } = await demo(smoke ? 20 : 200);
const concerns = new Map((await amounts(db)).map((c) => [c.id, c.concerns.length]));
const filled = new Map();
for (const line of (await unknot(['dump', '--db', db], { home: work })).stdout.split('\n')) {
    if (!line.startsWith('{"table":"response"')) continue;
    const row = JSON.parse(line);
    if (row.replaced_by === null && row.withdrawn_us === null) filled.set(row.client_id, (filled.get(row.client_id) ?? 0) + 1);
}
const [client, answers] = [...filled].sort((a, b) => b[1] - a[1])[0];

const server = await start({ db });
const therapist = new Visitor(server);
const who = made.sign_ins.find((s) => s.role === 'therapist');
await therapist.signIn(who.email, who.password);
const link = await postJson(therapist, `/clients/${client}/links`, {});
if (link.status !== 200 && link.status !== 201) throw new Error(`no link: ${link.status} ${link.text}`);
const form = new URL(link.json.url).pathname;
const packed = await firstLoad(server, form), plain = await firstLoad(server, form, { gzip: false });

async function measured(text) {
    await load(server, [text], { connections, requests: requests / 5 }); // warm
    return load(server, [text], { connections, requests });
}
const asked = await measured(get(form));
const cookie = [...therapist.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const page = await measured(get(`/clients/${client}/progress`, { cookie }));
const { series } = JSON.parse((await therapist.get(`/clients/${client}/progress`, { headers: { accept: 'application/json' } })).text);
await server.stop();

figure("a client's form by link, first load as sent", total(packed), 'bytes', { most: 30_000 }, `${packed.length} requests, ${concerns.get(client) ?? 0} concerns`);
figure('  same, to a browser that takes nothing packed', total(plain), 'bytes');
figure("a client's form by link, CPU a request", asked.cpu_us, 'us', { most: 100 });
figure('progress with filled-in instruments, CPU a request', page.cpu_us, 'us', { most: 300 }, `${series.length} series, ${answers} filled in, ${Math.round(page.bytes / page.requests)} bytes`);
finish();
