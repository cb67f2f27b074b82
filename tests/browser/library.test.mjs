// Instruments of a practice in a real browser, phone and desktop: looked at, a licence confirmed, words chosen from a file, taken back; nothing that
// axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, password } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { questionnaire } from '../lib/questionnaire.mjs';

after(closeBrowser);

const [engine] = engines;

for (const [name, size] of [['phone', phone], ['desktop', desktop]]) {
    test(`on a ${name}: words under a licence, from a file to the form`, async (t) => {
        const { server } = await clinic(t, engine);
        const page = await newPage(t, server, { size, touch: name === 'phone' });
        page.expected = [/422/];
        await signIn(page, 'olive@practice.example', password);
        await page.goto('/setup/measures');
        await page.getByRole('link', { name: /All instruments/ }).click();
        await checkPage(page);
        await shoot(page, `library-${name}`);
        await page.getByRole('link', { name: /Perceived Stress Scale, 10/ }).click();
        await checkPage(page);
        await page.getByLabel(/Who holds/).fill('Quiet Hands');
        await page.getByLabel(/Number or words/).fill('No. 4711');
        const from = (buffer) => page.getByLabel('Choose a file').setInputFiles({ name: 'pss.json', mimeType: 'application/json', buffer: Buffer.from(buffer) });
        await from(questionnaire('pss-10', { without: 4 }));
        await page.waitForFunction(() => document.getElementById('words-file').value.length > 100);
        await page.getByRole('button', { name: 'Look at the questions' }).click();
        await page.getByRole('alert').waitFor();
        assert.match(await page.getByRole('alert').textContent(), /no question for item 4/);
        assert.equal(await page.getByLabel(/Who holds/).inputValue(), 'Quiet Hands');
        await checkPage(page);
        await shoot(page, `library-refused-${name}`);
        await from(questionnaire('pss-10', { turned: [4, 5, 7, 8], link: (n) => `pss/${n}` }));
        await page.waitForFunction(() => document.getElementById('words-file').value.includes('pss/4'));
        await page.getByRole('button', { name: 'Look at the questions' }).click();
        await page.getByText('It was read without fault').waitFor();
        assert.equal(await page.getByText('the other way round').count(), 4);
        await checkPage(page);
        await shoot(page, `library-preview-${name}`);
        await page.getByLabel(/We hold this licence/).check();
        await page.getByRole('button', { name: 'Use these words' }).click();
        await page.getByText('The words are there').waitFor();
        await checkPage(page);
        await shoot(page, `library-licensed-${name}`);
        await page.getByRole('button', { name: 'Take it back' }).click();
        await page.getByText('It was taken back').waitFor();
        await checkPage(page);
    });
}

test('a safety rule on a phone: made stricter, seen first, taken back with a reason; and who signed', async (t) => {
    const { server } = await clinic(t, engine);
    const page = await newPage(t, server, { size: phone, touch: true });
    page.expected = [/422/];
    await signIn(page, 'olive@practice.example', password);
    await page.goto('/setup/rules');
    await checkPage(page);
    await page.getByRole('link', { name: /Aspirin/ }).click();
    await checkPage(page);
    await page.getByLabel(/Pressure at most/).fill('2');
    await page.getByText('Hip, leg and foot', { exact: true }).click();
    await page.getByLabel('Left knee', { exact: true }).check();
    await page.getByRole('button', { name: 'Look at it first' }).click();
    await page.getByText('It is stricter than before.').waitFor();
    await checkPage(page);
    await shoot(page, 'rule-preview-phone');
    await page.getByLabel(/I have looked through it/).check();
    await page.getByRole('button', { name: 'Save the rule' }).click();
    await page.getByText('The rule is changed.').waitFor();
    await checkPage(page);
    await page.getByText('To take this back, say why').waitFor();
    await page.locator('#rule_end-reason').fill('Tried, and too strict here');
    await page.getByRole('button', { name: 'Take my change back' }).click();
    await page.getByText('As it ships.').waitFor();
    await page.goto('/setup/rules');
    await page.getByRole('link', { name: 'Who signed the rules' }).click();
    await checkPage(page);
    await page.getByLabel(/Name of who signed/).fill('Dr Ada Bell');
    await page.getByLabel(/Signed as/).selectOption('physician');
    await page.getByLabel(/Their licence/).fill('GMC 7');
    await page.getByLabel(/Signed on/).fill('2026-01-05');
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('The signature is recorded.').waitFor();
    await checkPage(page);
});
