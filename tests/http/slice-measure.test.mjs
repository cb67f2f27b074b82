// Concerns, ratings, diary days, the client's own answers by link, and what progress says of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, clinic, dayAfter, getJson, idText, newClient, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { engines, shared, unknot } from '../lib/program.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const now = today();
const month = (day) => `?month=${day.slice(0, 7)}`;

for (const engine of engines) {
    test(`measures, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db, home } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const ratings = async (day = now) => (await getJson(owner, `${at}/measures${month(day)}`)).ratings;
        const diary = async (day = now) => (await getJson(owner, `${at}/measures${month(day)}`)).diary;
        let neck, headache;

        await t.test('a concern: made, changed, closed, opened again; each field wrong', async () => {
            assertRefused(await owner.submit(`${at}/concerns/new`, { kind: 'pain', place: '', start: now }), 'place', { start: now });
            assertRefused(await owner.submit(`${at}/concerns/new`, { kind: 'pain', place: 'neck', start: dayAfter(now, 2) }), 'start', { place: 'neck' });
            assertRefused(await owner.submit(`${at}/concerns/new`, { kind: 'pain', place: 'x'.repeat(81) }), 'place');
            assertRefused(await owner.submit(`${at}/concerns/new`, { kind: 'soul', place: 'neck' }), 'kind', { place: 'neck' });
            const made = await owner.submit(`${at}/concerns/new`, { kind: 'pain', place: 'neck & "nape"', start: '' });
            assert.equal(made.status, 303, text(made));
            const json = await postJson(owner, `${at}/concerns`, { kind: 'headache', start: dayAfter(now, -3) });
            assert.equal(json.status, 200, json.text);
            headache = json.json.id;
            problems(await postJson(owner, `${at}/concerns`, { kind: 'headache' }), 409);
            problems(await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck & "nape"' }), 409);
            neck = (await getJson(owner, `${at}/progress`)).series.find((s) => s.kind === 'pain').concern;
            const tab = await owner.open(`${at}/concerns/${neck}`);
            assert.equal((await owner.submit(`${at}/concerns/${neck}`, { place: 'neck', start: dayAfter(now, -10) })).status, 303);
            assertRefused(await owner.send(tab, '', { place: 'nape', start: '' }), [], { place: 'nape' }, 409);
            const closed = { pick: (f) => f.action.endsWith('/close') };
            assertRefused(await owner.submit(`${at}/concerns/${neck}`, { closed: dayAfter(now, 3) }, closed), 'closed', { closed: dayAfter(now, 3) });
            assert.equal((await owner.submit(`${at}/concerns/${neck}`, { closed: now }, closed)).status, 303);
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/ratings`, { concern: neck, day: now, value: 3 }))), ['concern']);
            assert.equal((await owner.submit(`${at}/concerns/${neck}`, {}, { pick: (f) => f.action.endsWith('/reopen') })).status, 303);
        });

        await t.test('a rating is a whole number from 0 to 10, about a day that has been', async () => {
            const page = `${at}/measures`;
            const pick = (f) => f.action === `${at}/ratings`;
            for (const value of ['11', '-1', '3.5', 'bad', '1e1', '٣', '']) {
                const refused = await owner.submit(page, { value, day: now, note: 'typed <b>' }, { pick });
                assert.equal(refused.status, 422, `${value}: ${text(refused)}`);
                assert.equal(forms(refused.text).find(pick).fields.note, 'typed <b>');
                assert.match(refused.text, /class="scale[^"]*wrong|aria-invalid="true"|class="error"/);
                assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/ratings`, { concern: neck, day: now, value: value === '11' ? 11 : value === '3.5' ? 3.5 : value }))), ['value']);
            }
            assertRefused(await owner.submit(page, { value: '4', day: dayAfter(now, 2), note: 'n' }, { pick }), 'day', { day: dayAfter(now, 2), value: '4' });
            assertRefused(await owner.submit(page, { value: '4', day: '2026-02-30', note: 'n' }, { pick }), 'day');
            assertRefused(await owner.submit(page, { value: '4', day: '1979-01-01', note: 'n' }, { pick }), 'day');
            assertRefused(await owner.submit(page, { value: '4', day: now, note: 'x'.repeat(501) }, { pick }), 'note');
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/ratings`, { concern: neck, day: now, value: 4, mood: 1 }))), ['mood']);
            assert.deepEqual(await ratings(), []);
            for (const value of ['0', '10']) {
                const done = await owner.submit(page, { value, day: now, note: `said ${value}` }, { pick });
                assert.equal(done.status, 303, text(done));
            }
            assert.deepEqual((await ratings()).map((r) => [r.value, r.recall, r.source, r.counts]), [[0, 'average-7d', 'therapist', true], [10, 'average-7d', 'therapist', true]]);
        });

        await t.test('a rating is corrected and taken back; the first entry is kept', async () => {
            const [first, second] = await ratings();
            const page = await owner.open(`${at}/ratings/${first.id}`);
            const refused = await owner.send(page, '', { value: '12', note: 'slip' });
            assert.equal(refused.status, 422);
            assert.equal(forms(refused.text)[0].fields.note, 'slip');
            assert.equal((await owner.send(page, '', { value: '6', note: 'slip', day: dayAfter(now, -1) })).status, 303);
            assert.equal((await owner.send(page, '', { value: '7', _key: 'a-late-one' })).status, 409);
            const withdrawn = await owner.submit(`${at}/ratings/${second.id}`, {}, { pick: (f) => f.action.endsWith('/withdraw') });
            assert.equal(withdrawn.status, 303);
            assert.equal((await post(owner, `${at}/ratings/${second.id}/withdraw`)).status, 409);
            const all = [...await ratings(now), ...(now.endsWith('-01') ? await ratings(dayAfter(now, -1)) : [])];
            assert.deepEqual(all.map((r) => [r.value, r.counts]).sort((a, b) => a[0] - b[0]), [[0, false], [6, true], [10, false]]);
            const shown = await owner.open(`${at}/measures`);
            assert.match(shown.text, /<s>0<\/s>/);
        });

        await t.test('headache days, and what was said before', async () => {
            const y = dayAfter(now, -1);
            assert.equal((await post(owner, `${at}/diary`, { [`day_${now}`]: 'yes', [`day_${y}`]: 'no' })).status, 303);
            assert.deepEqual((await postJson(owner, `${at}/diary`, { [`day_${now}`]: 'no', [`day_${y}`]: 'no' })).json, { written: 1 });
            const { before: [first, ...more], ...kept } = (await diary()).find((d) => d.day === now);
            assert.deepEqual(kept, { day: now, headache: false, version: 2, filled_in_later: false, source: 'therapist' });
            assert.deepEqual([first.headache, first.source, more], [true, 'therapist', []]);
            assert.match(unescapeHtml((await owner.open(`${at}/measures`)).text), /day-date">Before: headache\. The practice/, 'the page tells what was said before');
            const refused = await post(owner, `${at}/diary`, { [`day_${dayAfter(now, 2)}`]: 'yes', [`day_${now}`]: 'yes' });
            assert.equal(refused.status, 422);
            assert.equal(forms(refused.text).find((f) => f.action === `${at}/diary`).fields[`day_${now}`], 'yes', 'what was chosen stays chosen');
            for (const bad of [{ 'day_2026-02-30': 'yes' }, { [`day_${now}`]: 'perhaps' }, { day_: 'yes' }, {}]) assert.equal((await post(owner, `${at}/diary`, bad)).status, 422, JSON.stringify(bad));
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/diary`, { [`day_${now}`]: 'yes', moon: 'full' }))), ['moon']);
            assert.equal((await diary()).find((d) => d.day === now).version, 2);
        });

        const makeLink = async (more = {}) => {
            const made = await postJson(owner, `${at}/links`, more);
            assert.equal(made.status, 201, made.text);
            return { id: made.json.id, path: new URL(made.json.url).pathname, url: made.json.url };
        };
        const phone = () => new Visitor(server);

        await t.test('a link: its page shows address and QR code; answered, corrected, answered by a second one', async () => {
            const made = await owner.submit(`${at}/links`, {}, { pick: (f) => f.action === `${at}/links` });
            assert.equal(made.status, 303);
            const page = await owner.open(made.location);
            const url = unescapeHtml(/<input id="link-url"[^>]*value="([^"]*)"/.exec(page.text)[1]);
            assert.equal(new URL(url).origin, server.url);
            assert.match(page.text, /<svg[\s\S]*<path/);
            const path = new URL(url).pathname;
            const nia = phone();
            const form = await nia.open(path);
            assert.equal(form.status, 200);
            assert.match(unescapeHtml(form.text), /your neck/);
            assert.match(form.text, /116 123/);
            assert.ok(!form.text.includes('Quinn'), 'no more of the name than is needed');
            const before = (await ratings()).length;
            for (const value of ['11', '-1', '3.5', 'bad']) {
                const refused = await nia.send(form, path, { [`rating_${neck}`]: value, note: 'typed' });
                assert.equal(refused.status, 422, text(refused));
                assert.equal(forms(refused.text).find((f) => f.action === path).fields.note, 'typed');
            }
            assert.equal((await nia.request(path, { form: { note: 'nothing else' } })).status, 422, 'nothing answered');
            assert.deepEqual(Object.keys(problems(await nia.request(path, { json: { [`rating_${neck}`]: 12 }, headers: { accept: 'application/json' } }))), [`rating_${neck}`]);
            assert.deepEqual(Object.keys(problems(await nia.request(path, { json: { [`rating_${neck}`]: 2, moon: 1 }, headers: { accept: 'application/json' } }))), ['moon']);
            const done = await nia.send(form, path, { [`rating_${neck}`]: '7', [`day_${dayAfter(now, -2)}`]: 'yes', note: 'after work' });
            assert.deepEqual([done.status, done.location.split('?')[0]], [303, path]);
            assert.equal((await ratings()).length, before + 1);
            assert.match((await nia.open(done.location)).text, /role="status"/);
            assert.equal((await nia.send(form, path, { [`rating_${neck}`]: '7', note: 'after work' })).status, 303, 'said twice');
            assert.equal((await ratings()).length, before + 1);
            const again = await nia.open(path);
            assert.match(again.text, /href="[^"]*\?i=review">Correct my answers/);
            const correct = await nia.open(`${path}?i=review`);
            assert.equal(forms(correct.text).find((f) => f.action === path).fields[`rating_${neck}`], '7', 'one’s own answer is shown');
            assert.equal((await nia.send(correct, path, { [`rating_${neck}`]: '5' }, { pick: (f) => f.action === path })).status, 303);
            const own = (await ratings()).filter((r) => r.source === 'client');
            assert.deepEqual(own.map((r) => [r.value, r.counts]), [[7, false], [5, true]]);
            const second = await makeLink({ concern: neck });
            const json = await phone().request(second.path, { json: { [`rating_${neck}`]: 4 }, headers: { accept: 'application/json' } });
            assert.deepEqual(JSON.parse(json.text), { ratings: 1, days: 0, corrected: false });
            const asked = JSON.parse((await phone().get(second.path, { headers: { accept: 'application/json' } })).text);
            assert.deepEqual([asked.concerns.map((c) => c.place), asked.days], [['neck'], []], 'only what the link asks about');
            const other = await phone().request(second.path, { form: { [`rating_${headache}`]: '4' } });
            assert.ok([404, 422].includes(other.status), `${other.status}`);
            assert.ok((await getJson(owner, `${at}/links`)).links.every((l) => l.used));
            assert.equal((await diary(dayAfter(now, -2))).find((d) => d.day === dayAfter(now, -2)).headache, true);
        });

        await t.test('one question a screen: a tap is kept in this browser alone, comes back where it stopped, and counts when it is sent', async () => {
            const back = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'lower back' })).json.id, stress = (await postJson(owner, `${at}/concerns`, { kind: 'stress' })).json.id;
            const { path } = await makeLink({}), nia = phone(), before = (await ratings()).length;
            const shown = (page) => /data-i="([^"]*)"[^>]*novalidate>/.exec(page.text)[1];
            const tap = async (id, value, more) => {
                const name = `rating_${id}`, done = await nia.request(`${path}?i=${name}`, { form: { _version: '0', file: 'draft', i: name, [name]: value, ...more } });
                assert.equal(done.status, 303, text(done));
                return nia.open(done.location);
            };
            let page = await nia.open(path);
            assert.equal(page.text.match(/<form class="screen"[^>]*novalidate>/g).length, 1, 'one is shown');
            assert.equal(shown(page), `rating_${neck}`);
            assert.match(unescapeHtml(page.text), new RegExp(`aria-describedby="ends-rating_${neck}".*id="low-rating_${neck}">0 = No pain<.*id="high-rating_${neck}">10 = The worst pain I can imagine<`, 's'));
            assert.match(page.text, new RegExp(`name="rating_${neck}" value="0" aria-describedby="low-rating_${neck}".*value="10" aria-describedby="high-rating_${neck}"`, 's'));
            page = await tap(neck, '6');
            assert.deepEqual([shown(page), shown(await nia.open(path))], [`rating_${back}`, `rating_${back}`], 'resumes where it stopped');
            assert.match((await nia.open(`${path}?i=rating_${neck}`)).text, /value="6" aria-pressed="true"/, 'back without loss');
            assert.doesNotMatch((await phone().get(path)).text, /aria-pressed/, 'not in another browser');
            assert.equal((await ratings()).length, before, 'nothing is on record yet');
            page = await tap(back, '');
            page = await tap(stress, '3');
            assert.equal(shown(page), 'review');
            assert.match(page.text, new RegExp(`data-of="rating_${back}" class="open">Skipped`));
            page = await tap(neck, '7', { then: 'review' });
            for (const bad of [{ [`rating_${neck}`]: '11' }, { rating_zz: '1' }]) assert.ok([404, 422].includes((await nia.request(path, { form: { file: 'draft', ...bad } })).status), JSON.stringify(bad));
            for (const sent of ['%', '=&=', `rating_${neck}=99`, `rating_${neck}`, 'x='.repeat(500), Array.from({ length: 90 }, (_, i) => `rating_${i}=1`).join('&')])
                assert.equal((await phone().get(path, { headers: { cookie: `unknot-rated=${sent}` } })).status, 200, sent);
            const done = await nia.send(page, path, { note: 'by thumb' }, { pick: (f) => f.action === path });
            assert.equal(done.status, 303, text(done));
            const now_said = (await ratings()).slice(before);
            assert.deepEqual(now_said.map((r) => [r.concern, r.value]).sort(), [[neck, 7], [stress, 3]].sort());
            assert.equal(nia.cookies.has('unknot-rated'), false, 'the draft is over');
        });

        await t.test('a shared phone asks for the birth date; five wrong ones block', async () => {
            const unborn = await newClient(owner, { given: 'No', family: 'Birthdate' });
            assert.deepEqual(Object.keys(problems(await postJson(owner, `/clients/${unborn}/links`, { shared_phone: true }))).sort(), ['asks', 'shared_phone'], 'all that is wrong at once');
            const right = await makeLink({ shared_phone: true }), blocked = await makeLink({ shared_phone: true });
            const nia = phone();
            const first = await nia.open(right.path);
            assert.ok(!first.text.includes('Nia') && !first.text.includes('neck'), 'nothing is told before');
            assert.equal((await nia.request(right.path, { form: { [`rating_${neck}`]: '1' } })).status, 403);
            assertRefused(await nia.send(first, right.path, { born: '1980-02-30' }), 'born', { born: '1980-02-30' });
            assertRefused(await nia.send(first, right.path, { born: '1980-05-18' }), 'born', { born: '1980-05-18' });
            const opened = await nia.send(first, right.path, { born: '1980-05-17' });
            assert.deepEqual([opened.status, opened.location], [303, right.path]);
            assert.match((await nia.open(right.path)).text, /Nia/);
            const page = await nia.open(blocked.path);
            const said = [];
            for (let i = 0; i < 6; i++) said.push((await nia.send(page, blocked.path, { born: '1990-01-01' })).status);
            assert.deepEqual(said, [422, 422, 422, 422, 429, 429]);
            const late = await nia.send(page, blocked.path, { born: '1980-05-17' });
            assert.equal(late.status, 429, 'the right one waits too');
            assert.ok(Number(late.headers.get('retry-after')) > 600);
            assert.equal((await nia.request(`${blocked.path}/confirm`, { json: { born: '1980-05-17' }, headers: { accept: 'application/json' } })).status, 429);
        });

        await t.test('a link that is taken back, over, altered, or of somebody else', async () => {
            const revoked = await makeLink();
            assert.equal((await post(owner, `${at}/links/${revoked.id}/revoke`)).status, 303);
            assert.equal((await post(owner, `${at}/links/${revoked.id}/revoke`)).status, 303, 'twice is no error');
            const over = await makeLink();
            const [[, row]] = sql(db, 'SELECT id, expires_us FROM link ORDER BY id DESC LIMIT 1');
            sql(db, `UPDATE link SET expires_us = ${BigInt(row) - 86_401_000_000n} WHERE expires_us = ${row}`);
            for (const [link, word] of [[revoked, 'revoked'], [over, 'over']]) {
                for (const answer of [await phone().get(link.path), await phone().request(link.path, { form: { [`rating_${neck}`]: '3' } }), await phone().request(`${link.path}/confirm`, { form: { born: '1980-05-17' } })]) {
                    assert.equal(answer.status, 410, `${word}: ${text(answer)}`);
                }
                assert.equal((await owner.get(`${at}/links/${link.id}`)).status, 410);
            }
            const good = await makeLink();
            const token = good.path.slice(3);
            assert.equal(token.length, 67);
            for (let i = 0; i < token.length; i++) {
                const altered = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
                const { status } = await phone().get(`/a/${altered}`);
                assert.ok([404, 410].includes(status), `character ${i}: ${status}`);
            }
            for (const other of ['', 'x', token.slice(0, -1), `${token}A`, `${token}=`, token.toUpperCase(), '%00', 'é', 'x'.repeat(5000)]) {
                const { status } = await phone().get(`/a/${encodeURIComponent(other)}`);
                assert.ok([400, 404, 414].includes(status), `${other.slice(0, 80)}: ${status}`);
            }
            assert.equal((await phone().get(good.path)).status, 200);
            const stranger = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
            const theirs = await newClient(stranger, { given: 'Not', family: 'Ours' });
            await postJson(stranger, `/clients/${theirs}/concerns`, { kind: 'sleep' });
            const link = await postJson(stranger, `/clients/${theirs}/links`, {});
            const answer = await phone().request(new URL(link.json.url).pathname, { form: { [`rating_${neck}`]: '3' } });
            assert.ok([404, 422].includes(answer.status), `a link of one practice rates nothing of another: ${answer.status}`);
        });

        await t.test('progress: five before, five since: worked out by hand', async () => {
            const one = await newClient(owner, { given: 'Gold', family: 'Standard' });
            const { json: { id: concern } } = await postJson(owner, `/clients/${one}/concerns`, { kind: 'pain', place: 'knee', start: dayAfter(now, -60) });
            const series = [[-100, 8], [-93, 7], [-86, 8], [-79, 7], [-72, 8], [-40, 4], [-33, 3], [-26, 3], [-19, 3], [-12, 2]];
            for (const [n, value] of series) assert.equal((await postJson(owner, `/clients/${one}/ratings`, { concern, day: dayAfter(now, n), value })).status, 200);
            const [got] = (await getJson(owner, `/clients/${one}/progress`)).series;
            assert.equal(got.class, 'reliable-and-important', JSON.stringify(got));
            assert.deepEqual([got.baseline.n, Number(got.baseline.mean.toFixed(6))], [5, 7.6]);
            assert.deepEqual(got.latest, { n: 4, mean: 2.75 }, 'the last four weeks of answers: 3, 3, 3, 2');
            assert.equal(Number(got.change.toFixed(6)), -4.85);
            assert.ok(got.mcid > 0 && got.mdc95 > 0, JSON.stringify(got));
            assert.match(got.statement, /knee/);
            assert.doesNotMatch(got.statement, /because|cure|thanks to/i);
            assert.ok(got.caveats.length >= 1);
            const page = await owner.open(`/clients/${one}/progress`);
            assert.ok(unescapeHtml(page.text).includes(got.statement), 'the page says the same sentence');
            assert.match(page.text, /<svg[\s\S]*<title[\s\S]*<\/svg>/);
            const csv = await owner.get(`/clients/${one}/progress.csv`);
            assert.match(csv.headers.get('content-type'), /^text\/csv/);
            const lines = csv.text.trimEnd().split('\r\n');
            assert.equal(lines[0], 'concern,place,day,measure,value,recall,source,entered,series,filled_in_later');
            assert.deepEqual(lines.slice(1).map((l) => l.split(',').slice(1, 7)), series.map(([n, v]) => ['knee', dayAfter(now, n), 'nrs-pain', `${v}`, 'average-7d', 'therapist']));
            assert.equal((await owner.get(`/clients/${one}/progress`, { headers: { accept: 'text/csv' } })).text, csv.text);
        });

        await t.test('progress that cannot be judged says so', async () => {
            const one = await newClient(owner, { given: 'Too', family: 'Early' });
            assert.equal((await owner.open(`/clients/${one}/progress`)).status, 200, 'no concern yet');
            const { json: { id: concern } } = await postJson(owner, `/clients/${one}/concerns`, { kind: 'pain', place: 'hip', start: dayAfter(now, -60) });
            await postJson(owner, `/clients/${one}/concerns`, { kind: 'headache' });
            for (const n of [-50, -40, -9, -2]) await postJson(owner, `/clients/${one}/ratings`, { concern, day: dayAfter(now, n), value: 3 });
            const { series } = await getJson(owner, `/clients/${one}/progress`);
            assert.deepEqual(series.map((s) => [s.kind, s.class, s.baseline.mean, s.change]), [['pain', 'cannot-say', null, null], ['headache', 'cannot-say', null, null]]);
            for (const s of series) assert.match(s.statement, /./);
            assert.deepEqual((await getJson(owner, `/clients/${one}/progress?concern=${concern}`)).series.map((s) => s.concern), [concern]);
            assert.equal((await owner.get(`/clients/${one}/progress?concern=${neck}`)).status, 404, 'a concern of another client');
        });

        const file = shared('data/headache-diaries.csv');
        await t.test('the headache diaries of 133 people', { skip: file ? false : 'no ../shared/data/headache-diaries.csv' }, async () => {
            const words = ['import', 'diary', '--db', db, '--practice', 'Headaches', '--client', 'id', '--day', 'time', '--headache', 'headache', file];
            const hedy = await newPractice(house, { name: 'Headaches', email: 'hedy@practice.example' });
            for (const counts of [{ clients: 133, entries: 4151, duplicates: 1, rejected: 0 }, { clients: 0, entries: 0, duplicates: 4152, rejected: 0 }]) {
                const done = await unknot(words, { home });
                assert.equal(done.code, 0, done.stderr);
                assert.deepEqual(JSON.parse(done.stdout), counts);
            }
            const imported = sql(db, "SELECT id FROM client WHERE external LIKE 'diary:%'").map(([id]) => idText(id));
            assert.equal(imported.length, 133);
            for (const id of imported) {
                const { status, text: page } = await hedy.get(`/clients/${id}/progress`);
                assert.equal(status, 200, id);
                assert.match(page, /<svg/);
            }
            assert.equal((await owner.get(`/clients/${imported[0]}/progress`)).status, 404, 'they are of the other practice');
        });
    });
}
