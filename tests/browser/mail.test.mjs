// A link by e-mail in a browser: asked for and taken back with the keyboard, what became of it, why none is sent, and how the practice writes.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { newClient, password, postJson, sql } from '../lib/clinic.mjs';
import { workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';

after(closeBrowser);

test('a link goes by e-mail', async (t) => {
    const { server: before, db, home, owner } = await workingClinic(t, engines[0]);
    await before.stop();
    const server = await serve(t, { db, home, env: { UNKNOT_SMTP_URL: 'smtp://127.0.0.1:9', UNKNOT_MAIL_FROM: 'desk@clinic.example', UNKNOT_MAIL_EVERY: '3600000' } });
    owner.url = server.url;
    const linkOf = async (fields) => {
        const client = await newClient(owner, { given: 'Ada', email: 'a-long-address-of-somebody@mail.example.org', may_email: true, ...fields });
        await postJson(owner, `/clients/${client}/concerns`, { kind: 'sleep' });
        const made = await postJson(owner, `/clients/${client}/links`, { purpose: 'answers' });
        return `/clients/${client}/links/${made.json.id}`;
    };
    const page = await newPage(t, server, { size: phone, touch: true });
    const main = page.getByRole('main');
    const pressed = (name) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), main.getByRole('button', { name }).press('Enter')]);
    const look = async (name, words) => {
        assert.match(await main.innerText(), words);
        await checkPage(page, name);
        await shoot(page, `mail-${name}`);
    };
    await signIn(page, 'olive@practice.example', password);

    await page.goto(await linkOf({}));
    await look('to-send', /Send it to a-long-address/);
    await pressed(/^Send it to/);
    await look('waiting', /Waits to be sent to/);
    await pressed('Do not send it');
    await look('stopped', /Was not sent/);
    await pressed(/^Send it again to/);
    sql(db, `UPDATE outbox SET state = 'failed', tries = 1, error = 'refused', ended_us = ${Date.now()}000 WHERE ended_us IS NULL`);
    await page.reload();
    await look('failed', /Could not be delivered to[\s\S]*Send it again to/);
    await page.goto('/today');
    await look('today', /Messages that did not arrive/);
    await page.goto(await linkOf({ may_email: false }));
    await look('no-consent', /does not say that e-mail may be used/);
    await page.goto('/setup/mail');
    await look('setting', /Nothing is sent from[\s\S]*Does mail arrive/);
    await pressed(/^Send a test mail/);
    await look('testing', /The test mail to olive@practice\.example is on its way/);
    sql(db, `UPDATE outbox SET state = 'failed', tries = 1, error = 'refused', ended_us = ${Date.now()}000 WHERE ended_us IS NULL`);
    await main.getByRole('link', { name: 'Look again' }).press('Enter');
    await page.getByText('could not be sent').waitFor();
    await look('test-failed', /The test mail to olive@practice\.example could not be sent[\s\S]*The service refused it/);
});
