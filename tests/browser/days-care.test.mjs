// Whole days of care in a real browser: each person as one test, each step a sentence. Every page through axe, light and dark, at 320 px.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn, tablet } from '../lib/browser.mjs';
import { clinic, dayAfter, idText, newClient, password, postJson, sql, text, today } from '../lib/clinic.mjs';
import { pdfPages, pdfText } from '../lib/pdf.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [sqlite] = engines;
const now = today();

async function house(t) {
    const made = await clinic(t, sqlite);
    const services = await made.owner.submit('/setup/services', { name_0: 'Deep tissue', minutes_0: '60', price_0: '85' });
    assert.equal(services.status, 303, text(services));
    const service = idText(sql(made.db, 'SELECT id FROM service')[0][0]);
    return { ...made, service };
}

async function therapist(t, { server }, about) {
    const page = await newPage(t, server, about);
    page.setDefaultTimeout(8000);
    await signIn(page, 'olive@practice.example', password);
    return page;
}

async function concernOf({ owner }, client, values, ratings = []) {
    const made = await postJson(owner, `/clients/${client}/concerns`, values);
    assert.ok(made.status < 300, made.text);
    for (const [back, value] of ratings) {
        const rated = await postJson(owner, `/clients/${client}/ratings`, { concern: made.json.id, day: dayAfter(now, -back), value });
        assert.ok(rated.status < 300, rated.text);
    }
    return made.json.id;
}

// The template's plan, as it stands in the form, agreed; where its page is.
async function planFrom(page, client, concern, template) {
    await page.goto(`/clients/${client}/plans/new?concern=${concern}&template=${template}`);
    assert.equal(await page.locator('form [name=template]').inputValue(), template);
    await checkPage(page);
    await page.getByLabel('The client agrees').check();
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.waitForURL(/\/plans\/[0-9a-z]{13}(\?|$)/);
    return new URL(page.url()).pathname;
}

// Visits that were held: of a plan, with signed notes, or of none, and the notes to write.
async function held({ owner, db, service }, client, backs, plan = null) {
    const visits = [];
    for (const [i] of backs.entries()) {
        const made = await postJson(owner, '/appointments', { client, service, day: dayAfter(now, 1), time: `${8 + 2 * i}:00`, outside_hours: true, ...(plan ? { plan, kind: 'plan' } : {}) });
        assert.equal(made.status, 201, made.text);
        visits.push(made.json.id);
    }
    const rows = sql(db, 'SELECT id FROM appointment ORDER BY start_us').map(([id]) => id).filter((id) => visits.includes(idText(id)));
    for (const [i, id] of rows.entries()) {
        const days = backs[i] + 1, us = days * 86_400_000_000;
        sql(db, `UPDATE appointment SET day = day - ${days}, start_us = start_us - ${us}, end_us = end_us - ${us}, clear_us = clear_us - ${us}, state = 'done' WHERE id = ${id}`);
        if (!plan) continue;
        const signed = await postJson(owner, `/appointments/${idText(id)}/note/sign`, { _version: 0, t_technique: ['petrissage'], t_site: ['neck'], t_minutes: ['40'], t_pressure: ['2'],
            consent: '1', limits_reason: 'on paper', late_reason: 'was ill' });
        assert.equal(signed.status, 200, signed.text);
    }
    return visits;
}

async function review(page, plan, decision, why) {
    await page.goto(`${plan}/review`);
    await checkPage(page);
    await page.getByLabel('What now?').selectOption(decision);
    await page.getByLabel('Why').fill(why);
    await page.getByRole('button', { name: 'Keep the review' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/review'));
}

test('the fourth visit: a review on one screen, a letter to the physician, and the client reads it on their own pages', async (t) => {
    const h = await house(t), { owner } = h;
    const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', physician: 'Dr Ada Bell', physician_contact: '1 High Street' });
    const concern = await concernOf(h, client, { kind: 'pain', place: 'neck', start: dayAfter(now, -28) },
        [[56, 7], [51, 8], [46, 7], [41, 8], [36, 7], [25, 5], [20, 4], [15, 4], [10, 3], [5, 3], [1, 3]]);
    const page = await therapist(t, h, { size: desktop });
    let plan, letter;

    await t.test('the review shows dose, change, unwanted effects and the stop rule; it goes on', async () => {
        plan = await planFrom(page, client, concern, 'neck-chronic');
        await held(h, client, [26, 19, 12, 5], plan.split('/')[2]);
        await page.goto(`/clients/${client}`);
        await page.goto(`${plan}/review`);
        for (const word of ['4 of', 'Unwanted effects', 'Stop rule']) await page.getByText(word).locator('visible=true').first().waitFor();
        await shoot(page, 'days-review');
        await review(page, plan, 'continue', 'Turns the head freely again; go on as agreed.');
        await page.getByText('Turns the head freely again').first().waitFor();
        await checkPage(page);
    });

    await t.test('the letter waits for the consent, is signed, and is one page with the same sentence', async () => {
        await page.goto(`/clients/${client}/letters/new?concern=${concern}`);
        await page.getByRole('link', { name: 'Record the consent' }).click();
        const box = page.locator('#consents details', { has: page.locator('[value=letter]') });
        if (!await box.evaluate((e) => e.open)) await box.locator('summary').click();
        await box.locator('[name=signed]').fill('Nia Quinn');
        await box.locator('button[value=yes]').click();
        await page.goto(`/clients/${client}/letters/new?concern=${concern}`);
        assert.equal(await page.getByRole('link', { name: 'Record the consent' }).count(), 0);
        await checkPage(page);
        await page.locator('[name=paragraph]').fill('Thank you for sending Nia.');
        await page.getByRole('button', { name: 'Save and see the letter' }).click();
        await page.waitForURL(/\/letters\/[0-9a-z]{13}/);
        letter = new URL(page.url()).pathname;
        await page.getByRole('button', { name: 'Sign and finish' }).click();
        await page.locator('form[action$="/share"]').waitFor();
        await checkPage(page);
        const pdf = Buffer.from(await (await page.request.get(letter, { headers: { accept: 'application/pdf' } })).body());
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
        if (pdfPages(pdf) !== null) {
            assert.equal(pdfPages(pdf), 1);
            const said = pdfText(pdf).replace(/\s+/g, ' ');
            for (const word of ['Nia Quinn', 'Dr Ada Bell', 'Thank you for sending Nia.', '4 sessions']) assert.ok(said.includes(word), `${word}\n${said}`);
        }
    });

    await t.test('note, letter, review and progress on paper: no button, no bar, the words black on white', async () => {
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        for (const path of [letter, `${plan}/review`, `/clients/${client}/progress`]) {
            await page.goto(path);
            assert.equal(await page.locator('.nav:visible, .button:visible, form:visible').count(), 0, path);
            assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('h1')).color), 'rgb(0, 0, 0)', path);
            await shoot(page, `days-paper-${path.split('/').at(-1).slice(0, 8)}`);
            if (path === letter) assert.equal(pdfPages(await page.pdf({ format: 'A4' })) ?? 1, 1, 'a letter printed from its page is one page');
            else assert.match(await page.locator('.sheet-line').innerText(), /Nia Quinn, born 17 May 1980[\s\S]*Printed/, path);
        }
        await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    });

    await t.test('the client’s own pages on a phone: the birth date, then the letter and the progress, and nothing of the note', async () => {
        await page.goto(letter);
        await page.getByLabel('The client may read this letter').check();
        await page.locator('form[action$="/share"] button').click();
        const link = await postJson(owner, `/clients/${client}/links`, { purpose: 'home' });
        const own = await newPage(t, h.server, { size: phone, touch: true, dark: true });
        await own.goto(new URL(link.json.url).pathname);
        await checkPage(own);
        await own.locator('[name=born]').fill('1980-05-17');
        await own.getByRole('button').first().click();
        await own.getByRole('heading', { name: /Nia/ }).waitFor();
        assert.equal(await own.locator('a[href*="/letters/"]').count(), 1);
        await checkPage(own);
        await own.emulateMedia({ colorScheme: 'dark' });
        await shoot(own, 'days-home-phone-dark');
        await own.locator('a[href$="/progress"]').click();
        await own.locator('svg').first().waitFor();
        await checkPage(own);
        await own.emulateMedia({ colorScheme: 'dark' });
        await shoot(own, 'days-home-progress-phone-dark');
    });
});

test('a client who gets worse: it is said plainly, what happened is kept with what was done, and the plan is changed', async (t) => {
    const h = await house(t), { owner } = h;
    const client = await newClient(owner, { given: 'Ed', family: 'Stone', born: '1970-01-02' });
    const concern = await concernOf(h, client, { kind: 'pain', place: 'lower back', start: dayAfter(now, -28) },
        [[56, 4], [51, 3], [46, 4], [41, 4], [36, 3], [20, 6], [15, 7], [10, 8], [5, 8], [1, 8]]);
    const page = await therapist(t, h, { size: tablet });
    const plan = await planFrom(page, client, concern, 'back-chronic');
    await held(h, client, [26, 19, 12, 5], plan.split('/')[2]);

    await t.test('progress says that the pain rose, and asks for the warning signs again', async () => {
        await page.goto(`/clients/${client}/progress`);
        await page.locator('.said', { hasText: /pain rose from/ }).waitFor();
        await page.getByText(/warning signs|red flags/i).first().waitFor();
        const [mark, first] = await page.evaluate(() => ['.top-row a', '.nav a'].map((s) => document.querySelector(s).getBoundingClientRect()).map((r) => ({ left: r.left, right: r.right })));
        assert.ok(mark.right <= first.left, 'the name of the program does not lie under the first page');
        await shoot(page, 'days-worse-progress');
        await checkPage(page);
    });

    await t.test('a strong unwanted effect needs what was done about it', async () => {
        const event = { what: 'bruising', severity: 'severe', day: now, said: 'blue and sore' };
        assert.equal((await postJson(owner, `/clients/${client}/adverse`, event)).status, 422);
        assert.equal((await postJson(owner, `/clients/${client}/adverse`, { ...event, action: 'called him; the physician sees him today' })).status < 300, true);
        await page.goto(`/clients/${client}/care`);
        await page.getByText('the physician sees him today').waitFor();
        await checkPage(page);
        await page.goto('/today');
        await page.getByText(/to be followed up/).first().waitFor();
    });

    await t.test('it is followed up by hand until somebody spoke with him, and counted', async () => {
        await page.goto(`/clients/${client}/care`);
        await page.getByRole('link', { name: /^Open: Bruising, severe/ }).click();
        await page.getByText(/Speak with the client now/).waitFor();
        await checkPage(page);
        await page.getByLabel(/^Followed up: close it/).check();
        await page.getByLabel('Contact with the client').selectOption('phone');
        await page.getByLabel('How it went on').selectOption('resolving');
        await page.getByLabel('Related to the session?').selectOption('likely');
        await page.getByLabel('What was said, and what was done').fill('Fading. Seen by his physician.');
        await page.getByRole('button', { name: 'Keep', exact: true }).click();
        await page.getByText(/^Followed up, /).first().waitFor();
        await page.getByText('Correct it', { exact: true }).click();
        await shoot(page, 'days-event');
        await checkPage(page);
        await page.goto('/outcomes/events');
        await page.getByText('These are small numbers').waitFor();
        await shoot(page, 'days-events-register');
        await checkPage(page);
    });

    await t.test('the review shows both and changes the plan', async () => {
        await page.goto(`${plan}/review`);
        await page.getByText(/bruising/i).first().waitFor();
        await shoot(page, 'days-worse-review');
        await review(page, plan, 'change', 'Worse since the second visit: light work only, and a letter.');
        await page.goto(plan);
        await page.getByText('Worse since the second visit').first().waitFor();
    });
});

test('an athlete two days before a race: activities chosen together, one short session, no promise of speed', async (t) => {
    const h = await house(t), { owner } = h;
    const client = await newClient(owner, { given: 'Ola', family: 'Berg', born: '1995-03-04' });
    const concern = await concernOf(h, client, { kind: 'function', place: 'running' });
    const page = await therapist(t, h, { size: phone, touch: true });

    await t.test('the plan is one session, and says what it cannot do', async () => {
        const plan = await planFrom(page, client, concern, 'pre-event');
        await page.goto(plan);
        await page.getByText(/performance/i).first().waitFor();
        await shoot(page, 'days-race-plan');
        await checkPage(page);
    });

    await t.test('three activities in the athlete’s own words', async () => {
        await page.goto(`/clients/${client}/concerns/${concern}/activities`);
        for (const [i, words] of [[1, 'Run ten kilometres'], [2, 'Run downhill'], [3, 'Sprint']]) await page.locator(`[name=activity_${i}]`).fill(words);
        await page.getByRole('button', { name: 'Keep these activities' }).click();
        await page.goto(`/clients/${client}/measures`);
        await page.getByText('Run downhill').first().waitFor();
        await checkPage(page);
    });

    await t.test('the note says what each pressure means, and what a technique before an event does not do', async () => {
        const [visit] = await held(h, client, [0]);
        await page.goto(`/appointments/${visit}/note`);
        await page.getByText(/No gain in performance is shown/).waitFor({ state: 'attached' });
        await page.getByText('Hip, leg and foot', { exact: true }).click();
        await page.locator('label', { has: page.locator('#where-calf') }).click();
        await page.locator('#how-sports-pre-event').check({ force: true });
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByText('What the pressures mean').click();
        await page.getByText('Reaches the muscle; nothing hurts').waitFor();
        await shoot(page, 'days-race-note');
        await checkPage(page);
    });
});
