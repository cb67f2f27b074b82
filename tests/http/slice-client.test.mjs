// Clients: the whole record, finding, history, conflicts, duplicates, merging and its undoing; who read what.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, clinic, csrfOf, getJson, newClient, post, postJson, problems, text, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { forms, unescapeHtml } from '../lib/visitor.mjs';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const whole = {
    given: 'Zoë María', family: 'Núñez-O’Brien', preferred: 'Zo', pronouns: 'she/they', born: '1984-02-29', sex: 'female',
    phones: ['+44 20 7946 0018', '07700 900123', '(0161) 496-0000'], email: 'zoe@nunez.example', address: 'Flat 2\n1 <High> Street\nLeeds',
    language: 'es', occupation: 'Potter & "kiln" keeper', handedness: 'left', physician: 'Dr. Łukasz Żak', physician_contact: 'fax 0113 496 0001',
    emergency_name: 'Mo', emergency_relation: 'brother', emergency_phone: '+44 7700 900456', heard_from: 'a friend’s friend',
    may_call: true, may_text: false, may_email: true, note: 'Rings twice.\nPrefers mornings 🌞',
};
const boxes = (record) => Object.fromEntries(Object.entries(record).filter(([, v]) => v !== false).map(([k, v]) => [k, v === true ? '1' : v]));
const wrong = [['born', '2026-02-30'], ['born', '1984-02'], ['born', '2999-01-01'], ['sex', 'yes'], ['email', 'a@b'], ['emergency_phone', 'none'],
    ['handedness', 'tail'], ['given', 'x'.repeat(121)], ['address', 'x'.repeat(501)], ['note', 'x'.repeat(2001)], ['language', 'x'.repeat(36)],
    ['occupation', 'a\u0007bell']];

for (const engine of engines) {
    test(`clients, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner } = await clinic(t, engine);
        let id;
        const names = async (q) => (await getJson(owner, `/clients?q=${encodeURIComponent(q)}`)).clients.map((c) => c.id);
        const count = async () => (await names('')).length;

        await t.test('an empty practice says what to do next', async () => {
            const page = await owner.open('/clients');
            assert.equal(page.status, 200);
            assert.match(page.text, /href="\/clients\/new"/);
        });

        await t.test('every field, by form, comes back identical', async () => {
            const made = await owner.submit('/clients/new', boxes(whole));
            assert.equal(made.status, 303, text(made));
            id = /^\/clients\/([0-9a-z]{13})/.exec(made.location)[1];
            const read = await getJson(owner, `/clients/${id}`);
            const { phones, ...record } = read.record;
            assert.deepEqual({ ...record, phones }, whole);
            assert.equal(read.version, 1);
            const page = await owner.open(made.location);
            assert.equal(page.status, 200);
            for (const shown of ['Zo (Zoë María) Núñez-O’Brien', '29 Feb 1984', '1 <High> Street', 'Potter & "kiln" keeper', 'Rings twice.']) {
                assert.ok(unescapeHtml(page.text).includes(shown), shown);
            }
            assert.ok(!page.text.includes('<High>'));
            const form = forms((await owner.open(`/clients/${id}/edit`)).text).find((f) => f.names.includes('given'));
            for (const [name, value] of Object.entries(boxes(whole))) {
                const kept = name === 'phones' ? form.fields.phones.filter((p) => p) : form.fields[name];
                assert.deepEqual(kept, value, name);
            }
        });

        await t.test('each field wrong: the form comes back with what was typed', async () => {
            const before = await count();
            for (const [field, value] of wrong) {
                const typed = { ...boxes(whole), given: 'Other', family: 'Person', [field]: value };
                const refused = await owner.submit('/clients/new', typed);
                const { phones, may_call, may_email, ...kept } = typed;
                if (['sex', 'handedness'].includes(field)) delete kept[field];
                assertRefused(refused, field, { ...kept, phones: phones[1] });
                const form = forms(refused.text).find((f) => f.names.includes('given'));
                assert.deepEqual([form.fields.may_call, form.fields.may_email, 'may_text' in form.fields], [may_call, may_email, false]);
            }
            assertRefused(await owner.submit('/clients/new', { given: '', family: '' }), ['given']);
            assertRefused(await owner.submit('/clients/new', { given: 'A', phones: ['+44 20 7946 0018', 'no phone'] }), 'phones', { phones: 'no phone' });
            assert.deepEqual(problems(await postJson(owner, '/clients', { given: 'A', born: '2026-13-01', phones: ['12'], nickname: 'B' })),
                { born: 'error.date', 'phones[0]': 'error.phone', nickname: 'error.unknown-field' });
            assert.equal(await count(), before);
        });

        await t.test('by JSON: every field, also with numbers and truths as JSON has them', async () => {
            const made = await postJson(owner, '/clients', { ...whole, given: 'Twin', preferred: '', anyway: true });
            assert.equal(made.status, 201, made.text);
            assert.equal(made.json.href, `/clients/${made.json.id}`);
            assert.deepEqual((await getJson(owner, made.json.href)).record, { ...whole, given: 'Twin', preferred: '' });
        });

        await t.test('found as one types: in any case, without accents, with one error, by phone, by birth date', async () => {
            for (const other of [['Ola', 'Nowak'], ['Nuno', 'Brown'], ['Zoe', 'Smith'], ['Marina', 'Nunes']]) await newClient(owner, { given: other[0], family: other[1] });
            for (const q of ['nunez', 'NÚÑEZ', 'zoe maria', 'obrien zoe', 'nunes-obrien zoe', 'zoe mraia nunez', 'Zo', '79460018', '07700 900 123', '29.02.1984 zoe', '1984-02-29 zoe', 'zoe@nunez.example']) {
                assert.ok((await names(q)).slice(0, 2).includes(id), `${q}: ${JSON.stringify(await names(q))}`);
            }
            for (const q of ['', ' ', '%', '_', "'", '\u{1F31E}', 'x'.repeat(2000), '-- drop', '\\', '(', '0']) assert.ok(Array.isArray(await names(q)), q);
            assert.deepEqual(await names('qqqqqq'), []);
            const page = await owner.open('/clients?q=%3Cb%3E%22');
            assert.ok(!page.text.includes('<b>"'));
            assert.ok(page.text.includes('&lt;b&gt;&quot;') || page.text.includes('&lt;b&gt;&#34;'), 'what was asked for stays in its box');
        });

        await t.test('an edit, and its history: old → new, and who', async () => {
            const saved = await owner.submit(`/clients/${id}/edit`, { family: 'Núñez', phones: ['+44 20 7946 0018'], born: '', may_text: '1' });
            assert.equal(saved.status, 303, text(saved));
            const read = await getJson(owner, `/clients/${id}`);
            assert.equal(read.version, 2);
            assert.deepEqual(read.record, { ...whole, family: 'Núñez', phones: ['+44 20 7946 0018'], born: null, may_text: true });
            const same = await owner.submit(`/clients/${id}/edit`, { given: whole.given });
            assert.equal(same.status, 303);
            assert.equal((await getJson(owner, `/clients/${id}`)).version, 2, 'a change of nothing is no change');
            const page = unescapeHtml((await owner.open(`/clients/${id}/history`)).text);
            const latest = /<section class="card[\s\S]*?<\/section>/.exec(page)[0];
            assert.match(latest, /olive@practice\.example/);
            const rows = [...latest.matchAll(/<tr><th scope="row">([^<]*)<\/th><td[^>]*>([\s\S]*?)<\/td><td[^>]*>([\s\S]*?)<\/td><\/tr>/g)].map((m) => m.slice(1));
            assert.equal(rows.length, 4, latest);
            for (const change of [['Núñez-O’Brien', 'Núñez'], ['29 Feb 1984', ''], ['No', 'Yes'], [whole.phones.join(', '), '+44 20 7946 0018']]) {
                assert.ok(rows.some(([, before, after]) => before === change[0] && after === change[1]), `${change}: ${JSON.stringify(rows)}`);
            }
        });

        await t.test('two edits at once: 409, what was typed stays, the other’s change too', async () => {
            const tab = await owner.open(`/clients/${id}/edit`);
            assert.equal((await owner.submit(`/clients/${id}/edit`, { occupation: 'Painter' })).status, 303);
            const refused = await owner.send(tab, `/clients/${id}/edit`, { note: 'Typed in the other tab' });
            assertRefused(refused, [], { note: 'Typed in the other tab' }, 409);
            assert.match(refused.text, new RegExp(`/clients/${id}/history`));
            assert.equal((await getJson(owner, `/clients/${id}`)).record.occupation, 'Painter');
            const json = await postJson(owner, `/clients/${id}`, { ...whole, _version: 1 });
            problems(json, 409);
            assert.equal((await postJson(owner, `/clients/${id}`, { ...whole, _version: (await getJson(owner, `/clients/${id}`)).version })).status, 200);
            assert.deepEqual((await getJson(owner, `/clients/${id}`)).record, whole);
        });

        await t.test('a likely duplicate is asked about first, then made anyway', async () => {
            const twin = { given: 'Zoe', family: 'Nunez O’Brien', born: '1984-02-29', phones: ['020 7946 0018'] };
            const before = await count();
            const asked = await owner.submit('/clients/new', twin);
            assertRefused(asked, [], { given: 'Zoe', phones: '020 7946 0018' }, 409);
            assert.ok(asked.text.includes(`/clients/${id}"`), 'points at the one that is known');
            assert.equal(await count(), before);
            problems(await postJson(owner, '/clients', twin), 409);
            const made = await owner.send(asked, '/clients', { anyway: '1' }, { pick: (f) => f.names.includes('given') });
            assert.equal(made.status, 303, text(made));
            assert.equal(await count(), before + 1);
        });

        await t.test('merged, redirected, undone; two people', async () => {
            const kept = await newClient(owner, { given: 'Grace', family: 'Hopper', born: '1906-12-09' });
            const gone = await newClient(owner, { given: 'Grace', family: 'Hopper', born: '1906-12-09', email: 'grace@navy.example', phones: ['+1 212 555 0100'] });
            await postJson(owner, `/clients/${gone}/concerns`, { kind: 'pain', place: 'neck' });
            const before = [await getJson(owner, `/clients/${kept}`), await getJson(owner, `/clients/${gone}`)];
            const list = await owner.open('/duplicates');
            assert.match(list.text, new RegExp(`/clients/(${kept}/merge/${gone}|${gone}/merge/${kept})"`));
            const preview = await owner.open(`/clients/${kept}/merge/${gone}`);
            assert.ok(preview.text.includes('grace@navy.example'));
            const merged = await owner.send(preview, '', {}, { pick: (f) => f.names.includes('gone_version') });
            assert.deepEqual([merged.status, merged.location.split('?')[0]], [303, `/clients/${kept}`]);
            const late = await owner.send(preview, '', { _key: 'another' }, { pick: (f) => f.names.includes('gone_version') });
            assert.equal(late.status, 409, text(late));
            assert.equal((await getJson(owner, `/clients/${kept}`)).record.email, 'grace@navy.example');
            assert.equal((await getJson(owner, `/clients/${gone}`)).merged_into, kept);
            assert.equal((await owner.get(`/clients/${gone}`)).location.split('?')[0], `/clients/${kept}`);
            assert.ok(!(await names('Grace Hopper')).includes(gone));
            assert.equal((await post(owner, `/clients/${gone}`, { given: 'X', _version: 9 })).status, 409, 'a merged record is no longer changed');
            const page = await owner.open(`/clients/${kept}`);
            const undo = forms(page.text).find((f) => /^\/merges\/[0-9a-z]{13}\/undo$/.test(f.action));
            const undone = await post(owner, undo.action);
            assert.deepEqual([undone.status, undone.location.split('?')[0]], [303, `/clients/${kept}`]);
            assert.equal((await post(owner, undo.action)).status, 409, 'it was undone already');
            for (const [i, one] of [kept, gone].entries()) {
                const now = await getJson(owner, `/clients/${one}`);
                assert.deepEqual([now.record, now.merged_into], [before[i].record, null]);
            }
            assert.equal((await post(owner, `/clients/${kept}/merge/${kept}`, { kept_version: 1, gone_version: 1 })).status, 422);
            const { status } = await post(owner, '/duplicates/no', { a: kept, b: gone });
            assert.equal(status, 303);
            assert.doesNotMatch((await owner.open('/duplicates')).text, new RegExp(`/clients/(${kept}/merge/${gone}|${gone}/merge/${kept})"`));
            assert.equal((await post(owner, '/duplicates/no', { a: kept, b: '0000000000009' })).status, 404);
            assert.equal((await post(owner, '/duplicates/no', { a: kept })).status, 422);
        });

        await t.test('a form sent twice makes one client and leads to it twice', async () => {
            const values = { _csrf: await csrfOf(owner), _key: 'sent-twice', given: 'Only', family: 'Once' };
            const answers = await Promise.all([1, 2, 3].map(() => owner.request('/clients', { form: values })));
            assert.deepEqual(answers.map((a) => a.status), [303, 303, 303], answers.map(text).join('\n'));
            assert.equal(new Set(answers.map((a) => a.location.split('?')[0])).size, 1);
            assert.equal((await names('Only Once')).length, 1);
        });

        await t.test('every form that makes something: sent again the same it changes nothing, sent again changed it is heard', async () => {
            const one = await newClient(owner, { given: 'Again', family: 'Andagain', born: '1990-01-01' });
            const { json: { id: concern } } = await postJson(owner, `/clients/${one}/concerns`, { kind: 'pain', place: 'neck' });
            const day = today();
            const look = async () => ({ ratings: (await getJson(owner, `/clients/${one}/measures`)).ratings.length, concerns: (await getJson(owner, `/clients/${one}/progress`)).series.length, links: (await getJson(owner, `/clients/${one}/links`)).links.length });
            for (const [what, values, changed] of [['ratings', { concern, day, value: '4' }, { value: '5' }], ['concerns', { kind: 'pain', place: 'hip' }, { place: 'knee' }], ['links', {}, { concern }]]) {
                const before = await look(), path = `/clients/${one}/${what}`, form = { _key: `again-${what}`, ...values };
                const answers = [];
                for (let i = 0; i < 3; i++) answers.push(await post(owner, path, form));
                assert.deepEqual(answers.map((a) => a.status), [303, 303, 303], what);
                assert.equal(new Set(answers.map((a) => a.location.split('?')[0])).size, 1);
                assert.deepEqual(await look(), { ...before, [what]: before[what] + 1 });
                assert.equal((await post(owner, path, { ...form, ...changed })).status, 303);
                assert.deepEqual(await look(), { ...before, [what]: before[what] + 2 });
            }
            const { version } = await getJson(owner, `/clients/${one}`);
            const edit = { _key: 'again-edit', _version: version, given: 'Again', family: 'Changed' };
            assert.deepEqual([(await post(owner, `/clients/${one}`, edit)).status, (await post(owner, `/clients/${one}`, edit)).status], [303, 303]);
            assertRefused(await post(owner, `/clients/${one}`, { ...edit, family: 'Changed back' }), [], { family: 'Changed back' }, 409);
        });

        await t.test('reading and writing leave their audit rows', async () => {
            const audit = async () => (await getJson(owner, '/audit')).rows;
            const one = await newClient(owner, { given: 'Watched', family: 'Reader' });
            const made = (await audit()).find((r) => r.event === 'client.create');
            assert.equal(made.client ?? made.subject, one);
            assert.equal(made.role, 'owner');
            await owner.open(`/clients/${one}`);
            const read = async () => (await audit()).find((r) => r.event === 'client.show' && [r.client, r.subject].includes(one));
            for (let i = 0; i < 40 && !(await read()); i++) await sleep(50);
            assert.ok(await read(), 'within two seconds');
            const page = unescapeHtml((await owner.open('/audit')).text);
            for (const words of ['Opened a client’s page', 'Made a client', 'Watched Reader', 'olive@practice.example']) assert.ok(page.includes(words), words);
            assert.equal((await owner.get('/clients/zzzzzzzzzzzzz')).status, 404);
            assert.equal((await owner.get('/audit?before=x')).status, 400);
            let before = '', rows = 0, pages = 0;
            do {
                const part = await getJson(owner, `/audit${before}`);
                rows += part.rows.length;
                before = part.next ? `?before=${part.next}` : '';
            } while (before && ++pages < 40);
            assert.ok(pages >= 1 && pages < 40 && rows > 50, `${rows} rows on ${pages + 1} pages`);
        });
    });
}
