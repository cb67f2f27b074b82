// The three questions behind a series: on the page, in JSON, and each as CSV and SVG, with the rights of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, newMember, post, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { unescapeHtml } from '../lib/visitor.mjs';

const now = today();

async function diary(owner, start, days, headache) {
    const client = await newClient(owner, { given: 'Dora', family: 'Secretname' });
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
        const { owner, server } = await clinic(t, engine);
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const luck = (d) => Math.abs(Math.sin(d * 12.9898) * 43758.5453) % 1, often = (d) => luck(d) < 0.8, seldom = (d) => luck(d) < 0.15;
        const { client } = await diary(owner, -56, 112, (d) => (d < -56 ? often(d) : seldom(d)));
        const at = `/clients/${client}/progress`;

        await t.test('a diary that became better at the start: timed, and no more than that', async () => {
            const [series] = (await getJson(owner, at)).series;
            assert.equal(series.evidence.timed.verdict, 'better-at-start', JSON.stringify(series.evidence));
            assert.deepEqual(series.evidence.timed.n, [55, 57]);
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

        await t.test('who may not see the page takes nothing away; a series or a question that is none is none', async () => {
            const [{ id }] = (await getJson(owner, at)).series, other = await newClient(owner);
            assert.equal((await desk.get(`${at}/${id}/timed.csv`)).status, 403);
            assert.equal((await desk.get(`${at}/${id}/timed.svg`)).status, 403);
            for (const path of [`${at}/${id}/nothing.csv`, `${at}/c-0/timed.csv`, `/clients/${other}/progress/${id}/timed.csv`]) assert.equal((await owner.get(path)).status, 404, path);
        });

        await t.test('three answers are too few to say anything of timing', async () => {
            const few = await newClient(owner);
            const { json } = await postJson(owner, `/clients/${few}/concerns`, { kind: 'pain', place: 'knee', start: dayAfter(now, -10) });
            for (const d of [-30, -20, -1]) await postJson(owner, `/clients/${few}/ratings`, { concern: json.id, day: dayAfter(now, d), value: 5 });
            const [{ evidence }] = (await getJson(owner, `/clients/${few}/progress`)).series;
            assert.equal(evidence.timed.verdict, 'too-few-points');
            assert.equal(evidence.timed.level, null);
        });
    });
}
