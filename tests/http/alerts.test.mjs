// An answer that asks for help the same day: asked only where somebody is told, raised by every way in, written to the named person through a real
// SMTP server, acted on, and nothing of it for the front desk. The client is shown support at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { assertRefused, clinic, getJson, newClient, newMember, newPractice, post, postJson, problems, sql, text, today, words } from '../lib/clinic.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const now = today();
const zeros = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => [`q_${i}`, '0']));
const days = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((d) => [`day_${d}`, '1']));

for (const engine of engines) {
    test(`help the same day, ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, async (t) => {
        const house = await clinic(t, engine);
        const { db, home, owner } = house;
        const therapist = await newMember(house.server, owner, 'therapist', 'tess@practice.example');
        const other = await newMember(house.server, owner, 'therapist', 'theo@practice.example');
        const desk = await newMember(house.server, owner, 'front-desk', 'finn@practice.example');
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', phones: '020 7946 0018' });
        await house.server.stop();
        const box = await mailbox(t);
        const server = await serve(t, { db, home, env: { UNKNOT_SMTP_URL: `smtp://127.0.0.1:${box.port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example', UNKNOT_MAIL_EVERY: '50', UNKNOT_MAIL_PAUSE: '50' } });
        for (const person of [owner, therapist, other, desk]) person.url = server.url;
        const elsewhere = await newPractice({ server, db, home }, { name: 'Elsewhere', email: 'eve@elsewhere.example' });
        const list = `/clients/${client}/responses`;
        const answered = (values, person = therapist) => postJson(person, list, { day: now, mode: 'with-staff', ...values });
        const offered = async () => (await getJson(owner, `${list}?concern=none`)).instruments.map((i) => i.id);
        const alertsOf = () => Number(sql(db, 'SELECT COUNT(*) FROM alert')[0][0]);
        const whole = { until: '24:00', emergency: '999', checked: '1', phone: '020 7946 0000', ...days };
        let alert;

        await t.test('until somebody is named, confirmed and can be written to, it is not asked', async () => {
            assert.equal((await post(owner, '/setup/measures', { mood: '1', _version: 0 })).status, 303);
            const shown = await owner.open('/setup/alerts');
            assert.match(shown.text, /An owner or therapist who is told/);
            assert.match(shown.text, /116 123 \(Samaritans\)/);
            assert.match(shown.text, /name="emergency"[^>]*value="999"/, 'the country\'s, to be checked');
            const ids = await offered();
            assert.ok(ids.includes('phq-8') && !ids.includes('phq-9') && !ids.includes('dass-21'));
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'phq-9', ...zeros }))), ['instrument']);
            const pick = (f) => f.action === '/setup/alerts';
            const account = /<option value="([^"]+)"[^>]*>Somebody therapist</.exec(shown.text)[1];
            assertRefused(await owner.submit('/setup/alerts', { account, address: 'no address', emergency: 'x', until: '18:00' }, { pick }), ['address', 'emergency'], { address: 'no address', emergency: 'x' });
            const options = [...new Set([...shown.text.matchAll(/<option value="([^"]+)"[^>]*>Somebody/g)].map(([, id]) => id))];
            assert.equal(options.length, 2, 'no front desk');
            const named = sql(db, "SELECT id FROM account WHERE email = 'tess@practice.example'")[0][0];
            const saved = [];
            for (const id of options) {
                const done = await owner.submit('/setup/alerts', { account: id, address: 'tess.day@practice.example', ...whole }, { pick });
                assert.equal(done.status, 303, text(done));
                saved.push(sql(db, 'SELECT account_id FROM alert_setting')[0][0]);
                if (saved.at(-1) === named) break;
            }
            assert.equal(saved.at(-1), named);
            assert.equal((await postJson(owner, '/setup/alerts', { _version: 0, account, address: 'late@practice.example', until: '18:00' })).status, 409, 'a lost update is refused');
            assert.equal((await post(therapist, '/setup/alerts', { ...whole })).status, 403);
            assert.equal((await desk.get('/setup/alerts')).status, 403);
            assert.ok(!(await offered()).includes('phq-9'));
        });

        await t.test('the test mail’s link confirms only when the named person presses it', async () => {
            assert.equal((await post(owner, '/setup/alerts/test')).status, 303);
            const [mail] = await box.settled(1);
            assert.deepEqual(mail.to, ['tess.day@practice.example']);
            const path = new URL(/http:\S+\/alerts\/confirm\/\S+/.exec(mail.plain)[0]).pathname;
            const confirmed = () => sql(db, 'SELECT COUNT(*) FROM alert_setting WHERE confirmed_us IS NOT NULL')[0][0] === '1';
            assert.equal((await new Visitor(server).get(path)).status, 303, 'a stranger signs in first');
            assert.match((await owner.get(path)).text, /somebody else’s address/);
            assert.equal((await post(owner, path)).status, 403);
            assert.equal((await therapist.get(`${path.slice(0, -2)}aa`)).status, 404);
            assert.equal((await elsewhere.get(path)).status, 404);
            const asked = await therapist.open(path);
            assert.match(asked.text, /tess\.day@practice\.example/);
            assert.ok(!confirmed(), 'opened is not confirmed');
            assert.equal((await therapist.submit(path, {}, { pick: (f) => f.action === path })).status, 303);
            assert.ok(confirmed());
            assert.match((await owner.open('/setup/alerts')).text, /All of it stands/);
            const ids = await offered();
            assert.ok(ids.includes('phq-9') && ids.includes('dass-21'));
        });

        await t.test('zero raises nothing; one does, whatever the total, and leads to what is to be done', async () => {
            const none = await answered({ instrument: 'phq-9', ...zeros });
            assert.equal(none.status, 201, none.text);
            assert.deepEqual([none.json.alert, alertsOf()], [null, 0]);
            const left = await answered({ instrument: 'phq-9', q_1: '3' });
            assert.equal(left.json.alert, null);
            assert.match((await therapist.open(`${list}/${left.json.id}`)).text, /Question 9 was left open/);
            const page = `${list}/new?instrument=phq-9`;
            assert.doesNotMatch((await therapist.open(page)).text, /mode=paper-total/);
            assert.deepEqual(Object.keys(problems(await answered({ instrument: 'phq-9', mode: 'paper-total', total_total: '9' }))), ['mode']);
            const done = await therapist.submit(page, { ...zeros, q_9: '1', day: now }, { pick: (f) => f.action === list });
            assert.equal(done.status, 303, text(done));
            assert.match(done.location, /^\/alerts\/[0-9a-z]{13}\?/);
            alert = done.location.split('?')[0];
            const shown = await therapist.open(alert);
            for (const said of [/Nia Quinn needs somebody today/, /Are you safe now\?/, /href="tel:116123"/, /href="tel:999"/, /href="tel:02079460018"/, /Several days \(1\)/, /Nobody here has to judge/])
                assert.match(shown.text, said);
            const json = await getJson(therapist, alert);
            assert.deepEqual([json.open, json.overdue, json.said, json.acts], [true, false, '', []]);
            assert.ok(json.due > json.raised);
        });

        await t.test('the named person is written to at once, without a word about whom or what', async () => {
            const mails = await box.settled(2);
            const mail = mails[1];
            assert.deepEqual(mail.to, ['tess.day@practice.example']);
            assert.ok(mail.plain.includes(`${server.url}${alert}`), mail.plain);
            assert.doesNotMatch(`${mail.headers.subject} ${mail.plain} ${mail.html}`, /Nia|Quinn|PHQ|mood|question|suicid|harm|death/i);
        });

        await t.test('Today says it to the named person and to owners; the desk learns whose task waits, and nothing else', async () => {
            for (const person of [therapist, owner]) {
                const today = await person.open('/today');
                assert.match(today.text, new RegExp(`href="${alert}"[^>]*>Nia Quinn needs somebody today`));
                assert.match(words(today), /PHQ-9, question 9: answered above zero, .*Please act by .*Stay with them or call now/s);
            }
            assert.match(words(await other.open(`/clients/${client}`)), /PHQ-9, question 9: answered above zero.*Please act by .*Stay with them or call now/s);
            for (const person of [desk, other]) {
                const shown = await person.open('/today');
                assert.match(shown.text, /Please (ask|call) Somebody therapist/);
                assert.doesNotMatch(shown.text, /Nia|Quinn|alerts\//);
            }
            assert.equal((await desk.get(alert)).status, 403);
            assert.equal((await post(desk, alert, { kind: 'seen', _version: 1 })).status, 403);
            assert.equal((await elsewhere.get(alert)).status, 404);
            assert.equal((await post(elsewhere, alert, { kind: 'seen', _version: 1 })).status, 404);
            assert.doesNotMatch((await desk.open(`/clients/${client}`)).text, /alerts\/|act by/);
            assert.match((await other.open(`/clients/${client}`)).text, new RegExp(alert), 'whoever treats them sees it at the client');
        });

        await t.test('what was done is written down, and ends it; nothing typed is lost', async () => {
            const pick = (f) => f.action === alert;
            assertRefused(await therapist.submit(alert, { kind: 'note', words: '' }, { pick }), 'words');
            assert.equal((await therapist.submit(alert, { kind: 'seen', words: '' }, { pick })).status, 303);
            assert.match((await owner.open('/today')).text, /Seen/);
            const stale = await therapist.request(alert, { form: { ...forms((await therapist.open(alert)).text).find(pick).fields, kind: 'spoken', words: 'kept words', _version: '1' } });
            assert.equal(stale.status, 409, text(stale));
            assert.match(stale.text, /kept words/);
            assert.equal((await therapist.submit(alert, { kind: 'spoken', words: 'sees the GP <tomorrow>' }, { pick })).status, 303);
            const json = await getJson(therapist, alert);
            assert.deepEqual([json.open, json.acts.map((a) => a.kind).join()], [false, 'seen,spoken']);
            assert.match((await therapist.open(alert)).text, /sees the GP &lt;tomorrow&gt;/);
            assert.doesNotMatch((await owner.open('/today')).text, /needs somebody today/);
        });

        await t.test('a correction to zero, and answers taken back, leave it; it says so', async () => {
            const raised = await answered({ instrument: 'phq-9', ...zeros, q_9: '2' });
            const path = `/alerts/${raised.json.alert}`, at = `${list}/${raised.json.id}`;
            const fixed = await postJson(therapist, at, { ...zeros, day: now, note: 'misread' });
            assert.equal(fixed.status, 200, fixed.text);
            assert.equal((await post(therapist, `${list}/${fixed.json.id}/withdraw`)).status, 303);
            const shown = await therapist.open(path);
            assert.match(shown.text, /taken back later/);
            assert.match(shown.text, /After the correction: Not at all \(0\)/);
            assert.equal((await getJson(therapist, path)).open, true);
            const before = alertsOf();
            const up = await answered({ instrument: 'phq-9', ...zeros });
            const again = await postJson(therapist, `${list}/${up.json.id}`, { ...zeros, q_9: '3', day: now });
            assert.ok(again.json.alert);
            assert.equal(alertsOf(), before + 1);
        });

        await t.test('each look and each act is in the audit trail', async () => {
            const booked = () => sql(db, "SELECT event, COUNT(*) FROM audit WHERE event LIKE 'alert.%' OR event = 'practice.alerts' GROUP BY event ORDER BY event").map(([e]) => e);
            for (let i = 0; i < 100 && !booked().includes('alert.show'); i++) await sleep(50); // looks are booked within a second
            assert.deepEqual(booked(), ['alert.act', 'alert.confirm', 'alert.raise', 'alert.show', 'practice.alerts']);
        });

        await t.test('a client by link is shown support at once, and nothing else before they say how they are', async () => {
            const made = await postJson(therapist, `/clients/${client}/links`, { purpose: 'answers', ask: ['phq-9'] });
            assert.equal(made.status, 201, made.text);
            const link = new URL(made.json.url).pathname;
            const phone = new Visitor(server), mailed = box.mails.length, before = alertsOf();
            assert.equal((await getJson(phone, link)).asks[0].instrument, 'phq-9');
            assert.equal((await phone.get(`${link}/support`)).status, 404, 'nothing was raised');
            const send = (nine) => phone.request(`${link}/q/1/send`, { json: { ...zeros, q_9: nine }, headers: { accept: 'application/json' } });
            const sent = await send('1');
            assert.equal(sent.status, 200, sent.text);
            assert.equal(alertsOf(), before + 1);
            assert.equal((await send('1')).status < 400 && alertsOf(), before + 1, 'a replay raises no second one');
            const [[task]] = sql(db, 'SELECT id FROM alert ORDER BY raised_us DESC LIMIT 1');
            await box.settled(mailed + 1);
            const led = await phone.get(link);
            assert.deepEqual([led.status, led.location], [303, `${link}/support`]);
            const shown = await phone.open(`${link}/support`);
            for (const said of [/Thank you for telling us/, /href="tel:116123"/, /href="tel:999"/, /How are you right now\?/, /I am in danger now/]) assert.match(shown.text, said);
            assert.doesNotMatch(shown.text, /suicid|PHQ|depress|score|Go on/i);
            assert.deepEqual(Object.keys(problems(await phone.request(`${link}/support`, { json: { said: 'sad' }, headers: { accept: 'application/json' } }))), ['said']);
            assert.equal((await phone.get(link)).status, 303, 'still');
            const pick = (f) => f.action === `${link}/support`;
            const safe = await phone.submit(`${link}/support`, { said: 'safe' }, { pick });
            assert.deepEqual([safe.status, safe.location], [303, `${link}/support`], text(safe));
            assert.match((await phone.open(`${link}/support`)).text, /may still get in touch/);
            const on = await phone.get(link);
            assert.equal(on.status, 200, 'and on');
            assert.match(on.text, new RegExp(`<a href="${link}/support">Whom to call if you need help now</a>`), 'the way back stays');
            assert.match(on.text, /<footer.*<a class="foot-call" href="tel:116123">/s);
            assert.equal((await phone.submit(`${link}/support`, { said: 'call' }, { pick })).status, 303);
            assert.match((await phone.open(`${link}/support`)).text, /asked to call you today/);
            await box.settled(mailed + 2);
            assert.deepEqual(sql(db, `SELECT said FROM alert WHERE id = ${task}`), [['call']]);
            assert.match((await therapist.open('/today')).text, /I would like somebody to call me/);
            await postJson(owner, `/clients/${client}/concerns`, { kind: 'sleep' });
            const stranger = await postJson(owner, `/clients/${client}/links`, { purpose: 'answers' });
            assert.equal((await phone.get(new URL(stranger.json.url).pathname)).status, 200, 'another link raised nothing');
        });

        await t.test('the tap raises, long before the form is sent, if it ever is; support comes next, and one may go on', async () => {
            const made = await postJson(therapist, `/clients/${client}/links`, { purpose: 'answers', ask: ['phq-9'], ratings: false });
            assert.equal(made.status, 201, made.text);
            const link = new URL(made.json.url).pathname, page = `${link}/q/1`, support = `${link}/support`;
            const phone = new Visitor(server), before = alertsOf(), mailed = box.mails.length;
            let version = 0;
            const tap = async (i, value) => {
                const done = await phone.request(page, { form: { i: `${i}`, [`q_${i}`]: value, _version: `${version}` } });
                assert.equal(done.status, 303, text(done));
                version++;
                return done.location;
            };
            assert.doesNotMatch((await phone.open(page)).text, /q_9"[^>]*value="0"[^>]*data-help/, 'zero asks for nothing');
            assert.match((await phone.open(page)).text, /q_9" value="1"[^>]*data-help/);
            assert.equal(await tap(1, '3'), `${page}?i=2`);
            assert.equal(alertsOf(), before);
            assert.equal(await tap(9, '2'), support);
            assert.equal(alertsOf(), before + 1, 'nothing was sent');
            await box.settled(mailed + 1);
            const [[task]] = sql(db, 'SELECT id FROM alert ORDER BY raised_us DESC LIMIT 1');
            assert.equal((await phone.get(page)).location, support, 'before the next question');
            const shown = await phone.open(support);
            for (const said of [/href="tel:116123"/, /href="tel:999"/, /How are you right now\?/, /Go on with the questions/]) assert.match(shown.text, said);
            const on = await phone.submit(support, { said: 'on' }, { pick: (f) => f.action === support });
            assert.deepEqual([on.status, on.location], [303, page], text(on));
            assert.equal((await phone.get(page)).status, 200);

            // changed to zero, and the phone is put away: both stand, and the therapist reads both; the desk reads neither
            assert.equal(await tap(9, '0'), `${page}?i=difficulty`);
            const questions = [...(await phone.open(page)).text.matchAll(/<h2 id="ask-q_(\w+)"[^>]*>([^<]*)</g)].map(([, id, words]) => [id, words]);
            assert.match(questions.find(([id]) => id === '9')[1], /^Over the last 2 weeks/);
            assert.match(questions.find(([id]) => id === 'difficulty')[1], /^If you checked off/, 'its answers are others: it stands alone');
            assert.equal(alertsOf(), before + 1);
            const path = (await therapist.open('/today')).text.match(/href="(\/alerts\/[0-9a-z]{13})"/g).map((m) => m.slice(6, -1));
            const json = (await Promise.all(path.map((p) => getJson(therapist, p)))).find((a) => !a.sent);
            assert.deepEqual([json.open, json.said, json.answers.map((a) => [a.item, a.answer].join(':')).join(' '), json.acts.map((a) => a.kind).join(' ')],
                [true, '', '9:2 9:0', 'shown changed']);
            const at = path.find((p) => p.endsWith(json.id));
            const told = await therapist.open(at);
            assert.match(told.text, /The form was not sent/);
            assert.match(told.text, /More than half the days \(2\)/);
            assert.match(told.text, /Changed, [^<]*: Not at all \(0\)/);
            assert.doesNotMatch(told.text, /\(3\)/, 'the other answers are not sent');
            assert.equal((await desk.get(at)).status, 403);

            // sent: no second one; how they are is asked now
            const sent = await phone.request(`${page}/send`, { form: { _version: `${version}` } });
            assert.equal(sent.status, 303, text(sent));
            assert.equal(alertsOf(), before + 1);
            assert.equal((await phone.get(link)).location, support);
            assert.doesNotMatch((await phone.open(support)).text, /Go on with the questions/);
            assert.equal((await getJson(therapist, at)).sent, true);
            assert.equal(sql(db, `SELECT COUNT(*) FROM outbox WHERE about_id = ${task}`)[0][0], '1');

            // for programs
            const second = await postJson(therapist, `/clients/${client}/links`, { purpose: 'answers', ask: ['phq-9'], ratings: false });
            const app = new Visitor(server), other_page = `${new URL(second.json.url).pathname}/q/1`;
            const save = async (q) => {
                const done = await app.request(other_page, { json: q, headers: { accept: 'application/json' } });
                return { ...done, json: JSON.parse(done.text) };
            };
            assert.equal((await save({ q_9: '0', _version: 0 })).json.support, undefined);
            const raised = await save({ q_9: '3', shown: '1', _version: 1 });
            assert.deepEqual([raised.status, raised.json.version, raised.json.support], [200, 2, `${new URL(second.json.url).pathname}/support`], raised.text);
            assert.equal(alertsOf(), before + 2);
            assert.equal((await app.get(other_page)).status, 200, 'the page showed it itself');
            assert.equal((await save({ q_9: '3', shown: '1', _version: 1 })).status, 200, 'a reply that was lost');
            assert.equal(alertsOf(), before + 2);
        });

        await t.test('who is told when nobody acts in time, and which of their addresses is confirmed', async () => {
            const pick = (f) => f.action === '/setup/alerts/test' && f.fields.account;
            const first = await owner.open('/setup/alerts');
            assert.match(first.text, /No owner’s address is confirmed/);
            assert.match(first.text, /olive@practice\.example: not confirmed/);
            assert.equal((await post(therapist, '/setup/alerts/test', { account: '0000000000001' })).status, 403);
            assertRefused(await post(owner, '/setup/alerts/test', { account: '0000000000001' }), 'account');
            const mailed = box.mails.length;
            assert.equal((await owner.submit('/setup/alerts', {}, { pick })).status, 303);
            const mail = (await box.settled(mailed + 1))[mailed];
            assert.deepEqual(mail.to, ['olive@practice.example']);
            const path = new URL(/http:\S+\/alerts\/confirm\/\S+/.exec(mail.plain)[0]).pathname;
            assert.equal((await post(therapist, path)).status, 403);
            assert.match((await owner.open(path)).text, /nobody acts in time/);
            assert.equal((await owner.submit(path, {}, { pick: (f) => f.action === path })).status, 303);
            const after = await owner.open('/setup/alerts');
            assert.match(after.text, /olive@practice\.example: confirmed/);
            assert.doesNotMatch(after.text, /No owner’s address is confirmed/);
        });

        await t.test('a mail that is refused is said to whoever may call, and such questions are asked no more', async () => {
            sql(db, "UPDATE alert_setting SET address = 'never@example.org'");
            const raised = await answered({ instrument: 'dass-21', mode: 'paper-items', q_21: '1' });
            assert.ok(raised.json.alert, raised.text);
            for (let i = 0; i < 600 && sql(db, "SELECT COUNT(*) FROM outbox WHERE state = 'failed'")[0][0] === '0'; i++) await new Promise((done) => setTimeout(done, 50));
            sql(db, 'UPDATE alert SET closed_us = raised_us WHERE mail_id NOT IN (SELECT id FROM outbox WHERE state = \'failed\') OR mail_id IS NULL');
            assert.match((await desk.open('/today')).text, /Please call Somebody therapist now, 020 7946 0000/);
            assert.match((await owner.open('/today')).text, /Mail did not reach Somebody therapist/);
            const ids = await offered();
            assert.ok(!ids.includes('phq-9') && ids.includes('phq-8'));
            assert.match((await owner.open('/setup/alerts')).text, /Mail that works/);
        });
    });
}
