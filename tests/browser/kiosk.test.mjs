// The tablet in a real browser: handed over, answered, and no way to what is staff's; nothing that axe-core finds. With JavaScript and without.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, narrow, newPage, phone, shoot, signIn, tablet } from '../lib/browser.mjs';
import { idText, newClient, password, postJson, sql } from '../lib/clinic.mjs';
import { workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const [engine] = engines;

// A visit of today whose client has arrived.
async function house(t) {
    const made = await workingClinic(t, engine);
    const client = await newClient(made.owner, { given: 'Nora', family: 'Bell', born: '1980-05-17' });
    await postJson(made.owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'low back' });
    const now = Date.now(), day = Math.floor(now / 86_400_000);
    sql(made.db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, kind, day, minute, minutes, clearance, zone, start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, arrived_us, booked_us, version)
        SELECT practice_id, 9001, id, (SELECT id FROM account WHERE email = 'tess@practice.example'), (SELECT id FROM service WHERE name = 'Massage'), 'relaxation', ${day}, 540, 60, 0, 'Europe/London',
        ${now}000, ${now + 3_600_000}000, ${now + 3_600_000}000, 'arrived', ${now}000, '', '', 6500, ${now}000, ${now}000, 1 FROM client WHERE given = 'Nora'`);
    return { ...made, client, visit: `/appointments/${idText(9001)}` };
}

for (const [how, size, script] of [['tablet', tablet, true], ['phone', phone, true], ['narrow, without JavaScript', narrow, false]]) {
    test(`on a ${how}: handed over, answered, taken back`, async (t) => {
        const { server, visit, client, db } = await house(t);
        const page = await newPage(t, server, { size, touch: true, script });
        const name = how.split(',')[0];
        page.expected = [/422/];
        await signIn(page, 'tess@practice.example', password);
        await page.goto(`/clients/${client}/links`);
        if (script) await checkPage(page);
        await page.goto(visit);
        await page.getByRole('heading', { name: 'Answers on this tablet' }).waitFor();
        if (script) await checkPage(page);
        await shoot(page, `kiosk-visit-${name}`);
        await page.getByRole('button', { name: 'Hand over this tablet' }).click();
        await page.getByRole('heading', { name: 'How calm do you feel right now?' }).waitFor();
        if (script) await checkPage(page);
        await shoot(page, `kiosk-calm-${name}`);
        const staff = /Nora Bell|Somebody therapist|Quiet Hands ·|Cancel|Book/;
        const led = async () => {
            assert.match(page.url(), /\/a\/[\w-]{67}|\/kiosk/);
            assert.doesNotMatch(await page.locator('body').innerText(), staff);
            assert.equal(await page.locator('.nav').count(), 0);
        };
        await led();
        for (let i = 0; i < 3; i++) {
            await page.goBack();
            await led();
        }
        for (const path of ['/', '/today', visit, `/clients/${client}`]) {
            await page.goto(path);
            await led();
        }
        await page.getByRole('button', { name: '3', exact: true }).click();
        await page.getByRole('heading', { name: /How are you, Nora/ }).waitFor();
        await page.getByRole('button', { name: '6', exact: true }).click();
        await page.getByRole('heading', { name: 'Your answers' }).waitFor();
        await page.getByRole('button', { name: 'Send' }).click();
        await page.getByText('Thank you. Please hand the tablet back.').waitFor();
        if (script) await checkPage(page);
        await shoot(page, `kiosk-thanks-${name}`);
        await page.goBack();
        assert.equal(await page.locator('input:checked, [aria-pressed=true]').count(), 0, 'what was said is not there for the next to look');
        await led();
        await page.getByRole('link', { name: 'For staff' }).click();
        await page.getByRole('heading', { name: 'Please hand the tablet back.' }).waitFor();
        if (script) await checkPage(page);
        await shoot(page, `kiosk-lock-${name}`);
        assert.equal(await page.locator('[type=password]').getAttribute('autocomplete'), 'new-password', 'no saved one is filled in');
        await page.getByLabel('Password').fill('not it');
        await page.getByRole('button', { name: 'Take the tablet back' }).click();
        await page.getByRole('alert').waitFor();
        if (script) await checkPage(page);
        sql(db, 'DELETE FROM signin_try');
        await page.getByLabel('Password').fill(password);
        await page.getByRole('button', { name: 'Take the tablet back' }).click();
        await page.getByText('The tablet is yours again.').waitFor();
        assert.match(page.url(), new RegExp(visit));
        await page.getByText('3 of 10').waitFor();
        assert.match(await page.locator('#news').innerText(), /low back[\s\S]*6/);
        if (script) await checkPage(page);
        await shoot(page, `kiosk-back-${name}`);
        await page.getByRole('button', { name: 'Begin session' }).click();
        await page.locator('#calm').getByRole('button', { name: '9', exact: true }).last().click();
        await page.getByText('6 points calmer').waitFor();
        await page.goto(`/clients/${client}`);
        await page.getByRole('heading', { name: 'Calm around sessions' }).waitFor();
        if (script) await checkPage(page);
        await shoot(page, `kiosk-client-${name}`);
        await page.goto('/today');
        await shoot(page, `kiosk-today-${name}`);
    });
}
