// The sleep diary on a phone: a short form each morning, with and without JavaScript, in both colours; what staff chooses; the progress it becomes.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, dayAfter, newClient, password, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines;

test('a night is filled in on one screen', async (t) => {
    const { owner, server } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Sella' }), now = today();
    const { json: { id: sleep } } = await postJson(owner, `/clients/${who}/concerns`, { kind: 'sleep' });
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const link = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary', daily: [`sleep-diary:${sleep}`, 'wellness'] });
        const url = new URL(link.json.url).pathname, page = await newPage(t, server, { size: phone, touch: true, ...more });
        await page.goto(name === 'js' ? url : `${url}/form/1?day=${dayAfter(now, -1)}`);
        if (name === 'js') await checkPage(page); // axe-core needs a script
        await shoot(page, `daily-${name}`, { fullPage: true });
        for (const [label, value] of [[/go to bed/, '23:10'], [/take to fall asleep/, '15'], [/awake in the night/, '40'], [/wake up for good/, '06:40'], [/get up/, '07:00']])
            await page.getByLabel(label).fill(value);
        await page.locator('label', { has: page.locator('input[name="q_quality"][value="7"]') }).click();
        await page.getByRole('button', { name: 'Keep' }).click();
        await page.getByText('Kept. Thank you.').waitFor();
        if (name === 'js') {
            await checkPage(page);
            await shoot(page, 'daily-kept', { fullPage: true });
            await page.getByRole('link', { name: 'Morning wellness' }).click();
            await page.getByRole('heading', { name: 'Morning wellness' }).waitFor();
            await checkPage(page);
            await shoot(page, 'daily-wellness', { fullPage: true });
        }
    }
    for (let back = 2; back < 30; back++)
        assert.equal((await postJson(owner, `/clients/${who}/responses`, { instrument: 'sleep-diary', concern: sleep, mode: 'with-staff', day: dayAfter(now, -back),
            q_bed: '23:00', q_sol: 20 + (back % 4) * 10, q_waso: 10 + (back % 3) * 15, q_wakings: back % 4, q_wake: '06:30', q_rise: '07:00', q_quality: 4 + (back % 4) })).status, 201);
    for (let back = 0; back < 20; back++)
        assert.equal((await postJson(owner, `/clients/${who}/responses`, { instrument: 'wellness', mode: 'with-staff', day: dayAfter(now, -back),
            q_sleep: back ? 3 + (back % 2) : 6, q_stress: 3, q_fatigue: 4, q_soreness: back ? 3 : 6 })).status, 201);
    for (const [name, more] of [['phone', { size: phone, touch: true }], ['desktop-dark', { size: desktop, dark: true }]]) {
        const page = await newPage(t, server, more);
        await signIn(page, 'olive@practice.example', password);
        await page.goto(`/clients/${who}/links`);
        await page.getByRole('group', { name: 'What a diary asks each day' }).waitFor();
        await checkPage(page);
        await shoot(page, `daily-links-${name}`, { fullPage: true });
        await page.goto(`/clients/${who}/progress`);
        for (const numbers of await page.getByText('The numbers').all()) await numbers.click();
        await page.getByText('That is higher than usual').waitFor();
        await checkPage(page);
        await shoot(page, `daily-progress-${name}`, { fullPage: true });
    }
});
