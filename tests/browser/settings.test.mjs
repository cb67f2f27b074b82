// A new owner sets the practice up in a browser: every settings page empty, refused and filled, on a phone and on a desk, with the keyboard alone;
// then a change touches a visit, and one tap leads to another time for it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { weekdayAhead } from '../lib/calendar.mjs';
import { checkPage, closeBrowser, desktop, newPage, shoot, signIn } from '../lib/browser.mjs';
import { dayAfter, newClient, password, postJson, today } from '../lib/clinic.mjs';
import { book, workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const small = { width: 360, height: 740 };

test('a new owner sets the practice up', async (t) => {
    const house = await workingClinic(t, engines[0]);
    const { server, owner, services, accounts } = house;
    const tess = accounts['tess@practice.example'], monday = weekdayAhead(1), year = Number(today().slice(0, 4)) + 1;
    const page = await newPage(t, server, { size: small, touch: true });
    page.expected.push(/the server responded with a status of (409|422)/);
    const main = page.getByRole('main');
    const words = () => main.innerText();
    const pressed = async (name) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), main.getByRole('button', { name }).first().press('Enter')]);
    const led = async (link) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), link.press('Enter')]);
    const look = async (name) => {
        await checkPage(page, name);
        for (const [size, scheme] of [[small, 'light'], [desktop, 'dark']]) {
            await page.setViewportSize(size);
            await page.emulateMedia({ colorScheme: scheme });
            await shoot(page, `settings-${name}-${size.width}-${scheme}`);
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await page.setViewportSize(small);
    };
    await signIn(page, 'olive@practice.example', password);

    await t.test('every page says what it is for, also while it is empty', async () => {
        for (const [name, path] of [['hub', '/setup'], ['hours', '/setup/hours'], ['services', '/setup/services'], ['rooms-empty', '/setup/rooms'], ['working', '/setup/working'],
            ['week', `/setup/working/${tess}`], ['days-empty', '/setup/days'], ['list', '/setup/days/list'], ['grid', '/setup/grid'], ['place', '/setup/place'], ['contact', '/setup/contact'],
            ['unfit-none', '/appointments/unfit'], ['licence', '/account/licence'], ['account', '/account'], ['team', '/team']]) {
            await page.goto(path);
            await look(name);
        }
    });

    await t.test('rooms and equipment by keyboard; what is wrong is named, and what was typed is there', async () => {
        await page.goto('/setup/rooms');
        await page.locator('#room-name').focus();
        await page.keyboard.type('Garden');
        await page.keyboard.press('Tab');
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type('99');
        await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
        assert.match(await words(), /from 1 to 20/);
        assert.equal(await page.inputValue('#room-name'), 'Garden');
        await look('rooms-refused');
        await page.fill('#room-places', '2');
        await pressed('Add the room');
        await page.fill('#equipment-name', 'Hot stones');
        await pressed('Add the equipment');
        await look('rooms');
        await led(main.getByRole('link', { name: /Garden/ }));
        await look('room');
        await page.goto(`/setup/services/${services.Massage}`);
        await look('service');
    });

    await t.test('a list of holidays, a wrong line first; a day off is taken back', async () => {
        await page.goto('/setup/days/list');
        await page.fill('#list-list', `${year}-12-25 Christmas Day\n26/12/${year} Boxing Day`);
        await pressed('Enter them');
        assert.match(await words(), /Line 2: Begin with the day/);
        await look('list-refused');
        await page.fill('#list-list', `${year}-12-25 Christmas Day\n26 Dec ${year} Boxing Day`);
        await pressed('Enter them');
        assert.match(await words(), /Christmas Day[\s\S]*Boxing Day/);
        await page.fill('#days-from', dayAfter(today(), 40));
        await page.fill('#days-note', 'Course');
        await pressed(/^Add$/);
        assert.match(await words(), /Course/);
        await look('days');
        await pressed('Undo');
        assert.doesNotMatch(await page.locator('main .rows').innerText(), /Course/);
    });

    await t.test('a shorter week touches a visit: it stands in a list, and one tap leads to another time', async () => {
        await book(owner, { client: await newClient(owner, { given: 'Nia', family: 'Quinn' }), service: services.Massage, therapist: tess, slot: `${monday}T10:00` });
        await page.goto(`/setup/working/${tess}`);
        await page.fill('[name=from_1_1]', '13:00');
        await page.fill('[name=to_1_1]', '17:00');
        await pressed('Save');
        assert.match(await words(), /1 visit no longer fits[\s\S]*Nia Quinn[\s\S]*outside of working hours/);
        await look('unfit');
        await page.goto('/setup');
        await look('hub-unfit');
        await led(main.getByRole('link', { name: /1 visit no longer fits/ }));
        await led(main.getByRole('link', { name: /^Move/ }));
        await Promise.all([page.waitForEvent('load'), page.locator('button[name=slot]').first().press('Enter')]);
        await page.goto('/appointments/unfit');
        assert.match(await words(), /Every visit fits/);
    });

    await t.test('licences on the team page', async () => {
        const member = async (id, more) => {
            const { members } = JSON.parse((await owner.get('/team', { headers: { accept: 'application/json' } })).text);
            const m = members.find((x) => x.id === id);
            const done = await postJson(owner, `/team/${id}`, { role: m.role, active: true, licence_number: 'LMT 7', licence_body: 'Board of Ohio', _version: m.version, ...more });
            assert.equal(done.status, 200, done.text);
        };
        await member(tess, { licence_expires: dayAfter(today(), 20) });
        await page.goto('/team');
        assert.match(await words(), /Licence ends in 20 days/);
        await page.locator('summary', { hasText: 'tess@practice.example' }).press('Enter');
        await look('team-licence');
    });
});
