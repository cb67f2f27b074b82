// The sleep diary and the morning wellness by a diary link: one form a morning, the days before up to a week back, weekly means of enough nights,
// one morning against the own mornings; refused without loss; beside the headache diary; what staff chooses, and what the command line reads.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, postJson, today } from '../lib/clinic.mjs';
import { engines, folder, unknot } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const json = { accept: 'application/json' };
const night = { q_bed: '23:00', q_sol: '20', q_waso: '30', q_wake: '06:30', q_rise: '07:00' };
const series = (progress, instrument, score) => progress.series.find((s) => s.instrument === instrument && s.score === score);

for (const engine of engines) {
    test(`what a diary link asks every morning, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, db } = await clinic(t, engine);
        const now = today(), phone = new Visitor(server);
        const who = await newClient(owner, { given: 'Sella', born: '1980-02-03' });
        const { json: { id: sleep } } = await postJson(owner, `/clients/${who}/concerns`, { kind: 'sleep' });

        await t.test('the page of links offers what is asked daily; a diary takes nothing else', async () => {
            const page = await owner.get(`/clients/${who}/links`);
            assert.match(page.text, new RegExp(`name="daily" value="sleep-diary:${sleep}" checked`));
            assert.match(page.text, /name="daily" value="wellness">/);
            assert.match(page.text, /name="headache" value="1">/);
            const wrong = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary', daily: ['pgic'] });
            assert.equal(wrong.status, 422, wrong.text);
            const form = await owner.submit(`/clients/${who}/links`, { purpose: 'diary', headache: false }, { pick: (f) => 'purpose' in f.fields });
            assert.equal(form.status, 303, form.text);
            const [row] = (await getJson(owner, `/clients/${who}/links`)).links;
            assert.deepEqual([row.purpose, row.asks, row.ratings], ['diary', ['sleep-diary'], false]);
        });

        const link = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary', daily: [`sleep-diary:${sleep}`, 'wellness'] });
        assert.equal(link.status, 201, link.text);
        const url = new URL(link.json.url).pathname, form = `${url}/form/1`;

        await t.test('one screen a morning, kept, and the days before', async () => {
            const page = await phone.get(url);
            assert.match(page.text, /<h1[^>]*>Sleep diary: one night<\/h1>/);
            assert.match(page.text, /type="time"[^>]*name="q_bed"/);
            assert.doesNotMatch(page.text, /headache today/i);
            assert.match(page.text, new RegExp(`href="${url}/form/2"`));
            const done = await phone.request(form, { form: { day: now, ...night } });
            assert.equal(done.status, 303, done.text);
            assert.equal(done.location.split('?')[0], form);
            const after = await phone.get(done.location);
            assert.match(after.text, /Kept\. Thank you\./);
            assert.doesNotMatch(after.text, /name="q_bed"/);
            assert.match((await phone.get(`${form}?day=${now}`)).text, /name="q_bed" value="23:00"/);
            assert.match((await phone.get(`${form}?day=${dayAfter(now, -3)}`)).text, new RegExp(`name="day" value="${dayAfter(now, -3)}"`));
            for (const back of [1, 2, 3]) assert.equal((await phone.request(form, { form: { day: dayAfter(now, -back), ...night } })).status, 303);
            const listed = JSON.parse((await phone.request(form, { headers: json })).text);
            assert.deepEqual(listed.days.map((d) => d.filled_in), [true, true, true, true, false, false, false, false]);
        });

        await t.test('refused: what was typed is still there, and each problem leads to its question', async () => {
            const typed = { ...night, q_bed: '23:0x', q_sol: '2000', q_quality: '7' };
            const page = await phone.request(form, { form: { day: dayAfter(now, -4), ...typed } });
            assert.equal(page.status, 422);
            assert.match(page.text, /value="23:0x"/);
            assert.match(page.text, /value="2000"/);
            assert.match(page.text, /value="7" checked/);
            assert.match(page.text, /href="#response-q_sol"/);
            assert.match(page.text, new RegExp(`name="day" value="${dayAfter(now, -4)}"`));
            const fit = await phone.request(form, { form: { day: dayAfter(now, -4), ...night, q_rise: '06:00' } });
            assert.equal(fit.status, 422);
            assert.match(fit.text, /do not fit together/);
            assert.match(fit.text, /value="06:00"/);
            for (const day of [dayAfter(now, 1), dayAfter(now, -8), 'never'])
                assert.equal((await phone.request(form, { form: { day, ...night } })).status, 422, day);
            assert.equal((await phone.request(`${url}/form/3`, { form: { day: now, ...night } })).status, 404);
            assert.equal((await phone.get(`${url}/form/x`)).status, 404);
        });

        await t.test('as series with weekly means of five nights, in JSON, CSV and on the page', async () => {
            let progress = await getJson(owner, `/clients/${who}/progress`);
            let asleep = series(progress, 'sleep-diary', 'time-asleep');
            assert.deepEqual(asleep.points.map((p) => [p.value, p.filled_in_later ?? false]), [[400, true], [400, true], [400, false], [400, false]]);
            assert.ok(asleep.weeks.every((w) => w.mean === null), 'four nights are too few');
            for (const back of [4, 5, 6, 7]) assert.equal((await phone.request(form, { form: { day: dayAfter(now, -back), ...night, q_sol: '50' } })).status, 303);
            progress = await getJson(owner, `/clients/${who}/progress`);
            asleep = series(progress, 'sleep-diary', 'time-asleep');
            const share = series(progress, 'sleep-diary', 'efficiency'), falling = series(progress, 'sleep-diary', 'latency');
            assert.equal(asleep.points.length, 8);
            assert.ok(share.points.every((p) => p.value > 77 && p.value < 83.4));
            for (const w of asleep.weeks) assert.equal(w.mean === null, w.days < 5, JSON.stringify(w));
            assert.ok(falling.weeks.reduce((n, w) => n + w.days_above, 0) <= 4);
            assert.ok(!series(progress, 'sleep-diary', 'wakings'), 'left open each night: no empty series');
            const page = await owner.get(`/clients/${who}/progress`);
            assert.match(page.text, /Sleep diary – Share of the time in bed asleep/);
            const csv = (await owner.get(`/clients/${who}/progress.csv`)).text;
            assert.match(csv, new RegExp(`sleep,[^,]*,${dayAfter(now, -3)},sleep-diary\\.time-asleep,400,night,client,[^,]*,,yes`));
        });

        await t.test('a correction takes the place of what was said; the same again is nothing new', async () => {
            const same = await phone.request(form, { json: { day: now, ...night }, headers: json });
            assert.deepEqual([same.status, JSON.parse(same.text)], [200, { written: false }]);
            const other = await phone.request(form, { json: { day: now, ...night, q_sol: 0 }, headers: json });
            assert.deepEqual(JSON.parse(other.text), { written: true });
            assert.equal(series(await getJson(owner, `/clients/${who}/progress`), 'sleep-diary', 'time-asleep').points.at(-1).value, 420);
        });

        await t.test('a morning against the own mornings: null with its reason below 14 days', async () => {
            const morning = (day, soreness) => postJson(owner, `/clients/${who}/responses`,
                { instrument: 'wellness', mode: 'with-staff', day, q_sleep: 3, q_stress: 4, q_fatigue: 4, q_soreness: soreness });
            for (let back = 14; back > 1; back--) assert.equal((await morning(dayAfter(now, -back), 3 + (back % 2))).status, 201);
            const of = async () => series(await getJson(owner, `/clients/${who}/progress`), 'wellness', 'total').own;
            assert.deepEqual([(await of()).z, (await of()).reason, (await of()).days], [null, 'too few days', 12]);
            assert.match((await owner.get(`/clients/${who}/progress`)).text, /12 of the 28 days before it were answered: 14 are needed/);
            assert.equal((await morning(dayAfter(now, -1), 4)).status, 201);
            const sent = await phone.request(`${url}/form/2`, { form: { day: now, q_sleep: 3, q_stress: 4, q_fatigue: 4, q_soreness: 7 } });
            assert.equal(sent.status, 303, sent.text);
            const own = await of();
            assert.deepEqual([own.days, own.far, own.reason, own.day], [14, true, null, now]);
            assert.ok(own.z > 1.5);
            assert.match((await owner.get(`/clients/${who}/progress`)).text, /That is higher than usual/);
        });

        await t.test('beside the headache diary; behind the birth date on a shared phone; over when taken back', async () => {
            assert.ok((await postJson(owner, `/clients/${who}/concerns`, { kind: 'headache' })).json.id);
            const both = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary', headache: true, daily: [`sleep-diary:${sleep}`], shared_phone: true });
            const there = new URL(both.json.url).pathname, visitor = new Visitor(server);
            assert.equal((await visitor.get(`${there}/form/1`)).location, there, 'the birth date first');
            assert.equal((await visitor.request(`${there}/form/1`, { json: { day: now, ...night }, headers: json })).status, 403);
            assert.doesNotMatch((await visitor.get(there)).text, /headache today|Sleep diary/i);
            assert.equal((await visitor.request(`${there}/confirm`, { form: { born: '1980-02-03' } })).status, 303);
            const page = await visitor.get(there);
            assert.match(page.text, /No headache today/);
            assert.match(page.text, new RegExp(`href="${there}/form/1" lang="en">Sleep diary`));
            assert.deepEqual(JSON.parse((await visitor.request(there, { headers: json })).text).forms, [{ position: 1, instrument: 'sleep-diary' }]);
            assert.match((await visitor.get(`${there}/form/1`)).text, new RegExp(`href="${there}">Headache diary`));
            assert.equal((await phone.request(url, { form: { [`day_${now}`]: 'no' } })).status, 404, 'a link that does not ask it');
            assert.equal((await postJson(owner, `/clients/${who}/links/${link.json.id}/revoke`, {})).status, 303);
            assert.equal((await phone.get(form)).status, 410);
            assert.equal((await phone.request(form, { form: { day: now, ...night } })).status, 410);
        });

        await t.test('an own instrument: added by the command line, in the one place, and scored from there', async () => {
            const home = folder(t), file = join(home, 'mine.json');
            const run = (...words) => unknot([...words, '--db', db], { home, input: '{"answers":{"sleep":1,"stress":2,"fatigue":3,"soreness":4}}' });
            writeFileSync(file, readFileSync(new URL('../../content/instruments/wellness.json', import.meta.url), 'utf8').replace('"wellness"', '"our-mornings"'));
            const added = await run('instrument', 'add', file);
            assert.deepEqual([added.code, added.stderr], [0, '']);
            assert.match(added.stdout, /is in the library of the practice/);
            for (const words of [[], ['--practice', 'Quiet Hands']]) assert.equal(JSON.parse((await run('score', 'our-mornings', ...words)).stdout).scores[0].value, 10);
            assert.equal(JSON.parse((await run('instrument', 'show', 'our-mornings')).stdout).id, 'our-mornings');
            assert.match((await run('score', 'no-mornings')).stderr, /there is no instrument 'no-mornings'/);
            assert.match((await run('score', 'our-mornings', '--practice', 'Nobody')).stderr, /there is no practice/);
            assert.match((await owner.get(`/clients/${who}/links`)).text, /name="daily" value="our-mornings"/);
        });
    });
}
