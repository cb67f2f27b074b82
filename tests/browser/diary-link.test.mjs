// The headache diary on a phone: one tap, with and without JavaScript, in both colours; and the plan's form with what is measured.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, password, postJson } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines;

test('a day without headache is one tap', async (t) => {
    const { owner, server } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Hedda' });
    await postJson(owner, `/clients/${who}/concerns`, { kind: 'headache' });
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const link = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary' });
        const page = await newPage(t, server, { size: phone, touch: true, ...more });
        await page.goto(new URL(link.json.url).pathname);
        if (name === 'js') await checkPage(page); // axe-core needs a script
        await shoot(page, `diary-link-${name}`, { fullPage: true });
        const first = page.getByRole('button', { name: name === 'js' ? 'No headache today' : /^No headache/ }).first();
        await first.click();
        await page.getByText('Kept. Thank you.').waitFor();
        if (name === 'js') await checkPage(page); // axe-core needs a script
        await shoot(page, `diary-link-kept-${name}`, { fullPage: true });
    }
});

test('a plan says what is measured', async (t) => {
    const { owner, server } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora' });
    const services = await owner.submit('/setup/services', { name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });
    assert.equal(services.status, 303);
    const { json: { id } } = await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'back' });
    for (const [name, more] of [['phone', { size: phone, touch: true }], ['desktop-dark', { size: desktop, dark: true }]]) {
        const page = await newPage(t, server, more);
        await signIn(page, 'olive@practice.example', password);
        await page.goto(`/clients/${who}/plans/new?concern=${id}`);
        await page.getByText('More questionnaires').click();
        await checkPage(page);
        await shoot(page, `plan-asks-${name}`, { fullPage: true });
    }
});
