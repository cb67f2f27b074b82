// The health form on a phone of 375 px, with and without JavaScript: a healthy adult in at most 25 screens; what leads to "get help
// now"; then the therapist's page. Every kind of page once through axe, light and dark, and at 320 px.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn } from '../lib/browser.mjs';
import { clinic, newClient, newMember, password, postJson, today } from '../lib/clinic.mjs';
import { healthy } from '../lib/intake.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);

const goOn = (page) => page.getByRole('button', { name: 'Go on' }).click();

// Where on the body: by touch on the drawing, and by the keyboard alone on the list. Both tick the same boxes.
async function tapsAndKeys(page) {
    const where = page.locator('fieldset:has(> [data-outline])').first();
    const ticked = () => where.locator('.area input:checked').evaluateAll((boxes) => boxes.map((box) => box.value).sort());
    const middle = (site) => where.locator(`.seen-front [data-site=${site}]`).evaluate((shape) => {
        shape.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = shape.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
    });
    await page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await where.locator('svg text').allTextContents(), ['Front', 'your right', 'your left', 'Back', 'your left', 'your right']);
    await page.touchscreen.tap(...await middle('knee-left'));
    await where.getByText('Marked: Left knee').first().waitFor();
    assert.deepEqual(await ticked(), ['knee-left']);
    assert.equal(await where.getByRole('status').textContent(), 'Marked: Left knee');
    assert.match(await where.locator('.seen-front [data-site=knee-left]').getAttribute('fill'), /^url\(#.+-on\)$/);
    assert.ok((await middle('knee-left'))[0] > (await middle('knee-right'))[0], 'seen from the front, the left is on the right');
    const small = await where.locator('.body-outline').evaluate((drawing) => ['front', 'back'].flatMap((view) => {
        drawing.dataset.shows = view;
        return [...drawing.querySelectorAll(`.seen-${view} [data-site]`)].flatMap((shape) => {
            shape.scrollIntoView({ block: 'center' });
            const { left, right, top, bottom } = shape.getBoundingClientRect(), xs = [], ys = [];
            for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y += 3) if (document.elementFromPoint(x, y) === shape) xs.push(x); // what the silhouette leaves of it
            for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x += 3) if (document.elementFromPoint(x, y) === shape) ys.push(y);
            const width = Math.max(...xs) - Math.min(...xs) + 1, height = Math.max(...ys) - Math.min(...ys) + 1;
            return width < 24 || height < 24 ? [`${view} ${shape.dataset.site}: ${Math.round(width)} by ${Math.round(height)}`] : [];
        });
    }));
    assert.deepEqual(small, [], 'targets of less than 24 px');
    await where.locator('.body-outline').evaluate((drawing) => { drawing.dataset.shows = 'front'; });
    await shoot(page, 'intake-outline');
    await page.touchscreen.tap(...await middle('knee-left'));
    assert.deepEqual(await ticked(), []);
    assert.equal(await where.getByRole('status').textContent(), 'No longer marked: Left knee');
    await page.setViewportSize(phone);

    const fold = where.locator('details.area', { hasText: 'Knee' }), summary = fold.locator('summary');
    if (await fold.getAttribute('open') !== null) await summary.press('Enter');
    await summary.press('Enter'); // opens
    await page.getByLabel('Knee Left', { exact: true }).press('Space');
    assert.deepEqual(await ticked(), ['knee-left']);
    assert.match(await where.locator('.seen-front [data-site=knee-left]').getAttribute('class'), /\bon\b/);
    assert.equal(await where.getByRole('status').textContent(), 'No longer marked: Left knee', 'a box of the list is said by itself');
    assert.equal(await summary.locator('.badge').textContent(), 'Left knee');
    assert.equal(await where.locator('[data-outline] :is(a, button, [tabindex]):not([tabindex="-1"])').count(), 0, 'nothing of the drawing is in the way of the keyboard');
}

async function walk(page, path, check) {
    await page.goto(path);
    let screens = 1, taps = 0;
    for (; !await page.getByRole('button', { name: 'Send' }).count(); screens++) {
        assert.ok(screens < 40);
        if (check) await check(page, screens);
        taps += await healthy(page) + 1;
        await goOn(page);
    }
    return { screens, taps };
}

test('a healthy adult fills in the health form on a phone', async (t) => {
    const { owner, server } = await clinic(t, engines[0]);
    await newMember(server, owner, 'therapist', 'tess@practice.example');
    for (const script of [true, false]) {
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', sex: 'female' });
        const made = await postJson(owner, `/clients/${client}/links`, { purpose: 'intake' });
        const path = new URL(made.json.url).pathname;
        const page = await newPage(t, server, { size: phone, touch: true, script });
        const seen = new Set();
        const { screens, taps } = await walk(page, path, script && (async (p, n) => {
            const kind = await p.evaluate(() => ['q_medicines.list', 'emergency_name', 'agree', 'area_chest', 'q_surgery'].find((name) => document.getElementsByName(name).length) ?? 'choices');
            if (seen.has(kind)) return;
            seen.add(kind);
            await checkPage(p, `intake, screen ${n}`);
            await shoot(p, `intake-${n}-${kind}`);
        }));
        t.diagnostic(`${script ? 'with' : 'without'} JavaScript: ${screens} screens, ${taps} taps, and the sending`);
        assert.ok(screens <= 25, `${screens} screens`);
        if (script) {
            await checkPage(page, 'intake, review');
            await shoot(page, 'intake-review');
            // back without loss, and on again
            await page.getByRole('link', { name: 'Back' }).click();
            assert.equal(await page.locator('[name=area_chest][value=yes]').isChecked(), true);
            await page.locator('[name=area_chest][value=no]').check({ force: true });
            await page.getByRole('button', { name: 'Back' }).click();
            await goOn(page);
            assert.equal(await page.locator('[name=area_chest][value=no]').isChecked(), true);
            await goOn(page);
        }
        await page.getByRole('button', { name: 'Send' }).click();
        await page.getByText('Thank you, it was sent.').first().waitFor();
        if (script) {
            await checkPage(page, 'intake, thanks');
            await shoot(page, 'intake-thanks');
        }
        assert.equal(await page.getByText('Bo Quinn').count(), 0);
    }
});

test('a follow-up, a gentle hint, help now, another browser; what the therapist does about it', async (t) => {
    const { owner, server } = await clinic(t, engines[0]);
    await newMember(server, owner, 'therapist', 'tess@practice.example');
    const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', sex: 'female' });
    const path = new URL((await postJson(owner, `/clients/${client}/links`, { purpose: 'intake' })).json.url).pathname;
    const page = await newPage(t, server, { size: phone, touch: true });
    await page.goto(path);
    await goOn(page);
    await page.getByText('Something here is still open').waitFor();
    await checkPage(page, 'intake, hint');
    const none = page.getByLabel('None of these'), chest_pain = page.getByLabel('Chest pain, pressure or tightness');
    await none.check({ force: true });
    await chest_pain.check({ force: true });
    assert.equal(await none.isChecked(), false, 'none and what is named do not go together');
    await none.check({ force: true });
    assert.equal(await chest_pain.isChecked(), false);
    await chest_pain.check({ force: true });
    await goOn(page);
    await page.getByRole('heading', { name: 'Get help now' }).waitFor();
    assert.match(await page.textContent('main'), /nobody watches this form around the clock/);
    await checkPage(page, 'intake, help now');
    await shoot(page, 'intake-now');
    await page.getByRole('link', { name: 'Go on with the form' }).click();
    await goOn(page); // a hint
    await goOn(page); // and on, unanswered
    await healthy(page);
    await goOn(page);
    assert.equal(await page.locator('[data-outline], script[src*=body]').count(), 0, 'a page that asks for no place carries no drawing');
    await page.getByLabel('An open wound, a burn, an ulcer or a large bruise').check({ force: true });
    await goOn(page);
    await page.getByText('Your answer brings one more question.').waitFor();
    await checkPage(page, 'intake, places');
    await shoot(page, 'intake-places');
    await tapsAndKeys(page);
    await goOn(page);

    const other = await newPage(t, server, { size: phone, touch: true });
    await other.goto(path);
    await other.getByRole('heading', { name: 'This form was begun in another browser' }).waitFor();
    assert.equal(await other.getByText('Chest pain').count(), 0);
    await checkPage(other, 'intake, elsewhere');
    await shoot(other, 'intake-elsewhere');

    // it goes on where it stopped
    await page.goto(path);
    assert.equal(await page.locator('h1').textContent(), 'Injuries');
    for (let i = 0; i < 40 && !await page.getByRole('button', { name: 'Send' }).count(); i++) {
        await healthy(page);
        await goOn(page);
    }
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you, it was sent.').first().waitFor();

    const desk = await newPage(t, server, { size: desktop });
    await signIn(desk, 'tess@practice.example', password);
    await desk.goto(`/clients/${client}`);
    await desk.getByText('No session: Chest pain now').waitFor();
    await checkPage(desk, 'client');
    await desk.getByRole('link', { name: /No session/ }).click();
    await checkPage(desk, 'safety');
    await shoot(desk, 'safety-desktop');
    await desk.setViewportSize(phone);
    await shoot(desk, 'safety-phone');
    await desk.emulateMedia({ colorScheme: 'dark' });
    await shoot(desk, 'safety-phone-dark');
    await desk.emulateMedia({ colorScheme: 'light' });
    desk.expected.push(/422/); // a clearing without a word about it
    const chest = desk.locator('.finding', { hasText: 'Chest pain now' });
    assert.equal(await chest.getByRole('button', { name: 'Go on, because' }).count(), 0, 'a level 1 is never gone past');
    const clears = chest.locator('details:has(button[value=cleared])').first();
    await clears.locator('> summary').click();
    await clears.locator('button[value=cleared]').click();
    await desk.getByText('Write who assessed it.').first().waitFor();
    await clears.locator('[name=who]').fill('Dr Ray');
    await clears.locator('[name=role]').fill('emergency department');
    await clears.locator('[name=on]').fill(today());
    await clears.locator('[name=reason]').fill('Heart sound');
    await clears.locator('button[value=cleared]').click();
    await chest.getByText('Dr Ray').first().waitFor({ state: 'attached' });
    await desk.goto(`/clients/${client}/intake`);
    await checkPage(desk, 'intake with staff');
    await shoot(desk, 'intake-staff');
});
