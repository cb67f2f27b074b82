// An own instrument that is put right, and one that is not used any more: what was answered stays to be read, and is never read otherwise than it was asked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { unescapeHtml } from '../lib/visitor.mjs';

const now = today();
const ours = readFileSync(new URL('../../content/instruments/wellness.json', import.meta.url), 'utf8').replace('"wellness"', '"our-week"');

for (const engine of engines) {
    test(`versions of an own instrument, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner } = await clinic(t, engine);
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`, all = '/setup/instruments';
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck', site_neck: 'yes', start: dayAfter(now, -50) })).json.id;
        const add = async (file) => {
            const r = await postJson(owner, all, { file });
            assert.equal(r.status, 201, r.text);
        };
        const fill = async (back, v) => {
            const r = await postJson(owner, `${at}/responses`, { instrument: 'our-week', mode: 'paper-items', concern, day: dayAfter(now, -back), q_sleep: v, q_stress: v, q_fatigue: v, q_soreness: v });
            assert.equal(r.status, 201, r.text);
            return r.json.id;
        };
        const series = async () => (await getJson(owner, `${at}/progress`)).series.filter((s) => s.instrument === 'our-week');
        const words = async (path) => unescapeHtml((await owner.open(path)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));

        await add(ours);
        await fill(60, 6);
        await add(ours.replace('Morning wellness, four questions', 'Our week'));
        const second = await fill(40, 5);
        assert.deepEqual((await series()).map((s) => [s.older, s.higher_is_worse, s.points.map((p) => p.value)]), [[false, true, [24, 20]]], 'other words, one series');

        await add(ours.replace('higher-is-worse', 'higher-is-better').replace('Morning wellness, four questions', 'Our week'));
        await fill(20, 3);
        await fill(10, 2);
        const both = (await series()).sort((a, b) => Number(a.older) - Number(b.older));
        assert.deepEqual(both.map((s) => [s.older, s.higher_is_worse, s.points.map((p) => p.value)]), [[false, false, [12, 8]], [true, true, [24, 20]]], 'another direction, a series of its own');
        const page = await words(`${at}/progress`);
        for (const says of ['Our week · ', 'Our week, version 2026-11-21 · ', 'This version asks or counts differently, so its answers stand on their own.', 'Higher is better', 'Lower is better'])
            assert.ok(page.includes(says), says);
        assert.equal(page.split('This version asks').length, 2, 'said of the older one alone');
        assert.match(await words(at), /earlier version/);
        const times = (await getJson(owner, `${at}/responses/${second}`)).same ?? [];
        assert.ok(times.length <= 2, 'beside its own version alone');

        // not used any more: everything stays
        const used = (await getJson(owner, all)).instruments.find((i) => i.id === 'our-week');
        const end = await postJson(owner, `${all}/${used.added}/end`);
        assert.equal(end.status, 200, end.text);
        assert.deepEqual((await series()).map((s) => s.points.length), [2, 2]);
        assert.match(await words(`${at}/progress`), /Our week ·/);
        assert.match(await words(`${at}/responses`), /Our week/);
        assert.doesNotMatch(await words(`${at}/responses`), /our-week/);
        const csv = await owner.get(`${at}/progress.csv`);
        assert.match(csv.text, /our-week\.total,8,today,therapist,/);
    });
}
