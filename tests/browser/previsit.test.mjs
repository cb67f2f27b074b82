// The page before a visit on a phone, with and without JavaScript, in both colours; and what the visit's page says of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { dayAfter, newClient, password, postJson, sql, today } from '../lib/clinic.mjs';
import { book, freeTimes, workingClinic } from '../lib/day.mjs';
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
