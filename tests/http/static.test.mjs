// Style sheet, modules and icons: packed for whoever takes that, kept for ever, asked for again only when they changed. And what a client's phone
// loads to answer by link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { clinic, newClient, postJson } from '../lib/clinic.mjs';
import { firstLoad, raw, total } from '../lib/first-load.mjs';
import { engines } from '../lib/program.mjs';

for (const engine of engines) {
    test(`static files, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server } = await clinic(t, engine);
        const page = (await raw(`${server.url}/sign-in`, { accept: 'text/html' })).body.toString();
        const css = `${server.url}${/href="(\/static\/app\.[^"]+)"/.exec(page)[1]}`;

        await t.test('packed only for whoever takes it', async () => {
            const plain = await raw(css), packed = await raw(css, { 'accept-encoding': 'br, GZIP;q=0.5' });
            assert.equal(plain.headers['content-encoding'], undefined);
            assert.equal(packed.headers['content-encoding'], 'gzip');
            assert.deepEqual(gunzipSync(packed.body), plain.body);
            assert.ok(packed.body.length * 3 < plain.body.length);
            assert.notEqual(plain.headers.etag, packed.headers.etag);
            for (const { headers } of [plain, packed]) {
                assert.equal(headers.vary, 'Accept-Encoding');
                assert.equal(headers['content-type'], 'text/css; charset=utf-8');
                assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
                assert.match(headers.etag, /^"[0-9a-f]{16}(-gzip)?"$/);
            }
            for (const [taken, coding] of [['*', 'gzip'], ['gzip;q=0', undefined], ['gzip;q=0.000, *', undefined], ['br;q=1, *;q=0', undefined], ['identity', undefined], ['', undefined],
                ['xgzip', undefined], ['deflate, gzip ; q=1.0', 'gzip']]) {
                assert.equal((await raw(css, { 'accept-encoding': taken })).headers['content-encoding'], coding, `Accept-Encoding: ${taken}`);
            }
            const pages = await raw(`${server.url}/sign-in`, { accept: 'text/html', 'accept-encoding': 'gzip' });
            assert.equal(pages.headers['content-encoding'], undefined, 'a page has secrets beside what was typed: not packed');
        });

        await t.test('304 for whoever has the very bytes', async () => {
            const gzip = { 'accept-encoding': 'gzip' };
            const { etag } = (await raw(css, gzip)).headers, plain = (await raw(css)).headers.etag;
            for (const [headers, status] of [[{ ...gzip, 'if-none-match': etag }, 304], [{ ...gzip, 'if-none-match': `"other", W/${etag}` }, 304], [{ 'if-none-match': '*' }, 304],
                [{ ...gzip, 'if-none-match': plain }, 200], [{ 'if-none-match': etag }, 200], [{ 'if-none-match': plain }, 304], [{ ...gzip, 'if-none-match': etag.slice(1, -1) }, 200]]) {
                const answer = await raw(css, headers);
                assert.equal(answer.status, status, JSON.stringify(headers));
                assert.equal(answer.headers.vary, 'Accept-Encoding');
                assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
                if (status === 304) assert.equal(answer.body.length, 0);
                if (status === 304) assert.equal(answer.headers['content-type'], undefined);
            }
            const source = await raw(`${server.url}/source.tar.gz`);
            assert.equal(source.headers.vary, undefined);
            assert.equal((await raw(`${server.url}/source.tar.gz`, { 'if-none-match': source.headers.etag })).status, 304);
        });

        await t.test('a client who answers by link loads less than 30 kB, and nothing that only the desk needs', async () => {
            const client = await newClient(owner, { given: 'Nia', family: 'Quinn' });
            for (const kind of ['pain', 'headache', 'sleep']) await postJson(owner, `/clients/${client}/concerns`, { kind, place: kind === 'pain' ? 'neck' : '' });
            const link = await postJson(owner, `/clients/${client}/links`, {});
            const files = await firstLoad(server, new URL(link.json.url).pathname);
            assert.ok(total(files) < 30_000, JSON.stringify(files));
            assert.deepEqual(files.slice(1).map((f) => f.path.replace(/\.[0-9a-f]{8}\./, '.')).sort(), ['/static/ask.css', '/static/ask.js', '/static/ground.css', '/static/mark.svg']);
            const raw_files = await firstLoad(server, new URL(link.json.url).pathname, { gzip: false });
            assert.deepEqual(raw_files.map((f) => f.of), files.map((f) => f.of));
            t.diagnostic(`first load ${total(files)} bytes as sent, ${total(files, 'of')} unpacked; the page ${files[0].sent}`);
        });
    });
}
