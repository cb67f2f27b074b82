// The door of a client's link on a phone: the birth date, wrong, locked; "no more of these" under a questionnaire; and what staff see of links.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, password, post, postJson, sql } from '../lib/clinic.mjs';
import { everything } from '../lib/everything.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines;
const pathOf = (made) => new URL(made.json.url).pathname;

test('the door of a link', async (t) => {
    const house = await clinic(t, engine), { owner, server } = house;
    const client = await newClient(owner, { given: 'Nora', born: '1980-02-03' });
    await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache' });
    const page = await newPage(t, server, { size: phone, touch: true });
    page.expected.push(/422|429/);
    for (const purpose of ['answers', 'diary', 'home']) {
        const path = pathOf(await postJson(owner, `/clients/${client}/links`, { purpose, shared_phone: true }));
        await page.goto(path);
        await checkPage(page);
        await shoot(page, `door-${purpose}`);
        for (let i = 1; i <= 5; i++) {
            await page.getByLabel(/Date of birth|birth/).fill(`1981-02-0${i}`);
            await page.getByRole('button').last().click();
            await page.waitForLoadState();
            if (i === 1) {
                assert.equal(await page.locator('.errors').count(), 1);
                await checkPage(page, `${purpose}, wrong`);
                await shoot(page, `door-${purpose}-wrong`);
            }
        }
        assert.equal(await page.locator('form').count(), 0);
        assert.equal(await page.getByRole('alert').count(), 1);
        await checkPage(page, `${purpose}, locked`);
        await page.emulateMedia({ colorScheme: 'dark' });
        await shoot(page, `door-${purpose}-locked-dark`);
        await page.emulateMedia({ colorScheme: 'light' });
    }
});

test('questionnaires that come each week, ended in one tap; and what staff see', async (t) => {
    const house = await clinic(t, engine), { owner, server, db } = house;
    const client = await newClient(owner, { given: 'Nora', born: '1980-02-03' }), at = `/clients/${client}/links`;
    const { json: { id: concern } } = await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'neck' });
    const ids = await everything(house, client, concern);
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const path = pathOf(await postJson(owner, at, { ratings: false, ask: ['pgic'] }));
        sql(db, `INSERT INTO outbox (practice_id, id, kind, client_id, link_id, channel, address, language, state, tries, next_us, created_us, ended_us, error)
        SELECT practice_id, ${name === 'js' ? 8301 : 8302}, 'weekly', client_id, id, 'email', 'nora@home.example', '', 'sent', 1, 1, 1, 1, '' FROM link ORDER BY id DESC LIMIT 1`);
        const page = await newPage(t, server, { size: phone, touch: true, ...more });
        await page.goto(path);
        if (name === 'js') await checkPage(page);
        await shoot(page, `weekly-${name}`);
        await page.locator('button[name=q_1]').first().click();
        await page.locator('.main').click();
        await page.waitForURL((u) => u.pathname === path);
        assert.equal(await page.getByRole('button', { name: 'No more of these' }).count(), 1, 'on the page that thanks');
        if (name === 'js') await checkPage(page);
        await shoot(page, `weekly-done-${name}`);
        await page.getByRole('button', { name: 'No more of these' }).click();
        await page.waitForURL((u) => u.pathname === path);
        await page.getByRole('status').filter({ hasText: 'You will not get these questions' }).waitFor();
        if (name === 'js') await checkPage(page);
        await shoot(page, `weekly-stopped-${name}`);
        sql(db, 'DROP TRIGGER IF EXISTS weekly_stop_no_delete');
        sql(db, 'DELETE FROM weekly_stop');
    }
    assert.equal((await post(owner, '/setup/measures', { mood: '1', _version: 0 })).status, 303);
    const made = await postJson(owner, at, { ratings: false, ask: ['phq-8', 'wellness'] });
    sql(db, `DELETE FROM link_ask WHERE instrument = 'phq-8'`);
    sql(db, `INSERT INTO link_ask (practice_id, link_id, position, instrument) SELECT practice_id, id, 1, 'phq-9' FROM link ORDER BY id DESC LIMIT 1`);
    await postJson(owner, `/appointments/${ids.appointment}/before`);
    sql(db, `UPDATE link SET opened_us = created_us WHERE purpose = 'visit'`);
    for (const [name, size] of [['phone', phone], ['desktop', desktop]]) {
        const page = await newPage(t, server, { size, dark: name === 'phone' });
        await signIn(page, 'olive@practice.example', password);
        for (const [what, where] of [['links', at], ['link', `${at}/${made.json.id}`], ['visit', `/appointments/${ids.appointment}`]]) {
            await page.goto(where);
            await shoot(page, `links-${what}-${name}`);
            if (name === 'phone') await checkPage(page);
        }
    }
});
