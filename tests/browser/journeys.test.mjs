// What people do, from end to end, with and without JavaScript, by mouse, thumb and keyboard. newPage fails a test whose page says
// something in the console (a violation of the content security policy does) or asks another server for anything.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { checkPage, closeBrowser, desktop, narrow, newPage, phone, shoot, signIn, tablet } from '../lib/browser.mjs';
import { init, password } from '../lib/clinic.mjs';
import { demoDatabase, engines, folder } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

after(closeBrowser);
const [engine] = engines; // pages are the same on both
const path = (page) => new URL(page.url()).pathname;
const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });
const send = async (page, name) => Promise.all([page.waitForEvent('load', { timeout: 15_000 }), button(page, name).click()]);

// A form that the browser itself would not send: it is sent without the browser's own checks.
const unchecked = (page) => page.locator('main form').first().evaluate((form) => { form.noValidate = true; });
const pdfPages = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

for (const script of [true, false]) {
    test(`a new practice, ${script ? 'with' : 'without'} JavaScript: first sign-in, set-up, client, rating, the client's phone, progress`, async (t) => {
        const home = folder(t);
        const db = await engine.database(t);
        const made = await init(db, home, 'Quiet Hands', 'olive@practice.example');
        const server = await serve(t, { db, home });
        const page = await newPage(t, server, { size: tablet, script });

        await signIn(page, made.owner, made.password);
        assert.equal(path(page), '/account');
        await page.getByLabel('Current password').fill(made.password);
        await page.getByLabel('New password', { exact: false }).first().fill(password);
        await page.getByLabel('New password, once more').fill(password);
        await send(page, 'Change password');
        await page.goto('/');
        assert.equal(path(page), '/setup/place', 'an owner whose practice is not set up begins there');

        await page.getByLabel('Country').selectOption('GB');
        await send(page, 'Save and go on');
        await page.getByLabel('Crisis line').fill('116 123 (Samaritans)');
        await send(page, 'Save and go on');
        await page.getByRole('group', { name: 'Monday' }).getByLabel('From', { exact: true }).fill('09:00');
        await page.getByRole('group', { name: 'Monday' }).getByLabel('To', { exact: true }).first().fill('17:00');
        await send(page, 'Save and go on');
        await page.getByLabel('Name').first().fill('Massage');
        await page.getByLabel('Minutes').first().fill('60');
        await page.getByLabel('Price').first().fill('65.00');
        await send(page, 'Save and go on');
        await page.getByLabel('Licence or registration number').fill('L-1');
        await send(page, 'Finish');

        await page.goto('/clients');
        await shoot(page, 'journey-empty');
        await page.getByRole('main').getByRole('link', { name: 'New client' }).first().click();
        await page.getByLabel('Given name').fill('Zoë');
        await page.getByLabel('Family name').fill('O’Brien');
        await send(page, 'Save');
        const client = path(page);
        assert.match(client, /^\/clients\/[0-9a-z]{13}$/);
        await page.getByRole('link', { name: 'Add a concern' }).click();
        await page.getByLabel('What is it?').selectOption({ label: 'Pain at a place' });
        await page.getByLabel('Where, or what?').fill('neck');
        await send(page, 'Save');

        await page.goto(`${client}/measures`);
        await page.getByRole('radio', { name: '7', exact: true }).check({ force: true });
        await send(page, 'Save the rating');
        assert.match(await page.locator('main').innerText(), /7\s+Pain: neck/);
        await page.goto(`${client}/links`);
        await send(page, 'Make a link');
        const link = await page.getByLabel('Address').inputValue();

        const hand = await newPage(t, server, { size: phone, touch: true, script });
        await hand.goto(link);
        assert.match(await hand.locator('main').innerText(), /pain in your neck/);
        await hand.getByRole('button', { name: '4', exact: true }).click();
        await hand.getByRole('heading', { name: 'Your answers' }).waitFor();
        await send(hand, 'Send');
        assert.match(await hand.locator('main').innerText(), /Thank you/);
        if (script) await checkPage(hand, 'thank you');
        assert.ok(!await button(hand, 'Send the correction').isVisible(), 'the questions are closed after thanks');
        await hand.getByText('Correct my answers').click();
        await hand.getByRole('link', { name: /^Change/ }).click();
        assert.equal(await hand.getByRole('button', { name: '4', exact: true }).getAttribute('aria-pressed'), 'true');
        await hand.getByRole('button', { name: '5', exact: true }).click();
        await hand.getByRole('heading', { name: 'Your answers' }).waitFor();
        await send(hand, 'Send the correction');

        await page.goto(`${client}/progress`);
        assert.match(await page.locator('.said').innerText(), /Zoë/);
        await page.goto(`${client}/measures`);
        assert.match(await page.locator('main').innerText(), /5\s+Pain: neck/);
    });
}

describe('in a demo practice', () => {
    let server, owner;
    const kept = { hooks: [], after: (f) => kept.hooks.unshift(f) };
    before(async () => {
        const { db, demo } = await demoDatabase(kept, engine, { clients: 20 });
        server = await serve(kept, { db });
        owner = demo.sign_ins.find((s) => s.role === 'owner');
    });
    after(async () => {
        for (const hook of kept.hooks) await hook();
    });
    const asOwner = async (t, about) => {
        const page = await newPage(t, server, about);
        await signIn(page, owner.email, owner.password);
        return page;
    };
    const visitor = async () => {
        const person = new Visitor(server);
        await person.signIn(owner.email, owner.password);
        return person;
    };
    const found = async (q) => JSON.parse((await (await visitor()).get(`/clients.json?q=${encodeURIComponent(q)}`)).text).clients;

    test('keyboard alone: skip link, sign in, find as one types, arrow, Enter', async (t) => {
        const page = await newPage(t, server);
        await page.goto('/sign-in');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'email', 'the skip link leads past the frame');
        await page.keyboard.type(owner.email);
        await page.keyboard.press('Tab');
        await page.keyboard.type(owner.password);
        await Promise.all([page.waitForURL('**/today'), page.keyboard.press('Enter')]);
        await Promise.all([page.waitForURL('**/clients'), page.getByRole('navigation').getByRole('link', { name: 'Clients' }).press('Enter')]);

        const name = (await page.locator('.rows .row-title').nth(3).innerText()).split(' ')[0];
        await page.keyboard.type(name); // the box has the focus
        await page.waitForURL((url) => url.searchParams.get('q') === name);
        await page.waitForFunction((n) => document.querySelector('.rows .row-title')?.textContent.includes(n), name);
        await page.keyboard.press('ArrowDown');
        const active = page.locator('[role=option][aria-selected=true]');
        assert.equal(await active.count(), 1);
        assert.equal(await page.getByRole('combobox').getAttribute('aria-activedescendant'), await active.getAttribute('id'));
        await checkPage(page, 'find with a row chosen');
        const to = await active.getAttribute('href');
        await Promise.all([page.waitForURL(`**${to}`), page.keyboard.press('Enter')]);
    });

    test('a refused form: focus goes to the summary, its links to the fields, and nothing typed is lost', async (t) => {
        const page = await asOwner(t);
        page.expected = [/status of 422/];
        await page.goto('/clients/new');
        await page.getByLabel('Family name').fill('Refused');
        await page.getByLabel('E-mail', { exact: true }).fill('nonsense');
        await page.getByLabel('Note').fill('first line\nsecond line');
        await unchecked(page);
        await send(page, 'Save');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'errors');
        await checkPage(page, 'a refused form');
        await shoot(page, 'refused', { fullPage: false });
        assert.equal(await page.getByLabel('Family name').inputValue(), 'Refused');
        assert.equal(await page.getByLabel('Note').inputValue(), 'first line\nsecond line');
        await page.locator('#errors a').first().click();
        assert.equal(await page.evaluate(() => document.activeElement.name), 'email');

        await page.goBack(); // from the field
        await page.goBack(); // from the refused form
        assert.equal(path(page), '/clients/new');
        assert.equal(await page.getByLabel('Family name').inputValue(), 'Refused', 'back to the form with what was typed');
        await page.getByLabel('E-mail', { exact: true }).fill('fine@example.org');
        await send(page, 'Save');
        assert.match(path(page), /^\/clients\/[0-9a-z]{13}$/);
    });

    test('two clicks on a button make one client and one rating', async (t) => {
        const page = await asOwner(t);
        // The second click's navigation may break off the first one's, as browsers do: then the second is the one to wait for.
        const arrives = (pattern, tries = 3) => page.waitForURL(pattern).catch((error) => {
            if (tries === 1 || !/ERR_ABORTED/.test(error.message)) throw error;
            return arrives(pattern, tries - 1);
        });
        await page.goto('/clients/new');
        await page.getByLabel('Family name').fill('Doubleclick');
        await Promise.all([arrives(/clients\/[0-9a-z]{13}/), button(page, 'Save').dblclick()]);
        await page.waitForLoadState();
        assert.equal((await found('Doubleclick')).length, 1);

        await page.getByRole('link', { name: 'Add a concern' }).click();
        await page.getByLabel('What is it?').selectOption({ label: 'Pain at a place' });
        await page.getByLabel('Where, or what?').fill('elbow');
        await send(page, 'Save');
        await page.goto(`/clients/${(await found('Doubleclick'))[0].id}/measures`);
        await page.getByRole('radio', { name: '3', exact: true }).check({ force: true });
        await button(page, 'Save the rating').dblclick();
        await page.locator('.value').first().waitFor(); // whichever of the two answers is shown in the end
        await page.waitForLoadState();
        await page.reload();
        assert.equal(await page.locator('.value').count(), 1);
    });

    test('the address of a link is copied; its code is large and in the middle of a phone', async (t) => {
        const page = await asOwner(t, { size: phone });
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        const [{ id }] = await found('');
        await page.goto(`/clients/${id}/links`);
        await send(page, 'Make a link');
        await button(page, 'Copy').click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.getByLabel('Address').inputValue());
        const box = await page.locator('.qr').boundingBox();
        assert.ok(box.width >= 250 && Math.abs(box.x + box.width / 2 - phone.width / 2) < 2, JSON.stringify(box));
    });

    test('on a phone the bar of a long form stands on the navigation, and neither covers a field that has the focus', async (t) => {
        for (const size of [narrow, phone]) {
            const page = await asOwner(t, { size });
            await page.goto('/clients/new');
            const bar = await page.locator('.actions.sticky').boundingBox(), nav = await page.locator('.nav').boundingBox();
            assert.ok(Math.abs(bar.y + bar.height - nav.y) <= 1, `${JSON.stringify(bar)} ${JSON.stringify(nav)}`);
            for (let i = 0; i < 30; i++) {
                await page.keyboard.press('Tab');
                const at = await page.evaluate(() => {
                    const { name, type } = document.activeElement, { top, bottom } = document.activeElement.getBoundingClientRect();
                    return document.activeElement.closest('main .field') ? { name, type, top, bottom } : null;
                });
                if (at && at.type !== 'textarea') assert.ok(at.bottom <= bar.y + 1, `${JSON.stringify(at)} lies under ${JSON.stringify(bar)}`);
            }
        }
    });

    test('progress: each measure on a sheet of A4, with its three questions on another, and each concern alone by its link', async (t) => {
        const page = await asOwner(t, { size: desktop });
        let many = 0, one = 0;
        for (const { id } of await found('')) {
            await page.goto(`/clients/${id}/progress`);
            const n = await page.locator('section.sheet').count();
            if (n === 0 || one + many > 8) continue;
            const onPaper = async () => {
                const sheets = await page.locator('section.sheet').count(), panels = await page.locator('.panels').count(), got = pdfPages(await page.pdf({ format: 'A4' }));
                // what else may explain a change, and how the answers were given, can be more than one sheet holds
                assert.ok(got === null || (got >= sheets + panels && got <= sheets + 2 * panels), `${page.url()}: ${got} sheets for ${sheets} measures, ${panels} with questions`);
            };
            await onPaper();
            if (n === 1) one++;
            else {
                many++;
                const only = page.getByRole('link', { name: 'Show only this concern' });
                if (await only.count() === 0) continue; // all of them are of one concern
                await only.first().click();
                await page.waitForURL(/concern=/);
                const alone = await page.locator('section.sheet').count();
                assert.ok(alone >= 1 && alone < n, `${page.url()}: ${alone} of ${n}`); // a concern may be followed by several measures
                await onPaper();
                await page.getByRole('link', { name: 'Show all concerns' }).click();
            }
        }
        assert.ok(one > 0 && many > 0, `${one} with one measure, ${many} with more`);
    });

    test('charts are as large as they can be on a phone, and their words stay legible', async (t) => {
        const page = await asOwner(t, { size: narrow });
        let drawn = 0;
        for (const { id } of (await found('')).slice(0, 8)) {
            await page.goto(`/clients/${id}/progress`);
            if (await page.locator('svg.plot').count() === 0) continue;
            drawn++;
            const box = await page.locator('svg.plot').first().boundingBox();
            assert.ok(box.width > 250 && box.height > 200, JSON.stringify(box));
            const small = await page.locator('svg.plot text').evaluateAll((all) => all.filter((x) => x.getBoundingClientRect().height < 11).length);
            assert.equal(small, 0, page.url());
            const clash = await page.locator('svg.plot').first().evaluate((plot) => {
                const boxes = [...plot.querySelectorAll('text')].map((x) => [x.textContent, x.getBoundingClientRect()]);
                return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left < q.right && q.left < p.right && p.top < q.bottom - 2 && q.top < p.bottom - 2)
                    .map(([b]) => `${a} over ${b}`));
            });
            assert.deepEqual(clash, [], page.url());
        }
        assert.ok(drawn > 0);
    });

    for (const script of [true, false]) {
        test(`a session that ended while somebody typed, ${script ? 'with' : 'without'} JavaScript: the text is there after signing in`, async (t) => {
            const page = await asOwner(t, { script });
            page.expected = [/status of 4(01|03|22)/];
            const name = `Kept${script ? 'with' : 'without'}`;
            await page.goto('/clients/new');
            await page.getByLabel('Family name').fill(name);
            await page.getByLabel('E-mail', { exact: true }).fill('kept@example.org');
            await page.getByLabel('Note').fill('a "quoted" line & <more>\nsecond line = 100 %');
            await page.getByLabel('May be called').check();
            await page.context().clearCookies();
            await send(page, 'Save');
            assert.match(await page.locator('main').innerText(), /signed out before this could be saved/);
            assert.equal(await page.getByLabel('E-mail').inputValue(), '', 'the client’s e-mail is not mine');
            if (script) await checkPage(page, 'sign in again');
            await shoot(page, 'kept-sign-in');

            await page.getByLabel('E-mail').fill(owner.email);
            await page.getByLabel('Password').fill('not this one');
            await send(page, 'Sign in');
            assert.match(await page.locator('main').innerText(), /signed out before this could be saved/);
            await page.getByLabel('Password').fill(owner.password);
            await send(page, 'Sign in');
            assert.equal(await page.locator('h1').innerText(), 'Your entry is still here');
            assert.equal((await found(name)).length, 0, 'nothing is saved before the person says so');
            if (script) await checkPage(page, 'the entry is still here');
            await shoot(page, 'kept');
            await send(page, 'Save it now');
            assert.match(path(page), /^\/clients\/[0-9a-z]{13}$/);
            await page.getByText('Contact and about').click();
            const text = await page.locator('main').innerText();
            assert.match(text, /a "quoted" line & <more>\nsecond line = 100 %/);
            assert.match(text, /May be called\s+Yes/);
        });
    }

    test('somebody who signed in anew in another tab saves the first tab’s text as well', async (t) => {
        const page = await asOwner(t);
        page.expected = [/status of 403/];
        await page.goto('/clients/new');
        await page.getByLabel('Family name').fill('Othertab');
        await page.context().clearCookies();
        const other = await page.context().newPage();
        await signIn(other, owner.email, owner.password);
        await send(page, 'Save');
        assert.equal(await page.locator('h1').innerText(), 'Your entry is still here');
        await send(page, 'Save it now');
        assert.equal((await found('Othertab')).length, 1);
    });

    test('nothing is kept of passwords, of buttons, or of a form that another site sent', async () => {
        const stranger = new Visitor(server);
        const form = { family: 'Evil', note: 'text' };
        const fine = await stranger.request('/clients', { form });
        assert.equal(fine.status, 401);
        assert.match(fine.text, /name="kept_to" value="\/clients"/);
        assert.equal(fine.headers.get('www-authenticate') !== null, true);
        for (const [to, values, headers] of [
            ['/clients', form, { origin: 'https://evil.example' }],
            ['/account/password', { current: 'a secret of mine', password: 'a secret of mine', again: 'a secret of mine' }, {}],
            ['/merges/0000000000001/undo', { _key: 'x' }, {}],
        ]) {
            const answer = await stranger.request(to, { form: values, headers });
            assert.ok([401, 403].includes(answer.status), `${to}: ${answer.status}`);
            assert.doesNotMatch(answer.text, /kept_to|a secret of mine|Evil/, to);
        }
        const bare = await fetch(`${server.url}/clients`, { method: 'POST', body: new URLSearchParams(form) });
        assert.doesNotMatch(await bare.text(), /kept_to|Evil/, 'no Origin, no promise');
        // What the sign-in form brings back is checked once more.
        for (const to of ['/account/password', '/sign-out', '//evil.example/', '/no-such-page', '/clients?x=1']) {
            const person = new Visitor(server);
            const done = await person.submit('/sign-in', { email: owner.email, password: owner.password, kept_to: to, kept: 'family=Evil' }, { pick: (f) => f.names.includes('password') });
            assert.equal(done.status, 303, to);
            assert.doesNotMatch(done.text, /Evil/);
        }
    });
});
