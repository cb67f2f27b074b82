// Links as text messages, by a webhook: signed, at most once to the service's eyes, only to whom it may be used for, and never to a wrong number.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';

import { newClient, post, postJson, sql } from '../lib/clinic.mjs';
import { workingClinic } from '../lib/day.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { engines, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

const token = 'a token that only the service knows';

// A service on loopback: what it was sent, in `asked`; it answers with `status`.
async function service(t) {
    const it = { asked: [], status: 202 };
    const http = createServer(async (req, res) => {
        let body = '';
        for await (const part of req) body += part;
        const right = `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
        it.asked.push({ ...JSON.parse(body), path: req.url, method: req.method, type: req.headers['content-type'], key: req.headers['idempotency-key'],
            signed: req.headers['x-unknot-signature'] === right });
        res.writeHead(it.status, it.status === 302 ? { location: '/elsewhere' } : {}).end('{}');
    }).listen(0, '127.0.0.1');
    await once(http, 'listening');
    it.url = `http://127.0.0.1:${http.address().port}/send`;
    it.stop = () => new Promise((done) => {
        http.closeAllConnections();
        http.close(done);
    });
    t.after(it.stop);
    return it;
}

async function until(what, ask) {
    for (let i = 0; i < 600; i++) {
        if (ask()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}
const rows = (db) => sql(db, 'SELECT channel, state, tries, error FROM outbox ORDER BY id').map((r) => r.join(' ').trim());

for (const engine of engines) {
    test(`links as text messages, ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, async (t) => {
        const house = await workingClinic(t, engine);
        const { 'front-desk': desk } = house.people;
        const { db, home } = house;
        await house.server.stop();
        const far = await service(t), file = join(home, 'sms-token');
        writeFileSync(file, `${token}\n`, { mode: 0o600 });
        sql(db, "INSERT INTO mail_setting SELECT id, '', 0, 0, 1, NULL, 1 FROM practice WHERE 1 = 1");
        const env = { UNKNOT_SMS_URL: far.url, UNKNOT_SMS_TOKEN_FILE: file, UNKNOT_SMS_COUNTRY: '44', UNKNOT_MAIL_EVERY: '50', UNKNOT_MAIL_PAUSE: '50' };
        let server = await serve(t, { db, home, env });
        desk.url = server.url;
        const linkOf = async (fields) => {
            const client = await newClient(desk, { given: 'Ada', phones: ['07700 900123'], may_text: true, ...fields });
            await postJson(Object.assign(house.owner, { url: desk.url }), `/clients/${client}/concerns`, { kind: 'sleep' });
            const made = await postJson(desk, `/clients/${client}/links`, { purpose: 'answers' });
            assert.equal(made.status, 201, made.text);
            return { client, page: `/clients/${client}/links/${made.json.id}`, path: new URL(made.json.url).pathname };
        };
        const due = () => sql(db, "UPDATE outbox SET next_us = 1 WHERE state = 'waiting'");

        await t.test('it arrives once, signed, with the link and little else', async () => {
            const { page, path } = await linkOf({});
            assert.match((await desk.open(page)).text, /Send it to \+447700900123/);
            for (let i = 0; i < 2; i++) assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await until('sent', () => rows(db)[0] === 'sms sent 1');
            assert.equal(far.asked.length, 1);
            const [m] = far.asked;
            assert.deepEqual([m.method, m.path, m.type, m.signed, m.to], ['POST', '/send', 'application/json', true, '+447700900123']);
            assert.equal(m.text, `Quiet Hands: please answer here, it takes a minute. ${server.url}${path}`);
            assert.ok(m.id.length > 10 && m.key === m.id);
            assert.equal((await new Visitor(server).open(path)).status, 200);
            assert.match((await desk.open(page)).text, /Sent to \+447700900123/);
            assert.doesNotMatch(server.said(), /7700900123/);
        });

        await t.test('not without consent, a number, or one that can be written to', async () => {
            for (const [fields, why] of [[{ may_text: false }, /text messages may be used/], [{ phones: [] }, /no phone number/],
                [{ phones: ['0049 30'] }, /write it with \+ and the country/]]) {
                const { page } = await linkOf(fields);
                assert.match((await desk.open(page)).text, why);
                const refused = await post(desk, `${page}/mail`);
                assert.equal(refused.status, 422, refused.text);
                assert.match(refused.text, why);
            }
            assert.equal(far.asked.length, 1);
        });

        await t.test('the same message again has the same key; a refusal is the end, and said on the client\'s page', async () => {
            far.status = 503;
            const { client, page } = await linkOf({});
            assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await until('put off', () => rows(db).at(-1) === 'sms waiting 1 put-off');
            far.status = 422;
            due();
            await until('refused', () => rows(db).at(-1) === 'sms failed 2 refused');
            const [first, second] = far.asked.slice(-2);
            assert.ok(first.key === second.key && first.text === second.text);
            assert.match((await desk.open(`/clients/${client}`)).text, /A message did not reach them, [^<]*The service refused it\./);
            assert.match((await desk.open('/today')).text, /Messages that did not arrive/);
            far.status = 202;
            assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await until('asked again', () => rows(db).at(-1) === 'sms sent 1');
            assert.notEqual(far.asked.at(-1).key, first.key);
            assert.doesNotMatch((await desk.open(`/clients/${client}`)).text, /did not reach them/);
        });

        await t.test('settings that are wrong use up no try, and are said', async () => {
            for (const status of [401, 404, 302]) {
                far.status = status;
                const { page } = await linkOf({});
                assert.equal((await post(desk, `${page}/mail`)).status, 303);
                const word = status === 401 ? 'sign-in' : 'unreachable';
                await until('held up', () => rows(db).at(-1) === `sms waiting 0 ${word}`);
                assert.match((await desk.open('/today')).text, /No text messages are sent at the moment\./);
                far.status = 202;
                await until('sent', () => {
                    due();
                    return rows(db).at(-1) === 'sms sent 1';
                });
            }
            assert.ok(far.asked.every((m) => m.path === '/send'), 'no redirect is followed');
            assert.doesNotMatch((await desk.open('/today')).text, /No text messages are sent/);
        });

        await t.test('e-mail goes first where it may be used', async () => {
            await server.stop();
            const box = await mailbox(t);
            server = await serve(t, { db, home, env: { ...env, UNKNOT_SMTP_URL: `smtp://127.0.0.1:${box.port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example' } });
            desk.url = server.url;
            const n = far.asked.length;
            const both = await linkOf({ email: 'ada@example.org', may_email: true }), texts = await linkOf({ email: 'ada@example.org' });
            for (const { page } of [both, texts]) assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await box.settled(1);
            await until('both', () => rows(db).slice(-2).join() === 'email sent 1,sms sent 1');
            assert.equal(far.asked.length, n + 1);
        });
    });
}

test('what is wrong with the settings is said at the start', async (t) => {
    const house = await workingClinic(t, engines[0]);
    await house.server.stop();
    const file = join(house.home, 'sms-token'), open = join(house.home, 'open-token');
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    writeFileSync(open, `${token}\n`, { mode: 0o644 });
    const far = { UNKNOT_SMS_URL: 'https://service.example/send', UNKNOT_SMS_TOKEN_FILE: file };
    for (const [env, why] of [[{ UNKNOT_SMS_URL: 'http://service.example/send' }, /sms-url/], [{ UNKNOT_SMS_URL: 'https://me:secret@service.example/' }, /sms-url/],
        [{ UNKNOT_SMS_TOKEN_FILE: '' }, /sms-token-file/], [{ UNKNOT_SMS_TOKEN_FILE: open }, /open-token/], [{ UNKNOT_SMS_COUNTRY: '044' }, /sms-country/]]) {
        const said = await unknot(['serve', '--db', house.db, '--listen', '127.0.0.1:0'], { home: house.home, env: { ...far, ...env } });
        assert.equal(said.code, 1, JSON.stringify(said));
        assert.match(said.stderr, why);
        assert.doesNotMatch(said.stderr, /secret|only the service/);
    }
});
