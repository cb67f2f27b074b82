// Every page that a person can reach by links, as each role and as a client with a link: axe-core in light and dark, nothing sideways
// at 320 px, nothing in the console. Pages are found by walking, so that a new one is checked without being named here.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { demoDatabase, engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

after(closeBrowser);

// "/clients/0123456789abc/links?x=1" -> "/clients/{id}/links": one page of each kind is looked at, and a second one of some.
const kind = (path) => path.replace(/[?#].*$/, '').replace(/\/[0-9a-hjkmnp-tv-z]{13}(?=\/|$)/g, '/{id}').replace(/^\/a\/[^/]+/, '/a/{token}');
const perKind = (path) => (kind(path) === '/clients/{id}/progress' ? 4 : 1);

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
            next.push(...[...page.text.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, to]) => unescapeHtml(to)));
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

