// What may be done on a connection, and how long: pipelining, versions, HEAD, 100-continue, slow and endless senders.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';
import { exchange } from '../lib/raw.mjs';
import { serve } from '../lib/server.mjs';

const host = 'Host: clinic.example\r\n';
const get = (path, more = '') => `GET ${path} HTTP/1.1\r\n${host}${more}\r\n`;
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';

async function fresh(t, words = []) {
    const home = folder(t);
    const db = `sqlite:${home}/unknot.db`;
    assert.equal((await unknot(['init', '--db', db, '--practice', 'Test', '--owner', 'owner@clinic.example'], { home })).code, 0);
    return serve(t, { db, home, words });
}

test('connections', async (t) => {
    const server = await fresh(t, ['--header-timeout', '1', '--idle-timeout', '2']);

    await t.test('pipelined requests are answered in order', async () => {
        const { responses } = await exchange(server, [get('/healthz') + get('/nowhere') + get('/healthz') + get('/', 'Connection: close\r\n')]);
        assert.deepEqual(responses.map((r) => r.status), [200, 404, 200, 303]);
    });
    await t.test('pipelined in pieces of one byte', async () => {
        const bytes = get('/healthz') + get('/nowhere', 'Connection: close\r\n');
        const { responses } = await exchange(server, [...bytes].flatMap((c, i) => (i % 10 ? [c] : [c, 1])));
        assert.deepEqual(responses.map((r) => r.status), [200, 404]);
    });
    await t.test('a hundred pipelined at once', async () => {
        const { responses } = await exchange(server, [get('/healthz').repeat(99) + get('/healthz', 'Connection: close\r\n')]);
        assert.equal(responses.filter((r) => r.status === 200).length, 100);
    });
    await t.test('pipelined behind a slow request (password hashing in the pool)', async () => {
        const body = 'email=a%40b.example&password=wrong-password';
        const post = `POST /sign-in HTTP/1.1\r\n${host}${form}Content-Length: ${body.length}\r\n\r\n${body}`;
        const { responses } = await exchange(server, [post + get('/healthz') + get('/nowhere', 'Connection: close\r\n')]);
        assert.equal(responses.length, 3);
        assert.ok(responses[0].status >= 400 && responses[0].status < 500, `${responses[0].status}`);
        assert.deepEqual(responses.slice(1).map((r) => r.status), [200, 404]);
    });
    await t.test('HTTP/1.0 closes, unless it asks for more', async () => {
        const one = await exchange(server, ['GET /healthz HTTP/1.0\r\n\r\n']);
        assert.equal(one.responses[0].status, 200);
        assert.equal(one.responses[0].headers.connection, 'close');
        assert.ok(one.closed);
        const two = await exchange(server, ['GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'.repeat(2)], { responses: 2 });
        assert.equal(two.responses[1].headers.connection, 'keep-alive');
    });
    await t.test('HEAD has the length and no body', async () => {
        const full = (await exchange(server, [get('/healthz', 'Connection: close\r\n')])).responses[0];
        const { text } = await exchange(server, [`HEAD /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`]);
        assert.match(text, new RegExp(`content-length: ${full.body.length}\r\n`, 'i'));
        assert.ok(text.endsWith('\r\n\r\n'));
    });
    await t.test('absolute form, empty lines before, an ignored Upgrade', async () => {
        const { responses } = await exchange(server, ['\r\n\r\n' + `GET http://clinic.example/healthz HTTP/1.1\r\n${host}\r\n` + get('/healthz', 'Upgrade: h2c\r\nConnection: Upgrade, close\r\n')]);
        assert.deepEqual(responses.map((r) => r.status), [200, 200]);
    });
    await t.test('100-continue', async () => {
        const { text } = await exchange(server, [`POST /sign-in HTTP/1.1\r\n${host}${form}Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n`, 300, 'a=b']);
        assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 4\d\d /);
        const big = await exchange(server, [`POST /sign-in HTTP/1.1\r\n${host}${form}Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`]);
        assert.equal(big.responses[0].status, 413);
    });
    await t.test('Date and Content-Length are there', async () => {
        const { headers } = (await exchange(server, [get('/healthz', 'Connection: close\r\n')])).responses[0];
        assert.ok(Math.abs(new Date(headers.date) - Date.now()) < 5000);
        assert.equal(headers['content-length'] > 0, true);
    });
    await t.test('a client that closes its side still gets the answer', async () => {
        const { responses } = await exchange(server, [get('/healthz')], { half: true });
        assert.equal(responses[0].status, 200);
    });
    await t.test('a slow head is 408', async () => {
        const { responses, closed } = await exchange(server, ['GET /healthz HTTP/1.1\r\n', 600, 'X: a\r\n', 600, 'Y: b\r\n', 600, 'Z: c\r\n']);
        assert.equal(responses[0].status, 408);
        assert.ok(closed);
    });
    await t.test('an idle connection is closed without a word', async () => {
        const begun = Date.now();
        const { text, closed } = await exchange(server, []);
        assert.equal(text, '');
        assert.ok(closed);
        assert.ok(Date.now() - begun > 1500);
    });
    await t.test('a slow body is 408', async () => {
        const drip = Array.from({ length: 30 }, () => ['a', 500]).flat();
        const { responses } = await exchange(server, [`POST /sign-in HTTP/1.1\r\n${host}${form}Content-Length: 10000\r\n\r\n`, ...drip], { seconds: 25 });
        assert.equal(responses[0].status, 408);
    });
    await t.test('an endless body is 413, and the answer can be read', async () => {
        const head = `POST /sign-in HTTP/1.1\r\n${host}${form}Transfer-Encoding: chunked\r\n\r\n`;
        const chunk = `1000\r\n${'a'.repeat(4096)}\r\n`;
        const { responses } = await exchange(server, [head, ...Array.from({ length: 120 }, () => [chunk.repeat(4), 1]).flat()]);
        assert.equal(responses[0].status, 413);
    });
    await t.test('a body that was refused is taken to its end: the answer is read by who sends all before reading', async () => {
        const n = 8 << 20, socket = net.connect({ host: server.host, port: server.port });
        const ended = new Promise((done) => { socket.on('error', done); socket.on('close', () => done(null)); });
        socket.pause();
        socket.write(`POST /sign-in HTTP/1.1\r\n${host}${form}Content-Length: ${n}\r\n\r\n`);
        for (let sent = 0; sent < n && !socket.destroyed; sent += 65536) {
            if (!socket.write(Buffer.alloc(65536, 'a'))) await Promise.race([new Promise((r) => { socket.once('drain', r); }), ended]);
        }
        let text = '';
        socket.on('data', (b) => { text += b; });
        socket.resume();
        assert.equal(await ended, null, 'not reset');
        assert.match(text, /^HTTP\/1\.1 413 /);
    });
    await t.test('NUL and bad UTF-8 in a form', async () => {
        for (const body of ['email=a%00b&password=x', 'email=%ff%fe&password=x', 'email=a\0b', '%', '=&=&&&', 'a'.repeat(5000)]) {
            const { responses } = await exchange(server, [`POST /sign-in HTTP/1.1\r\n${host}${form}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`]);
            assert.ok(responses[0].status >= 400 && responses[0].status < 500, `${JSON.stringify(body)}: ${responses[0].status}`);
        }
    });
    assert.ok(!/child_ended|arena_full/.test(server.said()));
});

test('two thousand connections at once', async (t) => {
    const server = await fresh(t);
    const sockets = [];
    t.after(() => sockets.forEach((s) => s.destroy()));
    for (let i = 0; i < 2000; i += 100) {
        await Promise.all(Array.from({ length: 100 }, () => new Promise((done, fail) => {
            const s = net.connect({ host: server.host, port: server.port }, done);
            s.on('error', fail);
            sockets.push(s);
        })));
    }
    const answers = await Promise.all(sockets.map((s) => new Promise((done) => {
        let text = '';
        s.setEncoding('latin1').on('data', (d) => {
            text += d;
            if (text.includes('\r\n\r\n')) done(Number(text.slice(9, 12)));
        });
        s.on('close', () => done(0));
        s.write(get('/nowhere'));
    })));
    assert.equal(answers.filter((status) => status === 404).length, 2000);
});

test('more connections than allowed are closed, the others stay', async (t) => {
    const server = await fresh(t, ['--connections', '16']);
    const first = await Promise.all(Array.from({ length: 16 }, () => new Promise((done) => {
        const s = net.connect({ host: server.host, port: server.port }, () => done(s));
        s.on('error', () => {});
    })));
    t.after(() => first.forEach((s) => s.destroy()));
    await new Promise((done) => setTimeout(done, 300));
    const extra = await exchange(server, [get('/healthz')], { seconds: 5 });
    assert.equal(extra.responses.length, 0);
    assert.ok(extra.closed);
    const answer = await new Promise((done) => {
        first[0].once('data', (d) => done(String(d).slice(9, 12)));
        first[0].write(get('/healthz'));
    });
    assert.equal(answer, '200');
});
