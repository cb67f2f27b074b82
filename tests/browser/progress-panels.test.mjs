// The three questions behind a series in a real browser: closed until asked for, open on paper, with nothing that axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, dayAfter, newClient, password, post, postJson, today } from '../lib/clinic.mjs';
import { everything } from '../lib/everything.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

test('three questions on a phone and a desktop, and on paper', async (t) => {
    const house = await clinic(t, engines[0]), { owner, server } = house;
    const now = today(), who = await newClient(owner, { given: 'Dora', family: 'Days' });
    const { json: { id: neck } } = await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck', start: dayAfter(now, -70) });
    for (let i = 0; i < 20; i++) await postJson(owner, `/clients/${who}/ratings`, { concern: neck, day: dayAfter(now, -7 * i), value: i < 10 ? 2 + (i % 3 === 0) : 7 + (i % 3 === 1) });
    const waiting = await newClient(owner, { given: 'Lotta', family: 'Draw' });
    const { json: { id: head } } = await postJson(owner, `/clients/${waiting}/concerns`, { kind: 'headache' });
    const { plan } = await everything(house, waiting, head);
    await post(owner, '/setup/measures', { lot: 'yes', _version: 0 });
    for (const [name, options] of [['phone', { size: phone, touch: true, dark: true }], ['desktop', { size: desktop }]]) {
        const page = await newPage(t, server, options);
        await signIn(page, 'olive@practice.example', password);
        await page.goto(`/clients/${who}/progress`);
        const panels = page.locator('details.panel');
        assert.equal(await panels.count(), 3);
        assert.equal(await page.locator('details.panel[open]').count(), 0);
        await page.locator('summary', { hasText: 'Yes: it became better when treatment began.' }).waitFor();
        await page.locator('summary', { hasText: 'the first day of treatment was not drawn by lot' }).waitFor();
        for (const panel of await panels.all()) await panel.locator('summary').click();
        assert.equal(await panels.locator('svg.plot').count(), 2);
        await panels.getByRole('heading', { name: 'What else may explain it' }).waitFor();
        await checkPage(page);
        await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light' });
        await shoot(page, `progress-panels-${name}`, { fullPage: true });
        await page.goto(`/plans/${plan}`);
        const first = name === 'phone';
        if (first) await page.getByRole('link', { name: 'Draw the first day by lot' }).click();
        else await page.goto(`/plans/${plan}/lot`);
        await checkPage(page);
        await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light' });
        await shoot(page, `progress-lot-${name}`, { fullPage: true });
        if (!first) continue;
        await page.getByLabel('I read these words to the client').check();
        await page.getByRole('button', { name: 'Draw the day' }).click();
        await page.getByText('drawn by lot among').first().waitFor();
    }
    const page = await newPage(t, server, { size: desktop, script: false });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}/progress`);
    await page.emulateMedia({ media: 'print' });
    const panels = page.locator('details.panel');
    for (const title of ['Measurement error', 'when it changed, not why', 'What else may explain it']) {
        const box = await panels.locator('th, li, h3', { hasText: title }).first().boundingBox();
        assert.ok(box && box.height > 0, `${title} is open on paper`);
    }
    await shoot(page, 'progress-panels-paper', { fullPage: true });
});
