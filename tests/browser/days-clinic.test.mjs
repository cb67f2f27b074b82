// More days that a clinic has, walked in a browser: a pregnant client, a couple, a package, the caller who moves and cancels,
// and one whole loop from the caller to the client's own pages.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { checkPage, closeBrowser, desktop, newPage, phone, shoot, signIn, tablet } from '../lib/browser.mjs';
import { dayAfter, getJson, idText, newClient, password, postJson, sql, today } from '../lib/clinic.mjs';
import { book, heldBefore, setState, workingClinic } from '../lib/day.mjs';
import { answerAll } from '../lib/intake.mjs';
import { pdfPages, pdfText } from '../lib/pdf.mjs';
import { engines } from '../lib/program.mjs';

after(closeBrowser);
const [sqlite] = engines;                               // pages are the same on both
const always = { open: ['00:00', '24:00'] };

async function signedIn(t, server, email, about = { size: phone, touch: true }) {
    const page = await newPage(t, server, about);
    page.setDefaultTimeout(10_000);
    await signIn(page, email, password);
    page.main = page.getByRole('main');
    page.words = () => page.main.innerText();
    page.follow = async (what) => { await Promise.all([page.waitForEvent('load', { timeout: 15_000 }), what.click()]); };
    page.button = (name) => page.follow(page.main.getByRole('button', { name, exact: true }).first());
    return page;
}

test('a pregnant client: the form on her phone, then what it means on every page, what is refused and what asks a reason', async (t) => {
    const h = await workingClinic(t, sqlite, always), { server, owner, services, accounts } = h;
    const client = await newClient(owner, { given: 'Ines', family: 'Moreau', born: '1992-02-03', sex: 'female' });
    const made = await book(owner, { client, service: services.Massage, therapist: accounts['olive@practice.example'], day: dayAfter(today(), 1), time: '23:00' });
    heldBefore(h.db, made.id, 1); // today, whatever the hour
    const link = await postJson(owner, `/clients/${client}/links`, { purpose: 'intake' });
    const concern = (await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'lower back' })).json.id;
    const olive = await signedIn(t, server, 'olive@practice.example');

    await t.test('she answers on her phone', async () => {
        const hers = await newPage(t, server, { size: phone, touch: true });
        await answerAll(hers, new URL(link.json.url).pathname, 'Ines Moreau', { q_pregnancy: 'yes', 'q_pregnancy.due': dayAfter(today(), 100) });
        await hers.getByText('Thank you, it was sent.').first().waitFor();
        await checkPage(hers, 'thanks to a pregnant client');
    });

    await t.test('Today and the visit say it to the therapist, and nothing of it to the front desk', async () => {
        const finn = await signedIn(t, server, 'finn@practice.example');
        for (const page of ['/today', `/appointments/${made.id}`, `/clients/${client}`, `/book?client=${client}`]) {
            await finn.goto(page);
            assert.match(await finn.words(), /Ines/, page);
            assert.doesNotMatch(await finn.words(), /pregnan/i, page);
        }
        for (const page of [`/appointments/${made.id}`, `/clients/${client}`, `/book?client=${client}`, `/clients/${client}/plans/new?concern=${concern}`, `/appointments/${made.id}/move`]) {
            await olive.goto(page);
            assert.match(await olive.locator('.safety-line').innerText(), /Pregnancy/, page);
        }
        await olive.goto('/today');
        assert.match(await olive.words(), /Ines/);
    });

    await t.test('the plan shows what to keep to while it is written', async () => {
        await olive.goto(`/clients/${client}/plans/new?concern=${concern}`);
        assert.match(await olive.words(), /Do not treat: .*Abdomen/);
        assert.match(await olive.words(), /Positions: On the side, Half sitting, Seated/);
        await checkPage(olive, 'a plan for a pregnant client');
        await shoot(olive, 'pregnant-plan');
    });

    await t.test('the note: the belly and face down ask a reason, and nothing else does', async () => {
        assert.equal((await setState(owner, made.id, 'arrived')).status < 400, true);
        await olive.goto(`/appointments/${made.id}/note`);
        assert.match(await olive.words(), /Do not treat: .*Abdomen/);
        await olive.locator('[name=position][value=side-lying]').check({ force: true });
        await olive.locator('[name=s]').fill('Low back aches in the evening');
        await olive.locator('[name=add_technique][value=effleurage]').check({ force: true });
        await olive.getByText('Back and buttocks', { exact: true }).click();
        await olive.locator('[name=add_site][value=lower-back]').check({ force: true });
        await olive.locator('[name=add_minutes]').fill('40');
        await olive.button('Add');
        await olive.locator('[name=consent]').check({ force: true });
        assert.equal(await olive.locator('[data-breaches]').isVisible(), false, await olive.locator('[data-breaches]').innerText());
        await olive.locator('[name=position][value=prone]').check({ force: true });
        await olive.locator('[data-breaches]').waitFor();
        assert.match(await olive.locator('[data-breaches]').innerText(), /face down/i);
        await checkPage(olive, 'a note past a limit');
        await shoot(olive, 'pregnant-note');
        olive.expected = [/status of 422/];
        await olive.button('Sign for good');
        assert.match(await olive.locator('#errors').innerText(), /reason|why/i, 'no signature without the reason');
        assert.equal(await olive.locator('[name=s]').inputValue(), 'Low back aches in the evening');
        await olive.locator('[name=position][value=prone]').uncheck({ force: true });
        await olive.button('Sign for good');
        assert.match(await olive.words(), /Signed/);
        assert.match(await olive.locator('.sheet-line').textContent(), /Ines Moreau, born 3 Feb 1992/, 'a printed note names her');
    });
});

test('a couple: booked together into one room; one cancels and the other stays; one moves', async (t) => {
    const h = await workingClinic(t, sqlite, { ...always, services: [['Massage', 60, '65'], ['Couples massage', 60, '130']] });
    const { server, db, services } = h;
    sql(db, "UPDATE service SET people = 2 WHERE name = 'Couples massage'");
    sql(db, "INSERT INTO room (practice_id, id, name, places, active, position, version) SELECT id, 7001, 'Garden room', 2, 1, 0, 1 FROM practice");
    const finn = await signedIn(t, server, 'finn@practice.example', { size: tablet });
    const rows = () => sql(db, 'SELECT c.given, a.state, a.room_id, a.account_id, a.start_us, a.group_id IS NOT NULL FROM appointment a JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id ORDER BY a.id');

    await t.test('both are booked with one form: one room, two therapists, one time', async () => {
        await finn.goto(`/book?service=${services['Couples massage']}`);
        for (const [name, value] of [['given', 'Amir'], ['family', 'Haddad'], ['phone', '07700900111'], ['partner_given', 'Lena'], ['partner_family', 'Vogt']]) await finn.fill(`[name=${name}]`, value);
        await checkPage(finn, 'booking a couple');
        await shoot(finn, 'couple-book');
        const slots = finn.locator('[data-times] button[name=slot]');
        await finn.follow(slots.nth(Math.min(3, await slots.count() - 1)));
        assert.match(await finn.words(), /Together with/);
        const two = rows();
        assert.equal(two.length, 2);
        assert.deepEqual([two[0][2], two[0][4]], [two[1][2], two[1][4]], 'one room, one time');
        assert.notEqual(two[0][3], two[1][3], 'two therapists');
        await checkPage(finn, 'a visit of two');
    });

    await t.test('one cancels alone; the other stays, and is no longer one of two', async () => {
        await finn.getByLabel('Only this one of the two').check();
        await finn.follow(finn.main.locator('button[value=cancelled], button[value=late-cancel]').first());
        const [first, second] = [rows().find((r) => r[1] !== 'booked'), rows().find((r) => r[1] === 'booked')];
        assert.ok(first && second, JSON.stringify(rows()));
        // the free time may be tomorrow's, late in the evening
        await finn.goto(`/today?day=${new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' }).format(new Date(Number(second[4]) / 1000))}`);
        assert.match(await finn.words(), new RegExp(second[0]));
    });

    await t.test('it was a slip: taken back, both stand again; then one moves alone', async () => {
        const [[gone]] = sql(db, "SELECT id FROM appointment WHERE state <> 'booked'");
        await finn.goto(`/appointments/${idText(gone)}`);
        await finn.button('Take this back');
        assert.deepEqual(rows().map((r) => r[1]), ['booked', 'booked']);
        await finn.follow(finn.main.getByRole('link', { name: 'Move', exact: true }));
        const alone = finn.getByLabel('Only this one of the two');
        if (await alone.count()) await alone.check();
        const slots = finn.locator('[data-times] button[name=slot]');
        await finn.follow(slots.last());
        const [a, b] = rows();
        assert.notEqual(a[4], b[4], 'one of them has another time');
        await checkPage(finn, 'a visit that was moved');
    });
});

test('a package: sold, used, seen by the client, one visit cancelled, used up; its receipt on paper', async (t) => {
    const h = await workingClinic(t, sqlite, always), { server, db, owner, services, accounts } = h;
    const client = await newClient(owner, { given: 'Jürgen', family: 'Groß-Österreicher', born: '1961-07-08', address: 'Straße der Freundschaft 12\n10115 Berlin' });
    const finn = await signedIn(t, server, 'finn@practice.example');
    const visits = [];
    for (const [i, time] of ['21:00', '22:30'].entries()) {
        const made = await book(owner, { client, service: services.Massage, therapist: accounts['tess@practice.example'], day: dayAfter(today(), 1 + i), time, outside_hours: true });
        visits.push(made.id);
    }
    let receipt, own;

    await t.test('sold at the desk in one form, the receipt is there at once', async () => {
        await finn.goto(`/clients/${client}/packages/new`);
        await finn.locator('[name=service]').selectOption({ index: 1 });
        await finn.fill('[name=visits]', '2');
        await finn.fill('[name=price]', '120');
        await finn.locator('[name=paid_by]').first().selectOption('card').catch(() => finn.locator('[name=paid_by][value=card]').check({ force: true }));
        await checkPage(finn, 'selling a package');
        await finn.button('Sell and issue the receipt');
        receipt = sql(db, 'SELECT id FROM receipt').map(([id]) => `/receipts/${idText(id)}`)[0];
        assert.ok(receipt, await finn.words());
        await finn.goto(receipt);
        assert.equal(await finn.getByRole('link', { name: 'Back to today' }).count(), 1);
        await checkPage(finn, 'a receipt');
    });

    await t.test('the receipt is one page that a tax office takes', async () => {
        const pdf = Buffer.from(await (await finn.request.get(receipt, { headers: { accept: 'application/pdf' } })).body());
        if (pdfPages(pdf) === null) return t.skip('no pdftotext');
        assert.equal(pdfPages(pdf), 1);
        const said = pdfText(pdf).replace(/\s+/g, ' ');
        for (const word of ['Quiet Hands', 'Jürgen Groß-Österreicher', 'Straße der Freundschaft 12', 'Receipt 1', '2 × Massage', '120.00', 'Card']) assert.ok(said.includes(word), `${word}: ${said}`);
    });

    await t.test('both visits are booked off it; the client sees what is left on their own pages', async () => {
        heldBefore(db, visits[0], 3);
        for (const to of ['arrived', 'in-session', 'done']) await setState(owner, visits[0], to);
        await finn.goto(`/clients/${client}/money`);
        await finn.follow(finn.main.getByRole('button', { name: /Book off/ }).first());
        await checkPage(finn, 'a visit booked off a package');
        const link = await postJson(owner, `/clients/${client}/links`, { purpose: 'home' });
        own = await newPage(t, server, { size: phone, touch: true });
        await own.goto(new URL(link.json.url).pathname);
        await own.locator('[name=born]').fill('1961-07-08');
        await Promise.all([own.waitForEvent('load'), own.getByRole('button').first().click()]);
        assert.match(await own.locator('main').innerText(), /1 of 2 visits left/);
        await checkPage(own, 'the own pages with a package');
    });

    await t.test('one is cancelled in time and goes back; booked off again it is used up, and the client sees that', async () => {
        const [pack] = (await getJson(owner, `/clients/${client}/money`)).packages;
        const used = [];
        for (const id of visits) used.push((await postJson(owner, `/appointments/${id}/package`, { package: pack.id })).status);
        assert.deepEqual(used.sort(), [200, 409], 'the other one, and none twice');
        await finn.goto(`/appointments/${visits[1]}`);
        await finn.follow(finn.main.locator('button[value=cancelled]').first());
        assert.match(await finn.words(), /went back to .*1 left/);
        await own.reload();
        assert.match(await own.locator('main').innerText(), /1 of 2 visits left/);
        await finn.goto(`/appointments/${visits[1]}`);
        await finn.button('Take this back');
        assert.match(await finn.words(), /0 left/);
        await own.reload();
        assert.doesNotMatch(await own.locator('main').innerText(), /1 of 2 visits left/);
        await finn.goto(`/clients/${client}/money`);
        assert.match(await finn.words(), /Used up/);
        await checkPage(finn, 'a package used up');
        await shoot(finn, 'package-used-up');
    });
});

test('the caller on the line: found, moved and cancelled in few taps; after the note the same time next week', async (t) => {
    const h = await workingClinic(t, sqlite, always), { server, db, owner, services, accounts } = h;
    const client = await newClient(owner, { given: 'Maud', family: 'Keane', phones: ['07700900555'] });
    const made = await book(owner, { client, service: services.Massage, therapist: accounts['tess@practice.example'], day: dayAfter(today(), 3), time: '10:00' });
    const finn = await signedIn(t, server, 'finn@practice.example');
    let taps = 0;
    const tap = async (what) => { taps++; await finn.follow(what); };
    const find = async () => {
        await tap(finn.getByRole('navigation').getByRole('link', { name: 'Clients' }));
        await finn.keyboard.type('Keane');
        await finn.waitForFunction(() => /Keane/.test(document.querySelector('.rows .row-title')?.textContent ?? ''));
        await tap(finn.locator('main .rows a', { hasText: 'Keane' }).first());
        await tap(finn.main.locator(`a[href^="/appointments/${made.id}"]`).first());
    };

    await t.test('moved', async () => {
        await find();
        const before = sql(db, 'SELECT start_us FROM appointment')[0][0];
        await tap(finn.main.getByRole('link', { name: 'Move', exact: true }));
        await tap(finn.locator('[data-times] button[name=slot]').nth(2));
        assert.notEqual(sql(db, 'SELECT start_us FROM appointment')[0][0], before);
        t.diagnostic(`moved by phone: ${taps} taps`);
        assert.ok(taps <= 6, `${taps} taps`);
        await checkPage(finn, 'moved');
    });

    await t.test('cancelled, with what they said', async () => {
        taps = 0;
        await finn.goto('/today');
        await find();
        taps++;
        await finn.fill('[name=reason]', 'a cold');
        await tap(finn.main.locator('button[value=cancelled], button[value=late-cancel]').first());
        assert.match(await finn.words(), /a cold/);
        t.diagnostic(`cancelled by phone: ${taps} taps`);
        assert.ok(taps <= 6, `${taps} taps`);
        assert.equal(sql(db, "SELECT COUNT(*) FROM taken")[0][0], '0', 'the time is free again');
    });

    await t.test('the same time next week, one tap after the note', async () => {
        const olive = await signedIn(t, server, 'olive@practice.example');
        const again = await book(owner, { client, service: services.Massage, therapist: accounts['olive@practice.example'], day: dayAfter(today(), 2), time: '11:00', kind: 'relaxation' });
        heldBefore(db, again.id, 4);
        await olive.goto(`/appointments/${again.id}/note`);
        await olive.getByText('Head and neck', { exact: true }).click();
        for (const [name, value] of [['add_technique', 'effleurage'], ['add_site', 'neck']]) await olive.locator(`[name=${name}][value=${value}]`).check({ force: true });
        await olive.fill('[name=add_minutes]', '40');
        await olive.button('Add');
        await olive.locator('[name=consent]').check({ force: true });
        for (const name of ['limits_reason', 'late_reason']) if (await olive.locator(`[name=${name}]`).isVisible()) await olive.fill(`[name=${name}]`, 'on paper');
        await olive.button('Sign for good');
        assert.match(await olive.words(), /Signed/);
        await olive.follow(olive.main.locator('button[name=slot]'));
        const [[minute, n]] = sql(db, "SELECT MAX(minute), COUNT(*) FROM appointment WHERE state = 'booked'");
        assert.deepEqual([minute, n], ['660', '1'], await olive.words());
    });
});

test('one whole day: the caller, the form, the finding, the plan, the series, the note, the receipt; four visits on, the review and the letter', async (t) => {
    const h = await workingClinic(t, sqlite, always), { server, db, owner } = h;
    const finn = await signedIn(t, server, 'finn@practice.example'), olive = await signedIn(t, server, 'olive@practice.example', { size: tablet });
    let client, visit, plan, concern;

    await t.test('the caller is booked, and the form is sent', async () => {
        await finn.goto('/book');
        for (const [name, value] of [['given', 'Bea'], ['family', 'Ortiz'], ['phone', '07700900222'], ['reason', 'neck pain at the desk']]) await finn.fill(`[name=${name}]`, value);
        await finn.locator('[name=therapist]').selectOption({ label: 'olive@practice.example' });
        await finn.waitForLoadState('networkidle');
        await finn.follow(finn.locator('[data-times] button[name=slot]').first());
        visit = new URL(finn.url()).pathname;
        client = idText(sql(db, 'SELECT client_id FROM appointment')[0][0]);
        await finn.button('Send the intake');
    });

    await t.test('she answers on her phone: a disease of the kidneys', async () => {
        const link = await finn.main.innerHTML();
        const hers = await newPage(t, server, { size: phone, touch: true });
        await answerAll(hers, /\/i\/[0-9A-Za-z_.-]{20,}/.exec(link)[0], 'Bea Ortiz', { q_health: 'kidney' });
        await hers.getByText('Thank you, it was sent.').first().waitFor();
    });

    await t.test('it puts the visit off, until the therapist has spoken with her physician and says so', async () => {
        await olive.goto(visit);
        assert.match(await olive.locator('.safety-line').innerText(), /kidney/i);
        await olive.follow(olive.locator('.safety-line a'));
        await checkPage(olive, 'safety of a new client');
        const finding = olive.main.locator('.finding', { hasText: /kidney/i }).first();
        await finding.getByText('Record a clearance').first().click();
        await finding.getByLabel('Who assessed it').fill('Dr Nila Rao');
        await finding.getByLabel('What they are').fill('nephrologist');
        await finding.getByLabel('Day of the document').fill(dayAfter(today(), -2));
        await finding.getByLabel('What it says').fill('Light pressure, no hot packs.');
        await finding.locator('[name=until]').fill(dayAfter(today(), 90));
        await olive.follow(finding.locator('button[value=cleared]'));
        for (let asked = 0; await olive.main.locator('button[name=act][value=asked-no]').count(); asked++) { // what she did not answer is asked
            assert.ok(asked < 8, await olive.words());
            await olive.main.locator('#meanings, #meanings details').evaluateAll((all) => all.forEach((x) => { x.open = true; }));
            await olive.follow(olive.main.locator('button[name=act][value=asked-no]').first());
        }
        await olive.goto(visit);
        assert.match(await olive.locator('.safety-line').innerText(), /Nothing to do\. Known, and to be kept to: .*kidney/i); // no deep work on the flank
    });

    await t.test('concern, plan with dose and price, agreed; the rest of the series in one step', async () => {
        concern = (await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'neck', start: today() })).json.id;
        for (const [back, value] of [[9, 7], [7, 6], [5, 7], [3, 7], [1, 6]]) await postJson(owner, `/clients/${client}/ratings`, { concern, day: dayAfter(today(), -back), value });
        await olive.goto(`/clients/${client}/plans/new?concern=${concern}&template=neck-chronic`);
        await olive.getByLabel('The client agrees').check();
        await olive.button('Save the plan');
        plan = new URL(olive.url()).pathname;
        assert.match(await olive.words(), /Price of all sessions/);
        await olive.goto(`${plan}/series`);
        await checkPage(olive, 'the series of a new plan');
        await olive.follow(olive.main.getByRole('button', { name: /^Book/ }).first());
        const [[n]] = sql(db, 'SELECT COUNT(*) FROM appointment WHERE plan_id IS NOT NULL');
        assert.ok(Number(n) >= 7, `${n} booked`);
    });

    await t.test('the session: arrived, the note signed, the receipt issued', async () => {
        await olive.goto(visit);
        const back = sql(db, 'SELECT day FROM appointment ORDER BY start_us')[0][0] - Math.floor(Date.now() / 864e5);
        heldBefore(db, visit.split('/')[2], back + 1);
        await olive.goto(`${visit}/note`);
        await olive.fill('[name=s]', 'Stiff after the desk');
        await olive.getByText('Head and neck', { exact: true }).click();
        for (const [name, value] of [['add_technique', 'petrissage'], ['add_site', 'neck']]) await olive.locator(`[name=${name}][value=${value}]`).check({ force: true });
        await olive.fill('[name=add_minutes]', '45');
        await olive.button('Add');
        await olive.locator('[name=consent]').check({ force: true });
        for (const name of ['limits_reason', 'late_reason']) if (await olive.locator(`[name=${name}]`).isVisible()) await olive.fill(`[name=${name}]`, 'talked over');
        await olive.button('Sign for good');
        assert.match(await olive.words(), /Signed/);
        await olive.follow(olive.main.getByRole('link', { name: 'Receipt', exact: true }).first());
        const paid = olive.locator('[name=paid_by]');
        if (await paid.first().evaluate((e) => e.tagName) === 'SELECT') await paid.selectOption('card');
        else await olive.locator('[name=paid_by][value=card]').check({ force: true });
        await olive.button('Issue the receipt');
        assert.match(await olive.words(), /Receipt 1/);
        await olive.follow(olive.main.getByRole('link', { name: 'Back to today' }));
    });

    await t.test('four visits on: the review, the letter, and the client finds it all on her own pages', async () => {
        const done = sql(db, "SELECT id FROM appointment WHERE plan_id IS NOT NULL AND state = 'booked' ORDER BY start_us LIMIT 4").map(([id]) => idText(id));
        for (const [i, id] of done.entries()) {
            heldBefore(db, id, 60 - i);
            const signed = await postJson(owner, `/appointments/${id}/note/sign`, { _version: '0', s: 'better', consent: true, limits_reason: 'talked over', late_reason: 'away', unconfirmed: [],
                t_technique: ['petrissage'], t_site: ['neck'], t_minutes: ['45'], t_pressure: ['2'] });
            assert.equal(signed.status, 200, signed.text);
        }
        await olive.goto(`/clients/${client}`);
        await olive.goto(`${plan}/review`);
        await olive.getByLabel('What now?').selectOption('continue');
        await olive.getByLabel('Why').fill('Goes the right way.');
        await olive.button('Keep the review');
        await olive.goto(`/clients/${client}/letters/new?concern=${concern}`);
        await olive.locator('[name=addressee]').fill('Dr Ada Bell\n1 High Street');
        await olive.button('Save and see the letter');
        await olive.button('Sign and finish');
        await olive.getByLabel('The client may read this letter').check();
        await olive.follow(olive.locator('form[action$="/share"] button'));
        await finn.goto(`/clients/${client}/edit`);
        await finn.fill('[name=born]', '1978-03-20');
        await finn.button('Save');
        const link = await postJson(owner, `/clients/${client}/links`, { purpose: 'home' });
        const own = await newPage(t, server, { size: phone, touch: true });
        await own.goto(new URL(link.json.url).pathname);
        await own.locator('[name=born]').fill('1978-03-20');
        await Promise.all([own.waitForEvent('load'), own.getByRole('button').first().click()]);
        const text = await own.locator('main').innerText();
        assert.match(text, /Receipt 1/);
        assert.match(text, /progress/i);
        assert.equal(await own.locator('a[href*="/letters/"]').count(), 1);
        assert.doesNotMatch(text, /Stiff after the desk|Goes the right way/, 'nothing of the note, nothing of the review');
        await checkPage(own, 'the own pages after a day');
    });
});
