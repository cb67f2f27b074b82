// The three questions behind a series: on the page, in JSON, and each as CSV and SVG, with the rights of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, idText, newClient, newMember, post, postJson, sql, today } from '../lib/clinic.mjs';
import { everything } from '../lib/everything.mjs';
import { engines } from '../lib/program.mjs';
import { unescapeHtml, Visitor } from '../lib/visitor.mjs';

const now = today();

async function diary(owner, start, days, headache) {
    const client = await newClient(owner, { given: 'Dora', family: 'Secretname', born: '1980-02-03' });
    const { json } = await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache', start: dayAfter(now, start) });
    for (let from = 0; from < days; from += 60) {
        const put = {};
        for (let i = from; i < Math.min(days, from + 60); i++) put[`day_${dayAfter(now, -i)}`] = headache(-i) ? 'yes' : 'no';
        assert.equal((await postJson(owner, `/clients/${client}/diary`, put)).status, 200);
    }
    return { client, concern: json.id };
}

for (const engine of engines) {
    test(`three questions, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine), { owner, server, db } = house;
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const luck = (d) => Math.abs(Math.sin(d * 12.9898) * 43758.5453) % 1, often = (d) => luck(d) < 0.8, seldom = (d) => luck(d) < 0.15;
        const { client } = await diary(owner, -56, 112, (d) => (d < -56 ? often(d) : seldom(d)));
        const at = `/clients/${client}/progress`;

        await t.test('a diary that became better at the start: timed, and no more than that', async () => {
            const [series] = (await getJson(owner, at)).series;
            assert.equal(series.evidence.timed.verdict, 'better-at-start', JSON.stringify(series.evidence));
            assert.deepEqual(series.evidence.timed.n, [55, 57]);
            assert.equal(series.evidence.timed.unit, 'log odds');
            assert.ok(series.evidence.timed.level.low < series.evidence.timed.level.estimate && series.evidence.timed.level.estimate < 0);
            assert.equal(series.evidence.cause.verdict, 'not-drawn');
            assert.equal(series.evidence.cause.p, null);
            assert.ok(series.evidence.else.length >= 3);
            const page = await owner.open(at), text = unescapeHtml(page.text);
            for (const part of ['changed', 'timed', 'cause']) assert.ok(text.includes(series.evidence[part].answer), part);
            for (const line of [...series.evidence.timed.why, ...series.evidence.cause.why, ...series.evidence.else]) assert.ok(text.includes(line), line);
            assert.equal((page.text.match(/<details class="panel"/g) ?? []).length, 3);
            assert.doesNotMatch(page.text, /<details class="panel"[^>]* open/, 'closed until asked for');
        });

        await t.test('each question as CSV and SVG, without a name in the file’s', async () => {
            const [{ id }] = (await getJson(owner, at)).series;
            for (const panel of ['changed', 'timed', 'cause']) {
                const csv = await owner.get(`${at}/${id}/${panel}.csv`);
                assert.equal(csv.status, 200, csv.text);
                assert.match(csv.headers.get('content-type'), /^text\/csv/);
                assert.equal(csv.headers.get('content-disposition'), `attachment; filename="progress-${panel}.csv"`);
                const [head, answer, ...rows] = csv.text.trimEnd().split('\r\n');
                assert.equal(head, 'what,day,value,low,high,n,words');
                assert.match(answer, /^answer,,,,,,/);
                assert.ok(rows.length > 2, csv.text);
                for (const row of rows) assert.doesNotMatch(row, /(^|,)"?[=+@]/, row);
                const svg = await owner.get(`${at}/${id}/${panel}.svg`);
                assert.equal(svg.status, panel === 'cause' ? 404 : 200, 'nothing was drawn by lot');
                if (svg.status === 404) continue;
                assert.match(svg.headers.get('content-type'), /^image\/svg\+xml/);
                assert.match(svg.headers.get('content-disposition'), /^attachment; filename="progress-\w+\.svg"$/);
                assert.match(svg.text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<title [\s\S]*<desc [\s\S]*<\/svg>\n$/);
                assert.doesNotMatch(svg.text, /Secretname|NaN|inf/);
            }
        });

        await t.test('a treatment that somebody entered as a formula is a text in the CSV', async () => {
            const care = await post(owner, `/clients/${client}/care`, { kind: 'treatment', words: '=HYPERLINK("http://x")', from: dayAfter(now, -50) });
            assert.ok([200, 303].includes(care.status), care.text);
            const [{ id, evidence }] = (await getJson(owner, at)).series;
            assert.match(evidence.else[0], /HYPERLINK/, 'what is on record comes first');
            const { text } = await owner.get(`${at}/${id}/cause.csv`);
            for (const cell of text.split(/[,\r\n]/)) assert.doesNotMatch(cell, /^"?[=+@]/);
            assert.ok(text.includes('HYPERLINK'));
        });

        await t.test('on their own page people read what they entered themselves, and of what staff entered only that there is something', async () => {
            const link = async (purpose) => new URL((await postJson(owner, `/clients/${client}/links`, { purpose })).json.url).pathname;
            const door = await link('home'), own = new Visitor(server);
            assert.equal((await own.submit(door, { born: '1980-02-03' })).status, 303);
            const page = async () => unescapeHtml((await own.get(`${door}/progress`)).text);
            const before = await page();
            assert.match(before, /What else may explain it/);
            assert.doesNotMatch(before, /HYPERLINK|Recorded in this time/);
            assert.match(before, /Another treatment, or a change of medicine, fell into the same time\./);
            sql(db, `INSERT INTO other_care (practice_id, id, client_id, from_day, to_day, kind, words, at_us, account_id, link_id, withdrawn_us)
                SELECT practice_id, id + 1, client_id, from_day, to_day, kind, 'physiotherapy', at_us, NULL, NULL, NULL FROM other_care`);
            const after = await page();
            assert.match(after, /Recorded in this time: physiotherapy/);
            assert.doesNotMatch(after, /HYPERLINK/);
        });

        await t.test('who may not see the page takes nothing away; a series or a question that is none is none', async () => {
            const [{ id }] = (await getJson(owner, at)).series, other = await newClient(owner);
            assert.equal((await desk.get(`${at}/${id}/timed.csv`)).status, 403);
            assert.equal((await desk.get(`${at}/${id}/timed.svg`)).status, 403);
            for (const path of [`${at}/${id}/nothing.csv`, `${at}/c-0/timed.csv`, `/clients/${other}/progress/${id}/timed.csv`]) assert.equal((await owner.get(path)).status, 404, path);
        });

        const mine = await newClient(owner, { given: 'Lotta', family: 'Draw' });
        const { json: { id: head } } = await postJson(owner, `/clients/${mine}/concerns`, { kind: 'headache' });
        const { plan } = await everything(house, mine, head), lot = `/plans/${plan}/lot`;

        await t.test('a first day by lot: off until the owner turns it on, with consent, once, and it stays', async () => {
            assert.equal((await getJson(owner, lot)).state, 'off');
            assert.equal((await postJson(owner, lot, { weeks: 6, consent: 'yes' })).status, 409);
            assert.doesNotMatch((await owner.open(`/plans/${plan}`)).text, /href="[^"]*\/lot"/);
            const set = await post(owner, '/setup/measures', { lot: 'yes', _version: 0 });
            assert.ok([200, 303].includes(set.status), set.text);
            assert.match((await owner.open('/setup/measures')).text, /name="lot"[^>]*checked/);
            assert.deepEqual(await getJson(owner, lot), { state: 'may', step_days: 1, weeks_least: 4, earlier: [] });
            assert.match((await owner.open(`/plans/${plan}`)).text, /href="[^"]*\/lot"/);
            assert.match((await owner.open(lot)).text, /drawn by lot/);
            assert.equal((await desk.get(lot)).status, 403);
            for (const wrong of [{ weeks: 6 }, { weeks: 3, consent: 'yes' }, { weeks: 53, consent: 'yes' }, { consent: 'yes' }]) assert.equal((await postJson(owner, lot, wrong)).status, 422, JSON.stringify(wrong));
            const drawn = await postJson(owner, lot, { weeks: 6, consent: 'yes' });
            assert.equal(drawn.status, 200, drawn.text);
            const one = drawn.json;
            assert.equal(one.state, 'drawn');
            assert.ok(one.first > now && one.first <= one.drawn && one.drawn <= one.last && one.last < one.until && one.ways >= 20, drawn.text);
            assert.equal((await postJson(owner, lot, { weeks: 8, consent: 'yes' })).status, 409, 'nobody draws until they like the day');
            assert.deepEqual(await getJson(owner, lot), one);
            assert.match((await owner.open(`/plans/${plan}`)).text, /drawn by lot among/);
            assert.throws(() => sql(db, 'UPDATE start_lot SET drawn_day = drawn_day + 1'));
            assert.throws(() => sql(db, 'DELETE FROM start_lot'));
            const { series } = await getJson(owner, `/clients/${mine}/progress?concern=${head}`);
            assert.ok(series.every((s) => !s.evidence || (s.evidence.cause.verdict === 'not-yet' && s.evidence.cause.drawn === one.drawn)), JSON.stringify(series));
        });

        await t.test('closing a concern and opening another of its kind is no way to a second draw', async () => {
            const numberOf = (table, id) => sql(db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
            const { until, drawn, state } = await getJson(owner, lot), old = numberOf('concern', head), ours = numberOf('plan', plan);
            assert.equal(state, 'drawn');
            sql(db, `UPDATE concern SET closed_day = start_lot.drawn_day - 100 FROM start_lot WHERE start_lot.concern_id = concern.id AND concern.id = ${old}`);
            const { json: { id: next } } = await postJson(owner, `/clients/${mine}/concerns`, { kind: 'headache' });
            sql(db, `INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price, review_sessions,
                review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version) SELECT practice_id, 7002, client_id, ${numberOf('concern', next)}, template, goal, instrument, recall, account_id,
                service_id, sessions, per_week, every_weeks, price, review_sessions, review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version FROM plan WHERE id = ${ours}`);
            const again = `/plans/${idText(7002)}/lot`, now = await getJson(owner, again);
            assert.equal(now.state, 'runs');
            assert.deepEqual([now.earlier.length, now.earlier[0].drawn, now.earlier[0].until], [1, drawn, until]);
            assert.equal((await postJson(owner, again, { weeks: 6, consent: 'yes' })).status, 409);
            const page = (await owner.open(again)).text;
            assert.match(page, /Drawn for this client before/);
            assert.doesNotMatch(page, /name="consent"/);
        });

        await t.test('a day that was drawn before it was known what comes: the third question is answered, and drawn', async () => {
            const numberOf = (table, id) => sql(db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
            const [series] = (await getJson(owner, at)).series, [[practice, account]] = sql(db, "SELECT practice_id, account_id FROM member WHERE role = 'owner'");
            const start = Date.parse(`${dayAfter(now, -56)}T00:00Z`) / 86400e3;
            sql(db, `INSERT INTO start_lot (practice_id, concern_id, plan_id, first_day, last_day, step_days, until_day, seed, drawn_day, at_us, account_id)
                VALUES (${practice}, ${numberOf('concern', series.concern)}, ${numberOf('plan', plan)}, ${start - 15}, ${start + 15}, 1, ${start + 55}, 1, ${start}, 1, ${account})`);
            const filled = await postJson(owner, `/clients/${client}/responses`, { instrument: 'peg', mode: 'paper-items', day: now, concern: series.concern, q_1: 4, q_2: 4, q_3: 4 });
            assert.equal(filled.status, 201, filled.text);
            const [{ id, evidence }, other] = (await getJson(owner, at)).series;
            assert.equal(other.evidence.cause.verdict, 'other-measure', 'a lot answers for the one measure that it was drawn for');
            assert.ok(['shown', 'not-shown'].includes(evidence.cause.verdict), JSON.stringify(evidence.cause));
            assert.equal(evidence.cause.ways, 31);
            assert.equal(evidence.cause.verdict === 'shown', evidence.cause.p <= 0.05);
            assert.ok(evidence.cause.p >= 1 / 31 - 1e-9);
            assert.equal((await owner.get(`${at}/${id}/cause.svg`)).status, 200);
            const rows = (await owner.get(`${at}/${id}/cause.csv`)).text.split('\r\n');
            assert.equal(rows.filter((r) => r.startsWith('could-be-drawn,')).length, 30);
            assert.equal(rows.filter((r) => r.startsWith('drawn,')).length, 1);
        });

        await t.test('three answers are too few to say anything of timing', async () => {
            const few = await newClient(owner);
            const { json } = await postJson(owner, `/clients/${few}/concerns`, { kind: 'pain', place: 'knee', start: dayAfter(now, -10) });
            for (const d of [-30, -20, -1]) await postJson(owner, `/clients/${few}/ratings`, { concern: json.id, day: dayAfter(now, d), value: 5 });
            const [{ evidence }] = (await getJson(owner, `/clients/${few}/progress`)).series;
            assert.equal(evidence.timed.verdict, 'too-few-points');
            assert.equal(evidence.timed.level, null);
            const rare = await diary(owner, -28, 56, (d) => [-50, -33, -21, -20, -4].includes(d));
            const [{ evidence: { timed } }] = (await getJson(owner, `/clients/${rare.client}/progress`)).series;
            assert.deepEqual([timed.verdict, timed.level, timed.slope_week], ['too-few-points', null, null], 'what the page does not show is not in its JSON');
        });
    });
}
