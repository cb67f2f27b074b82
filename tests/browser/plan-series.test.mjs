// A series of twelve is placed in at most six taps from the plan's page, wishes and a conflict included; counted and printed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinicWithPlan, taken, weekdayAhead } from '../lib/calendar.mjs';
import { dayAfter, password, sql } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines; // pages are the same on both
const MOST = 6;

for (const script of [true, false]) {
    test(`a series of twelve in at most ${MOST} taps, ${script ? 'with' : 'without'} JavaScript`, async (t) => {
        const made = await clinicWithPlan(t, engine);
        const monday = weekdayAhead(1);
        for (const weeks of [0, 1, 2, 3]) await taken(made, dayAfter(monday, 1 + 7 * weeks), '10:00');
        const page = await newPage(t, made.server, { size: phone, touch: true, script });
        await signIn(page, 'olive@practice.example', password);
        let taps = 0;
        const tap = async (what) => {
            taps++;
            await what.tap({ force: true });
        };
        const leads = async (what) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), tap(what)]);
        const button = (name) => page.getByRole('main').getByRole('button', { name, exact: true });

        await page.goto(`/plans/${made.plan}`);
        await leads(page.getByRole('main').getByRole('link', { name: 'Book the sessions' }));
        if (script) await checkPage(page, 'a series proposed');
        await page.getByLabel('From').fill(monday);
        for (const box of await page.locator('input[name=weekday]:checked').all()) if (await box.inputValue() !== '2') await tap(box);
        await tap(page.locator('input[name=weekday][value="2"]'));
        taps++; // into the box; what is typed is no tap
        await page.getByLabel('Time').fill('10:00');
        await leads(button('Show these times'));
        assert.match(await page.locator('main').innerText(), /4 times are not free/);
        if (script) await checkPage(page, 'a series with conflicts');
        await shoot(page, 'series-conflicts');
        await tap(page.locator('fieldset.group').first().getByRole('radio').nth(1));
        const book = page.getByRole('main').getByRole('button', { name: /^Book/ });
        assert.equal(await book.innerText(), script ? 'Book the sessions chosen: 12' : 'Book the sessions chosen');
        if (script) { // what is left out is not counted
            await page.locator('fieldset.group').last().getByRole('radio').last().check({ force: true });
            assert.equal(await book.innerText(), 'Book the sessions chosen: 11');
            await page.locator('fieldset.group').last().getByRole('radio').first().check({ force: true });
        }
        await leads(book);
        t.diagnostic(`a series of twelve, with a weekday, a time and a conflict chosen: ${taps} taps`);
        assert.ok(taps <= MOST, `${taps} taps`);
        assert.match(await page.locator('main').innerText(), /Sessions of this plan/);
        assert.equal(sql(made.db, "SELECT COUNT(*) FROM appointment WHERE plan_id = 7001 AND state = 'booked'")[0][0], '12');
        if (script) await checkPage(page, 'a series booked');
        await Promise.all([page.waitForEvent('load', { timeout: 15_000 }), page.getByRole('button', { name: 'Undo' }).tap()]);
        assert.equal(sql(made.db, "SELECT COUNT(*) FROM appointment WHERE plan_id = 7001 AND state = 'booked'")[0][0], '0');
    });
}
