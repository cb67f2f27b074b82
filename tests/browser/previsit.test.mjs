// The page before a visit on a phone, with and without JavaScript, in both colours; and what the visit's page says of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { dayAfter, newClient, password, postJson, today } from '../lib/clinic.mjs';
import { book, freeTimes, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines;

test('before a visit: when, what changed, what is due', async (t) => {
    const { people: { 'front-desk': desk }, owner, server, services, accounts } = await workingClinic(t, engine);
    const who = await newClient(desk, { given: 'Nora' });
    await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'back' });
    const therapist = accounts['tess@practice.example'], day = dayAfter(today(), 2);
    const [free] = await freeTimes(desk, services.Massage, { from: day, therapist });
    const visit = await book(desk, { client: who, service: services.Massage, therapist, day: free.day, time: free.time, kind: 'plan' });
    const made = await postJson(desk, `/appointments/${visit.id}/before`);
    const url = new URL(made.json.url).pathname;
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const page = await newPage(t, server, { size: phone, touch: true, ...more });
        await page.goto(url);
        if (name === 'js') await checkPage(page); // axe-core needs a script
        await shoot(page, `previsit-${name}`, { fullPage: true });
        await page.getByRole('button', { name: 'Answer them now' }).click();
        await page.waitForURL(/\/a\//);
        await page.goto(url);
        await page.getByRole('button', { name: 'Fill in the health form' }).click();
        await page.waitForURL(/\/i\//);
    }
    const wide = await newPage(t, server, { size: desktop });
    await signIn(wide, 'olive@practice.example', password);
    await wide.goto(`/appointments/${visit.id}`);
    await wide.getByText('Nothing was answered yet').waitFor();
    await checkPage(wide);
    await shoot(wide, 'previsit-visit-desktop', { fullPage: true });
    await wide.getByRole('button', { name: 'Show or send it now' }).click();
    await wide.waitForURL(/\/links\//);
    await checkPage(wide);
    await wide.goto('/setup/mail/before');
    await checkPage(wide);
    assert.equal(await wide.getByLabel('Hours before a visit').inputValue(), '48');
});
