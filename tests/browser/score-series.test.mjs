// Scores over time in a real browser: phone and desktop, light and dark; nothing that axe-core finds, no sideways scroll.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, dayAfter, newClient, password, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines;
const now = today();

async function house(t) {
    const { owner, server } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora', family: 'Bell' });
    const made = await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck', 'site_neck-left': 'yes', start: dayAfter(now, -56) });
    assert.equal(made.status, 200, made.text);
    const fill = async (instrument, back, values, mode = 'paper-items') => {
        const r = await postJson(owner, `/clients/${who}/responses`, { instrument, mode, concern: made.json.id, day: dayAfter(now, -back), ...values });
        assert.equal(r.status, 201, r.text);
    };
    for (const [back, v] of [[84, 8], [77, 7], [70, 8], [63, 8], [57, 8], [42, 6], [35, 5], [28, 4], [14, 3], [7, 3]]) await fill('peg', back, { q_1: v, q_2: v, q_3: v - 1 });
    await fill('peg', 21, { q_1: 4, q_3: 4 });
    for (const [back, left] of [[60, 42], [30, 50], [2, 58]])
        for (const [side, degrees] of [['left', left], ['right', 62]])
            await fill('rom', back, { q_joint: 'neck', q_motion: 'rotation', q_side: side, q_mode: 'active', q_method: 'goniometer', q_1: degrees, q_2: degrees, q_3: degrees }, 'with-staff');
    await fill('pgic', 3, { q_1: 2 }, 'with-staff');
    return { owner, server, who, concern: made.json.id };
}

// On paper, with JavaScript and without: the chart and its numbers of every measure, though they are folded on the screen.
async function printed(page) {
    assert.equal(await page.locator('details.prints[open]').count(), 0);
    await page.emulateMedia({ media: 'print' });
    const charts = await page.locator('section.sheet > figure.chart').count();
    assert.ok(charts > 1);
    for (let i = 0; i < charts; i++) assert.ok(await page.locator('details.prints table').nth(i).isVisible(), `the numbers of chart ${i + 1}`);
    await shoot(page, 'score-print');
    await page.emulateMedia({ media: 'screen' });
}

for (const [name, options] of [['phone', { size: phone, touch: true }], ['desktop', { size: desktop }], ['dark', { size: phone, touch: true, dark: true }]]) {
    test(`progress, the client's page and the list of measures, ${name}`, async (t) => {
        const { server, who, concern } = await house(t);
        const page = await newPage(t, server, options);
        await signIn(page, 'olive@practice.example', password);
        await page.goto(`/clients/${who}/progress`);
        await page.getByRole('heading', { name: 'PEG · Pain: neck' }).waitFor();
        assert.equal(await page.locator('section.sheet > figure.chart').count(), 4);
        await page.getByText('Filled in without a score').first().waitFor();
        await checkPage(page);
        await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light' });
        await shoot(page, `score-progress-${name}`);
        if (name === 'desktop') await printed(page);
        await page.goto(`/clients/${who}`);
        assert.equal(await page.locator('svg.spark').count(), 3, 'one with one point has no line');
        await checkPage(page);
        await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light' });
        await shoot(page, `score-client-${name}`);
        await page.locator('a.row', { has: page.locator('svg.spark') }).first().click();
        await page.waitForURL(/progress#c-/);
        await page.goto(`/clients/${who}/responses?concern=${concern}`);
        await checkPage(page);
        const wide = await page.locator('.value').evaluateAll((all) => all.filter((v) => v.scrollWidth > v.clientWidth + 1).map((v) => v.textContent));
        assert.deepEqual(wide, [], 'each value lies within its shape');
        await shoot(page, `score-list-${name}`);
    });
}
