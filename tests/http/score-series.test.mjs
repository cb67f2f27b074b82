// A score of a filled-in instrument is read as ratings are: progress, its JSON and CSV, the client's page, review, letter and the client's own page.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, postJson, text, today, words } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { unescapeHtml } from '../lib/visitor.mjs';

const now = today();

for (const engine of engines) {
    test(`scores over time, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner } = await clinic(t, engine);
        const services = await owner.submit('/setup/services', { name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });
        assert.equal(services.status, 303, text(services));
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const made = await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'low back', 'site_lower-back': 'yes', start: dayAfter(now, -56) });
        assert.equal(made.status, 200, made.text);
        const concern = made.json.id;
        const fill = async (instrument, back, values, mode = 'paper-items') => {
            const r = await postJson(owner, `${at}/responses`, { instrument, mode, day: dayAfter(now, -back), concern, ...values });
            assert.equal(r.status, 201, r.text);
            return r.json.id;
        };
        const series = async (code, key = '') => (await getJson(owner, `${at}/progress`)).series.find((s) => s.instrument === code && (s.series ?? '') === key);

        await t.test('PEG: judged by its own numbers, missing shown as missing', async () => {
            await fill('peg', 70, { q_1: 8, q_2: 8, q_3: 8 });
            await fill('peg', 57, { q_1: 8, q_2: 7, q_3: 9 });
            await fill('peg', 54, { q_1: 1, q_2: 1, q_3: 1 });
            await fill('peg', 20, { q_1: 4, q_2: 4, q_3: 4 });
            await fill('peg', 13, { q_1: 4, q_3: 4 });
            const last = await fill('peg', 6, { q_1: 4, q_2: 3, q_3: 5 });
            const s = await series('peg');
            assert.deepEqual([s.concern, s.kind, s.score, s.range, s.higher_is_worse, s.class], [concern, 'pain', 'total', [0, 10], true, 'reliable-and-important']);
            assert.deepEqual([s.baseline, s.latest, s.change, s.mdc, s.mdc95, s.mcid], [{ n: 2, mean: 8 }, { n: 2, mean: 4 }, -4, 3.4, 3.4, 1]);
            assert.deepEqual(s.points.map((p) => p.value), [8, 8, 1, 4, 4]);
            assert.deepEqual(s.gaps.map((g) => g.day), [dayAfter(now, -13)]);
            assert.match(s.gaps[0].reason, /./);
            assert.equal(s.statement, 'PEG: better, from 8.0 before treatment to 4.0 now (scores used: 2 and 2): more than measurement error (3.4) and at least the smallest change people notice (1.0).');
            assert.ok(s.caveats.some((c) => c.startsWith('Once it was filled in and no score came of it')));
            const page = await owner.open(`${at}/progress`);
            assert.ok(unescapeHtml(page.text).includes(s.statement));
            for (const says of ['PEG · Pain: low back', 'Lower is better', 'Measurement error', 'Filled in without a score', '↓ better', `/responses/${last}`]) assert.ok(unescapeHtml(page.text).includes(says), says);
            assert.doesNotMatch(page.text, /pain fell/);
        });

        await t.test('a correction takes the place of what it corrects; what was taken back does not count', async () => {
            const wrong = await fill('rmdq-24', 3, { total_total: 20 }, 'paper-total');
            const put = await postJson(owner, `${at}/responses/${wrong}`, { day: dayAfter(now, -3), total_total: 12 });
            assert.equal(put.status, 200, put.text);
            assert.deepEqual((await series('rmdq-24')).points.map((p) => p.value), [12]);
            assert.equal((await series('rmdq-24')).class, 'cannot-say');
            assert.equal((await series('rmdq-24')).change, null);
            const order = (await getJson(owner, `${at}/progress`)).series.map((s) => s.instrument);
            assert.deepEqual(order, ['nrs-pain', 'rmdq-24', 'peg'], 'the concern’s own question, then what it is measured with first');
        });

        await t.test('a plan is measured by it, and review and letter read it', async () => {
            const path = `${at}/plans/new?concern=${concern}`;
            const form = (await owner.open(path)).text;
            const choices = /name="instrument"[\s\S]*?<\/select>/.exec(form)[0];
            assert.deepEqual([...choices.matchAll(/<option value="([^"]+)"/g)].map((m) => m[1]), ['nrs-pain', 'psfs', 'rmdq-24', 'peg']);
            const pick = (f) => /\/plans/.test(f.action);
            const service = /name="service"[\s\S]*?<option value="([a-z0-9]{13})"/.exec(form)[1];
            const values = { goal: 'Walk', instrument: 'peg', target: '5', sessions: '6', per_week: '1', every_weeks: '1', service, stop_rule: 'Stop' };
            const wrong = await owner.submit(path, { ...values, target: '9' }, { pick });
            assert.equal(wrong.status, 422);
            assert.match(text(wrong), /One field needs another look Target : Lower is better here, and the baseline is 8\.0/, 'worse than the baseline');
            const done = await owner.submit(path, values, { pick });
            assert.equal(done.status, 303, text(done));
            const plan = /plans\/([a-z0-9]+)/.exec(done.location)[1];
            const json = await getJson(owner, `/plans/${plan}`);
            assert.deepEqual([json.instrument, json.target], ['peg', 5]);
            assert.ok(unescapeHtml((await owner.open(`/plans/${plan}`)).text).includes('PEG'));
            assert.ok(unescapeHtml((await owner.open(`/plans/${plan}/review`)).text).includes('PEG: better, from 8.0'));
            assert.ok(unescapeHtml((await owner.open(`${at}/letters/new?concern=${concern}`)).text).includes('PEG: better, from 8.0'));
        });

        await t.test('left and right are two series', async () => {
            const rom = (side, back, degrees) => fill('rom', back, { q_joint: 'neck', q_motion: 'rotation', q_side: side, q_mode: 'active', q_method: 'goniometer', q_1: degrees, q_2: degrees, q_3: degrees }, 'with-staff');
            await rom('left', 60, 40);
            await rom('right', 60, 60);
            await rom('left', 2, 55);
            await rom('right', 2, 62);
            const left = await series('rom', 'neck/rotation/left/active/goniometer'), right = await series('rom', 'neck/rotation/right/active/goniometer');
            assert.deepEqual([left.class, left.change, left.mdc, left.higher_is_worse], ['reliable-only', 15, 10, false]);
            assert.deepEqual([right.class, right.change], ['neither', 2]);
            const list = await getJson(owner, `${at}/responses?concern=${concern}`);
            const latest = list.responses.find((r) => r.instrument === 'rom');
            const one = unescapeHtml((await owner.open(`${at}/responses/${latest.id}`)).text), over = one.slice(one.indexOf('Over time'));
            assert.match(over, />62</);
            assert.doesNotMatch(over, />(40|55)</, 'the other side is another series');
            assert.ok(unescapeHtml((await owner.open(`${at}/responses?concern=${concern}`)).text).includes('Neck, Rotation, Right, Active, Goniometer'));
            const page = unescapeHtml((await owner.open(`${at}/progress`)).text);
            assert.ok(page.includes('↑ better'));
            assert.match(page, />60<\/text>/, 'the axis of degrees reaches what was measured');
            assert.equal(new Set([...page.matchAll(/ id="(c-[^"]+)"/g)].map((m) => m[1])).size, [...page.matchAll(/ id="(c-[^"]+)"/g)].length, 'every id once');
        });

        await t.test('about the person as a whole: shown, never judged, where nothing is agreed on', async () => {
            for (const [back, q_2] of [[70, 20], [2, 2]]) {
                const r = await postJson(owner, `${at}/responses`, { instrument: 'hrqol-4', mode: 'with-staff', day: dayAfter(now, -back), q_1: 3, q_2, q_3: 0, q_4: 0 });
                assert.equal(r.status, 201, r.text);
            }
            const all = (await getJson(owner, `${at}/progress`)).series.filter((s) => s.instrument === 'hrqol-4');
            assert.deepEqual(all.map((s) => [s.score, s.kind, s.class, s.mdc, s.mcid]), [['unhealthy-days', '', 'cannot-say', null, null], ['general-health', '', 'cannot-say', null, null], ['limited-days', '', 'cannot-say', null, null]]);
            const page = unescapeHtml((await owner.open(`${at}/progress`)).text);
            assert.ok(page.includes('The person as a whole') && page.includes(all[0].statement));
            assert.match(all[0].statement, /: better, 20\.0 before treatment and 2\.0 now .* shown, not judged/);
            assert.ok(!(await getJson(owner, `${at}/progress?concern=${concern}`)).series.some((s) => s.instrument === 'hrqol-4'));
        });

        await t.test('a known condition decides what comes first, claims no more than is known, and what it was is kept', async () => {
            const knee = { kind: 'pain', place: 'knee', 'site_knee-left': 'yes' };
            const id = (await postJson(owner, `${at}/concerns`, { ...knee, condition: 'arthritis' })).json.id;
            const first = async () => (await getJson(owner, `${at}/responses?concern=${id}`)).instruments.filter((i) => i.fit !== 'other').map((i) => i.id);
            assert.deepEqual(await first(), ['peg', 'koos']);
            const path = `${at}/concerns/${id}`;
            assert.match((await owner.open(path)).text, /Arthritis of the knee: studies found/);
            const done = await owner.submit(path, { condition: 'tendon' }, { pick: (f) => f.action === path });
            assert.equal(done.status, 303, text(done));
            assert.deepEqual(await first(), ['peg', 'lefs'], 'tendon pain is measured as any pain of its region');
            const page = (await owner.open(path)).text;
            assert.match(page, /no evidence that massage changes it/);
            assert.match(page, /Arthritis → Tendon pain/);
            const none = await owner.submit(path, { condition: 'none' }, { pick: (f) => f.action === path });
            assert.equal(none.status, 303, text(none));
            assert.doesNotMatch((await owner.open(path)).text, /no evidence that massage/);
            for (const wrong of [{ ...knee, place: 'other knee', condition: 'flu' }, { kind: 'stress', condition: 'arthritis' }]) {
                const r = await postJson(owner, `${at}/concerns`, wrong);
                assert.equal(r.status, 422);
                assert.deepEqual(r.json.error.problems.map((p) => p.field), ['condition']);
            }
        });

        await t.test('a sleep diary is said by weeks of at least five nights, never by one night', async () => {
            const sleeper = await newClient(owner, { given: 'Una', family: 'Reed', born: '1975-02-03' }), her = `/clients/${sleeper}`;
            const start = dayAfter(now, -15), bad = await postJson(owner, `${her}/concerns`, { kind: 'sleep', start });
            assert.equal(bad.status, 200, bad.text);
            // 23:00 to 07:00, awake at 06:30: 450 less the minutes to fall asleep
            const night = async (after, q_sol) => {
                const r = await postJson(owner, `${her}/responses`, { instrument: 'sleep-diary', mode: 'paper-items', concern: bad.json.id, day: dayAfter(start, after), q_bed: '23:00', q_sol, q_waso: 0, q_wake: '06:30', q_rise: '07:00' });
                assert.equal(r.status, 201, r.text);
                return r.json.id;
            };
            const falling = async () => (await getJson(owner, `${her}/progress`)).series.find((s) => s.score === 'latency');
            for (const after of [-6, -5, -4, -3]) await night(after, 60);
            const none = await falling();
            assert.deepEqual([none.baseline.n, none.latest.n, none.band], [0, 0, ''], 'four nights are no week');
            assert.match(none.statement, /no week has 5 days answered yet, so no average is said/);
            await night(0, 60); // the day of the start is from before it
            for (const after of [1, 2, 3, 4, 5]) await night(after, 20);
            let last = '';
            for (const after of [8, 9, 10]) last = await night(after, 200);
            const s = await falling();
            assert.deepEqual([s.baseline, s.latest, s.change], [{ n: 1, mean: 60 }, { n: 1, mean: 20 }, -40], 'the thin week is left out');
            assert.equal(s.band, '30 minutes or less');
            assert.match(s.statement, /Minutes to fall asleep, average of a week: /);
            assert.doesNotMatch(s.statement, /200/);
            assert.ok(s.caveats.includes('One week has fewer than 5 days answered and is left out.'), s.caveats.join(' '));
            const page = unescapeHtml((await owner.open(`${her}/progress`)).text);
            assert.match(page, /The latest week with enough days lies in the range called “30 minutes or less”/);
            assert.doesNotMatch(page, /called “more than 30 minutes”/);
            for (const path of [her, `${her}/responses?concern=${bad.json.id}`]) {
                const over = unescapeHtml((await owner.open(path)).text);
                assert.match(over, new RegExp(`average of the week to ${Number(dayAfter(start, 5).slice(8))} `), path);
            }
            const one = words(await owner.open(`${her}/responses/${last}`));
            assert.match(one, /This is one day\. What is said of it is the average of a week with at least 5 days answered/);
            assert.doesNotMatch(one, /It lies in the range called “more than 30/);
        });

        await t.test('the list says each value with its scale, and what was left open', async () => {
            const shown = words(await owner.open(`${at}/responses?concern=${concern}`));
            assert.match(shown, /4 of 10/);
            assert.match(shown, /12 of 24/);
            assert.match(shown, /1 question left open/);
            assert.match(shown, /No score · 1 question left open/);
        });

        await t.test('CSV, the client’s page, the list of what was filled in, and the client’s own page', async () => {
            const csv = (await owner.get(`${at}/progress.csv`)).text;
            assert.ok(csv.includes(`pain,low back,${dayAfter(now, -20)},peg.total,4,past-7d,therapist,`));
            assert.ok(csv.includes('neck/rotation/right/active/goniometer'));
            const show = await owner.open(at);
            assert.match(show.text, /class="spark"/);
            assert.ok(unescapeHtml(show.text).includes('Range of motion'));
            const list = await owner.open(`${at}/responses?concern=${concern}`);
            assert.match(list.text, /class="spark"/);
            assert.equal((await owner.open(`${at}/responses?concern=none`)).status, 200);
        });
    });
}
