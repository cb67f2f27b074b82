// Every page that a person can reach by links, as each role and as a client with a link: axe-core in light and dark, nothing sideways
// at 320 px, nothing in the console. Pages are found by walking, so that a new one is checked without being named here.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { demoDatabase, engines, folder, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

after(closeBrowser);

// "/clients/0123456789abc/links?x=1" -> "/clients/{id}/links": one page of each kind is looked at, and a second one of some.
const kind = (path) => path.replace(/[?#].*$/, '').replace(/\/[0-9a-hjkmnp-tv-z]{13}(?=\/|$)/g, '/{id}').replace(/^\/a\/[^/]+/, '/a/{token}')
    .replace(/\/progress\/[^/]+/, '/progress/{series}').replace(/^\/setup\/instruments\/[^/]+/, '/setup/instruments/{instrument}')
    .replace(/^\/setup\/rules\/[^/]+/, '/setup/rules/{rule}');
const perKind = (path) => (['/clients/{id}', '/clients/{id}/progress', '/setup/instruments/{instrument}'].includes(kind(path)) ? 3 : 1);

// Breadth first over links of HTML pages: [path], one or a few of each kind.
async function walk(visitor, from) {
    const seen = new Map();
    const found = [];
    const queue = [from];
    const known = new Set(queue);
    while (queue.length) {
        const path = queue.shift();
        if ((seen.get(kind(path)) ?? 0) >= perKind(path)) continue;
        const page = await visitor.get(path);
        assert.ok(page.status < 400, `${path}: ${page.status}`);
        const next = [];
        if (page.location) next.push(page.location);
        if (page.status === 200 && /^text\/html/.test(page.headers.get('content-type'))) {
            seen.set(kind(path), (seen.get(kind(path)) ?? 0) + 1);
            found.push(path);
            if (path !== '/style') next.push(...[...page.text.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, to]) => unescapeHtml(to)));
        } else {
            seen.set(kind(path), perKind(path)); // a redirect, CSV or drawing: once is enough
        }
        for (const to of next) {
            const url = new URL(to, new URL(path, visitor.url));
            const inside = url.pathname + url.search;
            if (url.origin === new URL(visitor.url).origin && !known.has(inside)) {
                known.add(inside);
                queue.push(inside);
            }
        }
    }
    return found;
}

async function checkAll(t, server, visitor, page, from, name) {
    const paths = await walk(visitor, from);
    for (const path of paths) {
        await t.test(path, async () => {
            await page.goto(path);
            await checkPage(page, path);
            await shoot(page, `${name}${kind(path).replace(/[^a-z0-9]+/gi, '-')}`);
        });
    }
    return paths.map(kind);
}

// SQLite is enough: pages are the same on both, and tests/http asks both engines.
const [engine] = engines;

test('pages', async (t) => {
    const { db, demo } = await demoDatabase(t, engine, { clients: 20 });
    const server = await serve(t, { db });

    for (const role of ['owner', 'therapist', 'front-desk']) {
        await t.test(`as ${role}`, async (t) => {
            const person = demo.sign_ins.find((s) => s.role === role);
            assert.ok(person, `the demo has a sign-in as ${role}`);
            const visitor = new Visitor(server);
            await visitor.signIn(person.email, person.password);
            const page = await newPage(t, server);
            await signIn(page, person.email, person.password);
            const kinds = await checkAll(t, server, visitor, page, '/', role);
            assert.ok(kinds.includes('/clients') && kinds.includes('/clients/{id}'), kinds.join(' '));
            assert.equal(kinds.includes('/clients/{id}/progress'), role !== 'front-desk', 'clinical content is for owner and therapist');
        });
    }

    await t.test('as a stranger', async (t) => {
        const page = await newPage(t, server, { size: phone });
        page.expected = [/status of 40[134]/];
        for (const path of ['/sign-in', '/no-such-page', '/clients', '/a/0000']) {
            await t.test(path, async () => {
                await page.goto(path);
                await checkPage(page, path);
                await shoot(page, `stranger${path.replace(/[^a-z0-9]+/gi, '-')}`);
            });
        }
    });

    await t.test('a client answers by link on a phone', async (t) => {
        const person = demo.sign_ins.find((s) => s.role === 'therapist');
        const visitor = new Visitor(server);
        await visitor.signIn(person.email, person.password);
        const id = /"\/clients\/([0-9a-z]{13})"/.exec((await visitor.open('/clients')).text)[1];
        for (const shared of [false, true]) {
            const made = await visitor.submit(`/clients/${id}/links`, shared ? { shared_phone: '1' } : {}, { pick: (f) => f.names.includes('shared_phone') });
            assert.equal(made.status, 303);
            const desk = await newPage(t, server);
            await signIn(desk, person.email, person.password);
            await desk.goto(made.location);
            await checkPage(desk, 'the link with its QR code');
            await shoot(desk, 'link');
            const page = await newPage(t, server, { size: phone, touch: true });
            await page.goto(/\/a\/[\w-]{20,}/.exec((await visitor.open(made.location)).text)[0]);
            await checkPage(page, shared ? 'asks for the birth date' : 'asks for the answer');
            await shoot(page, shared ? 'answer-confirm' : 'answer');
            if (shared) continue;
            for (let n = await page.locator('.scale').count(); n > 0; n--) await page.locator('.screen:not([hidden]) .scale button').nth(1).click();
            for (const name of new Set(await page.locator('input[type=radio]').evaluateAll((all) => all.map((one) => one.name)))) {
                await page.locator(`input[type=radio][name="${name}"]`).nth(1).check({ force: true });
            }
            await page.getByRole('button', { name: /^Send/ }).click();
            await page.waitForURL(/done=|\/a\/[^?]*$/);
            await page.waitForLoadState();
            assert.equal(await page.locator('[role=alert], [aria-invalid=true]').count(), 0, await page.locator('main').innerText());
            await checkPage(page, 'what comes after the answer');
            await shoot(page, 'answered');
        }
    });

    await t.test('without JavaScript a therapist signs in, finds a client and reads their progress', async (t) => {
        const person = demo.sign_ins.find((s) => s.role === 'therapist');
        const page = await newPage(t, server, { script: false });
        await signIn(page, person.email, person.password);
        await page.goto('/clients');
        await page.locator('a[href^="/clients/"]:not([href="/clients/new"])').first().click();
        await page.locator('a[href*="/progress"]').first().click();
        assert.match(new URL(page.url()).pathname, /\/progress$/);
        assert.ok(await page.locator('h1').first().isVisible());
    });
});

test('pages of a practice that has nothing yet', async (t) => {
    const home = folder(t);
    const db = await engine.database(t);
    const made = JSON.parse((await unknot(['init', '--db', db, '--practice', 'Quiet Hands', '--owner', 'olive@practice.example', '--json'], { home })).stdout);
    const server = await serve(t, { db, home });
    const page = await newPage(t, server);
    const visitor = new Visitor(server);

    await t.test('a first password must be changed', async () => {
        await signIn(page, made.owner, made.password);
        assert.equal(new URL(page.url()).pathname, '/account');
        await checkPage(page, 'the first sign-in');
        await shoot(page, 'first-sign-in');
        await visitor.signIn(made.owner, made.password);
        const changed = await visitor.submit('/account', { current: made.password, password: 'a long enough password', again: 'a long enough password' });
        assert.equal(changed.status, 303);
        await page.context().clearCookies();
        await signIn(page, made.owner, 'a long enough password');
    });
    const kinds = [];
    for (const from of ['/', '/clients', '/duplicates', '/audit']) kinds.push(...await checkAll(t, server, visitor, page, from, 'empty'));
    assert.ok(kinds.includes('/clients') && kinds.some((k) => k.startsWith('/setup')), kinds.join(' '));
});
