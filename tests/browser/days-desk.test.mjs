// Days at the desk, walked in a browser at the width of a phone: a new client phones; somebody does not come, and that was a slip;
// a visit for relaxation that is never asked about a concern. Taps and keys are counted and printed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { dayAfter, newClient, password, today } from '../lib/clinic.mjs';
import { book, heldBefore, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

test('days at the desk', async (t) => {
    const house = await workingClinic(t, engines[0], { open: ['00:00', '24:00'] });
    const { server, db, services, accounts, people: { owner } } = house;
    const page = await newPage(t, server, { size: phone, touch: true });
    let taps = 0, keys = 0;
    const tap = async (what) => { taps++; await what.tap(); };
    const leads = async (what) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), tap(what)]);
    const write = async (name, words) => { taps++; keys += words.length; await page.fill(`[name=${name}]`, words); };
    const main = page.getByRole('main');
    const words = () => main.innerText();
    await signIn(page, 'finn@practice.example', password);

    await t.test('a new client phones and is booked in 30 seconds; the intake is sent', async () => {
        assert.equal(new URL(page.url()).pathname, '/today');
        await leads(main.getByRole('link', { name: 'Book' }).first());
        for (const [name, value] of [['given', 'Nora'], ['family', 'Quill'], ['phone', '07700900123'], ['reason', 'stiff neck']]) await write(name, value);
        await leads(page.locator('[data-times] button[name=slot]').first());
        assert.match(await words(), /Booked|Nora Quill/);
        assert.match(await words(), /Health form not done/);
        t.diagnostic(`new caller booked: ${taps} taps, ${keys} keys, ${(keys * 0.2).toFixed(1)} s of typing`);
        assert.ok(taps <= 12 && keys * 0.2 <= 30, `${taps} taps, ${keys} keys`);
        await checkPage(page, 'a visit just booked');
        await leads(main.getByRole('button', { name: 'Send the intake' }));
        assert.match(await main.innerHTML(), /\/i\/[0-9A-Za-z_.-]{20}/);
        await checkPage(page, 'the intake to send');
    });

    await t.test('her page is one hub: booking first, contact folded, nothing clinical for the front desk', async () => {
        await page.goto('/clients');
        await leads(page.locator('main .rows a', { hasText: 'Nora Quill' }));
        const text = await words();
        assert.match(text, /Book a visit[\s\S]*Health form not done[\s\S]*Visits[\s\S]*Money[\s\S]*Contact and about/);
        assert.doesNotMatch(text, /Concerns|Last note|Progress|Letters|stiff neck/);
        await checkPage(page, "a client's page, front desk");
        await shoot(page, 'client-front-desk');
    });

    await t.test('somebody does not come, with a reason; a slip is taken back; the count is there at the next call', async () => {
        const client = await newClient(owner, { given: 'Max', family: 'Late' });
        const made = await book(owner, { client, service: services.Massage, therapist: accounts['tess@practice.example'], day: dayAfter(today(), 5), time: '10:00' });
        heldBefore(db, made.id, 6);
        await page.goto(`/appointments/${made.id}`);
        await page.fill('[name=reason]', 'forgot');
        await leads(main.getByRole('button', { name: 'Did not come' }));
        assert.match(await words(), /1 time did not come/);
        await leads(main.getByRole('button', { name: 'Undo' }));
        assert.doesNotMatch(await words(), /1 time did not come/);
        await page.fill('[name=reason]', 'forgot');
        await leads(main.getByRole('button', { name: 'Did not come' }));
        await page.goto(`/clients/${client}`);
        assert.match(await words(), /1 time did not come/);
    });

    await t.test('relaxation only: the therapist is asked for safety and never for a concern; the visit says what is next', async () => {
        const client = await newClient(owner, { given: 'Rita', family: 'Calm' });
        const made = await book(owner, { client, service: services.Massage, therapist: accounts['tess@practice.example'], day: dayAfter(today(), 4), time: '10:00', kind: 'relaxation' });
        heldBefore(db, made.id, 4);
        const tess = await newPage(t, server, { size: phone, touch: true });
        await signIn(tess, 'tess@practice.example', password);
        await tess.goto(`/appointments/${made.id}`);
        for (const name of ['Arrived', 'Begin session', 'Session done']) {
            await Promise.all([tess.waitForEvent('load'), tess.getByRole('main').getByRole('button', { name, exact: true }).tap()]);
        }
        const text = await tess.getByRole('main').innerText();
        assert.match(text, /Health form not done[\s\S]*Write the note[\s\S]*Receipt/);
        assert.doesNotMatch(text, /goal|plan|review/i);
        await checkPage(tess, 'a visit that is done');
        await tess.goto(`/clients/${client}`);
        assert.match(await tess.getByRole('main').innerText(), /Relaxation needs none/);
        await checkPage(tess, "a client's page, therapist");
        await shoot(tess, 'client-therapist');
    });
});
