// From the concern to the plan and its review: activities, direction, targets, other care, unwanted effects, versions.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, getJson, newClient, newMember, postJson, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const day = (back) => new Date(Date.now() - back * 86400e3).toISOString().slice(0, 10);

async function made(person, path, values) {
    const done = await postJson(person, path, values);
    assert.ok([200, 201].includes(done.status), `${path}: ${done.status} ${done.text}`);
    return done.json.id;
}

const client = (person, given) => newClient(person, { given });

async function planValues(person, client, concern, more = {}) {
    const page = await person.get(`/clients/${client}/plans/new?concern=${concern}`);
    assert.equal(page.status, 200, page.text.slice(0, 400));
    const form = page.text.slice(page.text.indexOf('name="template"'));
    const chosen = (name) => new RegExp(`name="${name}"[\\s\\S]*?<option value="([a-z0-9-]+)" selected`).exec(form)?.[1];
    const value = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
    return { goal: 'Walk without pain', instrument: chosen('instrument'), target: value('target'), sessions: value('sessions'), per_week: value('per_week'),
        every_weeks: value('every_weeks'), service: chosen('service'), therapist: chosen('therapist'), price: '', review_sessions: 4, review_weeks: 4,
        stop_rule: 'Nothing after four: change it', template: value('template'), ...more };
}

for (const engine of engines) {
    test(`plans, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const practice = await clinic(t, engine);
        const { owner, server } = practice;
        const services = await owner.submit('/setup/services', { name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });
        assert.equal(services.status, 303, text(services));

        await t.test('a concern keeps its regions, its onset and every version before', async () => {
            const who = await client(owner, 'Rita');
            const pain = await made(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck', 'site_neck-left': 'yes', site_head: 'yes', onset_day: day(90), onset: 'A fall', history: 'Heat helps' });
            const page = await owner.get(`/clients/${who}/concerns/${pain}`);
            assert.match(page.text, /name="site_neck-left" value="yes" checked/);
            assert.doesNotMatch(page.text, /name="site_neck-right" value="yes" checked/);
            assert.match(page.text, /A fall/);
            const changed = await postJson(owner, `/clients/${who}/concerns/${pain}`, { place: 'left neck', onset: 'A fall', history: 'Heat helps', _version: 1 });
            assert.equal(changed.status, 200, changed.text);
            assert.match((await owner.get(`/clients/${who}/concerns/${pain}`)).text, /neck → left neck/);
            assert.equal((await postJson(owner, `/clients/${who}/concerns/${pain}`, { place: 'neck', _version: 1 })).status, 409);
            assert.equal((await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'x', site_nowhere: 'yes' })).status, 422);
            await made(owner, `/clients/${who}/concerns`, { kind: 'stress' });
            assert.equal((await postJson(owner, `/clients/${who}/concerns`, { kind: 'stress' })).status, 409);
        });

        await t.test('activities: all are rated or none counts; another set is another series; higher is better', async () => {
            const who = await client(owner, 'Paul');
            const stairs = await made(owner, `/clients/${who}/concerns`, { kind: 'function', place: 'climbing stairs', start: day(20) });
            const path = `/clients/${who}/concerns/${stairs}/activities`;
            assert.equal((await postJson(owner, path, { activity_1: 'a', activity_2: 'b' })).status, 422);
            assert.equal((await postJson(owner, path, { activity_1: 'a', activity_2: 'b', activity_3: 'A' })).status, 422);
            const set = await made(owner, path, { activity_1: 'stairs', activity_2: 'running', activity_3: 'sleeping on the left' });
            const rate = (back, a, b, c) => postJson(owner, `/clients/${who}/ratings`, { concern: stairs, set, day: day(back), activity_1: a, activity_2: b, activity_3: c });
            assert.equal((await rate(30, 2, 3, '')).status, 422);
            for (const back of [40, 36, 32, 28, 24]) assert.equal((await rate(back, 2, 3, 4)).status, 200);
            for (const back of [9, 7, 5, 3, 1]) assert.equal((await rate(back, 6, 7, 8)).status, 200);
            const [series] = (await getJson(owner, `/clients/${who}/progress`)).series;
            assert.equal(series.instrument, 'psfs');
            assert.equal(series.higher_is_worse, false);
            assert.equal(series.baseline.mean, 3);
            assert.equal(series.latest.mean, 7);
            assert.equal(series.class, 'reliable-and-important');
            assert.equal(series.mdc90, 2);
            assert.equal(series.mdc95, null);
            assert.match(series.statement, /got better: from 3\.0 before treatment to 7\.0 now/);
            const other = await made(owner, path, { activity_1: 'stairs', activity_2: 'running', activity_3: 'swimming' });
            assert.equal((await rate(1, 1, 1, 1)).status, 409);
            assert.equal((await postJson(owner, `/clients/${who}/ratings`, { concern: stairs, set: other, day: day(0), activity_1: 1, activity_2: 1, activity_3: 2 })).status, 200);
            const after = (await getJson(owner, `/clients/${who}/progress`)).series;
            assert.equal(after.length, 2);
            assert.equal(after[1].class, 'reliable-and-important');
            assert.match((await owner.get(`/clients/${who}/progress`)).text, /earlier activities/);
        });

        await t.test('stress and sleep: our own rule, and no judgement where none is agreed', async () => {
            const who = await client(owner, 'Sally');
            const stress = await made(owner, `/clients/${who}/concerns`, { kind: 'stress', start: day(20) });
            const sleep = await made(owner, `/clients/${who}/concerns`, { kind: 'sleep', start: day(20) });
            for (const [back, a, b] of [[40, 8, 2], [36, 8, 2], [32, 8, 2], [28, 8, 2], [24, 8, 2], [9, 4, 9], [7, 4, 9], [5, 4, 9], [3, 4, 9], [1, 4, 9]]) {
                for (const [concern, value] of [[stress, a], [sleep, b]]) {
                    assert.equal((await postJson(owner, `/clients/${who}/ratings`, { concern, day: day(back), value })).status, 200);
                }
            }
            const series = (await getJson(owner, `/clients/${who}/progress`)).series;
            assert.deepEqual(series.map((s) => [s.instrument, s.class, s.mcid]), [['stress', 'reliable-only', null], ['sleep-quality', 'cannot-say', null]]);
            assert.match(series[1].statement, /got better: from 2\.0 .* do not judge it/);
        });

        await t.test('a plan: target by the baseline, price by the service, agreed, changed, every version kept', async () => {
            const who = await client(owner, 'Nora');
            const neck = await made(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck', 'site_neck-left': 'yes' });
            for (const back of [9, 6, 3]) await postJson(owner, `/clients/${who}/ratings`, { concern: neck, day: day(back), value: 6 });
            const values = await planValues(owner, who, neck);
            assert.equal(values.template, 'neck-chronic');
            assert.equal(values.sessions, '8');
            assert.equal(values.target, '4.2'); // 6 less 30 %, which is less than 2 points
            const path = `/clients/${who}/plans/new?concern=${neck}`;
            for (const target of ['7', '6', '-1', '11', 'x']) {
                const refused = await postJson(owner, path, { ...values, target });
                assert.equal(refused.status, 422, target);
                assert.ok(refused.text.includes('target'), refused.text);
            }
            const plan = await made(owner, path, values);
            assert.equal((await postJson(owner, path, values)).status, 409, 'one plan of a concern at a time');
            const shown = await getJson(owner, `/plans/${plan}`);
            assert.deepEqual([shown.state, shown.target, shown.sessions, shown.baseline_points, shown.review_due], ['proposed', 4.2, 8, 3, false]);
            assert.ok(shown.price > 0);
            const review = { decision: 'continue', reason: 'Going well', _version: 1 };
            assert.equal((await postJson(owner, `/plans/${plan}/review`, review)).status, 409, 'not agreed yet');
            assert.equal((await postJson(owner, `/plans/${plan}/agree`, { _version: 1 })).status, 200);
            assert.equal((await postJson(owner, `/plans/${plan}/agree`, { _version: 1 })).status, 409);
            const { template, ...kept } = values;
            assert.equal((await postJson(owner, `/plans/${plan}`, { ...kept, template, sessions: 10, _version: 2 })).status, 200);
            assert.equal((await postJson(owner, `/plans/${plan}`, { ...kept, template, sessions: 12, _version: 2 })).status, 409);
            const page = (await owner.get(`/plans/${plan}`)).text;
            assert.match(page, /3 ratings from before treatment, average 6\./);
            assert.match(page, /Proposed\. Walk without pain/);
            assert.match(page, /8 sessions, 2 a week/);
            const decided = await postJson(owner, `/plans/${plan}/review`, { decision: 'discharge', reason: 'Goal reached', _version: 3 });
            assert.equal(decided.status, 200, decided.text);
            const over = await getJson(owner, `/plans/${plan}`);
            assert.deepEqual([over.state, over.end_reason], ['completed', 'Goal reached']);
            assert.match((await owner.get(`/plans/${plan}`)).text, /Goal reached/);
            assert.equal((await postJson(owner, `/plans/${plan}/end`, { reason: 'x', _version: 4 })).status, 409);
        });

        await t.test('other care and unwanted effects: entered, said by link, withdrawn; bad ones need an action', async () => {
            const who = await client(owner, 'Cara');
            const neck = await made(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck', start: day(20) });
            const care = await made(owner, `/clients/${who}/care`, { kind: 'medicine', words: 'stopped ibuprofen', from: day(10) });
            assert.equal((await postJson(owner, `/clients/${who}/care`, { kind: 'event', words: 'x', from: day(2), to: day(5) })).status, 422);
            const bad = await postJson(owner, `/clients/${who}/adverse`, { what: 'bruising', severity: 'severe', day: day(1), said: 'blue' });
            assert.equal(bad.status, 422);
            await made(owner, `/clients/${who}/adverse`, { what: 'bruising', severity: 'severe', day: day(1), said: 'blue', action: 'called her' });
            for (const back of [30, 25]) await postJson(owner, `/clients/${who}/ratings`, { concern: neck, day: day(back), value: 6 });
            for (const back of [3, 1]) await postJson(owner, `/clients/${who}/ratings`, { concern: neck, day: day(back), value: 3 });
            const progress = (await owner.get(`/clients/${who}/progress`)).text;
            assert.match(progress, /stopped ibuprofen/);
            const link = await postJson(owner, `/clients/${who}/links`, {});
            const url = new URL(link.json.url).pathname;
            const phone = new Visitor(server);
            const form = await phone.get(url, { headers: { accept: 'application/json' } });
            assert.equal(JSON.parse(form.text).visited, false);
            assert.doesNotMatch((await phone.get(url)).text, /adverse_what/);
            const say = (values) => phone.request(url, { json: values, headers: { accept: 'application/json' } });
            const done = await say({ [`rating_${neck}`]: '4', care_kind: 'treatment', care_words: 'physiotherapy' });
            assert.equal(done.status, 200, done.text);
            assert.deepEqual(JSON.parse(done.text), { ratings: 1, days: 0, others: 1, corrected: false });
            const again = await say({ [`rating_${neck}`]: '4', care_kind: 'treatment', care_words: 'physiotherapy' });
            assert.equal(JSON.parse(again.text).others, 0, 'the same is not entered twice');
            assert.equal((await say({ adverse_what: 'soreness', adverse_severity: 'mild' })).status, 422, 'no visit lately');
            assert.equal((await postJson(owner, `/clients/${who}/care/${care}/withdraw`, {})).status, 200);
            assert.equal((await postJson(owner, `/clients/${who}/care/${care}/withdraw`, {})).status, 409);
            const all = await getJson(owner, `/clients/${who}/care`);
            assert.deepEqual(all.care.map((o) => [o.words, o.by_client, o.counts]), [['physiotherapy', true, true], ['stopped ibuprofen', false, false]]);
            assert.equal(all.adverse[0].action, 'called her');
        });

        await t.test('what a plan measures: chosen, shown, changed, the version before kept; an older sender leaves it as it is', async () => {
            const who = await client(owner, 'Mei');
            const neck = await made(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'back', 'site_upper-back': 'yes' });
            const path = `/clients/${who}/plans/new?concern=${neck}`;
            const values = await planValues(owner, who, neck);
            const form = (await owner.get(path)).text;
            assert.match(form, /name="measure_1"[\s\S]*?<option value="pgic" selected>/, 'the concern\'s secondary: its primary has no words here');
            assert.match(form, /name="measure_1_every"[\s\S]*?<option value="review" selected>/);
            for (const [, options] of form.matchAll(/<select[^>]*name="measure_\d_every"[^>]*>([\s\S]*?)<\/select>/g))
                assert.match(options, /^\s*<option value="visit"( selected)?>Before each visit</, 'a measure without a rhythm is asked before each visit, and says so');
            assert.doesNotMatch(form, /<option value="phq-8"/, 'mood is not asked here');
            assert.doesNotMatch(form, /name="weekly" value="1" checked/);
            const twice = await postJson(owner, path, { ...values, asks: true, measure_1: 'pgic', measure_3: 'pgic', measure_4: 'phq-8' });
            assert.equal(twice.status, 422);
            assert.deepEqual(twice.json.error.problems.map((p) => p.field), ['measure_3', 'measure_4']);
            const page = await owner.submit(path, { measure_3: 'pgic', measure_3_every: 'visit' }, { pick: (f) => 'measure_3' in f.fields });
            assert.equal(page.status, 422);
            assert.match(page.text, /<details open>[\s\S]*?name="measure_3"[\s\S]*?<option value="pgic" selected>/);
            const plan = await made(owner, path, { ...values, asks: true, weekly: true, measure_1: 'hrqol-4', measure_1_every: '28', measure_2: 'pgic', measure_2_every: 'review', measure_5: 'rand-36', measure_5_every: '91', measure_5_between: true });
            const asks = async () => (await getJson(owner, `/plans/${plan}`)).asks;
            assert.deepEqual(await asks(), [{ instrument: 'nrs-pain', every_days: 0, between_visits: true }, { instrument: 'hrqol-4', every_days: 28, between_visits: false },
                { instrument: 'pgic', every_days: null, between_visits: false }, { instrument: 'rand-36', every_days: 91, between_visits: true }]);
            const shown = text(await owner.get(`/plans/${plan}`));
            assert.match(shown, /Pain, 0 to 10: before each visit\. By link between visits too\./);
            assert.match(shown, /before a visit, not sooner than after 30 days\./, 'its own interval');
            assert.match(shown, /at the start and at each review\./);
            assert.equal((await postJson(owner, `/plans/${plan}`, { ...values, sessions: 9, _version: 1 })).status, 200);
            assert.equal((await asks()).length, 4);
            assert.equal((await postJson(owner, `/plans/${plan}`, { ...values, asks: true, _version: 2 })).status, 200);
            assert.deepEqual(await asks(), [{ instrument: 'nrs-pain', every_days: 0, between_visits: false }]);
            assert.match((await owner.get(`/plans/${plan}`)).text, /not sooner than after 30 days/, 'as it was before');
        });

        await t.test('the front desk sees none of it; another practice neither', async () => {
            const desk = await newMember(server, owner, 'front-desk', 'desk@practice.example');
            const who = await client(owner, 'Hidden');
            const neck = await made(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck' });
            const plan = await made(owner, `/clients/${who}/plans/new?concern=${neck}`, await planValues(owner, who, neck));
            for (const path of [`/plans/${plan}`, `/plans/${plan}/review`, `/clients/${who}/care`, `/clients/${who}/plans/new?concern=${neck}`]) {
                assert.equal((await desk.get(path)).status, 403, path);
            }
            assert.doesNotMatch((await desk.get(`/clients/${who}`)).text, /Walk without pain/);
            assert.match((await owner.get(`/clients/${who}`)).text, /Walk without pain/);
        });
    });
}
