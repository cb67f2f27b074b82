// A questionnaire by link on a phone, with JavaScript and without: taps, bytes, back, resume, no connection; what a screen reader is told.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, shoot, signIn } from '../lib/browser.mjs';
import { clinic, getJson, newClient, password, postJson, sql } from '../lib/clinic.mjs';
import { firstLoad, total } from '../lib/first-load.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines, small = { width: 360, height: 740 };

async function house(t) {
    const { owner, server, db } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nia', family: 'Quinn' });
    await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck' });
    const link = async (ask) => {
        const made = await postJson(owner, `/clients/${who}/links`, { ratings: false, ask });
        assert.equal(made.status, 201, made.text);
        return new URL(made.json.url).pathname;
    };
    return { owner, server, who, link, db };
}

// Words for an instrument that ships without, as a practice with a licence loads them. They are nobody's.
async function words(owner, instrument, n, answers) {
    const items = Object.fromEntries(Array.from({ length: n }, (_, i) => [`${i + 1}`, `Something about number ${i + 1} of our own`]));
    const file = JSON.stringify({ instrument, language: 'en', answers, items });
    const done = await postJson(owner, `/setup/instruments/${instrument}/words`, { holder: 'Quiet Hands', licence: 'No. 1', file, confirm: true });
    assert.equal(done.status, 201, done.text);
}
const scale = { 'zero-ten': { from_words: 'None at all', to_words: 'As bad as can be' } };

for (const script of [true, false]) {
    test(`one tap a question and one to send, ${script ? 'with' : 'without'} JavaScript`, async (t) => {
        const { owner, server, who, link } = await house(t);
        await words(owner, 'peg', 3, scale);
        const path = await link(['peg']);
        const page = await newPage(t, server, { size: small, touch: true, script });
        let taps = 0;
        const tap = async (what) => { taps++; await what.tap(); };
        await page.goto(path);
        if (script) await checkPage(page);
        await shoot(page, `ask-first-${script ? 'js' : 'plain'}`);
        for (const [at, name] of [['1', '7'], ['2', '5'], ['3', '4']]) {
            await page.getByText(`Question ${at} of 3`).waitFor();
            await tap(page.getByRole('button', { name, exact: true }));
        }
        await page.getByRole('heading', { name: 'Your answers' }).waitFor();
        if (script) await checkPage(page);
        await shoot(page, `ask-review-${script ? 'js' : 'plain'}`);
        await tap(page.getByRole('button', { name: 'Send' }));
        await page.getByRole('heading', { name: 'Thank you, Nia' }).waitFor();
        assert.equal(taps, 4, 'three answers, and one to send');
        if (script) await checkPage(page);
        await shoot(page, `ask-done-${script ? 'js' : 'plain'}`);
        const { responses } = await getJson(owner, `/clients/${who}/responses`);
        assert.deepEqual(responses.map((r) => [r.instrument, r.mode]), [['peg', 'link']]);
        const files = await firstLoad(server, `${await link(['peg'])}/q/1`);
        const plain = await firstLoad(server, `${await link(['peg'])}/q/1`, { gzip: false });
        assert.ok(total(files) < 30_000 && total(plain) < 30_000, JSON.stringify([files, plain]));
        t.diagnostic(`first load ${total(files)} bytes as sent, ${total(plain)} where nothing is compressed`);
    });
}

for (const script of [true, false]) {
    test(`a box is skipped, empty or not, ${script ? 'with' : 'without'} JavaScript`, async (t) => {
        const { server, link } = await house(t);
        for (const typed of ['', '7']) {
            const page = await newPage(t, server, { size: small, touch: true, script });
            await page.goto(`${await link(['hrqol-4'])}/q/1?i=2`);
            if (typed) await page.getByRole('spinbutton').filter({ visible: true }).fill(typed);
            await page.getByRole('button', { name: 'Skip' }).filter({ visible: true }).tap();
            await page.getByText('Question 3 of 4').filter({ visible: true }).waitFor();
        }
    });
}

test('no request stands before the next question; back keeps all; it goes on where it stopped; without a connection nothing is lost', async (t) => {
    const { owner, server, who, link } = await house(t);
    const path = await link(['expectation', 'hrqol-4']);
    const page = await newPage(t, server, { size: small, touch: true });
    page.expected = [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load/];
    await page.goto(path);
    // what a screen reader is told
    const group = page.getByRole('group', { name: /How much do you expect/ });
    await group.waitFor();
    assert.match(await group.ariaSnapshot?.() ?? 'button "0"', /button "0"/);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    let held = [];
    await page.route('**/q/1', (route) => route.request().method() === 'POST' ? held.push(route) : route.continue());
    await page.getByRole('button', { name: '7', exact: true }).tap();
    await page.getByText('Question 2 of 2').waitFor();
    assert.match(await page.evaluate(() => document.activeElement.id), /^ask-q_/, 'the next question has the focus');
    assert.equal(held.length, 1, 'the answer is still on its way');
    await page.getByRole('link', { name: 'Back' }).tap();
    assert.equal(await page.getByRole('button', { name: '7', exact: true }).getAttribute('aria-pressed'), 'true');
    await page.goBack();
    for (const route of held) await route.continue();
    await page.unroute('**/q/1');
    await page.waitForFunction(() => document.querySelector('[name=_version]').value === '1');

    // another tab of the same browser, later: where it stopped
    const again = await page.context().newPage();
    await again.goto(path);
    await again.getByText('Question 2 of 2').waitFor();
    await again.close();

    await page.goto(path);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '9', exact: true }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    await page.getByText('There is no connection just now').waitFor();
    await shoot(page, 'ask-offline');
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.context().setOffline(false);
    await page.waitForURL(/\/q\/2/);

    // a number is typed
    await page.getByRole('button', { name: 'Good', exact: true }).tap();
    await page.getByRole('spinbutton', { name: 'Your number' }).fill('4');
    await checkPage(page);
    await shoot(page, 'ask-number');
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByRole('button', { name: 'Skip this question' }).tap();
    await page.getByRole('spinbutton', { name: 'Your number' }).fill('2');
    await page.getByRole('spinbutton', { name: 'Your number' }).press('Enter');
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    assert.deepEqual(await page.locator('.lines strong').allTextContents(), ['Good', '4 days', 'Skipped', '2 days']);
    await page.getByRole('link', { name: /^Change/ }).nth(2).tap();
    await page.getByRole('spinbutton', { name: 'Your number' }).fill('1');
    await page.getByRole('button', { name: 'Next' }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    await page.getByText('Anything else since last time?').tap();
    await page.getByLabel(/Something else|Another|else/).first().waitFor();
    await checkPage(page);
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.getByRole('heading', { name: /Thank you/ }).waitFor();
    const { responses } = await getJson(owner, `/clients/${who}/responses`);
    assert.deepEqual(responses.map((r) => r.instrument).sort(), ['expectation', 'hrqol-4']);
});

for (const script of [true, false]) {
    test(`a list to tick: never yes and no, and none of these is said, ${script ? 'with' : 'without'} JavaScript`, async (t) => {
        const { owner, server, who, link } = await house(t);
        await words(owner, 'rmdq-24', 24, { tick: { 0: 'No', 1: 'Yes' } });
        const page = await newPage(t, server, { size: small, touch: true, script });
        page.expected = [/422/];
        await page.goto(await link(['rmdq-24']));
        assert.equal(await page.getByRole('checkbox').count(), 24);
        assert.equal(await page.getByRole('button', { name: /^(Yes|No)$/ }).count(), 0);
        await page.getByRole('button', { name: 'Next' }).tap();
        await page.locator('.error').waitFor();
        if (script) await checkPage(page);
        await page.getByLabel('Something about number 3 of our own').check();
        await page.getByLabel('Something about number 24 of our own').check();
        await shoot(page, `ask-ticks-${script ? 'js' : 'plain'}`);
        await page.getByRole('button', { name: 'Next' }).tap();
        await page.getByRole('heading', { name: 'Your answers' }).waitFor();
        await page.getByText('Something about number 3 of our own · Something about number 24 of our own').waitFor();
        await page.getByRole('link', { name: 'Back' }).tap();
        await page.getByLabel('Something about number 3 of our own').waitFor();
        assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 2);
        for (const n of [3, 24]) await page.getByLabel(`Something about number ${n} of our own`).uncheck();
        await page.getByRole('button', { name: 'None of these' }).tap();
        await page.getByRole('heading', { name: 'Your answers' }).waitFor();
        await page.getByRole('button', { name: 'Send' }).tap();
        await page.getByRole('heading', { name: /Thank you/ }).waitFor();
        const [one] = (await getJson(owner, `/clients/${who}/responses`)).responses;
        assert.deepEqual([one.instrument, one.value ?? one.primary?.value ?? 0], ['rmdq-24', 0]);
    });
}

test('a therapist chooses what a link asks, on a phone and on a desk', async (t) => {
    const { server, who } = await house(t);
    const page = await newPage(t, server, { size: small, touch: true });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}/links`);
    await page.getByText('More questionnaires').tap();
    await page.getByLabel('CDC Healthy Days, 4 questions').check();
    await checkPage(page);
    await shoot(page, 'ask-link-phone');
    await page.getByRole('button', { name: /Make/ }).tap();
    await page.getByText(/Asks: .*CDC Healthy Days/).waitFor();
    await page.setViewportSize(desktop);
    await page.goto(`/clients/${who}/links`);
    await shoot(page, 'ask-links-desktop');
    await checkPage(page);
});

test('ratings: the review sends what it shows, though the browser kept no draft of it', async (t) => {
    const { owner, server, who, db } = await house(t);
    const made = await postJson(owner, `/clients/${who}/links`, { purpose: 'answers' });
    const page = await newPage(t, server, { size: small, touch: true });
    await page.goto(new URL(made.json.url).pathname);
    await page.getByRole('button', { name: '7', exact: true }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    await page.waitForFunction(() => !sessionStorage.length);
    await page.context().clearCookies({ name: 'unknot-rated' });
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.getByText('Thank you. Your answers were saved.').waitFor();
    assert.deepEqual(sql(db, 'SELECT value FROM measure').map(([value]) => Number(value)), [7]);
});
