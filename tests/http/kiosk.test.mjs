// The tablet is handed over: its browser reaches the client's form and nothing else, on every route of routes.def, until a password takes it back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, csrfOf, getJson, idText, newClient, newMember, password, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { setState, workingClinic } from '../lib/day.mjs';
import { addressOf, everything } from '../lib/everything.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const routes = readFileSync(join(top, 'src/web/routes.def'), 'utf8').split('\n').filter((line) => line.startsWith('R("')).map((line) => {
    const [, method, pattern, verb, kinds] = /^R\("(\w+)",\s*"([^"]+)",\s*(\w+),\s*&?\w+,\s*([A-Z|]+),/.exec(line);
    return { method, pattern, verb, kinds: kinds.split('|') };
});
const isLock = (f) => f.action === '/kiosk/back';
const takeBack = (person, values = {}) => person.submit('/kiosk/back', { password, ...values }, { pick: isLock });
const handed = (db) => Number(sql(db, 'SELECT count(*) FROM session WHERE kiosk_link_id IS NOT NULL')[0][0]);
const forget = (db) => sql(db, 'DELETE FROM signin_try');
// Nobody touched it for a while.
const rest = (db, minutes) => sql(db, `UPDATE session SET seen_us = seen_us - ${minutes * 60_000_000} WHERE kiosk_link_id IS NOT NULL`);
// Another tab of the same browser.
const tab = (person) => Object.assign(new Visitor(person), { cookies: person.cookies, csrf: person.csrf });

// Hands over and gives the address of the form.
async function handOver(person, path, values = {}) {
    const done = await post(person, `${path}/hand-over`, values);
    assert.equal(done.status, 303, text(done));
    assert.equal(done.location, '/kiosk');
    const on = await person.get('/kiosk');
    assert.equal(on.status, 303, text(on));
    assert.match(on.location, /^\/a\/[\w-]{67}/);
    return on.location;
}

for (const engine of engines) {
    test(`every route, to a browser that is handed over, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const twin = await newClient(owner, { given: 'Nia', family: 'Quin', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        await postJson(owner, `${at}/concerns`, { kind: 'headache' }); // a diary asks about it
        const rating = (await postJson(owner, `${at}/ratings`, { concern, day: today(), value: 5 })).json.id;
        const links = {};
        for (const purpose of ['answers', 'intake', 'home', 'diary']) {
            const made = (await postJson(owner, `${at}/links`, { purpose })).json;
            links[new URL(made.url).pathname[1]] = { id: made.id, token: new URL(made.url).pathname.slice(3) };
        }
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const ids = { client, other: twin, concern, rating, link: links.a.id, merge: client, step: 'place', name: 'app.css',
            member: (await getJson(owner, '/team')).members[0].id, session: (await getJson(desk, '/account')).sessions[0].id, ...await everything(house, client, concern) };
        const visit = (await postJson(owner, `/appointments/${ids.appointment}/before`)).json;
        links.v = { id: visit.id, token: new URL(visit.url).pathname.slice(3) };
        const secrets = /Quinn|Quiet Hands<\/a>|aria-label="Main|Fred|fred@|olive@|to turn the head|Dr Bell|href="\/(today|clients|account)/;

        for (const [who, person] of [['front-desk', desk], ['owner', owner]]) {
            await t.test(`of the ${who}`, async () => {
                const csrf = await csrfOf(person);
                const before = sql(db, 'SELECT count(*) FROM audit')[0][0];
                const form = await handOver(person, at);
                let asked = 0;
                for (const route of routes) {
                    if (route.kinds.includes('ASSET')) continue;
                    const ours = ['/kiosk', '/kiosk/back'].includes(route.pattern);
                    const letter = /^\/([aihdv])\/\{token\}/.exec(route.pattern)?.[1];
                    const path = addressOf(route.pattern, new Proxy({ ...ids, token: links[letter]?.token }, { get: (all, name) => all[name] ?? client })), where = `${who} ${route.method} ${path}`;
                    if (ours) continue;
                    for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json', 'text/csv', 'application/pdf']) {
                        if (accept === 'application/json' && !route.kinds.includes('JSON')) continue;
                        const answer = await person.request(path, { method: route.method, headers: { accept }, ...(route.method === 'POST' ? accept === 'application/json' ? { json: { _csrf: csrf } } : { form: { _csrf: csrf } } : {}) });
                        asked++;
                        if (answer.status === 406 && !route.kinds.some((k) => accept.includes(k.toLowerCase()))) continue;
                        if (accept === 'application/json') assert.equal(answer.status, 403, `${where}: ${answer.status} ${answer.text}`);
                        else assert.deepEqual([answer.status, answer.location], [303, '/kiosk'], `${where} as ${accept}: ${text(answer)}`);
                        assert.doesNotMatch(answer.text, secrets, where);
                    }
                }
                assert.ok(asked > 250, `${asked}`);
                for (const path of ['/nowhere', '/clients/x/y/z', `${form}/nothing`, '/clients/%ff']) assert.doesNotMatch((await person.get(path)).text, secrets, path);
                for (const path of ['/', '/today', at, `${at}.json`, `/appointments/${ids.appointment}`]) {
                    const led = await person.open(path);
                    if (path.endsWith('.json')) assert.equal(led.status, 403);
                    else assert.match(led.text, new RegExp(`action="${form}`), path);
                    assert.doesNotMatch(led.text, secrets, path);
                }
                const page = await person.get(form);
                assert.equal(page.status, 200, 'the form opens whoever handed it over');
                assert.equal(page.headers.get('cache-control'), 'no-store');
                assert.doesNotMatch(page.text, /class="nav"|name="_csrf"/);
                assert.equal((await person.get('/robots.txt')).status, 200);
                const events = sql(db, `SELECT event, count(*) FROM audit WHERE event NOT LIKE 'answer%' AND event NOT LIKE 'ask%' GROUP BY event`);
                assert.equal(Number(events.find(([e]) => e === 'kiosk.hand-over')[1]), who === 'owner' ? 2 : 1);
                assert.ok(Number(sql(db, 'SELECT count(*) FROM audit')[0][0]) - Number(before) < 20, 'nothing was done on the way');

                assert.equal((await takeBack(person)).status, 303);
                assert.equal(handed(db), 0);
                assert.equal((await person.get('/clients')).status, 200);
                assert.equal((await new Visitor(server).get(form)).status, 410, 'the link ended with it');
            });
        }
    });

    test(`a tablet goes to and fro, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await workingClinic(t, engine);
        const { people: { owner, therapist, 'front-desk': desk }, db, server } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const second = await newClient(owner, { given: 'Bo', family: 'Vance', born: '1970-01-02' });
        const concern = {};
        for (const id of [client, second]) concern[id] = (await postJson(owner, `/clients/${id}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        sql(db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, kind, day, minute, minutes, clearance, zone, start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, booked_us, version)
            SELECT practice_id, 9001, id, (SELECT id FROM account WHERE email = 'tess@practice.example'), (SELECT id FROM service WHERE name = 'Massage'), 'relaxation', ${Math.floor(Date.now() / 86_400_000)}, 540, 60, 0, 'Europe/London',
            ${Date.now()}000, ${Date.now() + 3_600_000}000, ${Date.now() + 3_600_000}000, 'booked', ${Date.now()}000, '', '', 6500, ${Date.now()}000, 1 FROM client WHERE given = 'Nia'`);
        const [[number]] = sql(db, 'SELECT id FROM appointment');

        const seen = `/appointments/${idText(number)}`;
        const rate = (person, path, id, value) => person.request(path.replace('/calm', ''), { form: { [`rating_${concern[id]}`]: value } });

        await t.test('at a visit: calm first, then the form, then thanks and nothing of what was said; the front desk takes it back', async () => {
            const calm = await handOver(desk, seen, { what: 'before' });
            assert.match(calm, /\/calm$/);
            const page = await desk.get(calm);
            assert.match(page.text, /How calm do you feel right now\?/);
            assert.doesNotMatch(page.text, /class="nav"/);
            for (const value of ['11', '-1', 'x', '']) assert.equal((await desk.request(calm, { form: { value } })).status, 422, value);
            const done = await desk.request(calm, { form: { value: '3' } });
            assert.deepEqual([done.status, done.location], [303, calm.replace('/calm', '')]);
            assert.equal((await desk.get('/kiosk')).location, calm.replace('/calm', ''), 'it is asked once');
            const sent = await rate(desk, calm, client, '6');
            assert.equal(sent.status, 303, text(sent));
            for (const path of [sent.location, '/today', '/kiosk', '/']) {
                const thanks = await desk.open(path);
                assert.match(thanks.text, /Thank you\. Please hand the tablet back\./, path);
                assert.doesNotMatch(thanks.text, /checked|Correct what you said|neck|<form/i, path);
            }
            assert.deepEqual(sql(db, 'SELECT phase, value, source FROM calm'), [['before', '3', 'client']]);
            const back = await takeBack(desk);
            assert.equal(back.status, 303, text(back));
            assert.match(back.location, new RegExp(`^${seen}\\?done=done.kiosk-back`));
            const shown = await desk.open(back.location);
            assert.equal(shown.status, 200);
            assert.doesNotMatch(shown.text, /Calm around|3 of 10/);
            assert.match((await owner.open(seen)).text, /3 of 10/);
            assert.deepEqual(sql(db, "SELECT event, count(*) FROM audit WHERE event LIKE 'kiosk%' OR event = 'calm.answer' GROUP BY event ORDER BY event"), [['calm.answer', '1'], ['kiosk.hand-over', '1'], ['kiosk.take-back', '1']]);
        });

        await t.test('the second client has a form of their own, without the first one’s answers', async () => {
            const first = await handOver(therapist, `/clients/${client}`);
            await rate(therapist, first, client, '9');
            await takeBack(therapist);
            const form = await handOver(therapist, `/clients/${second}`);
            assert.notEqual(form, first);
            const old = await therapist.get(first);
            assert.deepEqual([old.status, old.location], [303, '/kiosk'], 'the address of the first one leads to the second one’s');
            const page = await therapist.open(first);
            assert.match(page.text, /Bo/);
            assert.doesNotMatch(page.text, /Nia|checked/);
            await takeBack(therapist);
            assert.equal((await therapist.get(first)).status, 410);
        });

        await t.test('only with the password, throttled as sign-in; a colleague signs in instead; signing out too', async () => {
            const form = await handOver(therapist, `/clients/${client}`);
            assert.equal((await post(therapist, '/sign-out')).location, '/kiosk');
            assert.equal(handed(db), 1);
            for (let i = 0; i < 5; i++) {
                const wrong = await takeBack(therapist, { password: `not it ${i}` });
                assert.equal(wrong.status, 422, text(wrong));
                assert.doesNotMatch(wrong.text, /class="nav"|not it/);
            }
            const blocked = await takeBack(therapist);
            assert.equal(blocked.status, 429, text(blocked));
            assert.ok(Number(blocked.headers.get('retry-after')) > 0);
            assert.equal(handed(db), 1);
            assert.equal((await therapist.get(form)).status, 200, 'the client’s form is still there');
            forget(db);
            assert.equal((await takeBack(therapist, { email: 'nobody@practice.example' })).status, 422);
            const bare = await therapist.request('/kiosk/back', { form: { password } });
            assert.equal(bare.status, 403, 'without its token');
            assert.doesNotMatch(bare.text, /class="nav"|tess/i);
            const colleague = await takeBack(therapist, { email: 'finn@practice.example' });
            assert.equal(colleague.status, 303, text(colleague));
            assert.match((await therapist.open('/account')).text, /finn@practice\.example/);
            assert.deepEqual(sql(db, "SELECT count(*) FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = 'tess@practice.example'"), [['0']]);
            therapist.csrf = undefined;
            await handOver(therapist, `/clients/${client}`);
            const out = await takeBack(therapist, { out: 'yes' });
            assert.match(out.location, /^\/sign-in/);
            assert.equal((await therapist.get('/today')).location, '/sign-in?next=%2Ftoday');
            await therapist.signIn('tess@practice.example', password);
            therapist.csrf = undefined;
        });

        await t.test('nobody touched it: locked, and locked it stays; what was open may still be sent', async () => {
            const form = await handOver(therapist, `/clients/${client}`);
            rest(db, 16);
            for (let i = 0; i < 2; i++) {
                const led = await therapist.open(form);
                assert.match(led.text, /nobody used it for a while/);
                assert.doesNotMatch(led.text, /Back to the form|neck/);
            }
            const late = await rate(therapist, form, client, '2');
            assert.equal(late.status, 303, text(late));
            assert.deepEqual(sql(db, 'SELECT count(*) FROM measure WHERE value = 2'), [['1']]);
            assert.match((await therapist.open(late.location)).text, /nobody used it for a while/);
            assert.equal((await takeBack(therapist)).status, 303);
            assert.equal((await therapist.get('/today')).status, 200);
        });

        await t.test('from the page of links: what is ticked there is what is asked, and nothing ticked is not handed over', async () => {
            const at = `/clients/${client}`, page = await therapist.open(`${at}/links`);
            const form = forms(page.text).find((f) => f.action === `${at}/links`);
            assert.match(page.text, new RegExp(`<button[^>]* formaction="${at}/hand-over"`));
            const ticked = { ...form.fields, ask: 'wellness' };
            delete ticked.ratings;
            const asked = await getJson(therapist, await handOver(therapist, at, ticked));
            assert.deepEqual([asked.ratings, asked.asks.map((a) => a.instrument)], [false, ['wellness']]);
            assert.equal((await takeBack(therapist)).status, 303);
            delete ticked.ask;
            const refused = await post(therapist, `${at}/hand-over`, { ...ticked, shared_phone: '1' });
            assert.equal(refused.status, 422, text(refused));
            assert.match(refused.text, /Nothing would be asked\. Tick the ratings/);
            assert.equal(forms(refused.text).find((f) => f.action === `${at}/links`).fields.shared_phone, '1');
            assert.deepEqual(problems(await postJson(therapist, `${at}/hand-over`, { chosen: true })), { asks: 'link.asks-nothing' });
            assert.equal(handed(db), 0);
        });

        await t.test('the link ends, or is swept: the lock screen says so', async () => {
            const form = await handOver(therapist, `/clients/${client}`);
            sql(db, `UPDATE link SET expires_us = ${Date.now() - 1000}000 WHERE id = (SELECT kiosk_link_id FROM session WHERE kiosk_link_id IS NOT NULL)`);
            const led = await therapist.open(form);
            assert.match(led.text, /The time for this form is over\./);
            assert.doesNotMatch(led.text, /class="nav"|neck/);
            sql(db, 'UPDATE session SET kiosk_link_id = 77 WHERE kiosk_link_id IS NOT NULL');
            assert.match((await therapist.open('/today')).text, /The time for this form is over\./);
            assert.equal((await takeBack(therapist)).status, 303);
            assert.equal((await therapist.get('/today')).status, 200);
        });

        await t.test('another tab: its form is kept behind the password; the second to hand over is led to the first one’s form', async () => {
            const other = tab(therapist), page = await other.open(`/clients/${client}/concerns/new`);
            const form = await handOver(therapist, `/clients/${client}`);
            const kept = await other.send(page, '', { kind: 'pain', place: 'zqplace' });
            assert.equal(kept.status, 403, text(kept));
            assert.ok(forms(kept.text).find(isLock).fields.kept.includes('zqplace'));
            assert.doesNotMatch(text(kept), /zqplace/, 'not to be read by the client');
            const twice = await post(other, `/clients/${second}/hand-over`);
            assert.deepEqual([twice.status, twice.location], [303, '/kiosk']);
            assert.equal((await other.get('/kiosk')).location, form);
            const wrong = await other.send(kept, '', { password: 'wrong' }, { pick: isLock });
            assert.equal(wrong.status, 422, text(wrong));
            const right = await other.send(wrong, '', { password }, { pick: isLock });
            assert.equal(right.status, 200, text(right));
            assert.match(right.text, /zqplace/);
            const saved = await other.send(right, '', { place: 'zqplace' });
            assert.equal(saved.status, 303, text(saved));
            forget(db);
        });

        await t.test('lost: its session is ended elsewhere, and the link opens nowhere', async () => {
            const form = await handOver(therapist, `/clients/${client}`);
            assert.equal((await new Visitor(server).get(form)).status, 410, 'a tablet’s link opens in the browser that was handed over');
            assert.equal((await owner.get(form)).status, 410);
            const phone = new Visitor(server);
            await phone.signIn('tess@practice.example', password);
            const lost = sql(db, 'SELECT id FROM session WHERE kiosk_link_id IS NOT NULL')[0][0];
            assert.equal((await post(phone, `/account/sessions/${idText(lost)}/end`)).status, 303);
            assert.equal((await therapist.get(form)).status, 410);
            assert.equal((await therapist.get('/today')).location, '/sign-in?next=%2Ftoday');
            await therapist.signIn('tess@practice.example', password);
            therapist.csrf = undefined;
        });

        await t.test('after the session one question and nothing else', async () => {
            assert.equal((await post(therapist, `${seen}/hand-over`, { what: 'after' })).status, 422, 'it has not begun');
            for (const to of ['in-session']) assert.equal((await setState(therapist, idText(number), to)).status, 303);
            const calm = await handOver(therapist, seen, { what: 'after' });
            assert.match(calm, /\/calm$/);
            assert.equal((await therapist.get(calm.replace('/calm', ''))).location, '/kiosk');
            const done = await therapist.request(calm, { form: { value: '9' } });
            assert.equal(done.location, calm);
            assert.match((await therapist.open('/')).text, /Thank you\. Please hand the tablet back\./);
            await takeBack(therapist);
            const page = await therapist.open(seen);
            assert.match(page.text, /6 points calmer/);
            assert.match((await therapist.open(`/clients/${client}`)).text, /Calm around sessions[\s\S]*6 points calmer/);
        });

    });
}
