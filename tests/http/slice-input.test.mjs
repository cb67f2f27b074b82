// Requests that are wrong in their own ways, to every route: bodies, encodings, kinds, methods, dates.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, csrfOf, getJson, newClient, post, postJson, today } from '../lib/clinic.mjs';
import { addressOf, everything } from '../lib/everything.mjs';
import { engines, top, unknot } from '../lib/program.mjs';
import { exchange } from '../lib/raw.mjs';
import { Visitor } from '../lib/visitor.mjs';

const routes = readFileSync(join(top, 'src/web/routes.def'), 'utf8').split('\n').filter((line) => line.startsWith('R('))
    .map((line) => /^R\("(\w+)",\s*"([^"]+)",\s*(\w+),\s*&?(\w+),\s*([A-Z|]+),/.exec(line).slice(1))
    .map(([method, pattern, verb, form, kinds]) => ({ method, pattern, verb, form, kinds: kinds.split('|') }));

for (const engine of engines) {
    test(`input, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        await postJson(owner, `${at}/concerns`, { kind: 'headache' });
        const rating = (await postJson(owner, `${at}/ratings`, { concern, day: today(), value: 5 })).json.id;
        const link = (await postJson(owner, `${at}/links`, {})).json;
        const token = new URL(link.url).pathname.slice(3);
        const asset = /href="(\/static\/[^"]+)"/.exec((await new Visitor(server).get('/sign-in')).text)[1];
        const ids = { client, other: await newClient(owner, { given: 'Ed', family: 'Other' }), concern, rating, link: link.id, merge: client, member: client, session: client, token, step: 'place', name: asset.slice(8),
            ...await everything(house, client, concern) };
        const address = (pattern) => addressOf(pattern, ids);
        const gets = routes.filter((r) => r.method === 'GET' && r.pattern !== '/style'), posts = routes.filter((r) => r.method === 'POST');
        const csrf = await csrfOf(owner);
        const raw = (path, body, type = 'application/x-www-form-urlencoded', more = {}) => owner.request(path, { method: 'POST', body, headers: { 'x-csrf-token': csrf, ...(type ? { 'content-type': type } : {}), ...more } });
        const counts = async () => JSON.stringify([(await getJson(owner, '/clients')).clients.length, await getJson(owner, `${at}/measures`), (await getJson(owner, '/team')).members]);
        const before = await counts();

        await t.test('bodies that cannot be read: 400 on every route', async () => {
            for (const { pattern, kinds } of posts) {
                const path = address(pattern);
                for (const body of ['given=%ff', 'given=%c3%28', 'given=a%00b', 'given=%', 'given=%4', 'given=%zz', '%00=1', 'a=\u0000', Buffer.from('given=\xff', 'latin1'), 'a=&'.repeat(1001)]) {
                    const answer = await raw(path, body);
                    assert.equal(answer.status, 400, `${path} ${String(body).slice(0, 40)}`);
                    assert.match(answer.headers.get('content-type'), kinds.includes('HTML') ? /^text\/html/ : /^application\/json/, path);
                }
                if (!kinds.includes('JSON')) continue;
                for (const body of ['', '{', '[]', '"x"', 'null', '{"a":1,"a":2}', '{"a":{"b":1}}', '{"a":[[1]]}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"a":1}x', Buffer.from('{"a":"\xff"}', 'latin1'), `{"a":[${'1,'.repeat(1000)}1]}`, '['.repeat(500)]) {
                    const answer = await raw(path, body, 'application/json', { accept: 'application/json' });
                    assert.equal(answer.status, 400, `${path} ${String(body).slice(0, 40)}: ${answer.text.slice(0, 200)}`);
                    assert.equal(JSON.parse(answer.text).error.code, 'MALFORMED');
                }
            }
        });

        await t.test('bodies of other types 415, too large ones 413', async () => {
            for (const { pattern } of posts) {
                const path = address(pattern);
                for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonx', 'x']) assert.equal((await raw(path, 'given=a', type)).status, 415, `${path} ${type}`);
                assert.equal((await raw(path, `note=${'x'.repeat(/^.setup.(instruments|rules-file)/.test(pattern) ? 1_500_000 : 500_000)}`)).status, 413, path); // an instrument's file may be long
            }
            const { responses } = await exchange(server, `POST /clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n`, { responses: 1 });
            assert.equal(responses[0].status, 413, 'refused before it is sent');
        });

        await t.test('fields that JSON does not have: 422, named', async () => {
            for (const { pattern } of posts.filter((r) => r.pattern !== '/sign-in' && r.kinds.includes('JSON'))) {
                const path = address(pattern);
                const answer = await raw(path, '{"no_such_field":true}', 'application/json', { accept: 'application/json' });
                assert.ok([404, 422].includes(answer.status), `${path}: ${answer.status} ${answer.text}`);
                if (answer.status === 422) assert.ok(JSON.parse(answer.text).error.problems.some((p) => p.field === 'no_such_field' && p.rule === 'error.unknown-field'), `${path}: ${answer.text}`);
                else assert.match(path, /merges|sessions|team|^\/[dhiv]\/|\/calm$/);
            }
        });

        await t.test('days that do not exist', async () => {
            for (const day of ['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '99999-01-01', '-0001-01-01', '2026-01-01T00:00', '01/02/2026', '0']) {
                for (const [path, field, values] of [['/clients', 'born', { given: 'A' }], [`${at}/ratings`, 'day', { concern, value: 1 }], [`${at}/concerns`, 'start', { kind: 'pain', place: 'x' }],
                    [`${at}/concerns/${concern}/close`, 'closed', { _version: 1 }], ['/setup/licence', 'expires', { _version: 1 }]]) {
                    const answer = await postJson(owner, path, { ...values, [field]: day });
                    assert.equal(answer.status, 422, `${path} ${day}: ${answer.text}`);
                    assert.ok(answer.json.error.problems.some((p) => p.field === field), answer.text);
                }
                assert.equal((await post(owner, `${at}/diary`, { [`day_${day}`]: 'yes' })).status, 422, day);
            }
            for (const month of ['2026-13', '2026-00', 'x', '9999-12', '0001-01', '1899-12', '%00', '2026-02-30']) {
                assert.ok([200, 400, 404].includes((await owner.get(`${at}/measures?month=${month}`)).status), month);
            }
        });

        await t.test('HEAD is GET without its body, on every route', async () => {
            for (const { pattern } of gets) {
                const path = address(pattern);
                const get = await owner.get(path), head = await owner.request(path, { method: 'HEAD' });
                assert.deepEqual([head.status, head.text, head.location], [get.status, '', get.location], path);
                for (const name of ['content-type', 'cache-control', 'content-security-policy']) assert.equal(head.headers.get(name), get.headers.get(name), `${path} ${name}`);
            }
        });

        await t.test('other methods: 405, and what is allowed', async () => {
            for (const pattern of new Set(routes.map((r) => r.pattern))) {
                const has = (m) => routes.some((r) => r.method === m && new RegExp(`^${r.pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(address(pattern).split('?')[0]));
                const allow = [has('GET') ? 'GET, HEAD' : '', has('POST') ? 'POST' : ''].filter((x) => x).join(', ');
                for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', ...(has('GET') ? [] : ['GET', 'HEAD']), ...(has('POST') ? [] : ['POST'])]) {
                    const answer = await owner.request(address(pattern), { method, ...(method === 'POST' ? { form: { _csrf: csrf } } : {}) });
                    assert.equal(answer.status, 405, `${method} ${pattern}`);
                    assert.equal(answer.headers.get('allow'), allow, `${method} ${pattern}`);
                }
            }
        });

        await t.test('kinds that a page does not come in: 406', async () => {
            for (const { pattern, kinds } of gets.filter((r) => !r.kinds.includes('ASSET'))) {
                for (const accept of ['image/png', 'text/html;q=0, application/json;q=0', ...(kinds.includes('PDF') ? [] : ['application/pdf;q=0.5'])]) {
                    assert.equal((await owner.get(address(pattern), { headers: { accept } })).status, 406, `${pattern} ${accept}`);
                }
                for (const [kind, accept, type] of [['HTML', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', /^text\/html/], ['JSON', 'application/json', /^application\/json/], ['CSV', 'text/csv', /^text\/csv/]]) {
                    const answer = await owner.get(address(pattern), { headers: { accept } });
                    if (!kinds.includes(kind) && kind !== 'HTML') assert.equal(answer.status, 406, `${pattern} ${accept}`);
                    else if (kinds.includes(kind) && answer.status === 200) assert.match(answer.headers.get('content-type'), type);
                }
            }
            for (const [path, type] of [['/clients.json', /json/], [`${at}.json`, /json/], [`${at}/progress.csv`, /csv/], [`${at}/progress.json`, /json/]]) assert.match((await owner.get(path, { headers: { accept: '*/*' } })).headers.get('content-type'), type);
            assert.equal((await owner.get('/clients.csv')).status, 404);
        });

        await t.test('unknown paths: 404 to anybody, as page and as JSON; nothing ends in a 500', async () => {
            for (const visitor of [new Visitor(server), owner]) {
                for (const path of ['/no-such-page', '/clients/', '/clients/x/y/z/w/v', '/static/app.css', '/static/../etc', '/a', '/a/x/y', '/setup/x/y', '/.env', '/%2e%2e/%2e%2e/etc/passwd', '/é', `/${'x/'.repeat(200)}`]) {
                    const html = await visitor.get(path), json = await visitor.get(path, { headers: { accept: 'application/json' } });
                    assert.deepEqual([html.status, json.status], [404, 404], path);
                    assert.match(html.headers.get('content-type'), /^text\/html/);
                    assert.match(json.headers.get('content-type'), /^application\/json/, path);
                    assert.equal(JSON.parse(json.text).error.code, 'NOT_FOUND');
                }
                for (const path of ['/%', '/%zz', '/%00', '/%ff', '/clients?q=%ff', '/clients?q=%00', '/clients?q=%']) assert.equal((await visitor.get(path)).status, 400, path);
            }
            assert.equal((await owner.get('/setup/nowhere')).status, 404);
            for (const bad of ['x', '0000000000000', 'zzzzzzzzzzzzz', '0000000000001', "'", '%27%20OR%201=1', client.toUpperCase(), `${client}0`, '-1', '9'.repeat(400)]) {
                for (const { method, pattern } of routes.filter((r) => /\{(client|id|merge|link|rating|concern)\}/.test(r.pattern))) {
                    const path = pattern.replace(/\{(\w+)\}/, bad).replace(/\{(\w+)\}/g, (_, name) => ids[name]);
                    const answer = method === 'GET' ? await owner.get(path) : await post(owner, path, { role: 'therapist' });
                    assert.equal(answer.status, 404, `${method} ${path}: ${answer.status}`);
                }
            }
        });

        await t.test('health', async () => {
            const answer = await new Visitor(server).get('/healthz');
            const said = JSON.parse(answer.text);
            assert.equal(answer.status, 200);
            assert.equal(said.version, (await unknot(['version'])).stdout.match(/\d+\.\d+\.\d+/)[0]);
            assert.ok(Object.keys(said).length >= 3, answer.text);
            assert.doesNotMatch(answer.text, /\/tmp|unknot@|password/, 'no address of the database');
        });

        await t.test('pages are kept by nobody and load nothing from elsewhere', async () => {
            for (const { pattern } of gets.filter((r) => !r.kinds.includes('ASSET'))) {
                const { headers } = await owner.get(address(pattern));
                assert.match(headers.get('cache-control'), /no-store/, pattern);
                assert.match(headers.get('content-security-policy'), /default-src 'none'/, pattern);
                assert.equal(headers.get('x-content-type-options'), 'nosniff', pattern);
            }
            assert.match((await owner.get(asset)).headers.get('cache-control'), /immutable/);
        });

        assert.equal(await counts(), before, 'nothing of all that wrote anything');
    });
}
