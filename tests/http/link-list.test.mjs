// What staff are told of a client's links: what each asks, whether it was opened, which of two questionnaires was asked; the front desk learns
// no more than that there are questionnaires.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, getJson, newClient, newMember, post, postJson, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

const versionOf = (page) => /name="_version" value="(\d+)"/.exec(page.text)[1];
const rowsOf = (page) => [...page.text.matchAll(/<li class="row">[\s\S]*?<\/li>/g)].map(([row]) => unescapeHtml(row.replace(/<form[\s\S]*?<\/form>/g, ' ').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' '));
async function until(what, ask) {
    for (let i = 0; i < 200; i++) {
        if (await ask()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}

for (const engine of engines) {
    test(`the list of links, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, db } = await clinic(t, engine);
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn' });
        const at = `/clients/${client}/links`, phone = new Visitor(server);
        await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'neck' });
        await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache' });
        const make = async (values) => {
            const made = await postJson(owner, at, values);
            assert.equal(made.status, 201, made.text);
            return { id: made.json.id, path: new URL(made.json.url).pathname };
        };
        const listed = async (id) => (await getJson(owner, at)).links.find((l) => l.id === id);

        await t.test('it says what is asked', async () => {
            await make({});
            await make({ ask: ['wellness'] });
            await make({ ratings: false, ask: ['wellness', 'hrqol-4'] });
            const [asks, both, ratings] = rowsOf(await owner.open(at));
            assert.match(asks, / Questionnaires · /);
            assert.match(asks, /Asks: [^·]+ · /);
            assert.doesNotMatch(asks, /Ratings|diary/);
            assert.match(both, / Ratings, diary and questionnaires · /);
            assert.match(ratings, / Ratings and diary · /);
            const seen = rowsOf(await desk.open(at));
            assert.match(seen[0], / Questionnaires · /);
            assert.doesNotMatch(seen.join(), /Asks:|Well-being|HRQOL/i, 'which ones is not for the front desk');
            const shown = (await getJson(desk, at)).links[0];
            assert.ok(!('asks' in shown) && !('asked_instead' in shown));
        });

        await t.test('whether it was opened; the first time stands', async () => {
            const link = await make({ purpose: 'intake' });
            assert.equal((await listed(link.id)).opened, false);
            assert.doesNotMatch(rowsOf(await owner.open(at))[0], /Opened/);
            assert.equal((await phone.open(link.path)).status, 200);
            await until('opened', async () => (await listed(link.id)).opened);
            const [[first]] = sql(db, "SELECT opened_us FROM link WHERE purpose = 'intake'");
            await phone.open(link.path);
            const made = await make({ purpose: 'diary' });
            await phone.get(made.path);
            await until('booked', async () => (await listed(made.id)).opened); // what came before it is booked by then
            assert.deepEqual(sql(db, "SELECT opened_us FROM link WHERE purpose = 'intake'"), [[first]]);
            assert.match(rowsOf(await desk.open(at))[1], /Opened/);
        });

        await t.test('the PHQ-8 may stand in for the PHQ-9: said before it is sent, and which was asked once it was', async () => {
            assert.equal((await post(owner, '/setup/measures', { mood: '1', _version: 0 })).status, 303);
            const link = await make({ ratings: false, ask: ['phq-8'] });
            assert.doesNotMatch((await owner.open(`${at}/${link.id}`)).text, /instead/, 'nothing stands in for that');
            // as it was made while somebody could be told
            sql(db, 'DELETE FROM link_ask WHERE instrument = \'phq-8\'');
            sql(db, `INSERT INTO link_ask (practice_id, link_id, position, instrument) SELECT practice_id, id, 1, 'phq-9' FROM link ORDER BY id DESC LIMIT 1`);
            const shown = text(await owner.open(`${at}/${link.id}`));
            assert.match(shown, /While the person who would be told cannot be reached, “PHQ-8[^”]*” is asked instead/);
            assert.doesNotMatch(text(await desk.open(`${at}/${link.id}`)), /PHQ/);
            assert.deepEqual((await listed(link.id)).asked_instead, {});
            const page = await phone.open(link.path);
            assert.match(page.text, /PHQ-8/);
            const tap = await phone.request(`${link.path}/q/1`, { form: { _version: versionOf(page), i: '1', q_1: '0' } });
            assert.equal(tap.status, 303, text(tap));
            assert.deepEqual((await listed(link.id)).asks, ['phq-9']);
            assert.deepEqual((await listed(link.id)).asked_instead, { 'phq-9': 'phq-8' });
            assert.match(rowsOf(await owner.open(at))[0], /Asks: PHQ-8[^·]*\(instead of PHQ-9[^)]*\)/);
            assert.match(text(await owner.open(`${at}/${link.id}`)), /instead of PHQ-9/);
            assert.doesNotMatch(text(await owner.open(`${at}/${link.id}`)), /would be told/, 'it is decided');
            assert.doesNotMatch(rowsOf(await desk.open(at)).join(), /PHQ/);
        });
    });
}
