// The client's own pages by link: private until the birth date is given in this browser, theirs alone, and a way on to the ratings.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, clinic, getJson, newClient, newMember, post, postJson, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const born = '1980-05-17';

for (const engine of engines) {
    test(`the client's own pages, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, db } = await clinic(t, engine);
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born });
        const at = `/clients/${client}`;
        const made = await postJson(owner, `${at}/links`, { purpose: 'home' });
        assert.equal(made.status, 201, made.text);
        const path = new URL(made.json.url).pathname;
        assert.match(path, /^\/h\//);
        const enter = async (visitor, day = born) => visitor.submit(path, { born: day });

        await t.test('who has no birth date has no own pages yet, and the front desk makes none', async () => {
            const nobody = await newClient(owner, { given: 'No', family: 'Date' });
            const refused = await postJson(owner, `/clients/${nobody}/links`, { purpose: 'home' });
            assert.equal(refused.status, 422, refused.text);
            assert.deepEqual(refused.json.error.problems.map((p) => p.field), ['purpose']);
            const desk = await newMember(server, owner, 'front-desk', 'fay@practice.example');
            assert.equal((await postJson(desk, `${at}/links`, { purpose: 'home' })).status, 403);
        });

        await t.test('nothing is shown before the birth date, in any form', async () => {
            const stranger = new Visitor(server);
            const page = await stranger.get(path);
            assert.equal(page.status, 200, text(page));
            assert.doesNotMatch(page.text, /Nia|Quinn/);
            assert.match(page.text, /birth date/);
            const json = JSON.parse((await stranger.get(path, { headers: { accept: 'application/json' } })).text);
            assert.deepEqual([json.confirm, json.visits], [true, []]);
            const onward = await stranger.request(`${path}/answers`, { form: { _key: 'x1' } });
            assert.equal(onward.status, 303, text(onward));
            assert.match(onward.location, new RegExp(`^${path}`));
            assertRefused(await enter(stranger, '1980-05-18'), 'born', { born: '1980-05-18' });
            stranger.cookies.set('unknot-home', 'A'.repeat(43));
            assert.doesNotMatch((await stranger.get(path)).text, /Nia/);
        });

        await t.test('with the birth date it opens in this browser, and in no other', async () => {
            const nia = new Visitor(server);
            const right = await enter(nia);
            assert.equal(right.status, 303, text(right));
            assert.match(right.headers.get('set-cookie'), new RegExp(`Path=${path};`));
            const page = await nia.get(path);
            assert.match(page.text, /Hello Nia/);
            assert.match(page.text, /No visit is booked/);
            assert.match(page.text, /not monitored|nobody watches|Nobody reads/i);
            assert.doesNotMatch((await new Visitor(server).get(path)).text, /Nia/);
            // another client's link does not open with this pass
            const other = await newClient(owner, { given: 'Ola', family: 'Berg', born });
            const theirs = new URL((await postJson(owner, `/clients/${other}/links`, { purpose: 'home' })).json.url).pathname;
            assert.doesNotMatch((await nia.get(theirs)).text, /Ola/);
        });

        await t.test('on to the ratings and the health form by links of their own', async () => {
            const nia = new Visitor(server);
            await enter(nia);
            await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck', start: '' });
            assert.match((await nia.get(path)).text, /Rate how you are/);
            const answers = await nia.submit(path, {}, { pick: (f) => f.action.endsWith('/answers') });
            assert.match(answers.location, /^\/a\//, text(answers));
            assert.match((await nia.open(answers.location)).text, /neck/);
            const intake = await nia.submit(path, {}, { pick: (f) => f.action.endsWith('/intake') });
            assert.match(intake.location, /^\/i\//, text(intake));
            // what a link opens is nothing else
            assert.equal((await nia.get(path.replace('/h/', '/a/'))).status, 404);
            assert.equal((await nia.get(answers.location.replace('/a/', '/h/'))).status, 404);
        });

        await t.test('links made from here are as few as kinds, and end with these pages', async () => {
            const home = (await postJson(owner, `${at}/links`, { purpose: 'home' })).json, door = new URL(home.url).pathname;
            const nia = new Visitor(server);
            await nia.submit(door, { born });
            const onward = async (kind) => (await nia.submit(door, {}, { pick: (f) => f.action.endsWith(`/${kind}`) })).location;
            const count = () => Number(sql(db, 'SELECT COUNT(*) FROM link WHERE from_link_id IS NOT NULL AND revoked_us IS NULL AND used_us IS NULL')[0][0]);
            const before = count();
            const answers = await onward('answers'), intake = await onward('intake');
            for (let i = 0; i < 4; i++) assert.deepEqual([await onward('answers'), await onward('intake')], [answers, intake], 'the one that stands is given again');
            assert.equal(count() - before, 2);
            const at_once = await Promise.all(Array.from({ length: 8 }, () => onward('answers')));
            assert.deepEqual([...new Set(at_once)], [answers]);
            // rated: the same page corrects it for an hour; after that a rating is a new one
            const newest = "(SELECT MAX(id) FROM link WHERE purpose = 'answers')";
            sql(db, `UPDATE link SET used_us = created_us WHERE id = ${newest}`);
            assert.equal(await onward('answers'), answers);
            sql(db, `UPDATE link SET used_us = created_us - 3700000000 WHERE id = ${newest}`);
            const later = await onward('answers');
            assert.notEqual(later, answers);
            // none outlives the pages that it was made from
            assert.deepEqual(sql(db, 'SELECT l.id FROM link l JOIN link h ON h.practice_id = l.practice_id AND h.id = l.from_link_id WHERE l.expires_us > h.expires_us'), []);
            for (const path of [answers, later, intake]) assert.equal((await new Visitor(server).get(path)).status, 200, path);
            const by_staff = new URL((await postJson(owner, `${at}/links`, { purpose: 'answers' })).json.url).pathname;
            await post(owner, `${at}/links/${home.id}/revoke`);
            for (const path of [answers, later, intake]) assert.equal((await new Visitor(server).get(path)).status, 410, path);
            assert.equal((await nia.request(answers, { form: { _key: 'gone' } })).status, 410);
            assert.equal((await new Visitor(server).get(by_staff)).status, 200, 'what staff made stands');
            const { links } = await getJson(owner, `${at}/links`);
            assert.ok(links[0].purpose === 'answers' && !links[0].revoked && links[1].revoked, 'staff see that they are gone');
        });

        await t.test('a link made late from here expires with it', async () => {
            const home = (await postJson(owner, `${at}/links`, { purpose: 'home' })).json, door = new URL(home.url).pathname;
            const nia = new Visitor(server);
            await nia.submit(door, { born });
            const soon = BigInt(Math.floor(Date.now() / 1000) + 600) * 1_000_000n;
            sql(db, `UPDATE link SET expires_us = ${soon} WHERE id = (SELECT MAX(id) FROM link WHERE purpose = 'home')`);
            const intake = (await nia.submit(door, {}, { pick: (f) => f.action.endsWith('/intake') })).location;
            assert.equal(sql(db, "SELECT expires_us FROM link WHERE id = (SELECT MAX(id) FROM link WHERE purpose = 'intake')")[0][0], `${soon}`);
            assert.equal((await nia.submit(door, {}, { pick: (f) => f.action.endsWith('/intake') })).location, intake);
        });

        await t.test('five wrong dates block the link, also for the right one', async () => {
            const somebody = new Visitor(server);
            for (let i = 0; i < 5; i++) await enter(somebody, `1970-01-0${i + 1}`);
            const blocked = await somebody.request(`${path}/confirm`, { form: { born } });
            assert.equal(blocked.status, 429, text(blocked));
        });

        await t.test('what was seen is booked; taken back, it is gone', async () => {
            const booked = () => Number(sql(db, "SELECT COUNT(*) FROM audit WHERE event = 'home.show'")[0][0]);
            for (let i = 0; booked() === 0 && i < 100; i++) await new Promise((r) => setTimeout(r, 100)); // within a second, by the queue
            assert.ok(booked() > 0);
            await post(owner, `${at}/links/${made.json.id}/revoke`);
            assert.equal((await new Visitor(server).get(path)).status, 410);
        });
    });
}
