// Requests that no client should send, each raw: the right status, the connection closed, the server unharmed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';
import { exchange } from '../lib/raw.mjs';
import { serve } from '../lib/server.mjs';

const host = 'Host: clinic.example\r\n';
const chunked = `POST /sign-in HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`;

// [what, bytes, status]
const cases = [
    ['space before the colon', `GET / HTTP/1.1\r\nHost : a\r\n\r\n`, 400],
    ['folded header', `GET / HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`, 400],
    ['folded first header', `GET / HTTP/1.1\r\n ${host}\r\n`, 400],
    ['no Host', `GET / HTTP/1.1\r\n\r\n`, 400],
    ['two Hosts', `GET / HTTP/1.1\r\n${host}${host}\r\n`, 400],
    ['Host with a path', `GET / HTTP/1.1\r\nHost: a/b\r\n\r\n`, 400],
    ['bare LF in the request line', `GET / HTTP/1.1\n${host}\r\n`, 400],
    ['bare LF behind a header', `GET / HTTP/1.1\r\nHost: a\n\r\n`, 400],
    ['bare LF at the end', `GET / HTTP/1.1\r\n${host}\n`, 400],
    ['bare CR in a header', `GET / HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`, 400],
    ['NUL in a header', `GET / HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400],
    ['NUL in the target', `GET /\0 HTTP/1.1\r\n${host}\r\n`, 400],
    ['encoded NUL in the path', `GET /%00 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, [400, 404]],
    ['bad UTF-8 in the path', `GET /%ff%fe HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
    ['half an escape', `GET /%4 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
    ['raw bytes in the target', `GET /\xff\xfe HTTP/1.1\r\n${host}\r\n`, 400],
    ['header without a colon', `GET / HTTP/1.1\r\n${host}X\r\n\r\n`, 400],
    ['header without a name', `GET / HTTP/1.1\r\n${host}: x\r\n\r\n`, 400],
    ['HTTP/0.9', `GET /\r\n\r\n`, 400],
    ['HTTP/0.9, said so', `GET / HTTP/0.9\r\n${host}\r\n`, 505],
    ['HTTP/1.2', `GET / HTTP/1.2\r\n${host}\r\n`, 505],
    ['HTTP/2.0', `GET / HTTP/2.0\r\n${host}\r\n`, 505],
    ['preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
    ['HTTP/1.10', `GET / HTTP/1.10\r\n${host}\r\n`, 400],
    ['TLS on the plain port', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
    ['two spaces in the request line', `GET  / HTTP/1.1\r\n${host}\r\n`, 400],
    ['space in the target', `GET /a b HTTP/1.1\r\n${host}\r\n`, 400],
    ['fragment', `GET /a#b HTTP/1.1\r\n${host}\r\n`, 400],
    ['method nobody knows', `BREW / HTTP/1.1\r\n${host}\r\n`, 405],
    ['method with a control character', `G\x01T / HTTP/1.1\r\n${host}\r\n`, 400],
    ['CONNECT', `CONNECT a.example:443 HTTP/1.1\r\n${host}\r\n`, 405],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 405],
    ['TRACE', `TRACE / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
    ['DELETE', `DELETE /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
    ['two lengths', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 400],
    ['two equal lengths', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
    ['listed lengths', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3, 3\r\n\r\nabc`, 400],
    ['signed length', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: +3\r\n\r\nabc`, 400],
    ['hexadecimal length', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 0x3\r\n\r\nabc`, 400],
    ['length over 64 bits', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 99999999999999999999999\r\n\r\n`, 400],
    ['length and chunks', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['coding nobody knows', `POST /sign-in HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
    ['two codings', `POST /sign-in HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 400],
    ['chunks in HTTP/1.0', `POST /sign-in HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['bare LF behind a chunk size', `${chunked}5\nhello\r\n0\r\n\r\n`, 400],
    ['bare LF in a chunk extension', `${chunked}5;a\nb\r\nhello\r\n0\r\n\r\n`, 400],
    ['chunk longer than its size', `${chunked}5\r\nhelloo\r\n0\r\n\r\n`, 400],
    ['chunk size that overflows', `${chunked}10000000000000000\r\n`, 400],
    ['chunk too large', `${chunked}fffffff\r\n`, 413],
    ['body declared too large', `POST /sign-in HTTP/1.1\r\n${host}Content-Length: 1048577\r\n\r\n`, 413],
    ['target too long', `GET /${'a'.repeat(8192)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['target without an end', `GET /${'a'.repeat(70000)}`, 414],
    ['header section too large', `GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(16384)}\r\n\r\n`, 431],
    ['header section without an end', `GET / HTTP/1.1\r\n${host}${'X: aaaaaaaaaaaaaaaa\r\n'.repeat(4000)}`, 431],
    ['too many headers', `GET / HTTP/1.1\r\n${host}${'X: a\r\n'.repeat(101)}\r\n`, 431],
    ['trailers too large', `${chunked}0\r\nX: ${'a'.repeat(5000)}\r\n\r\n`, 431],
];

test('malformed requests', async (t) => {
    const home = folder(t);
    const db = `sqlite:${home}/unknot.db`;
    assert.equal((await unknot(['init', '--db', db, '--practice', 'Test', '--owner', 'owner@clinic.example'], { home })).code, 0);
    const server = await serve(t, { db, home });
    for (const [what, bytes, status] of cases) {
        await t.test(what, async () => {
            const { responses, closed, text } = await exchange(server, [bytes], { seconds: 8 });
            assert.equal(responses.length, 1, `one answer, not ${JSON.stringify(text.slice(0, 300))}`);
            assert.ok([status].flat().includes(responses[0].status), `${responses[0].status}, not ${status}`);
            assert.ok(closed, 'the connection is closed');
            assert.equal(responses[0].headers.connection, 'close');
            assert.ok(responses[0].body.length > 0, 'says why');
        });
    }
    await t.test('what follows a refused request is never answered', async () => {
        const { responses } = await exchange(server, [`POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n${host}\r\n`]);
        assert.equal(responses.length, 1);
    });
    const fine = await exchange(server, [`GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`]);
    assert.equal(fine.responses[0].status, 200);
    assert.ok(!/child_ended/.test(server.said()), 'no crash');
    assert.ok(!/clinic\.example|hello/.test(server.said()), 'nothing of the requests is in the log');
});
