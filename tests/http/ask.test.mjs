// Questionnaires by link: asked for by a therapist, answered one question a screen without JavaScript, kept, sent, corrected; by two browsers;
// as JSON; and what a stranger, the front desk or a replay cannot do.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, newMember, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const heading = (page) => unescapeHtml(/<form class="screen"(?:(?!hidden>)[^>])*>[\s\S]*?<(?:h2|legend)[^>]*>([\s\S]*?)<\/(?:h2|legend)>/.exec(page.text)[1]).trim();
const shown = (page) => /data-i="([^"]*)"[^>]*novalidate>/.exec(page.text)[1];
const versionOf = (page) => /name="_version" value="(\d+)"/.exec(page.text)[1];

for (const engine of engines) {
    test(`questionnaires by link, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const neck = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        const linkTo = async (ask, more = {}) => {
            const made = await postJson(owner, `${at}/links`, { ratings: false, ask, ...more });
            assert.equal(made.status, 201, made.text);
            return new URL(made.json.url).pathname;
        };
        const tap = async (phone, page, path, values) => {
            const done = await phone.request(`${path}`, { form: { _version: versionOf(page), i: shown(page), ...values } });
            assert.equal(done.status, 303, text(done));
            return phone.open(done.location);
        };

        await t.test('one question a screen: answered, skipped, gone back to, looked at, sent; the page says thank you', async () => {
            const path = await linkTo(['wellness', `pgic:${neck}`]), phone = new Visitor(server), q = `${path}/q/1`;
            let page = await phone.open(path);
            assert.equal(page.status, 200, text(page));
            assert.match(page.text, /Question 1 of 4/);
            assert.match(heading(page), /sleep/);
            assert.doesNotMatch(page.text, /Quinn/);
            page = await tap(phone, page, q, { q_sleep: '3' });
            assert.equal(shown(page), 'stress');
            page = await tap(phone, page, q, { q_stress: '' });
            page = await tap(phone, page, q, { q_fatigue: '2' });
            const back = await phone.get(`${q}?i=sleep`);
            assert.match(back.text, /name="q_sleep" value="3" aria-pressed="true"/);
            // resumed where it stopped
            page = await phone.open(path);
            assert.equal(shown(page), 'soreness');
            const other = new Visitor(server);
            const fresh = await other.open(path);
            assert.equal(shown(fresh), 'sleep');
            assert.doesNotMatch(fresh.text, /aria-pressed/);
            page = await tap(phone, page, q, { q_soreness: '1' });
            assert.equal(shown(page), 'review');
            assert.match(page.text, /Skipped/);
            // what else happened is asked with the last one
            assert.doesNotMatch(page.text, /care_kind/);
            const stale = await phone.request(`${q}/send`, { form: { _version: '1' } });
            assert.equal(stale.status, 409, text(stale));
            const sent = await phone.request(`${q}/send`, { form: { _version: versionOf(page) } });
            assert.equal(sent.status, 303, text(sent));
            assert.equal(sent.location, `${path}/q/2`);
            assert.equal((await phone.request(`${q}/send`, { form: { _version: versionOf(page) } })).location, `${path}/q/2`, 'a replay is led to the same place');

            page = await phone.open(path);
            assert.match(page.text, /About your neck/);
            assert.match(page.text, /since treatment began/);
            page = await tap(phone, page, `${path}/q/2`, { q_1: '2' });
            const open = await phone.request(`${path}/q/2/send`, { form: { _version: versionOf(page), care_kind: 'medicine' } });
            assert.equal(open.status, 422, text(open));
            assert.match(open.text, /Much better/);
            assert.equal((await phone.request(`${path}/q/2/send`, { form: { _version: versionOf(page), care_kind: 'medicine', care_words: 'tablets twice' } })).status, 303);
            page = await phone.open(path);
            assert.match(page.text, /Thank you, Nia/);
            assert.equal(sql(db, "SELECT words FROM other_care")[0][0], 'tablets twice');

            const list = await getJson(owner, `${at}/responses`);
            assert.deepEqual(list.responses.map((r) => [r.instrument, r.mode]).sort(), [['pgic', 'link'], ['wellness', 'link']]);

            // changed while the link lives: the new one counts, the first is kept
            page = await phone.open(`${path}/q/2`);
            assert.match(page.text, /You sent these answers/);
            page = await tap(phone, page, `${path}/q/2`, { q_1: '3' });
            assert.equal((await phone.request(`${path}/q/2/send`, { form: { _version: versionOf(page) } })).status, 303);
            assert.equal(sql(db, 'SELECT COUNT(*) FROM response WHERE instrument = \'pgic\' AND replaced_by IS NOT NULL')[0][0], '1');
            // another browser may answer too, and sees nothing of this one
            const elsewhere = await other.open(`${path}/q/2`);
            assert.match(elsewhere.text, /on another device/);
            assert.doesNotMatch(elsewhere.text, /aria-pressed/);
        });

        await t.test('with ratings: those first, then the questions', async () => {
            const path = await linkTo(['expectation'], { ratings: true }), phone = new Visitor(server);
            let page = await phone.open(path);
            assert.match(page.text, new RegExp(`rating_${neck}`));
            const rated = await phone.request(path, { form: { [`rating_${neck}`]: '4' } });
            assert.equal(rated.status, 303, text(rated));
            page = await phone.open(rated.location);
            assert.match(page.text, /Question 1 of 2/);
            assert.match(page.text, /0 = Not at all/);
            page = await tap(phone, page, `${path}/q/1`, { q_benefit: '8' });
            assert.doesNotMatch(page.text, /care_kind/);
            assert.match((await phone.get(`${path}?ratings=1`)).text, new RegExp(`rating_${neck}`));
        });

        await t.test('ratings can be gone past; where no concern is open there is nothing in the way', async () => {
            const ratings = await linkTo(['expectation'], { ratings: true }), phone = new Visitor(server);
            const page = await phone.open(ratings);
            assert.match(page.text, new RegExp(`href="${ratings}/q/1">Go on without these`));
            const other = await newClient(owner, { given: 'Zoe', family: 'Quinn', born: '1981-05-17' });
            const made = await postJson(owner, `/clients/${other}/links`, { ask: ['wellness'] });
            const path = new URL(made.json.url).pathname, hers = new Visitor(server);
            const first = await hers.get(path);
            assert.deepEqual([first.status, first.location], [303, `${path}/q/1`]);
            const q = await hers.open(`${path}/q/1?i=review`);
            assert.equal((await hers.request(`${path}/q/1/send`, { form: { _version: '0', q_sleep: '1', q_stress: '1', q_fatigue: '1', q_soreness: '1' } })).status, 303, text(q));
            const thanks = await hers.open(path);
            assert.match(thanks.text, /Thank you, Zoe/);
            assert.doesNotMatch(thanks.text, /ratings=1/, 'nothing leads to a page with nothing on it');
        });

        await t.test('for programs: what is asked, one questionnaire whole', async () => {
            const path = await linkTo(['hrqol-4']), phone = new Visitor(server);
            const asked = await getJson(phone, path);
            assert.deepEqual([asked.ratings, asked.asks.map((a) => [a.position, a.instrument, a.sent])], [false, [[1, 'hrqol-4', false]]]);
            const one = await getJson(phone, `${path}/q/1`);
            assert.equal(one.items.length, 4);
            assert.deepEqual([one.items[1].kind, one.items[1].from, one.items[1].to], ['number', 0, 30]);
            const send = (body) => phone.request(`${path}/q/1/send`, { json: body, headers: { accept: 'application/json' } });
            assert.deepEqual(problems(await send({ q_1: 9, q_2: 31, q_7: 1 })), { q_1: 'response.codes', q_2: 'error.range', q_7: 'error.unknown-field' });
            assert.deepEqual(problems(await send({ q_1: 1, other: 1 })), { other: 'error.unknown-field' });
            const done = await send({ q_1: 2, q_2: 3, q_3: 4, q_4: 5 });
            assert.equal(done.status, 200, done.text);
            assert.equal(JSON.parse((await send({ q_1: 2, q_2: 3, q_3: 4, q_4: 5 })).text).response, JSON.parse(done.text).response, 'a replay writes nothing');
        });

        await t.test('"Skip" beside a box is posted with the box: it was left open, whatever stands in the box', async () => {
            for (const typed of ['', '7']) {
                const path = await linkTo(['hrqol-4']), phone = new Visitor(server);
                const page = await phone.open(`${path}/q/1?i=2`);
                const next = await tap(phone, page, `${path}/q/1`, { q_2: [typed, ''] });
                assert.equal(shown(next), '3');
                assert.match((await phone.get(`${path}/q/1?i=review`)).text, /Skipped/);
                assert.doesNotMatch((await phone.get(`${path}/q/1?i=2`)).text, /value="7"/);
            }
        });

        await t.test('a number out of range comes back with what was typed', async () => {
            const path = await linkTo(['hrqol-4']), phone = new Visitor(server);
            const page = await phone.open(`${path}/q/1?i=2`);
            const wrong = await phone.request(`${path}/q/1`, { form: { _version: versionOf(page), i: '2', q_2: '99' } });
            assert.equal(wrong.status, 422);
            assert.match(wrong.text, /value="99"/);
            assert.match(wrong.text, /aria-invalid="true"/);
        });

        await t.test('what may not be asked is refused with its reason; the front desk chooses none and reads none', async () => {
            const refused = await postJson(owner, `${at}/links`, { ask: ['odi', 'phq-8', 'rom', 'nothing'] });
            assert.deepEqual(problems(refused), { 'asks[0]': 'response.no-words-to-ask', 'asks[1]': 'response.mood-off', 'asks[2]': 'response.by-hand', 'asks[3]': 'response.not-offered' });
            assert.deepEqual(problems(await postJson(owner, `${at}/links`, { ratings: false })), { asks: 'link.asks-nothing' });
            // with nothing open to be rated the ratings alone are nothing; on the page, what was chosen stays
            const bare = await newClient(owner, { given: 'Bo', born: '1980-05-17' }), to = `/clients/${bare}/links`;
            assert.deepEqual(problems(await postJson(owner, to, {})), { asks: 'link.asks-no-concern' });
            assert.equal((await postJson(owner, to, { ask: ['wellness'] })).status, 201);
            const nothing = await post(owner, to, { purpose: 'answers', chosen: '1', shared_phone: '1' });
            assert.equal(nothing.status, 422);
            assert.match(nothing.text, /Nothing would be asked\. Tick the ratings, or at least one questionnaire\./);
            const still = forms(nothing.text).find((f) => f.action === to).fields;
            assert.deepEqual([still.shared_phone, still.ratings], ['1', undefined]);
            // what has changed since treatment began is offered from the first treatment on
            const offered = async () => /name="ask" value="pgic/.test((await owner.open(to)).text);
            await postJson(owner, `/clients/${bare}/concerns`, { kind: 'pain', place: 'knee' });
            assert.equal(await offered(), false, 'not before it');
            await postJson(owner, `/clients/${bare}/concerns`, { kind: 'pain', place: 'hip', start: dayAfter(today(), -9) });
            assert.equal(await offered(), true);
            const page = await owner.open(`${at}/links`);
            const form = forms(page.text).find((f) => f.action === `${at}/links`);
            assert.ok(form.names.includes('ask') && form.fields.ratings === '1');
            assert.match(page.text, /Asks: Morning wellness|Asks: [^<]*ellness/);
            const desk = await newMember(server, owner, 'front-desk', 'fay@practice.example');
            const theirs = await desk.open(`${at}/links`);
            assert.doesNotMatch(theirs.text, /name="ask"|ellness|Asks:/);
            assert.deepEqual(problems(await postJson(desk, `${at}/links`, { ask: ['wellness'] })), { asks: 'link.asks-not-yours' });
            assert.ok((await getJson(desk, `${at}/links`)).links.every((l) => !('asks' in l)));
        });

        await t.test('a link asks what it asks: no other position, no other client, not before the birth date, not when it is over', async () => {
            const path = await linkTo(['wellness'], { shared_phone: true }), phone = new Visitor(server);
            for (const to of ['/q/1', '/q/1?i=review']) assert.equal((await phone.get(`${path}${to}`)).location, path);
            for (const to of ['/q/1', '/q/1/send']) assert.equal((await phone.request(`${path}${to}`, { form: { q_sleep: '1', i: 'sleep' } })).status, 403);
            assert.equal((await phone.request(`${path}/confirm`, { form: { born: '1980-05-17' } })).status, 303);
            for (const to of ['/q/2', '/q/0', '/q/x', '/q/99999999999999999999']) assert.equal((await phone.get(`${path}${to}`)).status, 404, to);
            assert.equal((await phone.request(`${path}/q/2`, { form: { q_sleep: '1' } })).status, 404);
            const stranger = await newPractice(house, { name: 'Elsewhere', email: 'eve@elsewhere.example' });
            const them = await newClient(stranger, {});
            assert.equal((await postJson(stranger, `/clients/${them}/links`, { ask: [`pgic:${neck}`] })).status, 404, 'a concern of another practice');
            sql(db, 'UPDATE link SET expires_us = 1');
            assert.equal((await phone.request(`${path}/q/1`, { form: { q_sleep: '1', i: 'sleep' } })).status, 410);
        });
    });
}
