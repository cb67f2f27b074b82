// Links by e-mail, over HTTP and a real SMTP server: asked for by staff, sent once, tried again, given up, and never against anybody's will.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, dayAfter, getJson, newClient, post, postJson, sql, text, today } from '../lib/clinic.mjs';
import { book, freeTimes, workingClinic } from '../lib/day.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

// The hours in which nothing is sent, from outside: none, or all but the hour of half a day away.
const never = (db) => hours(db, 0, 0);
const always = (db) => {
    const far = (new Date().getUTCHours() + 12) % 24;
    return hours(db, (far * 60 + 60) % 1440, far * 60);
};
const hours = (db, from, until) => sql(db, `INSERT INTO mail_setting SELECT id, '', ${from}, ${until}, 1, NULL, 1 FROM practice WHERE 1 = 1
    ON CONFLICT (practice_id) DO UPDATE SET quiet_from = ${from}, quiet_until = ${until}`);

// Waits for what the server's own thread does, by asking the database.
async function until(what, ask) {
    for (let i = 0; i < 600; i++) {
        if (ask()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}
const rows = (db) => sql(db, 'SELECT state, tries, error FROM outbox ORDER BY id').map((r) => r.join(' ').trim());

async function linkFor(person, client, purpose = 'answers') {
    const made = await postJson(person, `/clients/${client}/links`, { purpose });
    assert.equal(made.status, 201, made.text);
    return { page: `/clients/${client}/links/${made.json.id}`, url: made.json.url };
}

for (const engine of engines) {
    test(`links by e-mail, ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, async (t) => {
        const house = await workingClinic(t, engine);
        const { 'front-desk': desk } = house.people;
        const { db, home } = house;
        await house.server.stop();
        const box = await mailbox(t);
        const settings = (port) => ({ UNKNOT_SMTP_URL: `smtp://127.0.0.1:${port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example', UNKNOT_MAIL_EVERY: '50', UNKNOT_MAIL_PAUSE: '50' });
        never(db);
        let server = await serve(t, { db, home, env: settings(box.port) });
        const at = (person) => Object.assign(person, { url: server.url });
        at(desk), at(house.owner);
        const person = async (fields) => {
            const id = await newClient(desk, { given: 'Ada', email: 'ada@example.org', may_email: true, ...fields });
            await postJson(Object.assign(house.owner, { url: desk.url }), `/clients/${id}/concerns`, { kind: 'sleep' });
            return id;
        };

        await t.test('it arrives once, with the link, and with nothing that nobody needs to know', async () => {
            const { page, url } = await linkFor(desk, await person({ preferred: 'Addie <b>' }));
            const shown = await desk.open(page);
            assert.match(shown.text, /Send it to ada@example\.org/);
            for (let i = 0; i < 2; i++) assert.equal((await post(desk, `${page}/mail`)).status, 303);
            const [mail] = await box.settled(1);
            await until('sent', () => rows(db)[0] === 'sent 1');
            assert.equal(box.mails.length, 1);
            assert.deepEqual(mail.to, ['ada@example.org']);
            assert.equal(mail.headers.subject, 'A short question from Quiet Hands');
            assert.match(mail.headers.from, /^Quiet Hands <desk@clinic\.example>$/);
            const path = new URL(url).pathname;
            assert.ok(mail.plain.includes(`${server.url}${path}`), mail.plain);
            assert.ok(unescapeHtml(mail.html).includes(`href="${server.url}${path}"`), mail.html);
            assert.match(mail.html, /Hello Addie &lt;b&gt;,/);
            assert.equal((await new Visitor(server).open(path)).status, 200);
            assert.match((await desk.open(page)).text, /Sent to ada@example\.org/);
            assert.deepEqual(mail.defects, []);
            const kept = JSON.stringify(sql(db, 'SELECT * FROM outbox'));
            assert.ok(!kept.includes(path.slice(3)), 'no token is kept');
            assert.doesNotMatch(server.said(), /ada@example|Addie/);
        });

        await t.test('no consent, no address: no mail, and the page says why', async () => {
            for (const [fields, why] of [[{ may_email: false }, /does not say that e-mail may be used/], [{ email: '' }, /has no e-mail address/]]) {
                const { page } = await linkFor(desk, await person(fields));
                const shown = await desk.open(page);
                assert.match(shown.text, why);
                assert.doesNotMatch(shown.text, /\/mail"/);
                const refused = await post(desk, `${page}/mail`);
                assert.equal(refused.status, 422, text(refused));
                assert.match(refused.text, why);
            }
            assert.equal(rows(db).length, 1);
        });

        await t.test('in quiet hours it waits, and can be taken back', async () => {
            always(db);
            const { page } = await linkFor(desk, await person());
            assert.equal((await post(desk, `${page}/mail`)).status, 303);
            sql(db, "UPDATE outbox SET next_us = 1 WHERE state = 'waiting'"); // even where it were due
            await until('put off again', () => sql(db, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND next_us > 1")[0][0] === '1');
            const shown = await desk.open(page);
            assert.match(shown.text, /Waits to be sent to ada@example\.org/);
            const stop = /action="([^"]*\/stop)"/.exec(shown.text)[1];
            assert.equal((await post(desk, stop)).status, 303);
            never(db);
            assert.deepEqual(rows(db).slice(1), ['stopped 0 taken-back']);
            assert.doesNotMatch((await desk.open('/today')).text, /Messages that did not arrive/);
            assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await box.settled(2);
            await until('sent', () => rows(db)[2] === 'sent 1');
        });

        await t.test('a refusal is the end, and said; "not now" is tried again', async () => {
            const refused = await linkFor(desk, await person({ email: 'never@example.org' }));
            const later = await linkFor(desk, await person({ email: 'later@example.org' }));
            for (const { page } of [refused, later]) assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await until('both answered', () => rows(db).slice(3).join() === 'failed 1 refused,waiting 1 put-off');
            assert.match((await desk.open(refused.page)).text, /Could not be delivered to never@example\.org/);
            assert.match((await desk.open(refused.page.replace(/\/[^/]+$/, ''))).text, /Could not be delivered to never@example\.org[^<]*The service refused it/);
            const waiting = /Messages that did not arrive[\s\S]*?<\/details>/.exec((await desk.open('/today')).text)[0];
            assert.equal(waiting.match(/<li>/g).length, 1);
            assert.equal((await desk.open(/href="([^"]+)"/.exec(waiting)[1])).status, 200);
            sql(db, "UPDATE outbox SET next_us = 1 WHERE state = 'waiting'");
            await until('tried again', () => rows(db)[4] === 'waiting 2 put-off');
            assert.equal(box.asked.filter((a) => a === 'never@example.org').length, 1);
            sql(db, "UPDATE outbox SET tries = 5, next_us = 1 WHERE state = 'waiting'");
            await until('given up', () => rows(db)[4] === 'failed 6 put-off');
        });

        await t.test('how the practice writes: the owner sets it, each rule at its box, two tabs', async () => {
            sql(db, 'DELETE FROM mail_setting');
            const owner = house.owner, own = { pick: (f) => f.action === '/setup/mail' };
            const first = await owner.open('/setup/mail');
            assert.match(first.text, /value="21:00"[\s\S]*value="08:00"/);
            assertRefused(await owner.submit('/setup/mail', { quiet_from: '25:00', quiet_until: '', reply_to: 'no address' }, own), ['quiet_from', 'quiet_until', 'reply_to'],
                { quiet_from: '25:00', reply_to: 'no address' });
            assertRefused(await owner.submit('/setup/mail', { reply_to: 'ä@example.org' }, own), ['reply_to'], { reply_to: 'ä@example.org' });
            assert.equal((await owner.submit('/setup/mail', { quiet_from: '00:00', quiet_until: '00:00', reply_to: 'answers@practice.example' }, own)).status, 303);
            const late = await owner.send(first, '/setup/mail', { quiet_from: '20:00' }, own);
            assert.equal(late.status, 409, text(late));
            assert.equal((await post(desk, '/setup/mail', { quiet_from: '20:00', quiet_until: '09:00' })).status, 403);
            assert.doesNotMatch((await desk.open('/setup/mail')).text, /<form[^>]*action="\/setup\/mail"/);
            const hub = await owner.open('/setup');
            assert.match(hub.text, /Messages to clients[\s\S]*At any time/);
            assert.deepEqual((await getJson(owner, '/setup')).mail, { quiet_from: '00:00', quiet_until: '00:00', reply_to: 'answers@practice.example', version: 1 });
        });

        await t.test('a test mail goes to whoever asks, and the page says what became of it', async () => {
            const owner = house.owner, n = box.mails.length;
            const first = await owner.open('/setup/mail');
            assert.match(first.text, /Does mail arrive\?/);
            assert.equal((await post(owner, '/setup/mail/test')).status, 303);
            const mail = (await box.settled(n + 1))[n];
            assert.equal(mail.headers.subject, 'A test mail from Unknot');
            await until('sent', () => rows(db).at(-1) === 'sent 1');
            const [to] = mail.to;
            assert.ok((await owner.open('/setup/mail')).text.includes(`The mail server took the test mail to ${to}`));
            assert.equal((await post(desk, '/setup/mail/test')).status, 403);
            assert.doesNotMatch((await desk.open('/setup/mail')).text, /Does mail arrive/);
        });

        await t.test('before a visit there is one mail with the health form, whatever links are made', async () => {
            const n = box.mails.length, client = await person();
            const [first] = await freeTimes(desk, house.services.Massage, { from: dayAfter(today(), 3) });
            const { id } = await book(desk, { service: house.services.Massage, therapist: first.therapist, day: first.day, time: first.time, client });
            const pages = [];
            for (let i = 0; i < 2; i++) pages.push((await post(desk, `/appointments/${id}/intake`)).location);
            const send = async (page) => post(desk, /action="([^"]*\/mail)"/.exec((await desk.open(page)).text)[1]);
            assert.equal((await send(pages[0])).status, 303);
            const mail = (await box.settled(n + 1))[n];
            assert.match(mail.plain, /\/i\/[A-Za-z0-9_-]{67}/);
            assert.equal(mail.headers.subject, 'Your form for Quiet Hands');
            assert.notEqual(pages[0], pages[1]);
            const second = await send(pages[1]);
            assert.equal(second.status, 409, text(second));
            assert.match(second.text, /A link was sent before this visit already/);
        });

        await t.test('a mail server that is away is waited for', async () => {
            const n = box.mails.length;
            await box.stop();
            const { page } = await linkFor(desk, await person());
            assert.equal((await post(desk, `${page}/mail`)).status, 303);
            await until('not reached', () => rows(db).at(-1) === 'waiting 0 unreachable');
            for (const path of ['/today', '/setup/mail']) assert.match((await house.owner.open(path)).text, /No mail is sent at the moment\. The service cannot be reached\./);
            const back = await mailbox(t, { words: ['--port', `${box.port}`] });
            sql(db, "UPDATE outbox SET next_us = 1 WHERE state = 'waiting'");
            assert.equal((await back.settled(1))[0].headers['reply-to'], 'answers@practice.example');
            await until('sent', () => rows(db).at(-1) === 'sent 1');
            assert.equal(box.mails.length + back.mails.length, n + 1);
            await back.stop();
        });

        await t.test('of two servers on one database one sends', { skip: engine.name === 'sqlite' ? 'one server has the file' : false }, async () => {
            const third = await mailbox(t, { words: ['--port', `${box.port}`] });
            await serve(t, { db, home, env: settings(third.port) });
            for (let i = 0; i < 12; i++) {
                const { page } = await linkFor(desk, await person());
                assert.equal((await post(desk, `${page}/mail`)).status, 303);
            }
            await third.settled(12);
            await until('all sent', () => rows(db).filter((r) => r.startsWith('sent')).length === 17);
            assert.equal(new Set(third.mails.map((m) => m.headers['message-id'])).size, 12);
            assert.equal(third.mails.length, 12);
        });
    });
}
