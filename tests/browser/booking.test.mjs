// A new caller is booked within 30 seconds of typing at 200 ms a key and 12 taps, on a phone and at a desk; counted and printed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { newClient, password, sql } from '../lib/clinic.mjs';
import { workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [engine] = engines; // pages are the same on both
const SECONDS = 30, KEY_SECONDS = 0.2, TAPS = 12;

for (const [size, script] of [[phone, true], [desktop, true], [phone, false]]) {
    const where = `${size === phone ? 'a phone' : 'a desktop'}${script ? '' : ' without JavaScript'}`;
    test(`a new caller is booked on ${where}`, async (t) => {
        const { server, db } = await workingClinic(t, engine);
        const page = await newPage(t, server, { size, touch: size === phone, script });
        await signIn(page, 'finn@practice.example', password);
        let keys = 0, taps = 0;
        const tap = async (what) => {
            taps++;
            await (size === phone ? what.tap({ force: true }) : what.click());
        };
        const leads = async (what) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), tap(what)]);
        const main = page.getByRole('main');
        const type = async (name, words) => {
            await tap(main.locator(`[name=${name}]`).first());
            keys += words.length;
            await page.keyboard.type(words);
        };
        await page.goto('/today');
        await leads(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Book', exact: true }));
        if (script) await checkPage(page, 'booking');
        await type('given', 'Maya');
        await type('family', 'Okafor');
        await type('phone', '07700 900123');
        await type('reason', 'stiff neck for three weeks');
        await shoot(page, `booking-${size === phone ? 'phone' : 'desktop'}`);
        await leads(main.locator('button[name=slot]').first());
        const seconds = keys * KEY_SECONDS;
        t.diagnostic(`a new caller on ${where}: ${keys} keys = ${seconds.toFixed(1)} s of typing, ${taps} taps`);
        assert.match(await main.innerText(), /Maya Okafor/);
        assert.equal(sql(db, "SELECT COUNT(*) FROM appointment WHERE state = 'booked'")[0][0], '1');
        assert.ok(seconds <= SECONDS, `${seconds} s of typing`);
        assert.ok(taps <= TAPS, `${taps} taps`);
        if (script) await checkPage(page, 'the visit');
        // the intake goes out with one more tap, and shows how
        await leads(main.getByRole('button', { name: 'Send the intake' }));
        if (script) await checkPage(page, 'sending the intake');
        await shoot(page, `send-intake-${size === phone ? 'phone' : 'desktop'}`);
        assert.match(decodeURIComponent(await main.locator('a[href^="sms:"]').getAttribute('href')), /\/i\//);
        assert.ok(await main.locator('svg[role=img], .qr svg').count() > 0, 'a QR code');
    });
}

for (const [who, words] of [['tess', /No session: Chest pain now/], ['finn', /^Therapist to call/]]) {
    test(`somebody known who is chosen while typing: ${who} sees the safety line`, async (t) => {
        const { server, owner, db } = await workingClinic(t, engine);
        await newClient(owner, { given: 'Edwina', family: 'Stonebridge', phones: ['020 7946 0001'] });
        const [[person, practice]] = sql(db, "SELECT id, practice_id FROM client WHERE given = 'Edwina'");
        sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version)
            VALUES (${practice}, 91, ${person}, 1, 1, ${Date.now() * 1000}, '1', 'en', '{}', '{}', 1)`);
        sql(db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (${practice}, 92, ${person}, 91, 'now-chest-pain', '1', 1, 0,
            '{"title":"Chest pain now","words":"w","for_client":"c","source":"s","because":{},"limits":{}}', 0, ${Date.now() * 1000})`);
        const page = await newPage(t, server, { size: desktop });
        await signIn(page, `${who}@practice.example`, password);
        await page.goto('/book');
        await page.locator('[name=given]').pressSequentially('Edwina');
        await page.locator('[data-known] button', { hasText: 'Stonebridge' }).click();
        const line = page.locator('[data-known] .safety-line');
        await line.waitFor();
        assert.match(await line.innerText(), words);
        if (who === 'finn') assert.doesNotMatch(await page.content(), /Chest pain/);
        await checkPage(page, 'somebody chosen while typing');
        await page.locator('[data-known] button').click();
        assert.equal(await line.count(), 0);
    });
}
