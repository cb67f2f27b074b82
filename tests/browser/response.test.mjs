// Instruments in a real browser, phone and desktop: chosen, copied from paper, filled in together, read; nothing that axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, password, postJson } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines;

async function house(t) {
    const { owner, server } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora', family: 'Bell' });
    const made = await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'low back', 'site_lower-back': 'yes' });
    assert.equal(made.status, 200, made.text);
    return { owner, server, who };
}

test('on a phone: RMDQ-24 and PEG from paper, read, corrected, taken back', async (t) => {
    const { server, who } = await house(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    page.expected = [/422/];
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}`);
    await page.getByRole('link', { name: 'Measure', exact: true }).click();
    await checkPage(page);
    await shoot(page, 'responses-phone');
    await page.getByRole('link', { name: /Roland-Morris/ }).click();
    await checkPage(page);
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByRole('alert').waitFor();
    await checkPage(page);
    await shoot(page, 'response-rmdq-refused-phone');
    for (const n of [1, 9, 24]) await page.locator(`[name=q_${n}]`).check();
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByText('The answers were saved.').waitFor();
    await checkPage(page);
    await shoot(page, 'response-rmdq-phone');

    await page.getByRole('link', { name: 'All measures' }).click();
    await page.getByRole('link', { name: /PEG/ }).first().click();
    for (const [item, value] of [[1, 7], [2, 5], [3, 4]]) await page.locator(`[name=q_${item}][value="${value}"]`).check();
    await checkPage(page);
    await shoot(page, 'response-peg-form-phone');
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByText('5.3', { exact: true }).waitFor();
    await page.getByText('How large a change').click();
    await checkPage(page);
    await shoot(page, 'response-peg-phone');
    await page.getByRole('link', { name: 'Correct', exact: true }).click();
    assert.equal(await page.locator('[name=q_1]:checked').getAttribute('value'), '7');
    await checkPage(page);
    await page.locator('[name=q_1][value="8"]').check();
    await page.getByRole('button', { name: 'Save the correction' }).click();
    await page.getByText('5.7', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back: this one no longer counts.').waitFor();
    await checkPage(page);
    await page.goto(`/clients/${who}/responses`);
    await checkPage(page);
    await shoot(page, 'responses-after-phone');
});

test('on a desktop, without JavaScript: filled in together, a total from paper, mood switched on', async (t) => {
    const { server, who } = await house(t);
    const page = await newPage(t, server, { size: desktop, script: false });
    await signIn(page, 'olive@practice.example', password);
    await page.goto('/setup/measures');
    await shoot(page, 'settings-measures-desktop');
    await page.getByLabel('Questionnaires about mood may be asked here').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.goto(`/clients/${who}/responses/new?instrument=phq-4`);
    await shoot(page, 'response-phq4-desktop');
    for (const [item, value] of [[1, 3], [2, 2], [3, 0], [4, 1]]) await page.locator(`[name=q_${item}][value="${value}"]`).check();
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByText('It lies in the range called “moderate”').waitFor();
    await shoot(page, 'response-phq4-read-desktop');
    await page.goto(`/clients/${who}/responses/new?instrument=odi&mode=paper-total`);
    await page.getByLabel(/Disability, per cent/).fill('42');
    await shoot(page, 'response-odi-total-desktop');
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByText('It lies in the range called “severe”').waitFor();
});

test('the pages that need a script to be checked: together, sleep diary, settings', async (t) => {
    const { server, who } = await house(t);
    const page = await newPage(t, server, { size: desktop });
    await signIn(page, 'olive@practice.example', password);
    for (const [path, name] of [['/setup/measures', 'settings-measures'], [`/clients/${who}/responses/new?instrument=sleep-diary`, 'response-sleep'],
        [`/clients/${who}/responses/new?instrument=rom`, 'response-rom'], [`/clients/${who}/responses/new?instrument=rand-36`, 'response-rand'],
        [`/clients/${who}/responses/new?instrument=koos&mode=paper-total`, 'response-koos']]) {
        await page.goto(path);
        await checkPage(page);
        await shoot(page, `${name}-desktop`);
    }
});
