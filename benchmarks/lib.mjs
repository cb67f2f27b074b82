// What the measurements share: the server as a process of its own, its CPU and memory, load, figures with their budgets.
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { environment, program, top, unknot } from '../tests/lib/program.mjs';

export { program, top, unknot };
export const smoke = Boolean(process.env.UNKNOT_BENCH_SMOKE);
const programs = process.env.UNKNOT_BENCH_PROGRAMS ?? join(top, 'build-release', 'benchmarks');
export const helper = (name) => join(programs, `bench_${name}`);
export const names = join(top, 'content', 'demo', 'names.csv');

// A folder beside the build, so that it lies on a disk and not in memory; gone at the end.
export const work = mkdtempSync(join(programs, '..', 'bench-'));
const running = new Set();
process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => process.exit(1));

// --- figures

const number = (v) => (!Number.isFinite(v) ? '-' : Number.isInteger(v) ? v.toLocaleString('en-US') : v.toPrecision(3).includes('e') ? `${Math.round(v)}` : `${Number(v.toPrecision(3))}`);
let missed = 0;

// One line of the report. budget: { most } or { least }; without it the figure is for comparison only. Times of a smoke mean nothing.
export function figure(what, value, unit, budget = {}, note = '') {
    const met = (budget.most === undefined || value <= budget.most) && (budget.least === undefined || value >= budget.least);
    const bound = budget.most !== undefined ? `<= ${number(budget.most)}` : budget.least !== undefined ? `>= ${number(budget.least)}` : '';
    const verdict = bound === '' || smoke ? '' : met ? 'ok' : 'MISSED';
    if (!met && !smoke) missed++;
    const line = `  ${what.padEnd(66)}${`${number(value)} ${unit}`.padStart(14)}  ${bound.padStart(9)}  ${verdict.padEnd(6)} ${note}`.trimEnd();
    console.log(line);
    if (process.env.UNKNOT_BENCH_ROWS) appendFileSync(process.env.UNKNOT_BENCH_ROWS, `${line}\n`);
    return value;
}

// After the last figure.
export function finish() {
    if (missed) {
        console.log(`  ${missed} over budget`);
        process.exitCode = 1;
    }
}

// --- processes

// CPU of processes in microseconds, user and kernel, all their threads; ticks of 10 ms.
export function cpu(pids) {
    return [pids].flat().reduce((sum, pid) => {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
        return sum + (Number(fields[11]) + Number(fields[12])) * 10_000;
    }, 0);
}

// Resident memory in bytes.
export const resident = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
export const megabytes = (bytes) => bytes / 1e6;

const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

export function freePort() {
    return new Promise((done, fail) => {
        const s = createServer().once('error', fail).listen(0, '127.0.0.1', () => {
            const { port } = s.address();
            s.close(() => done(port));
        });
    });
}

// Starts `unknot serve` (or another program with its settings) as a clinic runs it: { url, port, pid of the serving child, stop() }.
export async function start({ db, words = [], run = [program, 'serve'], port, env = {} }) {
    port ??= await freePort();
    const log = openSync(join(work, 'log'), 'a');
    const child = spawn(run[0], [...run.slice(1), '--listen', `127.0.0.1:${port}`, '--db', db, '--backup-at', 'off', ...words],
        { env: environment(work, env), cwd: work, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    running.add(child);
    const ended = new Promise((done) => child.once('error', (error) => done(error.message)).once('close', (code) => done(code)));
    await new Promise((done, fail) => {
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (chunk) => {
            said += chunk;
            if (said.includes('listening on')) done();
        });
        ended.then((code) => fail(new Error(`${run[0]} ended with ${code}:\n${readFileSync(join(work, 'log'), 'utf8').slice(-2000)}`)));
    });
    return {
        url: `http://127.0.0.1:${port}`,
        port,
        pid: children(child.pid)[0],
        async stop() {
            child.kill('SIGTERM');
            const code = await ended;
            running.delete(child);
            if (code !== 0) throw new Error(`${run[0]} ended with ${code}`);
        },
    };
}

// --- databases

// A demo practice in a file of its own.
export async function demo(clients, name = 'demo.db') {
    const db = `sqlite:${join(work, name)}`;
    return { db, demo: await demoIn(db, clients) };
}

export async function demoIn(db, clients) {
    const made = await unknot(['demo', '--json', '--db', db, '--clients', `${clients}`, '--seed', '1'], { home: work });
    if (made.code !== 0) throw new Error(`unknot demo: ${made.stdout}${made.stderr}`);
    return JSON.parse(made.stdout);
}

// Per client of a practice, how much there is: [{ id, ratings, days, concerns: [pain concerns], span in days }], fewest entries first.
export async function amounts(db) {
    const dumped = await unknot(['dump', '--db', db], { home: work });
    if (dumped.code !== 0) throw new Error(`unknot dump: ${dumped.stderr}`);
    const by = new Map();
    const of = (id) => by.get(id) ?? by.set(id, { id, ratings: 0, days: 0, concerns: [], from: '9', to: '0' }).get(id);
    for (const line of dumped.stdout.split('\n')) {
        if (!/^\{"table":"(measure|diary_day|concern)"/.test(line)) continue;
        const row = JSON.parse(line);
        const client = of(row.client_id);
        if (row.table === 'concern') {
            if (row.kind === 'pain' && row.closed_day === null) client.concerns.push(row.id);
            continue;
        }
        if (row.table === 'measure' && (row.replaced_by !== null || row.withdrawn_us !== null)) continue;
        client[row.table === 'measure' ? 'ratings' : 'days']++;
        if (row.day < client.from) client.from = row.day;
        if (row.day > client.to) client.to = row.day;
    }
    return [...by.values()].map((c) => ({ ...c, span: (Date.parse(c.to) - Date.parse(c.from)) / 864e5 || 0 }))
        .sort((a, b) => a.ratings + a.days - b.ratings - b.days || (a.id < b.id ? -1 : 1));
}

// --- load

export function get(path, { cookie, accept } = {}) {
    return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${cookie ? `Cookie: ${cookie}\r\n` : ''}Accept: ${accept ?? 'text/html'}\r\nAccept-Language: en\r\n\r\n`;
}

export function post(path, type, body) {
    return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nAccept: ${type.includes('json') ? 'application/json' : 'text/html'}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

// Drives the requests (texts) at a server: what bench_load prints, and cpu_us a request of the serving process.
export async function load(server, texts, { connections, requests = 0, seconds = 0, expect = [200] }) {
    const file = join(work, 'requests');
    writeFileSync(file, texts.map((t) => `${Buffer.byteLength(t)}\n${t}`).join(''));
    const before = cpu(server.pid);
    const said = await new Promise((done, fail) => {
        const child = execFile(helper('load'), [`${server.port}`, `${connections}`, `${requests}`, `${seconds}`, file],
            (error, stdout, stderr) => (error ? fail(new Error(`${error.message}${stderr}`)) : done(stdout)));
        running.add(child);
        child.once('close', () => running.delete(child));
    });
    const result = JSON.parse(said);
    for (const status of Object.keys(result.statuses)) {
        if (!expect.includes(Number(status))) throw new Error(`answers with ${status}: ${said}`);
    }
    return { ...result, cpu_us: (cpu(server.pid) - before) / result.requests };
}
