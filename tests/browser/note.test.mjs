// A routine follow-up note in a real browser, its taps counted; the draft at every change; axe, narrow, light and dark.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn, tablet } from '../lib/browser.mjs';
import { clinic, idText, newClient, password, postJson, sql, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { servingPid } from '../lib/server.mjs';

after(closeBrowser);
const [sqlite] = engines;

async function withVisits(t, n) {
    const house = await clinic(t, sqlite);
    const { owner, db } = house;
    const client = await newClient(owner, { given: 'Nia', family: 'Quinn' });
    const [[practice]] = sql(db, 'SELECT practice_id FROM member');
    sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${practice}, 2001, 'Deep tissue', 60, 5000, 1, 0, 1, 15)`);
    const day = new Date(Date.parse(today()) + 864e5).toISOString().slice(0, 10);
    const visits = [];
    for (let i = 0; i < n; i++) {
        const made = await postJson(owner, '/appointments', { client, service: idText(2001), day, time: `${8 + 2 * i}:00`, outside_hours: true });
        assert.equal(made.status, 201, made.text);
        visits.push(`/appointments/${made.json.id}/note`);
    }
    const back = 3 * 86_400_000_000;
    sql(db, `UPDATE appointment SET day = day - 3, start_us = start_us - ${back}, end_us = end_us - ${back}, clear_us = clear_us - ${back}`);
    return { ...house, client, visits };
}

test('a routine follow-up note in at most 25 taps', async (t) => {
    const { owner, server, visits: [first, second], client } = await withVisits(t, 2);
    const done = await postJson(owner, `${first}/sign`, { _version: '0', s: 'stiff', a: 'settling', p: 'weekly', consent: true, limits_reason: 'on paper', late_reason: 'ill',
        t_technique: ['petrissage', 'effleurage'], t_site: ['shoulder-left', 'neck'], t_minutes: ['30', '25'], t_pressure: ['3', '2'], position: ['prone'], home: ['heat'] });
    assert.equal(done.status, 200, done.text);
    const page = await newPage(t, server, { size: phone, touch: true });
    await signIn(page, 'olive@practice.example', password);
    let taps = 0;
    const tap = async (what) => { taps++; await what.tap(); };
    const write = async (name, words) => { // a tap gives the focus a moment later
        await tap(page.locator(`[name=${name}]`));
        await page.waitForFunction((n) => document.activeElement?.name === n, name);
        await page.keyboard.type(words);
    };
    await page.goto(second);
    assert.equal(await page.inputValue('[name=s]'), '');
    await checkPage(page);
    for (const [name, size] of [['phone', phone], ['tablet', tablet], ['desktop', desktop]]) {
        await page.setViewportSize(size);
        await shoot(page, `note-${name}`);
        await page.emulateMedia({ colorScheme: 'dark' });
        await shoot(page, `note-${name}-dark`);
        await page.emulateMedia({ colorScheme: 'light' });
    }
    await page.setViewportSize(phone);
    await write('s', 'Slept through twice');
    await write('o', 'Less tense');
    await tap(page.getByRole('button', { name: /5 minutes less: Petrissage/ }));
    await tap(page.getByRole('button', { name: 'Confirm all' }));
    await page.getByText(/^Saved/).waitFor();
    await page.locator('[data-carried]').waitFor({ state: 'hidden' });
    await tap(page.locator('[name=consent]'));
    await write('limits_reason', 'On paper');
    await write('late_reason', 'Ill');
    await tap(page.getByRole('button', { name: 'Sign for good' }));
    await page.waitForURL(/\/notes\/|sign$/);
    assert.equal(await page.locator('.errors').allInnerTexts().then((all) => all.join()), '');
    await page.getByText('Slept through twice').waitFor();
    await checkPage(page);
    await shoot(page, 'note-signed');
    await page.goto(`/clients/${client}/notes`);
    await checkPage(page);
    await shoot(page, 'notes');
    console.log(`a routine follow-up note: ${taps} taps`);
    assert.ok(taps <= 25, `${taps}`);
});

test('the server is killed in the middle of typing; the words are kept, and there again', async (t) => {
    const { server, visits: [visit] } = await withVisits(t, 1);
    const page = await newPage(t, server, { size: tablet });
    page.expected = [/Failed to load resource/];
    await signIn(page, 'olive@practice.example', password);
    await page.goto(visit);
    await page.fill('[name=s]', 'The first words');
    await page.getByText(/^Saved/).waitFor();
    process.kill(await servingPid(server), 'SIGKILL');
    await page.fill('[name=s]', 'The first words and some more');
    await page.waitForFunction(() => /^Saved/.test(document.querySelector('[data-saved]').textContent));
    await page.waitForResponse((r) => r.url().endsWith('/autosave') && r.ok(), { timeout: 30_000 }).catch(() => null);
    await page.goto(visit);
    assert.equal(await page.inputValue('[name=s]'), 'The first words and some more');
});

test('what stands: painted on the body, asked in one tap, cleared with the keyboard; phone, desktop, light and dark', async (t) => {
    const { db, server, visits: [visit], client } = await withVisits(t, 1);
    const [[practice, person]] = sql(db, "SELECT practice_id, id FROM client WHERE given = 'Nia'");
    const finding = (id, level, unknown, title, limits) => sql(db, `INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us)
        VALUES (${practice}, ${id}, ${person}, 'rule-${id}', '1', ${level}, ${unknown}, '{"title":"${title}","words":"Words for the therapist.","when":"skin.wound","source":"Ours","lift":"${level === 3 ? 'clearance' : ''}",
        "because":{"skin":${unknown ? 'null' : '["wound"]'}},"limits":${limits}}', 0, 1)`);
    finding(501, 3, 0, 'Heart attack', '{"avoid":["abdomen"]}');
    finding(502, 5, 1, 'Blood thinner', '{"barred":["petrissage"],"pressure_max":2}');
    finding(503, 4, 0, 'Wound', '{"avoid":["calf-left","shoulder-right"]}');
    const page = await newPage(t, server, { size: phone });
    await signIn(page, 'olive@practice.example', password);
    const looked = async (path, name) => {
        await page.goto(path);
        for (const details of await page.locator('main details:not([open]) > summary').all()) if (await details.isVisible()) await details.click();
        await checkPage(page, name);
        for (const [size, of] of [['phone', phone], ['desktop', desktop]]) {
            await page.setViewportSize(of);
            for (const colorScheme of ['light', 'dark']) {
                await page.emulateMedia({ colorScheme });
                await shoot(page, `${name}-${size}-${colorScheme}`);
            }
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await page.setViewportSize(phone);
    };
    await looked(visit, 'note-limits');
    await page.goto(visit);
    await page.locator('[name=s]').fill('typed before');
    await page.getByRole('button', { name: 'Asked: yes: Blood thinner' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#ask$|\/note$/);
    await page.locator('#ask').waitFor({ state: 'detached' });
    assert.equal(await page.inputValue('[name=s]'), 'typed before');
    await looked(`/clients/${client}/safety`, 'safety-lift');
    await page.goto(`/clients/${client}/safety`);
    const heart = page.locator('.finding', { hasText: 'Heart attack' });
    await heart.getByText('Record a clearance').first().focus();
    await page.keyboard.press('Enter');
    await heart.getByLabel('Who assessed it').fill('Dr Ray');
    await heart.getByLabel('What they are').fill('cardiologist');
    await heart.getByLabel('Day of the document').fill(today());
    await heart.getByText('What the document still forbids').focus();
    await page.keyboard.press('Enter');
    await heart.getByLabel('Pressure at most').selectOption('2');
    await heart.locator('button[value=cleared]').focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 settled or known and stable').waitFor();
    assert.doesNotMatch(await page.locator('.safety-line').innerText(), /Heart attack/);
    assert.match(await page.locator('main').innerText(), /Do not treat: .*Abdomen/);
});
