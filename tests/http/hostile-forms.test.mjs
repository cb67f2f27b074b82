// Every form of every page, filled in by somebody who means no good or holds a key down: what is too long, of the wrong kind or of characters
// that take six bytes where they are kept is refused by name, or kept; nothing is a failure of the program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, csrfOf, getJson, newClient, newMember, post, postJson, sql, text, today } from '../lib/clinic.mjs';
import { addressOf, everything } from '../lib/everything.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const routes = readFileSync(join(top, 'src/web/routes.def'), 'utf8').split('\n').filter((line) => line.startsWith('R("')).map((line) => {
    const [, method, pattern, verb, form, kinds] = /^R\("(\w+)",\s*"([^"]+)",\s*(\w+),\s*&?(\w+),\s*([A-Z|]+),/.exec(line);
    return { method, pattern, verb, form, kinds };
});

// What is typed: characters that JSON keeps as six bytes, of four bytes, lines without end, an invalid one, and what a spreadsheet would run.
const WORDS = [['<', 1], ['\u{1F642}', 1], ['a\n', 2], ['\u0001', 1], ['=1+', 3]];
const LENGTHS = [40_000, 4000, 2000, 1000, 500, 400, 300, 200, 120, 80, 40];
const ODD = [0, -1, 1e300, true, null, [], ['a', ['b']], {}, { a: { b: 1 } }, '9'.repeat(40), '2026-02-31', '24:60', '\uFFFF'];

// The boxes of a page's form into which one types: { form: names }.
const typed = (html) => [...html.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/gi)].map(([whole]) => ({
    form: forms(whole)[0],
    names: [...whole.matchAll(/<(?:textarea|input)\b[^>]*>/gi)].map(([tag]) => tag)
        .filter((tag) => !/type="(?:hidden|checkbox|radio|submit|date|time|number)"/.test(tag)).map((tag) => /name="([^"]*)"/.exec(tag)?.[1]).filter(Boolean),
}));

for (const engine of engines) {
    test(`every form, whatever is typed, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const twin = await newClient(owner, { given: 'Nia', family: 'Quin', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        await postJson(owner, `${at}/concerns`, { kind: 'headache' }); // a diary asks about it
        const rating = (await postJson(owner, `${at}/ratings`, { concern, day: today(), value: 5 })).json.id;
        const link = async (purpose) => new URL((await postJson(owner, `${at}/links`, { purpose })).json.url).pathname;
        const gone = await newClient(owner, { given: 'Ed', family: 'Gone' });
        await post(owner, `${at}/merge/${gone}`, { kept_version: 1, gone_version: 1 });
        const merge = /\/merges\/(\w+)\/undo/.exec((await owner.open(at)).text)[1];
        await newMember(server, owner, 'therapist', 'tess@practice.example');
        const ids = { client, other: twin, concern, rating, link: (await postJson(owner, `${at}/links`, {})).json.id, merge,
            member: (await getJson(owner, '/team')).members.find((m) => m.role === 'therapist').id, session: (await getJson(owner, '/account')).sessions[0].id,
            step: 'contact', name: 'app.css', token: 'no-token', ...await everything(house, client, concern) };
        const fine = (answer, where) => assert.ok(answer.status >= 200 && answer.status < 500, `${where}: ${text(answer)}`);
        const places = { a: await link('answers'), i: await link('intake'), h: await link('home'), d: await link('diary'),
            v: new URL((await postJson(owner, `/appointments/${ids.appointment}/before`)).json.url).pathname };
        const addresses = routes.filter((r) => r.method === 'GET' && r.kinds.includes('HTML') && !/^\/(style|sign-in|)$/.test(r.pattern))
            .map((r) => (/^\/[aihdv]\/\{token\}/.test(r.pattern) ? r.pattern.replace(/^\/([aihdv])\/\{token\}/, (_, place) => places[place]) : addressOf(r.pattern, ids)));
        const holder = new Visitor(server);
        await holder.submit(places.h, { born: '1980-05-17' });

        await t.test('long, wide and broken words', async () => {
            let sent = 0;
            const seen = new Set();
            for (const address of [...addresses, '/setup/licence', '/setup/services', '/setup/hours', '/setup/place']) {
                const person = /^\/[aihdv]\//.test(address) ? holder : owner;
                const page = await person.open(address);
                fine(page, address);
                for (const { form, names } of typed(page.text)) {
                    const key = `${form.action.replace(/[0-9a-z]{13}/g, '*')} ${names}`;
                    if (!names.length || /sign-out|password|hand-over/.test(form.action) || seen.has(key)) continue;
                    seen.add(key);
                    for (const [word, size] of WORDS) {
                        for (const length of word === '<' ? LENGTHS : LENGTHS.slice(4)) {
                            const fill = word.repeat(Math.ceil(length / size));
                            // a key of its own each time: a replay would be led past the form
                            const values = { ...form.fields, ...Object.fromEntries(names.map((n) => [n, fill])), ...(form.fields._key ? { _key: `hostile-${process.pid}-${sent}` } : {}) };
                            const answer = await person.request(form.action || address, { form: values });
                            fine(answer, `${form.action} ${names} ${JSON.stringify(word)} × ${length}`);
                            sent++;
                        }
                    }
                }
            }
            assert.ok(sent > 500 && seen.size > 25, `${sent} ${seen.size}`);
        });

        await t.test('values of the wrong kind, as JSON', async () => {
            const csrf = await csrfOf(owner);
            for (const address of addresses) {
                const byLink = /^\/[aihdv]\//.test(address), person = byLink ? holder : owner;
                const page = await person.get(address);
                for (const form of forms(page.text).filter((f) => f.method === 'POST' && !/sign-out|hand-over|\/end$/.test(f.action))) {
                    const names = [...new Set(form.names)].filter((n) => !n.startsWith('_'));
                    for (const odd of ODD) {
                        const json = { ...(byLink ? {} : { _csrf: csrf }), _version: odd, ...Object.fromEntries(names.map((n) => [n, odd])) };
                        const answer = await person.request(form.action || address, { json, headers: { accept: 'application/json' } });
                        fine(answer, `${form.action} ${JSON.stringify(odd)?.slice(0, 40)}`);
                    }
                }
            }
        });

        await t.test('what was kept of it can be looked at, everywhere', async () => {
            for (const address of addresses) fine(await (/^\/[aihdv]\//.test(address) ? holder : owner).open(address), address);
            assert.equal((await owner.get('/healthz')).status, 200);
        });

        await t.test('other care without end does not stop the chart', async () => {
            const [[practice, person]] = sql(db, "SELECT practice_id, id FROM client WHERE family = 'Quinn'");
            const start = Math.floor(Date.now() / 86_400_000);
            const series = engine.name === 'sqlite' ? 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)' : 'WITH n(i) AS (SELECT generate_series(1, 6000))';
            sql(db, `INSERT INTO other_care (practice_id, id, client_id, from_day, kind, words, at_us) ${series} SELECT ${practice}, 500000 + i, ${person}, ${start} - i % 3, 'event', 'x', 1 FROM n`);
            for (let i = 1; i < 15; i++) await postJson(owner, `${at}/ratings`, { concern, day: new Date((start - i) * 86_400_000).toISOString().slice(0, 10), value: i % 9 });
            const page = await owner.get(`${at}/progress`);
            assert.equal(page.status, 200, text(page));
            assert.match(page.text, /class="other-care"/);
            const letter = await owner.get(`${at}/letters/new?concern=${concern}`);
            assert.equal(letter.status, 200, text(letter));
        });
    });
}
