// A practice from `unknot init` to its settings; signing in and out; people who come and go.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, getJson, init, newMember, password, post, postJson, problems, text } from '../lib/clinic.mjs';
import { engines, folder } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const steps = ['place', 'contact', 'hours', 'services', 'licence'];

// Each step: what is right, and for each field something wrong.
const right = {
    place: { name: 'Quiet Hands & Co', country: 'DE', zone: 'Europe/Berlin', currency: 'EUR', language: 'en' },
    contact: { crisis_line: '0800 111 0 111', phone: '+49 30 123456', email: 'hello@quiet.example', address: 'First Street 1\n10115 Berlin' },
    hours: { from_1_1: '09:00', to_1_1: '12:30', from_1_2: '13:30', to_1_2: '18:00', from_5_1: '08:00', to_5_1: '24:00' },
    services: { name_0: 'Deep tissue', minutes_0: '60', price_0: '85.50', name_1: 'Back & neck', minutes_1: '30', price_1: '45' },
    licence: { number: 'LMT-42', expires: '2031-12-31' },
};
const wrong = {
    place: [['name', ''], ['name', 'x'.repeat(201)], ['country', 'XX'], ['country', ''], ['zone', 'Mars/Olympus'], ['currency', 'eur'], ['currency', 'EURO'], ['language', 'e']],
    contact: [['crisis_line', ''], ['crisis_line', 'x'.repeat(201)], ['phone', 'call me'], ['email', 'nobody'], ['address', 'x'.repeat(501)]],
    hours: [['to_1_1', '08:00'], ['to_1_1', '9 o’clock'], ['from_1_1', '24:30'], ['to_5_1', ''], ['from_1_2', '12:00', 'to_1_2']],
    services: [['minutes_0', '4'], ['minutes_0', '481'], ['minutes_1', 'an hour'], ['price_0', '-1'], ['price_1', '12.345'], ['name_0', 'x'.repeat(121)], ['name_1', '']],
    licence: [['expires', '2026-02-30'], ['number', 'x'.repeat(61)]],
};

for (const engine of engines) {
    test(`a practice, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const home = folder(t);
        const db = await engine.database(t);
        const made = await init(db, home, 'Quiet Hands', 'Olive@Practice.example');
        const server = await serve(t, { db, home });
        let owner;

        await t.test('the one-time password opens nothing but the account page', async () => {
            owner = new Visitor(server);
            const into = await owner.signIn('olive@practice.example', made.password);
            assert.equal(into.location, '/account');
            assert.equal((await owner.get('/clients')).location, '/account');
            assert.equal((await owner.get('/clients', { headers: { accept: 'application/json' } })).status, 403);
            assert.equal((await post(owner, '/clients', { given: 'Ada' })).status, 403);
            const page = await owner.open('/account');
            for (const [values, field] of [[{ current: 'not this one', password, again: password }, 'current'],
                [{ current: made.password, password: 'short', again: 'short' }, 'password'],
                [{ current: made.password, password: 'password123', again: 'password123' }, 'password'],
                [{ current: made.password, password, again: `${password}!` }, 'again']]) {
                const refused = await owner.send(page, '/account', values);
                assertRefused(refused, field);
                assert.ok(!refused.text.includes(`"${values.password}"`), 'a password is never shown again');
            }
            const changed = await owner.submit('/account', { current: made.password, password, again: password });
            assert.equal(changed.status, 303);
            assert.match((await owner.open(changed.location)).text, /href="\/setup">Go on to set-up</);
            assert.equal((await owner.get('/')).location, '/setup');
        });

        await t.test('the wizard, step by step, each field wrong once', async () => {
            for (const step of steps) {
                assert.equal((await owner.get('/setup')).location, `/setup/${step}`);
                for (const [field, value, named = field] of wrong[step]) {
                    const typed = { ...right[step], [field]: value };
                    const refused = await owner.submit(`/setup/${step}`, typed);
                    if (['country', 'language'].includes(field)) delete typed[field]; // a select cannot show what it does not offer
                    assertRefused(refused, named, typed);
                }
                const done = await owner.submit(`/setup/${step}`, right[step]);
                assert.equal(done.status, 303, `${step}: ${text(done)}`);
            }
            assert.equal((await owner.get('/')).location, '/today');
            for (const step of steps) {
                const page = await owner.open(`/setup/${step}`);
                const form = forms(page.text).find((f) => f.action === `/setup/${step}`);
                for (const [name, value] of Object.entries(right[step])) {
                    assert.equal(form.fields[name], name === 'price_1' ? '45.00' : value, `${step} ${name}`);
                }
            }
        });

        await t.test('a place left to the country', async () => {
            const done = await owner.submit('/setup/place', { country: 'NL', zone: '', currency: '' });
            assert.equal(done.status, 303, text(done));
            const { fields } = forms((await owner.open('/setup/place')).text).find((f) => f.action === '/setup/place');
            assert.deepEqual([fields.zone, fields.currency], ['Europe/Amsterdam', 'EUR']);
        });

        await t.test('settings: two tabs, one conflict, nothing lost', async () => {
            for (const step of steps) {
                const tab = await owner.open(`/setup/${step}`);
                const value = { place: { name: 'Second name' }, contact: { phone: '+49 30 777777' }, hours: { to_1_2: '19:00' }, services: { name_0: 'Deeper tissue' }, licence: { number: 'LMT-43' } }[step];
                const saved = await owner.submit(`/setup/${step}`, value);
                assert.equal(saved.status, 303, text(saved));
                const late = Object.fromEntries(Object.keys(value).map((name) => [name, { place: 'Third name', contact: '+49 30 888888', hours: '20:00', services: 'Deepest tissue', licence: 'LMT-44' }[step]]));
                const refused = await owner.send(tab, `/setup/${step}`, late);
                assertRefused(refused, [], late, 409);
                const [name] = Object.keys(value);
                const stands = forms((await owner.open(`/setup/${step}`)).text).find((f) => f.action === `/setup/${step}`);
                assert.equal(stands.fields[name], value[name]);
                const again = await owner.send(refused, `/setup/${step}`, late); // read, and wanted nevertheless
                assert.equal(again.status, 303, text(again));
            }
        });

        await t.test('settings by JSON', async () => {
            assert.deepEqual(problems(await postJson(owner, '/setup/contact', { crisis_line: '', phone: 'x', _version: 1 })), { crisis_line: 'error.required', phone: 'error.phone' });
            assert.deepEqual(problems(await postJson(owner, '/setup/contact', { crisis_line: '112', fax: '1' })), { fax: 'error.unknown-field' });
        });

        await t.test('wrong passwords: 422, then 429; a stranger learns nothing about who exists', async () => {
            const stranger = new Visitor(server);
            const said = [];
            for (const email of ['Olive@practice.example', 'nobody@practice.example']) {
                const answers = [];
                for (let i = 0; i < 6; i++) answers.push(await stranger.submit('/sign-in', { email, password: 'wrong password' }));
                assert.deepEqual(answers.map((a) => a.status), [422, 422, 422, 422, 422, 429]);
                for (const a of answers) {
                    assert.equal(forms(a.text).find((f) => f.action === '/sign-in').fields.email, email);
                    assert.ok(!a.text.includes('wrong password'));
                }
                assert.match(answers[5].headers.get('retry-after') ?? '', /^\d+$/);
                assert.ok(Number(answers[5].headers.get('retry-after')) <= 31);
                said.push(answers.map((a) => a.text.replaceAll(email, '').replace(/\d+/g, '')));
            }
            assert.deepEqual(said[0], said[1]);
            const right = await stranger.request('/sign-in', { form: { email: 'olive@practice.example', password } });
            assert.equal(right.status, 429, 'even the right one waits');
            const json = await stranger.request('/sign-in', { json: { email: 'olive@practice.example', password }, headers: { accept: 'application/json' } });
            assert.equal(json.status, 429);
            assert.ok(Number(json.headers.get('retry-after')) <= 31);
            assert.equal(stranger.cookies.size, 0);
            assert.equal((await owner.open('/clients')).status, 200, 'who is in stays in');
        });

        await t.test('sign-in by JSON, empty fields, a way on that is ours', async () => {
            await newMember(server, owner, 'front-desk', 'fred@practice.example');
            assertRefused(await new Visitor(server).submit('/sign-in', { email: '', password: '' }), ['email', 'password']);
            const robot = new Visitor(server);
            const into = await robot.request('/sign-in', { json: { email: 'fred@practice.example', password }, headers: { accept: 'application/json' } });
            assert.deepEqual([into.status, JSON.parse(into.text)], [200, { must_change_password: false }]);
            assert.equal((await getJson(robot, '/account')).role, 'front-desk');
            const cookie = into.headers.get('set-cookie');
            assert.match(cookie, /HttpOnly/);
            assert.match(cookie, /SameSite=Lax/);
            for (const [next, to] of [['/duplicates', '/duplicates'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], ['/sign-out', '/']]) {
                const led = await new Visitor(server).request('/sign-in', { form: { email: 'fred@practice.example', password, next } });
                assert.deepEqual([led.status, led.location], [303, to]);
            }
            assert.equal((await new Visitor(server).get('/clients?q=a')).location, '/sign-in?next=%2Fclients%3Fq%3Da');
        });

        await t.test('sessions: listed, ended one by one, all ended by a new password, signed out', async () => {
            const here = new Visitor(server), there = new Visitor(server), third = new Visitor(server);
            for (const v of [here, there, third]) await v.signIn('fred@practice.example', password);
            const { sessions } = await getJson(here, '/account');
            assert.ok(sessions.length >= 3);
            const page = await here.open('/account');
            const ends = forms(page.text).filter((f) => /^\/account\/sessions\/[0-9a-z]{13}\/end$/.test(f.action));
            assert.equal(ends.length, sessions.length - 1, 'one’s own has no button');
            const alive = async (v) => (await v.get('/clients')).status === 200;
            let ended = 0;
            for (const { action } of ends.slice(0, 2)) {
                assert.equal((await post(here, action)).status, 303);
                ended++;
            }
            assert.equal((await getJson(here, '/account')).sessions.length, sessions.length - ended);
            assert.equal([await alive(there), await alive(third)].filter((x) => x).length, 0, 'the last two to come were ended');
            assert.equal((await post(here, ends[0].action)).status, 404, 'it is gone already');
            await there.signIn('fred@practice.example', password);
            const next = 'another long password';
            assert.equal((await here.submit('/account', { current: password, password: next, again: next })).status, 303);
            assert.deepEqual([await alive(here), await alive(there)], [true, false]);
            const out = await here.submit('/account', {}, { pick: (f) => f.action === '/sign-out' });
            assert.deepEqual([out.status, out.location.split('?')[0]], [303, '/sign-in']);
            assert.equal(here.cookies.size, 0);
            const { sessions: left } = await getJson(await (async () => { const v = new Visitor(server); await v.signIn('fred@practice.example', next); return v; })(), '/account');
            assert.equal(left.length, 1);
        });

        await t.test('a person switched off loses access at once, and gets it back', async () => {
            const tess = await newMember(server, owner, 'therapist', 'tess@practice.example');
            assert.equal((await tess.get('/clients')).status, 200);
            const member = async () => (await getJson(owner, '/team')).members.find((m) => m.email === 'tess@practice.example');
            const { id, version } = await member();
            const off = await post(owner, `/team/${id}`, { _version: version, role: 'therapist' });
            assert.equal(off.status, 303, text(off));
            assert.match((await tess.get('/clients')).location, /^\/sign-in/);
            assert.equal((await new Visitor(server).request('/sign-in', { form: { email: 'tess@practice.example', password } })).status, 422);
            assert.equal((await post(owner, `/team/${id}`, { _version: version, role: 'therapist', active: '1' })).status, 409);
            const on = await post(owner, `/team/${id}`, { _version: (await member()).version, role: 'front-desk', active: '1' });
            assert.equal(on.status, 303, text(on));
            await tess.signIn('tess@practice.example', password);
            assert.equal((await getJson(tess, '/account')).role, 'front-desk');
        });

        await t.test('the last owner stays one; who is there already is not added twice', async () => {
            const own = (await getJson(owner, '/team')).members.find((m) => m.role === 'owner');
            assertRefused(await post(owner, `/team/${own.id}`, { _version: own.version, role: 'therapist', active: '1' }), 'role');
            assertRefused(await post(owner, `/team/${own.id}`, { _version: own.version, role: 'owner' }), 'active');
            assertRefused(await post(owner, '/team', { name: 'Again', email: 'TESS@practice.example', role: 'therapist' }), 'email', { name: 'Again' });
            assertRefused(await post(owner, '/team', { name: '', email: 'x', role: 'client' }), ['name', 'email', 'role']);
        });

        await t.test('a replayed form adds nobody twice', async () => {
            const before = (await getJson(owner, '/team')).members.length;
            const values = { _key: 'once', name: 'Once', email: 'once@practice.example', role: 'therapist' };
            assert.equal((await post(owner, '/team', values)).status, 200);
            assert.equal((await post(owner, '/team', values)).status, 303);
            assert.equal((await getJson(owner, '/team')).members.length, before + 1);
        });
    });
}
