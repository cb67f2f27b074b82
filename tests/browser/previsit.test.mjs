// The page before a visit on a phone, with and without JavaScript, in both colours; and what the visit's page says of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { dayAfter, newClient, password, postJson, sql, today } from '../lib/clinic.mjs';
import { book, freeTimes, heldBefore, workingClinic } from '../lib/day.mjs';
import { formSent } from '../lib/intake-answers.mjs';
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

test('ratings that can be gone past, ratings of another day, and what a client wanted no more, on their pages', async (t) => {
    const { people: { 'front-desk': desk }, owner, server, services, accounts, db } = await workingClinic(t, engine);
    const who = await newClient(desk, { given: 'Nora', born: '1980-05-17' });
    const neck = (await postJson(owner, `/clients/${who}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
    const made = await postJson(owner, `/clients/${who}/links`, { ask: ['wellness'] }), url = new URL(made.json.url).pathname;
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const page = await newPage(t, server, { size: { width: 360, height: 740 }, touch: true, ...more });
        await page.goto(url);
        if (name === 'js') await checkPage(page);
        await shoot(page, `answer-without-${name}`, { fullPage: true });
        await page.getByRole('link', { name: 'Go on without these' }).click();
        await page.getByText('Question 1 of 4').filter({ visible: true }).waitFor();
    }
    const rated = await postJson(owner, `/clients/${who}/links`, {}), again = new URL(rated.json.url).pathname;
    sql(db, `UPDATE link SET used_us = ${(Date.now() - 86400e3) * 1000} WHERE id = (SELECT MAX(id) FROM link)`);
    const page = await newPage(t, server, { size: { width: 360, height: 740 }, touch: true });
    await page.goto(again);
    await page.getByText('What you change now corrects what you said then').waitFor();
    await checkPage(page);
    await shoot(page, 'answer-another-day', { fullPage: true });

    const therapist = accounts['tess@practice.example'];
    const plan = await postJson(owner, `/clients/${who}/plans/new?concern=${neck}`, { goal: 'Turn my head', instrument: 'nrs-pain', sessions: 6, per_week: 1,
        every_weeks: 2, service: services.Massage, therapist, review_sessions: 4, review_weeks: 4, stop_rule: 'After four', agreed: true, asks: true, weekly: true });
    sql(db, `INSERT INTO weekly_stop (practice_id, plan_id, client_id, at_us, link_id) SELECT practice_id, id, client_id, 1790000000000000, 1 FROM plan`);
    const [free] = await freeTimes(desk, services.Massage, { from: dayAfter(today(), 2), therapist });
    const visit = await book(desk, { client: who, service: services.Massage, therapist, day: free.day, time: free.time, kind: 'plan' });
    for (const [name, more] of [['desktop', { size: desktop }], ['phone-dark', { size: phone, dark: true }]]) {
        const staff = await newPage(t, server, more);
        await signIn(staff, 'olive@practice.example', password);
        await staff.goto(`/appointments/${visit.id}`);
        await staff.getByLabel('The phone is shared: ask for the birth date first').waitFor();
        await checkPage(staff);
        await shoot(staff, `previsit-box-${name}`, { fullPage: true });
        await staff.goto(`/plans/${plan.json.id}`);
        await staff.getByText('That holds for every plan').waitFor();
        await checkPage(staff);
        await shoot(staff, `plan-weekly-stopped-${name}`, { fullPage: true });
        if (name === 'desktop') continue;
        await staff.getByRole('button', { name: 'Turn on again, as agreed with the client' }).click();
        await staff.getByText('Ratings between visits go out again').waitFor();
    }
});

// Seconds are not asserted: screens and taps are what they are made of. Nothing due is one tap; a cold of three weeks ago is two.
test('asked again: one screen, one tap for what ran out and one to send; what has changed; what is measured', async (t) => {
    const { people: { 'front-desk': desk }, server, services, accounts, db } = await workingClinic(t, engine);
    const therapist = accounts['tess@practice.example'], day = dayAfter(today(), 1);
    const visits = async (given, more) => {
        const who = await newClient(desk, { given, born: '1980-05-17' });
        formSent(db, given, 20, more);
        const [free] = await freeTimes(desk, services.Massage, { from: day, therapist });
        const at = await book(desk, { client: who, service: services.Massage, therapist, day: free.day, time: free.time, kind: 'relaxation' });
        return { who, url: new URL((await postJson(desk, `/appointments/${at.id}/before`)).json.url).pathname };
    };
    const well = await visits('Wilma', {}), cold = await visits('Cora', { unwell: ['infection'], heart: ['high_bp'], 'bp.high': true });
    for (const script of [true, false]) {
        const page = await newPage(t, server, { size: phone, touch: true, script });
        let screens = 1, taps = 0;
        const tap = async (what) => { await what; taps++; };
        await page.goto(script ? well.url : cold.url);
        if (!script) await tap(page.locator('[name="q_unwell"][value=none]').check({ force: true }));
        await tap(page.getByRole('button', { name: /^No, nothing/ }).click());
        await page.getByText(script ? 'You said that nothing has changed' : 'Your health form has arrived').waitFor();
        screens++;
        t.diagnostic(`${script ? 'nothing due' : 'one question that ran out, without JavaScript'}: ${screens} screens, ${taps} taps`);
        assert.ok(screens <= 2 && taps <= (script ? 1 : 2));
    }
    const due = await visits('Dina', { unwell: ['infection'] });
    for (const [name, more] of [['dark', { dark: true }], ['light', {}]]) {
        const page = await newPage(t, server, { size: phone, touch: true, ...more });
        await page.goto(due.url);
        await checkPage(page);
        await shoot(page, `previsit-again-${name}`, { fullPage: true });
        await page.getByRole('button', { name: 'Yes, or I am not sure' }).click();
        await page.getByRole('heading', { name: 'What has changed' }).waitFor();
        await checkPage(page);
        await shoot(page, `previsit-what-${name}`, { fullPage: true });
        if (name === 'dark') continue;
        await page.getByLabel('Your skin').focus();
        await page.keyboard.press('Space');
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByText('Do you have any of these today?').waitFor();
        await page.getByRole('button', { name: 'Back' }).click();
        assert.equal(await page.getByLabel('Your skin').isChecked(), true);
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.locator('[name="q_unwell"][value=none]').check({ force: true });
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.locator('[name="q_skin"][value=wound]').check({ force: true });
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByText('Where is it?').waitFor();
        await page.locator('details.area', { hasText: 'Knee' }).first().locator('summary').click();
        await page.getByLabel('Knee Left', { exact: true }).check({ force: true });
        await page.getByRole('button', { name: 'Go on' }).click();
        await checkPage(page);
        await page.getByRole('button', { name: 'Send' }).click();
        await page.getByText('Thank you, it was sent.').first().waitFor();
    }
    const staff = await newPage(t, server, { size: phone });
    await signIn(staff, 'tess@practice.example', password);
    await staff.goto(`/clients/${cold.who}/vitals`);
    await checkPage(staff);
    await staff.getByLabel(/^Blood pressure, upper number/).fill('190');
    await staff.getByLabel(/^Blood pressure, lower number/).fill('100');
    await staff.getByRole('button', { name: 'Save what was measured' }).click();
    await staff.getByText('Both readings are kept').waitFor();
    await checkPage(staff);
    await shoot(staff, 'vitals-phone', { fullPage: true });
    await staff.emulateMedia({ colorScheme: 'dark' });
    await shoot(staff, 'vitals-phone-dark', { fullPage: true });
});

test('how it was after the last session: on the phone, on the tablet, and one line for whoever treats', async (t) => {
    const { people: { 'front-desk': desk }, owner, server, services, accounts, db } = await workingClinic(t, engine);
    const who = await newClient(desk, { given: 'Rex' }), therapist = accounts['tess@practice.example'];
    const next = async () => {
        const [free] = await freeTimes(desk, services.Massage, { from: dayAfter(today(), 1), therapist });
        return book(desk, { client: who, service: services.Massage, therapist, day: free.day, time: free.time, kind: 'relaxation' });
    };
    const past = await next();
    heldBefore(db, past.id, 20);
    assert.equal((await postJson(owner, `/appointments/${past.id}/state`, { to: 'done', _version: 1 })).status, 200);
    const visit = await next(), here = `/appointments/${visit.id}`;
    formSent(db, 'Rex', 40, {});
    const url = new URL((await postJson(desk, `${here}/before`)).json.url).pathname, small = { size: { width: 360, height: 740 }, touch: true };
    for (const [name, more] of [['js', {}], ['plain-dark', { script: false, dark: true }]]) {
        const page = await newPage(t, server, { ...small, ...more });
        await page.goto(url);
        if (name === 'js') await checkPage(page); // axe-core needs a script
        await shoot(page, `previsit-after-${name}`);
        await page.getByRole('link', { name: 'There was something' }).click();
        await page.waitForURL(/after/);
        if (name === 'js') await checkPage(page);
        await shoot(page, `previsit-after-more-${name}`);
    }
    heldBefore(db, visit.id, Math.round((Date.parse(visit.day ?? dayAfter(today(), 1)) - Date.parse(today())) / 864e5)); // it is its day
    for (const [name, more] of [['desktop', { size: desktop }], ['phone-dark', { ...small, dark: true }]]) {
        const page = await newPage(t, server, more);
        await signIn(page, 'olive@practice.example', password);
        for (const [at, path] of [['visit', here], ['note', `${here}/note`]]) {
            await page.goto(path);
            await page.getByText('Ask how it was after').waitFor();
            if (name === 'desktop') await checkPage(page);
            await shoot(page, `heard-${at}-${name}`, { fullPage: at === 'visit' });
        }
    }
    const page = await newPage(t, server, { size: desktop });
    await signIn(page, 'olive@practice.example', password);
    await page.goto(`${here}/note`);
    await page.getByRole('link', { name: 'Something else' }).click();
    await page.getByText('After the session of').waitFor();
    await checkPage(page);
    await shoot(page, 'heard-care');
    await page.goto(`${here}/note`);
    await page.getByRole('button', { name: 'Sore for a day at most' }).click();
    await page.getByText('Ask how it was after').waitFor({ state: 'detached' });
    await page.goto(here);
    await page.getByText('one thing was reported').waitFor();
    await checkPage(page);
    await shoot(page, 'heard-known');
    sql(db, "UPDATE adverse_event SET withdrawn_us = at_us"); // asked again
    await page.getByRole('button', { name: 'Hand over' }).first().click();
    await page.waitForURL(/calm/);
    await page.getByRole('link', { name: 'Skip this question' }).click();
    await page.waitForURL(/after/);
    await page.setViewportSize({ width: 820, height: 1180 });
    await checkPage(page);
    await shoot(page, 'kiosk-after');
    await page.getByRole('button', { name: 'Nothing unusual' }).click();
    await page.getByText('Thank you').first().waitFor();
    await checkPage(page);
    await shoot(page, 'kiosk-after-done');
});
