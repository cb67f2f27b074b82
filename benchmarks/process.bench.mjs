// The process: time from start to the first answer; resident memory of the serving process when idle, after 100,000 requests, and
// with 1,000 idle connections. On SQLite, with the demo practice.
import net from 'node:net';
import { spawn } from 'node:child_process';

import { environment } from '../tests/lib/program.mjs';
import { Visitor } from '../tests/lib/visitor.mjs';
import { amounts, cpu, demo, figure, finish, freePort, get, load, megabytes, program, resident, smoke, start, work } from './lib.mjs';

const starts = smoke ? 1 : 11;
const many = smoke ? 1_000 : 100_000;
const idle_connections = smoke ? 100 : 1_000;
const connections = 32;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const { db, demo: made } = await demo(smoke ? 20 : 200);

// From before the process is made to the first byte of an answer, by asking again and again.
async function firstAnswer() {
    const port = await freePort();
    const from = process.hrtime.bigint();
    const child = spawn(program, ['serve', '--listen', `127.0.0.1:${port}`, '--db', db, '--backup-at', 'off'], { env: environment(work), cwd: work, stdio: 'ignore' });
    const ended = new Promise((done) => child.once('close', done));
    const ask = () => new Promise((done) => {
        const socket = net.connect(port, '127.0.0.1').once('connect', () => socket.write(get('/healthz', { accept: '*/*' })));
        socket.once('data', (bytes) => (socket.destroy(), done(bytes.toString('latin1').startsWith('HTTP/1.1 200'))));
        socket.once('error', () => done(false));
    });
    for (let tries = 0; !(await ask()); tries++) {
        if (tries > 20_000) throw new Error('no answer');
        await sleep(1);
    }
    const took = Number(process.hrtime.bigint() - from) / 1e6;
    child.kill('SIGTERM');
    await ended;
    return took;
}
const took = [];
for (let i = 0; i < starts; i++) took.push(await firstAnswer());
took.sort((a, b) => a - b);
figure('from start to the first answer, median', took[Math.floor(starts / 2)], 'ms', { most: 100 }, `of ${starts} starts; ${took[0].toFixed(0)} to ${took.at(-1).toFixed(0)} ms`);

const server = await start({ db });
await sleep(smoke ? 100 : 2000);
figure('resident memory, idle after start', megabytes(resident(server.pid)), 'MB', { most: 40 }, 'the serving process');

const therapist = new Visitor(server);
const who = made.sign_ins.find((s) => s.role === 'therapist');
await therapist.signIn(who.email, who.password);
const cookie = [...therapist.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
const clients = await amounts(db);
// What a day asks for: charts, records, months, lists, finding, the sign-in page.
const mix = clients.slice(0, 100).flatMap((c, i) => [
    `/clients/${c.id}/progress`, `/clients/${c.id}`, `/clients/${c.id}/measures`, ['/clients', '/clients?q=ann', '/clients?q=rivera', '/account'][i % 4], '/sign-in',
].map((path) => get(path, { cookie })));

// A day's first thousands fill caches (SQLite's pages, prepared statements, arenas); from there it must not grow.
const usual = async (requests) => load(server, mix, { connections, requests, expect: [200, 303] });
await usual(many / 5);
const warm = resident(server.pid);
const done = await usual(many);
const grown = resident(server.pid) - warm;
figure(`resident memory after ${(many / 5).toLocaleString('en-US')} requests`, megabytes(warm), 'MB', { most: 40 }, `a mix of pages, ${Math.round(done.cpu_us)} us CPU each`);
figure(`  grown after ${many.toLocaleString('en-US')} more`, megabytes(grown), 'MB', { most: 1 });

const before = resident(server.pid);
const sockets = await Promise.all(Array.from({ length: idle_connections }, () => new Promise((ready, fail) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(get('/sign-in')));
    socket.once('data', () => ready(socket)).once('error', fail);
})));
await sleep(smoke ? 100 : 1000);
const held = resident(server.pid) - before, busy = cpu(server.pid);
await sleep(smoke ? 100 : 5000);
figure(`${idle_connections.toLocaleString('en-US')} idle connections, each answered once, cost`, megabytes(held), 'MB', { most: 10 });
figure('  CPU a second while they wait', (cpu(server.pid) - busy) / (smoke ? 0.1 : 5), 'us');
for (const socket of sockets) socket.destroy();
await server.stop();
finish();
