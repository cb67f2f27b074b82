// Start, stop, crash: clear words when it cannot start, nothing lost when it stops, back at once when it crashes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';

import { folder, unknot } from '../lib/program.mjs';
import { exchange } from '../lib/raw.mjs';
import { serve, servingPid } from '../lib/server.mjs';

const host = 'Host: clinic.example\r\n';
const health = `GET /healthz HTTP/1.1\r\n${host}\r\n`;
const last = `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function migrated(t) {
    const home = folder(t);
    const db = `sqlite:${home}/unknot.db`;
    assert.equal((await unknot(['init', '--db', db, '--practice', 'Test', '--owner', 'owner@clinic.example'], { home })).code, 0);
    return { home, db };
}

// Ends with 1 (2: the command line is wrong) and one line on standard error that matches.
async function refusesToStart(home, words, pattern, status = 1) {
    const { code, stdout, stderr } = await unknot(['serve', '--listen', '127.0.0.1:0', ...words], { home, seconds: 20 });
    assert.equal(code, status, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, pattern);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
}

test('cannot start, and says why', async (t) => {
    const { home, db } = await migrated(t);
    await t.test('port in use', async () => {
        const other = net.createServer().listen(0, '127.0.0.1');
        await new Promise((done) => other.once('listening', done));
        await refusesToStart(home, ['--db', db, '--listen', `127.0.0.1:${other.address().port}`], /port \d+ of 127\.0\.0\.1 is in use/);
        other.close();
    });
    await t.test('port in use by another Unknot', async (t) => {
        const server = await serve(t, { db, home });
        await refusesToStart(home, ['--db', db, '--listen', `127.0.0.1:${server.port}`], /is in use/);
    });
    await t.test('no such address', () => refusesToStart(home, ['--db', db, '--listen', 'nonsense'], /HOST:PORT/));
    await t.test('plain HTTP for the whole network', () => refusesToStart(home, ['--db', db, '--listen', '0.0.0.0:0'], /plain HTTP/));
    await t.test('bad certificate', async () => {
        writeFileSync(join(home, 'c.pem'), 'nothing');
        await refusesToStart(home, ['--db', db, '--tls-cert', join(home, 'c.pem'), '--tls-key', join(home, 'c.pem')], /certificate .*c\.pem/);
        await refusesToStart(home, ['--db', db, '--tls-cert', join(home, 'c.pem')], /belong together/);
    });
    await t.test('no database', () => refusesToStart(home, ['--db', `sqlite:${home}/none.db`], /database/));
    await t.test('not a database', async () => {
        writeFileSync(join(home, 'text.db'), 'This is no database, but a text of some length.\n'.repeat(100));
        await refusesToStart(home, ['--db', `sqlite:${home}/text.db`], /database/);
    });
    await t.test('a kind of database nobody knows', () => refusesToStart(home, ['--db', 'mysql://x'], /sqlite:PATH or postgresql/));
    await t.test('key file that others may read', async () => {
        const keys = join(home, 'open-keys');
        writeFileSync(keys, `1 ${'ab'.repeat(32)}\n`);
        chmodSync(keys, 0o644);
        await refusesToStart(home, ['--db', db, '--key-file', keys], /others may read it/);
    });
    await t.test('wrong setting', () => refusesToStart(home, ['--db', db, '--loops', 'many'], /--loops: "many"/, 2));
});

test('one line says where it listens, and the key file is made outside of the data', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home });
    assert.equal(server.said().split('\n').filter((l) => l.startsWith('listening on http://127.0.0.1:')).length, 1);
    assert.equal(statSync(join(home, 'keys')).mode & 0o777, 0o600);
    assert.equal((await server.stop()).code, 0);
});

test('the first answer comes within 100 ms of the start', async (t) => {
    const { home, db } = await migrated(t);
    const begun = performance.now();
    const server = await serve(t, { db, home });
    const { responses } = await exchange(server, [last]);
    const took = performance.now() - begun;
    assert.equal(responses[0].status, 200);
    t.diagnostic(`${took.toFixed(0)} ms, starting the process included`);
    // Sanitizers and a busy computer take their part; ./bench holds the number itself.
    assert.ok(took < 5000);
});

test('a stop under load finishes what was begun', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home });
    const body = 'email=a%40b.example&password=wrong-password';
    const slow = `POST /sign-in HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const begun = Array.from({ length: 16 }, () => exchange(server, [slow], { seconds: 20 }));
    const idle = exchange(server, [], { seconds: 20 });
    await sleep(80);
    const stopped = server.stop();
    for (const { responses, closed } of await Promise.all(begun)) {
        assert.equal(responses.length, 1);
        assert.ok(closed);
    }
    assert.ok((await idle).closed);
    assert.equal((await stopped).code, 0);
    await assert.rejects(exchange(server, [health]), /ECONNREFUSED/);
});

test('a half-sent request does not hold up the stop for long', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home, words: ['--stop-timeout', '1'] });
    const half = exchange(server, ['GET /healthz HTTP/1.1\r\n'], { seconds: 20 });
    await sleep(100);
    const begun = Date.now();
    assert.equal((await server.stop()).code, 0);
    assert.ok(Date.now() - begun < 4000);
    await half;
});

test('a killed serving process is back at once, and connections wait for it', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home });
    for (let round = 0; round < 5; round++) {
        const child = await servingPid(server);
        process.kill(child, 'SIGKILL');
        const begun = performance.now();
        const { responses } = await exchange(server, [last]);
        const took = performance.now() - begun;
        // A connection that the dying process had taken is closed without an answer; the next one is answered.
        if (responses.length) assert.equal(responses[0].status, 200);
        else assert.equal((await exchange(server, [last])).responses[0].status, 200);
        t.diagnostic(`round ${round}: ${took.toFixed(0)} ms`);
        assert.ok(took < 5000);
        assert.notEqual(await servingPid(server), child);
    }
    assert.match(server.said(), /"event":"child_ended","signal":9/);
    assert.equal((await server.stop()).code, 0);
});

test('killing the parent ends the child', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home, mayFail: true });
    const child = await servingPid(server);
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    for (let i = 0; i < 100 && existsSync(`/proc/${child}`) && !/ Z /.test(readFileSync(`/proc/${child}/stat`, 'utf8')); i++) await sleep(50);
    await assert.rejects(exchange(server, [health]), /ECONNREFUSED/);
});

function overTls(server, ca, path = '/healthz') {
    return new Promise((done, fail) => {
        https.get({ host: server.host, port: server.port, path, ca, servername: 'localhost', agent: false }, (answer) => {
            let text = '';
            answer.on('data', (d) => (text += d)).on('end', () => done({ status: answer.statusCode, text, cert: answer.socket.getPeerCertificate?.()?.fingerprint256 }));
        }).on('error', fail);
    });
}

test('TLS with a certificate of its own, kept for the next start', async (t) => {
    const { home, db } = await migrated(t);
    const server = await serve(t, { db, home, words: ['--tls'] });
    assert.match(server.url, /^https:/);
    const ca = readFileSync(join(home, 'data', 'tls', 'cert.pem'));
    assert.equal(statSync(join(home, 'data', 'tls', 'key.pem')).mode & 0o777, 0o600);
    assert.equal((await overTls(server, ca)).status, 200);
    const many = await Promise.all(Array.from({ length: 20 }, () => overTls(server, ca)));
    assert.ok(many.every((a) => a.status === 200));
    const plain = await exchange(server, [health], { seconds: 5 });
    assert.equal(plain.responses.length, 0); // plain HTTP on the TLS port
    assert.ok(plain.closed);
    assert.equal((await server.stop()).code, 0);
    const again = await serve(t, { db, home, words: ['--tls'] });
    assert.equal((await overTls(again, ca)).status, 200);
});

// Sends 2,000 requests at once and reads nothing for a while: the server must wait, and lose no byte.
async function slowReader(server, connect) {
    const socket = await new Promise((done, fail) => {
        const s = connect({ host: server.host, port: server.port, servername: 'localhost', rejectUnauthorized: false }, () => done(s));
        s.on('error', fail);
    });
    socket.pause();
    const one = `GET /nowhere HTTP/1.1\r\n${host}\r\n`;
    socket.write(one.repeat(1999) + one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await sleep(700);
    let text = '';
    socket.setEncoding('latin1').on('data', (d) => (text += d));
    socket.resume();
    await new Promise((done) => socket.on('close', done));
    return text.match(/HTTP\/1\.1 404 /g).length;
}

test('a reader who falls behind gets every answer, plain and by TLS', async (t) => {
    const { home, db } = await migrated(t);
    const plain = await serve(t, { db, home });
    assert.equal(await slowReader(plain, net.connect), 2000);
    const secure = await serve(t, { db, home, words: ['--tls'] });
    assert.equal(await slowReader(secure, tls.connect), 2000);
});

test('a given certificate is read again at SIGHUP', async (t) => {
    const { home, db } = await migrated(t);
    const cert = join(home, 'c.pem'), key = join(home, 'k.pem');
    const make = (days) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days),
        '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    make(10);
    const server = await serve(t, { db, home, words: ['--tls-cert', cert, '--tls-key', key] });
    const first = (await overTls(server, readFileSync(cert))).cert;
    make(20);
    process.kill(server.pid, 'SIGHUP');
    let second = first;
    for (let i = 0; i < 50 && second === first; i++) {
        await sleep(50);
        second = (await overTls(server, readFileSync(cert)).catch(() => ({ cert: first }))).cert;
    }
    assert.notEqual(second, first);
    const good = readFileSync(cert);
    writeFileSync(cert, 'broken');
    process.kill(server.pid, 'SIGHUP');
    await sleep(200);
    assert.equal((await overTls(server, good)).status, 200); // the one before stays
    assert.match(server.said(), /certificate_bad/);
});

test('LAN mode listens on every address, by TLS', async (t) => {
    const { home, db } = await migrated(t);
    mkdirSync(join(home, 'data'), { recursive: true });
    const server = await serve(t, { db, home, listen: '0.0.0.0:0', words: ['--lan'] });
    assert.match(server.url, /^https:/);
    const ca = readFileSync(join(home, 'data', 'tls', 'cert.pem'));
    assert.equal((await overTls({ host: '127.0.0.1', port: server.port }, ca)).status, 200);
});
