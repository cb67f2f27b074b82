// Durable writes: a rating answered by link, 64 connections with a link each, with the group commit and with one commit a request;
// synchronous=FULL in both. And what the disk itself takes to make 4 kB durable.
import { closeSync, copyFileSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { Visitor, forms } from '../tests/lib/visitor.mjs';
import { amounts, demo, figure, finish, load, post, smoke, start, work } from './lib.mjs';

const connections = smoke ? 16 : 64;
const seconds = smoke ? 0.3 : 3;
const rounds = smoke ? 1 : 4;
const { db, demo: made } = await demo(smoke ? 80 : 200);
const clients = (await amounts(db)).filter((c) => c.concerns.length).slice(0, connections);
if (clients.length < connections) throw new Error('too few clients with a place that hurts');

// Sampled beside every round: a disk behind a virtual machine may change its mind within minutes.
const took = [];
function disk(times) {
    const fd = openSync(join(work, 'disk'), 'w'), block = Buffer.alloc(4096, 'x');
    for (let i = 0; i < times; i++) writeSync(fd, block);
    fsyncSync(fd);
    for (let i = 0; i < times; i++) {
        const from = process.hrtime.bigint();
        writeSync(fd, block, 0, 4096, i * 4096); // over what is there, as in a write-ahead log
        fdatasyncSync(fd);
        took.push(Number(process.hrtime.bigint() - from) / 1e6);
    }
    closeSync(fd);
}

// The links are made once, through the pages; both servers then have the same database and the same key file. One link takes fifty
// corrections, so there are as many as the fastest round may use up.
const LINKS_EACH = smoke ? 8 : 16, ANSWERS_EACH = 49;
const maker = await start({ db });
const therapist = new Visitor(maker);
const who = made.sign_ins.find((s) => s.role === 'therapist');
await therapist.signIn(who.email, who.password);
const links = [];
for (const client of Array.from({ length: LINKS_EACH }, () => clients).flat()) {
    const page = await therapist.get(`/clients/${client.id}/links`);
    const form = forms(page.text).find((f) => f.names.includes('concern'));
    if (!form) throw new Error(`no form for a link: ${page.status} ${page.text.slice(0, 300)}`);
    const answer = await therapist.request(`/clients/${client.id}/links`, { form: { ...form.fields, concern: client.concerns[0] }, headers: { accept: 'application/json' } });
    if (answer.status !== 201) throw new Error(`a link: ${answer.status} ${answer.text}`);
    links.push(new URL(JSON.parse(answer.text).url).pathname);
}
await maker.stop();

// Every request changes the answer of before, so that each is a write; half come as forms, half as JSON.
const requests = [];
for (let k = 0; k < ANSWERS_EACH; k++) {
    links.forEach((link, i) => {
        const field = `rating_${clients[i % clients.length].concerns[0]}`, value = (k + i) % 11;
        requests.push(i % 2 ? post(link, 'application/json', JSON.stringify({ [field]: value })) : post(link, 'application/x-www-form-urlencoded', `${field}=${value}`));
    });
}

// Both ways in turns, each round on a fresh copy: { group, singly, ratio } in writes a second, CPU and p99 beside them.
async function compare(name, env = {}) {
    const sum = { group: { requests: 0, seconds: 0, cpu: 0, p99: 0 }, singly: { requests: 0, seconds: 0, cpu: 0, p99: 0 } };
    for (let round = 0; round < rounds; round++) {
        for (const way of round % 2 ? ['singly', 'group'] : ['group', 'singly']) {
            disk(smoke ? 20 : 200);
            const copy = join(work, `${name}-${way}-${round}.db`);
            copyFileSync(db.slice('sqlite:'.length), copy);
            const server = await start({ db: `sqlite:${copy}`, words: way === 'singly' ? ['--commit-singly'] : [], env });
            const done = await load(server, requests, { connections, seconds, expect: [200, 303] });
            await server.stop();
            sum[way].requests += done.requests;
            sum[way].seconds += done.seconds;
            sum[way].cpu += done.cpu_us * done.requests;
            sum[way].p99 = Math.max(sum[way].p99, done.p99_us);
        }
    }
    const rate = (way) => sum[way].requests / sum[way].seconds;
    const beside = (way) => `p99 ${(sum[way].p99 / 1000).toFixed(0)} ms, ${Math.round(sum[way].cpu / sum[way].requests)} us CPU each`;
    return { group: rate('group'), singly: rate('singly'), ratio: rate('group') / rate('singly'), beside };
}

// An ordinary disk answers in a millisecond or more; this machine's may answer from a cache within 50 us, and then both ways wait for
// the processor, not for the disk. The ratio is judged where a commit costs what it costs a clinic: SLOWER_US more each.
const SLOWER_US = 500;
const own = await compare('own');
const slow = await compare('slow', { LD_PRELOAD: join(process.env.UNKNOT_BENCH_PROGRAMS, 'slow_disk.so'), UNKNOT_BENCH_SYNC_US: `${SLOWER_US}` });
took.sort((a, b) => a - b);
const p50 = took[Math.floor(took.length / 2)];
const judged = { least: 5 };

figure('the disk: 4 kB written and fdatasync, p50', p50, 'ms', {}, `p99 ${took[Math.floor(took.length * 0.99)].toFixed(2)} ms`);
figure(`ratings by link, ${connections} connections, group commit`, Math.round(own.group), '/s', {}, own.beside('group'));
figure(`ratings by link, ${connections} connections, one commit a request`, Math.round(own.singly), '/s', {}, own.beside('singly'));
figure('  group commit to one commit a request', own.ratio, 'x', p50 * 1000 >= SLOWER_US ? judged : {}, p50 * 1000 >= SLOWER_US ? '' : 'this disk hardly waits: not judged');
figure(`with a disk ${SLOWER_US / 1000} ms slower: group commit`, Math.round(slow.group), '/s', {}, slow.beside('group'));
figure(`with a disk ${SLOWER_US / 1000} ms slower: one commit a request`, Math.round(slow.singly), '/s', {}, slow.beside('singly'));
figure('  group commit to one commit a request, slower disk', slow.ratio, 'x', judged);
finish();
