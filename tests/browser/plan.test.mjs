// The pages of plans in a real browser, as people make one: both widths and colours, and nothing that axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, dayAfter, newClient, password, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines;

test('a plan from the concern to its review', async (t) => {
    const { owner, server } = await clinic(t, engine);
    const services = await owner.submit('/setup/services', { name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });
    assert.equal(services.status, 303);
    const who = await newClient(owner, { given: 'Nora' });
    const page = await newPage(t, server, { size: phone, touch: true });
    await signIn(page, 'olive@practice.example', password);

    await page.goto(`/clients/${who}/concerns/new`);
    await page.getByLabel('What is it?').selectOption('function');
    await page.getByLabel('Where, or what?').fill('climbing stairs');
    await page.getByText('Where on the body?').click();
    await page.locator('details.area:has([name=site_knee-left]) > summary').click(); // the area that the knee folds into
    await page.locator('[name=site_knee-left]').check();
    await checkPage(page);
    await shoot(page, 'concern-phone', { fullPage: true });
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    await page.goto(`/clients/${who}`);
    await checkPage(page);
    await page.getByRole('link', { name: /^Make a plan/ }).click();
    await checkPage(page);
    await shoot(page, 'plan-form-phone', { fullPage: true });
    await page.getByRole('link', { name: /Arthritis of the knee/ }).first().click();
    await page.getByLabel('The client agrees').check();
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.getByText('This plan is measured by activities').waitFor();
    await page.getByRole('link', { name: 'Choose activities' }).click();
    for (const [i, words] of [[1, 'Climb the stairs'], [2, 'Walk the dog'], [3, 'Kneel in the garden']]) await page.locator(`[name=activity_${i}]`).fill(words);
    await checkPage(page);
    await page.getByRole('button', { name: 'Keep these activities' }).click();
    await page.getByText('Kneel in the garden').waitFor();
    await checkPage(page);
    await shoot(page, 'plan-phone', { fullPage: true });

    const concern = /concerns\/([0-9a-z]{13})/.exec((await owner.get(`/clients/${who}`)).text)[1];
    const set = /name="set" value="([0-9a-z]{13})"/.exec((await owner.get(`/clients/${who}/measures`)).text)[1];
    for (const [back, value] of [[20, 3], [16, 2], [12, 3], [9, 3], [6, 4], [0, 5]]) {
        const rated = await postJson(owner, `/clients/${who}/ratings`, { concern, set, day: dayAfter(today(), -back), activity_1: value, activity_2: value + 1, activity_3: value });
        assert.equal(rated.status < 300, true, rated.text);
    }
    await postJson(owner, `/clients/${who}/concerns/${concern}`, { place: 'climbing stairs', start: dayAfter(today(), -5), _version: 1 });
    for (const [path, values] of [['care', { kind: 'medicine', words: 'stopped ibuprofen', from: dayAfter(today(), -8) }],
        ['adverse', { what: 'soreness', severity: 'mild', day: dayAfter(today(), -1), said: 'two days' }]]) await postJson(owner, `/clients/${who}/${path}`, values);

    const wide = await newPage(t, server, { size: desktop, dark: true });
    await signIn(wide, 'olive@practice.example', password);
    const plan = /\/plans\/([0-9a-z]{13})/.exec((await owner.get(`/clients/${who}`)).text)[1];
    for (const [path, name] of [[`/plans/${plan}`, 'plan'], [`/plans/${plan}/review`, 'review'], [`/plans/${plan}/edit`, 'plan-edit'], [`/clients/${who}/care`, 'care'],
        [`/clients/${who}/progress`, 'progress-psfs'], [`/clients/${who}/measures`, 'measures-psfs'], [`/clients/${who}/concerns/${concern}`, 'concern'], [`/clients/${who}`, 'client-plans']]) {
        await wide.goto(path);
        await shoot(wide, `${name}-desktop-dark`, { fullPage: true });
        await checkPage(wide);
    }
    for (const [path, name] of [[`/plans/${plan}/review`, 'review'], [`/clients/${who}/progress`, 'progress-psfs']]) {
        await page.goto(path);
        await shoot(page, `${name}-phone`, { fullPage: true });
    }

    const link = await postJson(owner, `/clients/${who}/links`, {});
    await page.context().clearCookies();
    await page.goto(new URL(link.json.url).pathname);
    await checkPage(page);
    await shoot(page, 'answer-psfs-phone', { fullPage: true });
    await page.getByRole('button', { name: '6', exact: true }).click();
    while (!await page.getByRole('heading', { name: 'Your answers' }).isVisible()) {
        const at = await page.getByText(/^Question \d/).filter({ visible: true }).innerText();
        await page.getByRole('button', { name: 'Skip this question' }).click();
        await page.getByText(at).filter({ visible: true }).waitFor({ state: 'hidden' });
    }
    await page.getByText('Anything else since last time?').click();
    await checkPage(page);
    await page.getByRole('button', { name: /^Send/ }).click();
    page.expected.push(/422/);
    await page.getByText('Please rate every activity').first().waitFor();
    assert.equal(await page.locator('[data-of$=_1]').innerText(), '6', 'what was chosen is still there');
});
