// Every word that a person reads comes from a message: in the pseudo-locale all of them stand in ⟦ ⟧, and what is left
// outside is data that somebody typed, or the program's own codes.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, post, postJson, today } from '../lib/clinic.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const pseudo = { 'accept-language': 'qps-ploc' };
const typed = ['Quiet Hands', 'olive@practice.example', '+44 20 7946 0018', 'Zoe', 'Nunez', 'neck', 'zoe@nunez.example', '116 123 (Samaritans)', 'Europe/London',
    'GBP', 'EUR', 'L-1', 'Potter', 'First line', 'LS1', 'a friend', 'node', 'Deep tissue',
    // instruments are data, and go by their published names in every language; the longest first
    ...readdirSync(join(top, 'content/instruments')).map((name) => JSON.parse(readFileSync(join(top, 'content/instruments', name), 'utf8')).title).sort((a, b) => b.length - a.length)];

// What a person reads outside of ⟦ ⟧: text between tags, and attributes that are read aloud or shown.
function leftover(html) {
    const page = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ').replace(/<!--[\s\S]*?-->|<!doctype[^>]*>/gi, ' ')
        .replace(/<select[^>]*name="country"[\s\S]*?<\/select>/g, ' ') // names of countries are data (desk/people/country.def)
        .replace(/<td lang="en"[^>]*>[\s\S]*?<\/td>/g, ' ') // where a number comes from is quoted in English, and says so
        .replace(/<code>[\s\S]*?<\/code>/g, ' '); // rules and secrets: codes
    const said = [...page.matchAll(/\s(?:aria-label|title|alt|placeholder|data-copied)="([^"]*)"/g)].map((m) => m[1]);
    said.push(page.replace(/<(br|p|li|td|th|dd|dt|div|h\d|option|button|label|text|title)\b[^>]*>/g, '\n').replace(/<[^>]*>/g, ''));
    let text = unescapeHtml(said.join('\n'));
    for (let before = ''; before !== text;) text = (before = text).replace(/⟦[^⟦⟧]*⟧/g, ' '); // holes may hold messages
    for (const data of typed) text = text.replaceAll(data, ' ');
    return [...new Set(text.match(/[^\n]*[A-Za-z]{2,}[^\n]*/g)?.map((line) => line.trim()) ?? [])];
}

test('the check itself sees what is left', () => {
    assert.deepEqual(leftover('<title>⟦ẋẋ⟧</title><p>⟦ẋ Zoe ⟦ẋ⟧⟧ Zoe</p><a title="Go on">⟦ẋ⟧</a><p>Hard words &amp; more</p>'), ['Go on', 'Hard words & more']);
});

test('every event of the audit trail has its words', () => {
    const events = [...readFileSync(join(top, 'src/desk/verbs.def'), 'utf8').matchAll(/^V\(\w+,\s*\w+,\s*\w+,\s*\d,\s*"([^"]+)"/gm)].map((m) => m[1]);
    const folder = join(top, 'content/messages');
    const words = readdirSync(folder).filter((name) => name.endsWith('.po')).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    assert.ok(events.length >= 25);
    assert.deepEqual(events.filter((event) => !words.includes(`msgid "event.${event}"`)), []);
});

for (const engine of engines) {
    test(`words, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server } = await clinic(t, engine, { language: 'qps-ploc' });
        const wrong = [];
        const look = (where, html) => {
            assert.match(html, /⟦/, `${where} is not said in the pseudo-locale`);
            wrong.push(...leftover(html).map((line) => `${where}: ${line}`));
        };
        const now = today();
        const client = await newClient(owner, { given: 'Zoe', family: 'Nunez', born: '1984-02-29', phones: ['+44 20 7946 0018'], email: 'zoe@nunez.example', sex: 'other', handedness: 'both',
            occupation: 'Potter', address: 'First line\nLS1', heard_from: 'a friend', may_call: true });
        const at = `/clients/${client}`;
        const twin = await newClient(owner, { given: 'Zoe', family: 'Nunez', born: '1984-02-29' });
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck', start: dayAfter(now, -60) })).json.id;
        await postJson(owner, `${at}/concerns`, { kind: 'headache', start: dayAfter(now, -60) });
        const days = [-100, -93, -86, -79, -72, -40, -33, -26, -19, -12, 0];
        let rating;
        for (const n of days) rating = (await postJson(owner, `${at}/ratings`, { concern, day: dayAfter(now, n), value: n < -60 ? 8 : 3 })).json.id;
        for (let n = -118; n <= 0; n += 40) await postJson(owner, `${at}/diary`, Object.fromEntries(Array.from({ length: Math.min(40, 1 - n) }, (_, i) => [`day_${dayAfter(now, n + i)}`, i % 3 ? 'no' : 'yes'])));
        await postJson(owner, `${at}/ratings/${rating}`, { day: now, value: 4 });
        rating = (await getJson(owner, `${at}/measures`)).ratings.find((r) => r.counts).id;
        const link = (await postJson(owner, `${at}/links`, {})).json, shared = (await postJson(owner, `${at}/links`, { shared_phone: true })).json;
        await post(owner, `${at}`, { given: 'Zoe', family: 'Nunez', born: '1984-02-29', may_text: '1', _version: 1 });
        await post(owner, '/setup/services', { _version: (forms((await owner.open('/setup/services')).text).find((f) => f.action === '/setup/services')).fields._version, name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });

        await t.test('pages of a session', async () => {
            for (const path of ['/clients', '/clients?q=zoe', '/clients?q=qqqqqq', '/clients/new', at, `${at}/edit`, `${at}/history`, `${at}/measures`, `${at}/measures?month=${dayAfter(now, -80).slice(0, 7)}`,
                `${at}/progress`, `${at}/links`, `${at}/links/${link.id}`, `${at}/links/${shared.id}`, `${at}/concerns/new`, `${at}/concerns/${concern}`, `${at}/ratings/${rating}`, '/duplicates', `${at}/merge/${twin}`,
                `/clients/${twin}`, `/clients/${twin}/progress`, `/clients/${twin}/measures`, '/team', '/audit', '/account', '/setup/place', '/setup/contact', '/setup/hours', '/setup/services', '/setup/licence']) {
                const page = await owner.get(path);
                assert.equal(page.status, 200, path);
                look(path, page.text);
            }
            look('404', (await owner.get('/clients/0000000000001')).text);
        });

        await t.test('refused forms', async () => {
            for (const [path, values] of [['/clients', { born: 'x', email: 'x', phones: '1', note: 'x'.repeat(3000), sex: 'x' }], ['/clients', { given: 'Zoe', family: 'Nunez', born: '1984-02-29' }],
                [at, { given: 'Zoe', _version: 1 }], [`${at}/ratings`, { concern, value: '11', day: dayAfter(now, 3) }], [`${at}/ratings`, { concern, day: 'x' }], [`${at}/diary`, {}], [`${at}/concerns`, { kind: 'pain', place: 'neck' }],
                [`${at}/concerns`, {}], [`${at}/concerns/${concern}`, { place: '', _version: 1 }], [`${at}/concerns/${concern}/close`, { _version: 1, closed: dayAfter(now, 9) }], [`${at}/merge/${client}`, { kept_version: 1, gone_version: 1 }],
                ['/setup/place', { _version: 1 }], ['/setup/contact', { phone: 'x', email: 'x' }], ['/setup/hours', { from_1_1: '10:00', to_1_1: '09:00' }], ['/setup/services', { name_0: 'Deep tissue', minutes_0: '1' }], ['/setup/licence', { expires: 'x' }],
                ['/team', { email: 'olive@practice.example' }], ['/account/password', { current: 'x', password: 'y', again: 'z' }], ['/duplicates/no', {}]]) {
                const refused = await post(owner, path, values);
                assert.ok([409, 422].includes(refused.status), `${path}: ${refused.status}`);
                look(`POST ${path} ${JSON.stringify(values).slice(0, 60)}`, refused.text.replaceAll('x'.repeat(3000), ''));
            }
            for (const [status, path, more] of [[403, '/clients', { form: { given: 'Zoe' } }], [415, '/clients', { method: 'POST', body: 'x', headers: { 'content-type': 'x' } }], [400, '/clients', { method: 'POST', body: '%', headers: { 'content-type': 'application/x-www-form-urlencoded' } }]]) {
                const refused = await owner.request(path, { ...more, headers: { ...pseudo, ...more.headers } });
                assert.equal(refused.status, status);
                look(`POST ${path} ${status}`, refused.text);
            }
        });

        await t.test('a stranger, and a client by link', async () => {
            const stranger = new Visitor(server);
            for (const path of ['/sign-in', '/no-such-page', new URL(link.url).pathname, new URL(shared.url).pathname, '/a/x', '/a/%', `${at}.csv`]) look(path, (await stranger.get(path, { headers: pseudo })).text);
            look('sign-in refused', (await stranger.request('/sign-in', { form: { email: 'olive@practice.example', password: 'no' }, headers: pseudo })).text);
            look('answer refused', (await stranger.request(new URL(link.url).pathname, { form: { [`rating_${concern}`]: '12' }, headers: pseudo })).text);
            const done = await stranger.request(new URL(link.url).pathname, { form: { [`rating_${concern}`]: '2' }, headers: pseudo });
            look('thanks', (await stranger.get(done.location, { headers: pseudo })).text);
            look('wrong birth date', (await stranger.request(`${new URL(shared.url).pathname}/confirm`, { form: { born: '2000-01-01' }, headers: pseudo })).text);
            const json = await owner.get('/clients/0000000000001', { headers: { accept: 'application/json' } });
            assert.match(JSON.parse(json.text).error.message, /⟦/);
        });

        assert.deepEqual([...new Set(wrong)], []);
    });
}
