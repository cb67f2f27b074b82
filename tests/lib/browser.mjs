// Chromium for one test file, with what every page must hold: axe-core finds nothing, nothing scrolls sideways, no error in
// the console, no request to another server.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

import { top } from './program.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const phone = { width: 375, height: 740 };
export const narrow = { width: 320, height: 640 };
export const tablet = { width: 820, height: 1180 };
export const desktop = { width: 1280, height: 860 };

let running = null;
export function browser() {
    running ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    return running;
}

// Call once per test file: after(closeBrowser).
export async function closeBrowser() {
    if (running) await (await running).close();
    running = null;
}

// A new page with its own cookies; checks its console and its requests when the test ends.
export async function newPage(t, server, { size = desktop, dark = false, script = true, touch = false, secure = false } = {}) {
    const context = await (await browser()).newContext({
        baseURL: server.url, viewport: size, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, hasTouch: touch,
        reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/London', ignoreHTTPSErrors: secure,
    });
    const page = await context.newPage();
    const wrong = [];
    page.expected = []; // patterns of console lines that the test provokes on purpose
    page.on('console', (line) => line.type() === 'error' && wrong.push(line.text()));
    page.on('pageerror', (error) => wrong.push(`${error}`));
    page.on('request', (request) => {
        const to = new URL(request.url());
        if (/^https?:$/.test(to.protocol) && to.origin !== new URL(server.url).origin) wrong.push(`a request left for ${to.origin}`);
    });
    t.after(async () => {
        await context.close();
        assert.deepEqual(wrong.filter((line) => !page.expected.some((pattern) => pattern.test(line))), [], 'the browser console');
    });
    return page;
}

export async function signIn(page, email, password) {
    await page.goto('/sign-in');
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', password);
    await Promise.all([page.waitForURL((url) => url.pathname !== '/sign-in'), page.press('[name=password]', 'Enter')]);
}

// Nothing that axe-core (WCAG 2.2 A and AA, best practices) can find.
export async function checkAxe(page, where = page.url()) {
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    const found = result.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.html.slice(0, 200)}\n    ${n.failureSummary.replace(/\n\s*/g, ' ')}`).join('\n')}`);
    assert.equal(found.length, 0, `${where}\n${found.join('\n')}`);
}

// At 320 px nothing scrolls sideways (WCAG 1.4.10).
export async function checkNarrow(page, where = page.url()) {
    const before = page.viewportSize();
    await page.setViewportSize(narrow);
    const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1)
            .map((e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} to ${Math.round(e.getBoundingClientRect().right)} px`).slice(0, 8);
    });
    await page.setViewportSize(before);
    assert.deepEqual(wide, [], `${where} scrolls sideways at 320 px`);
}

// All of it: axe in light and dark, and the narrow check. For every page, once.
export async function checkPage(page, where = page.url()) {
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await checkAxe(page, `${where} (${colorScheme})`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await checkNarrow(page, where);
}

// Kept in build-test/screenshots for people to look at; UNKNOT_SCREENSHOTS names another folder.
export async function shoot(page, name, more = {}) {
    const path = join(process.env.UNKNOT_SCREENSHOTS ?? join(top, 'build-test', 'screenshots'), `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path, fullPage: true, ...more });
    return path;
}
