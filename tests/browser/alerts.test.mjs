// Help the same day in a real browser: set, raised, acted on; the support page with and without JavaScript; nothing that axe-core finds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, password, post, postJson, sql } from '../lib/clinic.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';

after(closeBrowser);

const [engine] = engines;
const now = new Date().toISOString().slice(0, 10);

// As if somebody were named, confirmed and could be written to, and an answer by link had asked for help.
async function house(t) {
    const { owner, server, db } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora', family: 'Bell', phones: '020 7946 0018' });
    await postJson(owner, `/clients/${who}/concerns`, { kind: 'sleep' });
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
        assert.equal(await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).getAttribute('href'), 'tel:116123');
        assert.ok((await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).boundingBox()).height >= 44);
        assert.ok((await page.getByRole('button', { name: 'I am in danger now' }).boundingBox()).height >= 44);
        await page.getByRole('button', { name: 'I am in danger now' }).click();
        await page.getByRole('alert').getByText('call the emergency number').waitFor();
        if (javaScript) await checkPage(page);
        assert.match(await page.locator('.help-lines a').first().innerText(), /999|112|911|mergency/, 'in danger, the emergency number comes first');
        assert.ok(await page.locator('.help-lines a').first().evaluate((a) => a.classList.contains('primary')));
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

// A clinic that may ask the PHQ-9 by link, as somebody is named, confirmed and can be written to; and such a link.
async function asking(t) {
    const { owner, server: first, db, home } = await clinic(t, engine);
    const who = await newClient(owner, { given: 'Nora', family: 'Bell', phones: '020 7946 0018' });
    assert.equal((await post(owner, '/setup/measures', { mood: '1', _version: 0 })).status, 303);
    await first.stop();
    const box = await mailbox(t);
    const server = await serve(t, { db, home, env: { UNKNOT_SMTP_URL: `smtp://127.0.0.1:${box.port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example' } });
    owner.url = server.url;
    sql(db, `INSERT INTO alert_setting (practice_id, account_id, address, phone, weekdays, until_minute, address_version, confirmed_us, emergency, crisis_line, crisis_us, at_us, version)
        SELECT id, (SELECT MIN(id) FROM account), 'olive.day@practice.example', '', 127, 1440, 1, 1, '999', crisis_line, 1, 1, 1 FROM practice`);
    const made = await postJson(owner, `/clients/${who}/links`, { purpose: 'answers', ask: ['phq-9'], ratings: false });
    assert.equal(made.status, 201, made.text);
    const said = () => sql(db, 'SELECT item, answer FROM alert_answer ORDER BY id').map((r) => r.join(':')).join(' ');
    return { owner, server, db, who, link: new URL(made.json.url).pathname, said, raised: () => Number(sql(db, 'SELECT COUNT(*) FROM alert')[0][0]) };
}
async function until(what, ask) {
    for (let i = 0; i < 600; i++) {
        if (ask()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    assert.fail(`never: ${what}`);
}
// To question 9.
async function eight(page, link) {
    await page.goto(link);
    for (let i = 1; i <= 8; i++) {
        await page.getByText(`Question ${i} of 10`).waitFor();
        await page.getByRole('button', { name: 'Not at all' }).tap();
    }
    await page.getByText('Question 9 of 10').waitFor();
}
const thanks = (page) => page.getByRole('heading', { name: 'Thank you for telling us' });
// Question 10 is left open, and the review comes.
async function last(page) {
    await page.getByText('Question 10 of 10').waitFor();
    await page.getByRole('button', { name: 'Skip this question' }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
}
const goOn = (page) => page.getByRole('button', { name: 'Go on with the questions' });

test('at the tap, with JavaScript: the page shows support before anything has arrived; it is raised though nothing is sent', async (t) => {
    const { server, link, said, raised } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    await eight(page, link);
    assert.equal(await thanks(page).isVisible(), false);
    let held = [];
    await page.waitForFunction(() => document.querySelector('[name=_version]').value === '8');
    await page.route('**/q/1', (route) => held.push(route));
    await page.getByRole('button', { name: 'Several days' }).tap();
    await thanks(page).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ask-help');
    assert.equal(await page.getByText('is told of your answer now').isVisible(), false, 'not before it is so');
    assert.equal(await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).getAttribute('href'), 'tel:116123');
    assert.ok((await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).boundingBox()).height >= 44);
    await checkPage(page);
    await until('held', () => held.length === 1);
    for (const route of held) await route.continue();
    await page.unroute('**/q/1');
    await page.getByText('is told of your answer now').waitFor();
    assert.deepEqual([raised(), said()], [1, '9:1']);
    await checkPage(page);
    await shoot(page, 'support-at-tap-js');
    await goOn(page).tap();
    // the numbers stay within reach on the screens that follow, without a connection too
    await page.getByRole('link', { name: 'Whom to call if you need help now' }).tap();
    await thanks(page).waitFor();
    await goOn(page).tap();
    await last(page);
    await page.reload();
    await page.getByRole('link', { name: 'Whom to call if you need help now' }).waitFor();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    // changed to zero, and sent: one task, with both
    await page.getByRole('link', { name: /^Change/ }).nth(8).tap();
    await page.getByRole('button', { name: 'Not at all' }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Thank you for telling us' }).waitFor();
    assert.deepEqual([raised(), said()], [1, '9:1 9:0']);
});

test('the phone is put away in the moment of the tap', async (t) => {
    const { server, link, said, raised } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    await eight(page, link);
    await page.getByRole('button', { name: 'Nearly every day' }).tap();
    await page.close();
    await until('raised', () => raised() === 1);
    assert.equal(said(), '9:3');
});

test('at the tap, without a connection: support at once, and what was changed meanwhile does not take its place', async (t) => {
    const { server, link, said, raised } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    page.expected = [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load/];
    await eight(page, link);
    await page.waitForFunction(() => document.querySelector('[name=_version]').value === '8');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'More than half the days' }).tap();
    await thanks(page).waitFor();
    await page.getByText('There is no connection just now').waitFor();
    assert.ok(await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).isVisible());
    assert.equal(await page.getByText('is told of your answer now').isVisible(), false);
    await shoot(page, 'support-at-tap-offline');
    await goOn(page).tap();
    await last(page);
    await page.getByRole('link', { name: /^Change/ }).nth(8).tap();
    await page.getByRole('button', { name: 'Not at all' }).tap();
    await page.getByRole('heading', { name: 'Your answers' }).waitFor();
    assert.equal(raised(), 0);
    await page.context().setOffline(false);
    await until('both arrived', () => said() === '9:2 9:0');
    assert.equal(raised(), 1);
});

test('at the tap, without JavaScript: support is the next page, and the questions go on from there', async (t) => {
    const { server, link, said, raised } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true, script: false });
    await eight(page, link);
    await page.getByRole('button', { name: 'Several days' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Thank you for telling us' }).waitFor();
    assert.deepEqual([raised(), said()], [1, '9:1']);
    await shoot(page, 'support-at-tap-plain');
    await goOn(page).tap();
    await last(page);
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Thank you for telling us' }).waitFor();
    assert.equal(await goOn(page).count(), 0, 'now it asks how they are');
    await page.getByRole('button', { name: 'I am safe right now' }).tap();
    await page.getByRole('link', { name: 'Go on' }).tap();
    await page.getByRole('heading', { name: 'Thank you, Nora' }).waitFor();
    assert.equal(raised(), 1);
});

test('with staff: whoever sits with the client reads at the tap what to do now, with JavaScript and without', async (t) => {
    const { server, who } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}/responses/new?instrument=phq-9&mode=with-staff`);
    const now = page.getByText('Ask plainly');
    assert.equal(await now.isVisible(), false);
    await page.locator('[name=q_9][value="0"]').check({ force: true });
    assert.equal(await now.isVisible(), false);
    await page.locator('[name=q_9][value="1"]').check({ force: true });
    await now.waitFor();
    assert.equal(await page.getByRole('main').getByRole('link', { name: /Samaritans/ }).first().getAttribute('href'), 'tel:116123');
    await checkPage(page);
    await shoot(page, 'support-with-staff');
    await page.locator('[name=q_9][value="0"]').check({ force: true });
    assert.equal(await now.isVisible(), false);
});

test('with staff: the task is raised as the answer is given, and saving is that same response', async (t) => {
    const { server, who, raised, said, db } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}/responses/new?instrument=phq-9`);
    const question = (n) => page.locator(`#response-q_${n}`);
    await question(1).getByText('Several days').tap();
    await question(9).getByText('Not at all').tap();
    assert.equal(raised(), 0);
    await question(9).getByText('Several days').tap();
    await page.getByText('it is noted, and a task is open').waitFor();
    assert.equal(raised(), 1);
    await checkPage(page);
    await shoot(page, 'alert-with-staff');
    await question(9).getByText('Not at all').tap();
    await until('what was tapped next', () => said() === '9:1 9:0');
    await question(9).getByText('Nearly every day').tap();
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.waitForURL(/\/alerts\//);
    assert.equal(said(), '9:1 9:0 9:3');
    assert.deepEqual([raised(), sql(db, 'SELECT COUNT(*) FROM response WHERE submitted_us IS NOT NULL')[0][0], sql(db, 'SELECT COUNT(*) FROM response WHERE submitted_us IS NULL AND link_id IS NULL')[0][0]], [1, '1', '0']);
});

test('with staff: where nothing comes back at the tap, saving waits a little and raises the task', async (t) => {
    const { server, who, raised, said } = await asking(t);
    const page = await newPage(t, server, { size: phone, touch: true });
    await page.addInitScript(() => { // eight seconds are one second here
        const timeout = AbortSignal.timeout.bind(AbortSignal);
        AbortSignal.timeout = (ms) => timeout(ms / 8);
    });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`/clients/${who}/responses/new?instrument=phq-9`);
    const tapped = await page.locator('form[data-tap]').getAttribute('data-tap');
    await page.route(`**${tapped}`, () => {});
    await page.locator('#response-q_9').getByText('Several days').tap();
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.locator('form[aria-busy=true]').getByText('Saving …').waitFor();
    await page.waitForURL(/\/alerts\//);
    assert.deepEqual([raised(), said()], [1, '9:1']);
});

// A page of the health form is kept with what stops, and nothing is ever sent: what to do now on the phone, and the task at the desk.
test('the health form on the phone: what to do now, with the number; the therapist’s task, though nothing was sent', async (t) => {
    const { owner, server, db, who } = await asking(t);
    const made = (await postJson(owner, `/clients/${who}/links`, { purpose: 'intake' })).json;
    const page = await newPage(t, server, { size: phone, touch: true });
    await page.goto(new URL(made.url).pathname);
    await page.getByLabel('Chest pain, pressure or tightness').check({ force: true });
    await page.locator('form button[value=on]').click();
    await page.getByRole('heading', { name: 'Get help now' }).waitFor();
    const call = page.getByRole('main').getByRole('link', { name: /999/ }).first();
    assert.equal(await call.getAttribute('href'), 'tel:999');
    assert.ok((await call.boundingBox()).height >= 44);
    await checkPage(page);
    await page.close();
    assert.deepEqual(sql(db, 'SELECT rule FROM finding'), [['now-chest-pain']]);
    for (const [name, size, dark] of [['phone', phone, false], ['desktop-dark', desktop, true]]) {
        const desk = await newPage(t, server, { size, dark, touch: size === phone });
        await signIn(desk, 'olive@practice.example', password);
        await desk.goto('/today');
        await shoot(desk, `tap-today-${name}`);
        await desk.getByRole('link', { name: /Nora Bell needs somebody today/ }).click();
        await desk.getByRole('heading', { level: 1, name: /Nora Bell/ }).waitFor();
        assert.match(await desk.textContent('main'), /Chest pain now/);
        await shoot(desk, `tap-task-${name}`);
        await checkPage(desk);
        await desk.goto('/setup/alerts');
        await shoot(desk, `tap-settings-${name}`);
        await checkPage(desk);
    }
});
