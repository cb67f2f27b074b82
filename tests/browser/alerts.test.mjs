// Help the same day in a real browser: set, raised, acted on; the support page with and without JavaScript; nothing that axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, password, post, postJson, sql } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines;
const now = new Date().toISOString().slice(0, 10);

// As if somebody were named, confirmed and could be written to, and an answer by link had asked for help.
async function house(t) {
    const { owner, server, db } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora', family: 'Bell', phones: '020 7946 0018' });
    const made = await postJson(owner, `/clients/${who}/links`, { purpose: 'answers' });
    const answered = await postJson(owner, `/clients/${who}/responses`, { instrument: 'pgic', mode: 'with-staff', q_1: '4', day: now });
    assert.equal(answered.status, 201, answered.text);
    assert.equal((await post(owner, '/setup/alerts', { until: '18:00', emergency: '999', checked: '1', crisis_line: '116 123 (Samaritans)', day_1: '1', _version: 0 })).status, 303);
    sql(db, `INSERT INTO response (practice_id, id, client_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us, link_id, note)
        SELECT practice_id, 4711, client_id, instrument, hash, language, 'link', day, answers, begun_us, submitted_us, (SELECT MAX(id) FROM link), '' FROM response LIMIT 1`);
    sql(db, `INSERT INTO response_score SELECT practice_id, 4711, position, score, value, reason, band FROM response_score`);
    sql(db, `INSERT INTO alert (practice_id, id, client_id, response_id, instrument, fired, raised_us, due_us, said, version)
        SELECT practice_id, 4712, client_id, 4711, instrument, '["self-harm"]', submitted_us, submitted_us + 3600000000, '', 1 FROM response WHERE id = 4711`);
    return { server, who, link: new URL(made.json.url).pathname };
}

for (const javaScript of [true, false]) {
    test(`on a phone, JavaScript ${javaScript ? 'on' : 'off'}: support at once, numbers to touch, and how they are`, async (t) => {
        const { server, link } = await house(t);
        const page = await newPage(t, server, { size: phone, touch: true, script: javaScript });
        await page.goto(link);
        await page.getByRole('heading', { level: 1, name: 'Thank you for telling us' }).waitFor();
        if (javaScript) await checkPage(page);
        await shoot(page, `support-phone-${javaScript ? 'js' : 'plain'}`);
        assert.equal(await page.getByRole('link', { name: /Samaritans/ }).getAttribute('href'), 'tel:116123');
        assert.ok((await page.getByRole('link', { name: /Samaritans/ }).boundingBox()).height >= 44);
        assert.ok((await page.getByRole('button', { name: 'I am in danger now' }).boundingBox()).height >= 44);
        await page.getByRole('button', { name: 'I am in danger now' }).click();
        await page.getByRole('alert').getByText('call the emergency number').waitFor();
        if (javaScript) await checkPage(page);
        await shoot(page, `support-danger-phone-${javaScript ? 'js' : 'plain'}`);
        await page.getByRole('link', { name: 'Go on' }).click();
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
        assert.ok(!page.url().includes('/support'));
    });
}

for (const [name, size] of [['phone', phone], ['desktop', desktop]]) {
    test(`${name}: the task from Today to done, and the settings`, async (t) => {
        const { server } = await house(t);
        const page = await newPage(t, server, { size, touch: size === phone });
        await signIn(page, 'olive@practice.example', password);
        await page.goto('/today');
        await checkPage(page);
        await shoot(page, `alert-today-${name}`);
        await page.getByRole('link', { name: /Nora Bell needs somebody today/ }).click();
        await page.getByRole('heading', { level: 1, name: /Nora Bell/ }).waitFor();
        await checkPage(page);
        await shoot(page, `alert-${name}`);
        await page.getByLabel('What did you do?').selectOption('spoken');
        await page.getByLabel('In your words').fill('Spoke for ten minutes. Sees the GP tomorrow.');
        await page.getByRole('button', { name: 'Save what was done' }).click();
        await page.getByText('It is written down.').waitFor();
        await checkPage(page);
        await page.goto('/setup/alerts');
        await checkPage(page);
        await shoot(page, `alert-settings-${name}`);
    });
}
