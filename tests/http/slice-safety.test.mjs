// The health form by link and with staff, what the screening says of it, what the therapist does about it, consents. Front desk reads
// no answer and no finding anywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertRefused, clinic, dayAfter, getJson, idText, newClient, newMember, newPractice, post, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { heldBefore, setState } from '../lib/day.mjs';
import { engines, folder, unknot } from '../lib/program.mjs';
import { answers, fillIn, formOf, healthy, linkFor, mother, plain, send } from '../lib/health-form.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`health form and safety, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const safety = (client, person = therapist) => getJson(person, `/clients/${client}/safety`);

        await t.test('a healthy adult: every page, the review, sent; nothing stands, consents are kept, the link shows no answer', async () => {
            const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17', sex: 'female' });
            const { path } = await linkFor(desk, client);
            const phone = new Visitor(server);
            const { review, screens } = await fillIn(phone, path);
            assert.ok(screens <= 25, `${screens} screens`);
            assert.match(review.text, /Nobody watches these answers[\s\S]*116 123/);
            assert.equal((await safety(client)).intake, 'begun');
            const sent = await send(phone, path, review);
            assert.equal(sent.status, 303, text(sent));
            const thanks = await phone.open(path);
            assert.equal(plain(thanks.text.replace(/<title>.*?<\/title>/s, '')).split('Thank you, it was sent.').length, 2, 'said once');
            assert.match(thanks.text, /<h1[^>]*>Thank you, it was sent\./);
            assert.doesNotMatch(thanks.text, /None of these|Bo Quinn|7946/);
            assert.equal((await send(phone, path, review)).status, 303, 'sent twice is sent once');
            const s = await safety(client);
            assert.deepEqual([s.intake, s.stop, s.defer, s.ask, s.consent_treatment, s.findings.length], ['done', false, false, 0, true, 0]);
            assert.deepEqual(s.consent_regions, { glutes: true, chest: true, 'inner-thigh': true, abdomen: true });
            assert.equal(sql(db, 'SELECT count(*) FROM intake WHERE submitted_us IS NOT NULL')[0][0], '1');
            const record = (await getJson(owner, `/clients/${client}`)).record;
            assert.equal(record.emergency_name, 'Bo Quinn');
            assert.match((await therapist.open(`/clients/${client}/safety`)).text, /Consent to massage/);
            assert.match((await therapist.open(`/clients/${client}`)).text, /no finding stands/);
        });

        await t.test('help now, a follow-up, one hint; sent; the front desk reads no answer and no finding, in no page and no JSON', async () => {
            const client = await newClient(owner, { given: 'Ed', family: 'Stone', born: '1970-01-02', sex: 'male' });
            const { path } = await linkFor(desk, client);
            const phone = new Visitor(server), at = `/clients/${client}`;
            const { review, urgent } = await fillIn(phone, path, { q_now: 'chest_pain', q_skin: 'wound', 'q_skin.where': 'knee-left', q_heart: 'aneurysm' });
            assert.equal(urgent.length, 1);
            assert.match(urgent[0].text, /Call your emergency number now[\s\S]*nobody watches this form around the clock/);
            assert.match(review.text, /role="alert"[\s\S]*Call your emergency number now/, 'on every page that follows');
            const back = unescapeHtml(/<a href="([^"]+)">I chose that by mistake/.exec(urgent[0].text)[1]);
            assert.match((await phone.open(back)).text, /value="chest_pain" checked/, 'a mistap leads back to its question');
            assert.equal((await send(phone, path, review)).status, 303);
            const thanks = await new Visitor(server).open(path);
            for (const page of [urgent[0], review, thanks]) { // nobody set a number yet: the country's; a crisis line is none to call now
                assert.match(page.text, /<a class="button primary help-call" href="tel:999">Call 999 now</);
                assert.doesNotMatch(page.text, /116 ?123/);
            }
            assert.match(thanks.text, /may be an emergency\. Call your emergency number now[\s\S]*Thank you, it was sent/);
            assert.doesNotMatch(thanks.text, /chest|aneurysm/i, 'and nothing of the answers');
            const s = await safety(client);
            assert.ok(s.stop && s.defer);
            assert.deepEqual(s.findings.filter((f) => !f.unknown).map((f) => `${f.rule} ${f.state}`).sort(), ['aneurysm holds', 'now-chest-pain holds', 'skin-wound holds']);
            assert.deepEqual(s.findings.find((f) => f.rule === 'skin-wound').limits, ['Do not treat: Left knee']);
            assert.deepEqual(s.findings.filter((f) => !f.unknown).map((f) => f.verified), s.findings.filter((f) => !f.unknown).map((f) => f.rule !== 'aneurysm'), 'what nobody verified says so');
            assert.match((await therapist.open(`${at}/safety`)).text, /<summary>Source <span class="badge">not yet verified<\/span><\/summary>/);
            const secret = /chest pain|aneurysm|knee|wound|Aneurysm/i;
            for (const page of [at, `${at}/links`, `${at}/edit`, `${at}/history`, '/clients?q=Ed+Stone', '/']) {
                for (const accept of ['text/html', 'application/json']) {
                    const seen = await desk.get(page, { headers: { accept } });
                    assert.doesNotMatch(seen.text, secret, `${page} ${accept}`);
                }
            }
            assert.match((await desk.open(at)).text, /Therapist to call/);
            assert.match((await therapist.open(at)).text, /No session: Chest pain now/);
            for (const page of [`${at}/safety`, `${at}/intake`]) assert.equal((await desk.get(page)).status, 403, page);
            assert.equal((await desk.get(`${at}/safety.json`)).status, 403);
            for (const page of [`${at}/safety/acts`, `${at}/safety/consents`, `${at}/intake`, `${at}/intake/send`]) assert.equal((await post(desk, page, {})).status, 403, page);
        });

        await t.test('on a row of a list: what, where not, how deep; the highest level first, and how many more; nothing stands: no line; no form: said', async () => {
            const filled = async (family, answers) => {
                const client = await newClient(owner, { given: 'Row', family, born: '1970-01-02', sex: 'male' });
                const { path } = await linkFor(owner, client);
                const phone = new Visitor(server);
                if (answers) assert.equal((await send(phone, path, (await fillIn(phone, path, answers)).review)).status, 303);
            };
            await filled('Thin', { q_medicines: 'aspirin', q_skin: 'wound', 'q_skin.where': 'knee-left' });
            await filled('Stop', { q_now: 'chest_pain', q_heart: 'aneurysm', q_medicines: 'aspirin' });
            await filled('Well', {});
            await filled('None');
            const rows = Object.fromEntries((await getJson(therapist, '/clients?q=Row')).clients.map((r) => [r.family, r.safety]));
            assert.match(rows.Thin.text, /^Adapt: [^·]+ · not Left knee · pressure at most 3 of 5 · no /);
            assert.deepEqual([rows.Thin.state, rows.Thin.more, rows.Stop.more], ['adapt', 1, 2]);
            assert.match(rows.Thin.whole, /^Avoid a place: [^.]+\. Adapt the session: [^.]+\. Do not treat: Left knee\. Do not use: [^.]+\. Pressure at most 3 of 5\./);
            assert.equal(rows.Stop.text, 'No session: Chest pain now');
            assert.match(rows.Stop.whole, /^Emergency: Chest pain now\. Put off until settled: [^.]+\. Adapt the session: /);
            assert.deepEqual(rows.Well, { state: 'clear', text: '', more: 0, whole: '' });
            assert.deepEqual(rows.None, { state: 'form', text: 'Health form not done', more: 0, whole: 'Health form not done' });
            assert.ok((await getJson(desk, '/clients?q=Row')).clients.every((r) => !('safety' in r)));
        });

        await t.test('findings are settled as they may be; a replay changes nothing; two therapists: the second is told, what was typed stays', async () => {
            const client = await newClient(owner, { given: 'Bo', family: 'Reed', born: '1970-01-02', sex: 'male' });
            const at = `/clients/${client}`;
            const { path } = await linkFor(owner, client);
            const phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_heart: 'aneurysm', q_limb: 'swollen', q_medicines: 'aspirin' })).review)).status, 303);
            const find = async (rule) => (await safety(client)).findings.find((f) => f.rule === rule);
            const settle = async (rule, act, more = {}, who = therapist) => {
                const f = await find(rule);
                return post(who, `${at}/safety/acts`, { finding: f.id, act, _version: f.version, ...more });
            };
            assert.equal((await settle('clot-suspected', 'proceed', { reason: 'seems fine' })).status, 403);
            assert.equal((await settle('clot-suspected', 'asked-no')).status, 403);
            const unreasoned = await settle('aneurysm', 'cleared', { until: '2099-01-01' });
            assert.equal(unreasoned.status, 422);
            for (const part of ['Write who assessed it', 'Write what they are', 'Enter the day', 'value="2099-01-01"']) assert.ok(unreasoned.text.includes(part), part);
            assert.ok((await find('aneurysm')).limits.includes('Do not use: Deep tissue; Trigger-point pressure release; Friction (circular, cross-fibre); '
                + 'Tapotement (percussion); Cupping, dry; With an instrument (IASTM)'), JSON.stringify((await find('aneurysm')).limits));
            const f = await find('aspirin');
            const form = { finding: f.id, act: 'proceed', reason: 'light pressure agreed', _version: f.version, _key: 'settled-once' };
            assert.equal((await post(therapist, `${at}/safety/acts`, form)).status, 303);
            assert.equal((await post(therapist, `${at}/safety/acts`, form)).status, 303);
            assert.equal(sql(db, "SELECT count(*) FROM finding_act WHERE act = 'proceed'")[0][0], '1');
            const late = await post(owner, `${at}/safety/acts`, { ...form, _key: 'other', reason: 'what I typed meanwhile' });
            assert.equal(late.status, 409);
            assert.match(late.text, /what I typed meanwhile/);
            const letter = { who: 'Dr Ray', role: 'cardiologist', on: '2026-11-20', reason: 'stable, nothing heavy' };
            const typed = await settle('aneurysm', 'cleared', { ...letter, on: '2099-01-01', avoid: ['calf-left'], barred: ['heat'], pressure_max: '2' }, owner);
            assertRefused(typed, 'on', { who: 'Dr Ray', role: 'cardiologist', on: '2099-01-01' });
            for (const box of ['calf-left', 'heat']) assert.match(typed.text, new RegExp(`value="${box}" checked`));
            assert.match(typed.text, /<option value="2" selected>/);
            assert.equal((await settle('aneurysm', 'cleared', { ...letter, avoid: ['nowhere'] }, owner)).status, 422);
            assert.equal((await settle('aneurysm', 'cleared', { ...letter, avoid: ['calf-left'], barred: ['heat'], pressure_max: '2', until: '2099-01-01' }, owner)).status, 303);
            const by = await find('aneurysm');
            assert.deepEqual([by.way, by.who, by.role, by.on, by.until], ['clearance', 'Dr Ray', 'cardiologist', '2026-11-20', '2099-01-01']);
            const shown = plain((await therapist.open(`${at}/safety`)).text);
            assert.match(shown, /settled or known and stable/);
            assert.match(shown, /Dr Ray \(cardiologist\), 20 Nov 2026: Holds until 1 Jan 2099\. stable, nothing heavy Do not treat: Left calf\./);
            assert.match(shown, /Found on .* by the rule “aneurysm” of version .* It holds where: heart\.aneurysm/);
            assert.match(shown, /What to keep to .*Do not treat: [^.]*Left calf/);
            assert.equal(sql(db, "SELECT licence FROM finding_act WHERE act = 'cleared'")[0][0], 'L-1');
            assert.equal((await find('aneurysm')).state, 'cleared');
            // of another client, of another practice
            const twin = await newClient(owner, { given: 'Cy', family: 'Reed' });
            assert.equal((await post(therapist, `/clients/${twin}/safety/acts`, { ...form, _key: 'twin' })).status, 404);
            const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });
            assert.equal((await post(other, `${at}/safety/acts`, form)).status, 404);
            assert.equal((await other.get(`${at}/safety`)).status, 404);
            // corrected with the client: both forms are kept
            let page = await therapist.open(`${at}/intake?p=limb&then=review`);
            const kept = await therapist.request(`${at}/intake`, { form: { ...formOf(page).fields, q_limb: 'none', go: 'on' } });
            assert.equal(kept.status, 303, text(kept));
            page = await therapist.open(kept.location);
            assert.match(page.text, /Please check your answers/);
            assert.equal((await send(therapist, `${at}/intake`, page)).status, 303);
            assert.equal(await find('clot-suspected'), undefined);
            assert.equal((await find('aspirin')).state, 'proceed', 'the same answer: what was agreed stands');
            assert.equal((await find('aneurysm')).state, 'cleared');
            assert.equal(sql(db, "SELECT count(*) FROM intake i JOIN client c ON c.id = i.client_id WHERE c.given = 'Bo' AND i.submitted_us IS NOT NULL")[0][0], '2');
        });

        await t.test('what stops acts at once: a task and mail, the visit held on every path until the answer is corrected; the desk reads “therapist to call”', async () => {
            const [[practice, account]] = sql(db, "SELECT practice_id, account_id FROM member WHERE role = 'owner' ORDER BY created_us LIMIT 1");
            sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${practice}, 2001, 'Deep tissue', 60, 5000, 1, 0, 1, 15)`);
            const client = await newClient(owner, { given: 'Una', family: 'Veil', born: '1971-02-03', sex: 'female' });
            const made = await postJson(owner, '/appointments', { client, service: idText(2001), therapist: idText(account), day: dayAfter(today(), 1), time: '10:00', outside_hours: true });
            assert.equal(made.status, 201, made.text);
            const visit = made.json.id, at = `/appointments/${visit}`;
            heldBefore(db, visit, 1);
            sql(db, "UPDATE outbox SET state = 'stopped', ended_us = 1 WHERE ended_us IS NULL");
            const { path } = await linkFor(owner, client);
            const phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_limb: 'swollen' })).review)).status, 303);

            const alerts = () => sql(db, `SELECT a.id, COALESCE(a.closed_us, 0), a.level, a.account_id FROM alert a JOIN client c ON c.id = a.client_id WHERE c.given = 'Una' ORDER BY a.id`);
            assert.deepEqual(alerts().map(([, closed, level, whose]) => [closed, level, whose]), [['0', '2', account]], 'whoever gives the next visit');
            const mail = sql(db, "SELECT channel, address, COALESCE(client_id, 0) FROM outbox WHERE kind = 'alert' AND ended_us IS NULL");
            assert.deepEqual(mail, [['email', 'olive@practice.example', '0']]);
            const task = `/alerts/${idText(alerts()[0][0])}`;
            const read = await owner.open(task);
            assert.match(plain(read.text), /No massage; refer today/);
            assert.match(plain(read.text), /What to do now Call Una Veil now\..*The visit is held.*It still holds the visit/);
            sql(db, `INSERT INTO alert_act (practice_id, alert_id, id, kind, words, at_us, account_id) SELECT practice_id, id, 1, 'escalated-none', '', raised_us, NULL FROM alert WHERE id = ${alerts()[0][0]}`);
            assert.match(plain((await owner.open(task)).text), /No message could be sent, so nobody was told; Today shows it/, 'an hour before its time was up nobody was late');
            assert.match(plain(read.text), /Bo Quinn: 020 7946 0000/, 'no empty brackets');
            const json = await getJson(owner, task);
            assert.deepEqual([json.cause, json.level, json.findings.length, json.findings[0].stands, json.open], ['finding', 2, 1, true, true]);
            assert.match((await owner.open('/today')).text, /Una Veil needs somebody today[\s\S]*stops massage until it is assessed/);
            assert.match((await owner.open(`/clients/${client}`)).text, /stops massage until it is assessed/);
            assert.equal((await desk.get(task)).status, 403);

            const { version } = await getJson(desk, at);
            for (const who of [desk, owner]) {
                for (const to of ['arrived', 'in-session', 'done']) {
                    const no = await setState(who, visit, to);
                    assert.equal(no.status, 422);
                    assert.match(plain(no.text), /This visit is held: the therapist is to call first/);
                    assert.deepEqual(problems(await postJson(who, `${at}/state`, { to, _version: version })), { to: 'appointment.held' });
                    assert.equal((await post(who, '/today', { go: `${visit}.${version}.${to}`, back: '/today' })).status, 422);
                }
            }
            const day = await getJson(desk, '/today');
            assert.deepEqual(day.visits.filter((v) => v.id === visit).map((v) => [v.call, v.held, v.state]), [[true, true, 'booked']]);
            assert.deepEqual([(await getJson(desk, at)).call, (await getJson(desk, at)).held], [true, true]);
            for (const page of ['/today', '/week', at, `/clients/${client}`]) {
                const seen = await desk.open(page);
                assert.match(seen.text, /Therapist to call|therapist is to call/i, page);
                assert.doesNotMatch(seen.text, /swollen|clot|calf|refer today/i, page);
                assert.doesNotMatch(seen.text, new RegExp(`name="go" value="${visit}`), page);
            }
            assert.deepEqual(problems(await postJson(owner, `${at}/note/autosave`, { _version: '0', s: 'as ever' })), { not_treated: 'note.held' });
            const refused = await owner.submit(`${at}/note`, { s: 'what I typed', do: '' });
            assert.equal(refused.status, 422, text(refused));
            assert.match(refused.text, /what I typed/);
            assert.equal((await postJson(owner, `${at}/note/autosave`, { _version: '0', not_treated: 'on', why: 'sent to the doctor' })).status, 200, '“not treated” can be written');

            // corrected with the client: both forms are kept, the task is over by itself, the visit is free
            let page = await owner.open(`/clients/${client}/intake?p=limb&then=review`);
            const kept = await owner.request(`/clients/${client}/intake`, { form: { ...formOf(page).fields, q_limb: 'none', go: 'on' } });
            page = await owner.open(kept.location);
            assert.equal((await send(owner, `/clients/${client}/intake`, page)).status, 303);
            assert.ok(alerts().every(([, closed]) => closed !== '0'));
            const over = plain((await owner.open(task)).text);
            assert.match(over, /Nothing of it holds the visit any more.*Over: nothing that raised it stands any more/);
            assert.doesNotMatch(over, /Call Una|The visit is held|What to do now/, 'nothing is ordered that is done');
            assert.deepEqual([(await getJson(desk, at)).call, (await getJson(desk, at)).held], [false, false]);
            assert.equal((await setState(desk, visit, 'arrived')).status, 303);
            assert.equal((await setState(owner, visit, 'in-session')).status, 303);
        });

        await t.test('what puts a visit off is told to the client, in its words at first and in general later; the desk reads who is to call; it begins only with a reason', async () => {
            const [[account]] = sql(db, "SELECT account_id FROM member WHERE role = 'owner' ORDER BY created_us LIMIT 1");
            const client = await newClient(owner, { given: 'Flo', family: 'Cold', born: '1985-02-03', sex: 'female' });
            const made = await postJson(owner, '/appointments', { client, service: idText(2001), therapist: idText(account), day: dayAfter(today(), 1), time: '14:00', outside_hours: true });
            assert.equal(made.status, 201, made.text);
            const visit = made.json.id, at = `/appointments/${visit}`;
            heldBefore(db, visit, 1);
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            const { review } = await fillIn(phone, path, { q_unwell: 'infection' });
            assert.match(plain(review.text), /Please get well first.*Your therapist will be in touch before your visit/);
            assert.equal((await send(phone, path, review)).status, 303);
            assert.match(plain((await phone.open(path)).text), /Please get well first.*will be in touch before your visit.*Thank you, it was sent/);
            const later = async () => plain((await new Visitor(server).open(path)).text);
            assert.match(await later(), /Something in your answers means that your visit may have to wait/);
            assert.doesNotMatch(await later(), /get well/, 'another may hold the phone');
            const row = async (who) => (await getJson(who, '/today')).visits.find((v) => v.id === visit);
            assert.deepEqual([(await row(desk)).call, (await row(desk)).held], [true, false]);
            for (const page of ['/today', at]) assert.doesNotMatch((await desk.open(page)).text, /infection|get well|Please get/i, page);
            assert.match((await desk.open('/today')).text, /Therapist to call/);
            assert.match(plain((await owner.open('/today')).text), /Flo Cold.*Put off: /);
            assert.equal((await setState(desk, visit, 'arrived')).status, 303);
            const { version } = await getJson(desk, at);
            for (const who of [desk, owner]) assert.deepEqual(problems(await postJson(who, `${at}/state`, { to: 'in-session', _version: version })), { to: 'appointment.deferred' });
            const f = (await safety(client)).findings.find((one) => one.rule === 'infection');
            assert.equal((await post(therapist, `/clients/${client}/safety/acts`, { finding: f.id, act: 'proceed', reason: 'over it', _version: f.version })).status, 303);
            assert.doesNotMatch(await later(), /may have to wait/);
            assert.equal((await row(desk)).call, false);
            assert.equal((await setState(owner, visit, 'in-session')).status, 303);
        });

        await t.test('not sure of what happens right now: whom to call in doubt, on the next page and at the end; a talk with the doctor names one', async () => {
            const client = await newClient(owner, { given: 'Dot', family: 'Maybe', born: '1985-02-03', sex: 'female' });
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            const doubt = /If you are in any doubt, call the emergency number or a doctor now/;
            let page = await phone.open(`${path}?p=now`);
            assert.doesNotMatch(page.text, doubt);
            page = await phone.open((await phone.request(path, { form: { ...formOf(page).fields, q_now: 'not-sure', go: 'on' } })).location);
            assert.match(page.text, doubt);
            page = await phone.open(`${path}?p=contact`);
            assert.match(page.text, /<title>[^<]* · Health form/);
            const nobody = await phone.request(path, { form: { ...formOf(page).fields, confer: 'yes', emergency_name: 'Bo', emergency_phone: '020 7946 0000', go: 'on' } });
            assertRefused(nobody, 'physician', { emergency_name: 'Bo' });
            page = await phone.open(`${path}?p=skin`);
            const brought = await phone.request(path, { form: { ...formOf(page).fields, q_skin: 'wound', go: 'on' } });
            assert.match(brought.location, /&more=1#intake-q_skin\.where$/);
            assert.match((await phone.open(brought.location)).text, /id="intake-q_skin.where" tabindex="-1"/);
            const { review } = await fillIn(phone, path, { q_now: 'not-sure' });
            assert.match(review.text, doubt);
            assert.equal((await send(phone, path, review)).status, 303);
            assert.match(plain((await new Visitor(server).open(path)).text), /call the emergency number or a doctor now.*Thank you, it was sent/);
        });

        await t.test('medicines by name: what was read stands beside what was said, and acts; what was not is asked', async () => {
            const client = await newClient(owner, { given: 'May', family: 'Pill', born: '1960-01-02', sex: 'female' }), at = `/clients/${client}/intake`;
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            let page = await phone.open(`${path}?p=medicines`);
            assert.match(page.text, /<option value="Coumadin">/);
            assert.equal((page.text.match(/name="q_medicines.list"/g) ?? []).length, 4);
            const taken = { 'q_medicines.list': ['warfrin 3 mg', 'Paracetamol', '', 'Zorbaquine'] };
            page = await phone.open((await phone.request(path, { form: { ...formOf(page).fields, ...taken, q_medicines: 'none', go: 'on' } })).location);
            assert.match(page.text, /q_inr.high/, 'a thinner by name brings its question');
            page = await phone.open(`${path}?p=medicines`);
            for (const name of ['warfrin 3 mg', 'Paracetamol', 'Zorbaquine']) assert.match(page.text, new RegExp(`name="q_medicines.list" value="${name}"`));
            const { review } = await fillIn(phone, path, taken);
            assert.match(plain(review.text), /warfrin 3 mg; Paracetamol; Zorbaquine \(warfarin: Blood thinner; zorbaquine: not known\)/);
            assert.equal((await send(phone, path, review)).status, 303);
            const findings = (await safety(client)).findings.map((f) => `${f.rule} ${f.state}`);
            assert.deepEqual(findings, ['thinner holds', 'medicine-talk ask'], at);
        });

        await t.test('a blood pressure that is too high is measured again on the same page; both readings stay, with time and name', async () => {
            const client = await newClient(owner, { given: 'Ray', family: 'High', born: '1960-01-02', sex: 'male' }), at = `/clients/${client}/intake`;
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_heart: 'high_bp', 'q_bp.high': 'yes' })).review)).status, 303);
            assert.doesNotMatch((await phone.open(path)).text, /bp.systolic/);
            const href = `${at}?p=measured&then=review`;
            const measure = async (values) => {
                const shown = await therapist.open(href), { fields } = formOf(shown);
                const done = await therapist.request(at, { form: { ...fields, go: 'on', ...values } });
                return done.status === 303 ? therapist.open(done.location) : done;
            };
            const wrong = await measure({ 'q_bp.systolic': '900', 'q_bp.diastolic': '80' });
            assert.equal(wrong.status, 422);
            assert.match(wrong.text, /value="900"/);
            let next = await measure({ 'q_bp.systolic': '190', 'q_bp.diastolic': '110' });
            assert.match(next.text, /measure again after five minutes/);
            next = await therapist.open(unescapeHtml(/class="button quiet" href="([^"]+)"/.exec(next.text)[1]));
            assert.match(next.text, /q_bp.systolic_2/);
            const second = { 'q_bp.systolic': '190', 'q_bp.diastolic': '110', 'q_bp.systolic_2': '172', 'q_bp.diastolic_2': '98' };
            next = await measure(second);
            assert.equal(next.status, 422, 'the five minutes are not over');
            assert.match(next.text, /value="172"/);
            const [[draft, rest]] = sql(db, `SELECT id, rest FROM intake WHERE submitted_us IS NULL AND rest LIKE '%"measured"%'`), kept = JSON.parse(rest);
            assert.deepEqual(Object.keys(kept.measured).sort(), ['bp.diastolic', 'bp.systolic']);
            for (const q of Object.keys(kept.measured)) kept.measured[q] = new Date(Date.parse(kept.measured[q]) - 360_000).toISOString();
            sql(db, `UPDATE intake SET rest = '${JSON.stringify(kept).replaceAll("'", "''")}' WHERE id = ${draft}`);
            next = await measure(second);
            assert.match(next.text, /Please check your answers/);
            assert.equal((await send(therapist, at, next)).status, 303);
            assert.deepEqual((await safety(client)).findings.map((f) => `${f.rule} ${f.state}`), ['pressure-high holds', 'pressure-known holds']);
            assert.match(plain((await therapist.open(`/clients/${client}/safety`)).text), /172 mmHg[\s\S]*190 mmHg|190 mmHg[\s\S]*172 mmHg/);
            const london = (ms) => new Date(ms).toLocaleDateString('en-GB', { timeZone: 'Europe/London' });
            if (london(Date.now() - 420_000) === london(Date.now())) // put back over midnight it was measured yesterday
                assert.match((await therapist.open(href)).text, /value="190"/, 'what was measured today goes on into the next form of the day');
        });

        await t.test('before a visit, what stopped is said on the way through the form until it is settled, and then no more; a temperature in either degree', async () => {
            const [[account]] = sql(db, "SELECT account_id FROM member WHERE role = 'owner' ORDER BY created_us LIMIT 1");
            const client = await newClient(owner, { given: 'Thea', family: 'Walk', born: '1985-02-03', sex: 'female' });
            const { path } = await linkFor(owner, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_now: 'worst_headache' })).review)).status, 303);
            const made = await postJson(owner, '/appointments', { client, service: idText(2001), therapist: idText(account), day: dayAfter(today(), 1), time: '16:00', outside_hours: true });
            const before = new URL((await postJson(owner, `/appointments/${made.json.id}/before`)).json.url).pathname;
            const changed = async () => {
                const on = await phone.request(`${before}/changed`, { form: {} });
                assert.equal(on.status, 303);
                return (await phone.open(on.location)).text;
            };
            assert.match(await changed(), /role="alert"[\s\S]*Call your emergency number now/);
            const f = (await safety(client)).findings.find((one) => one.rule === 'headache-thunderclap');
            const letter = { act: 'cleared', who: 'Dr Ray', role: 'emergency physician', on: today(), reason: 'scanned' };
            assert.equal((await post(therapist, `/clients/${client}/safety/acts`, { finding: f.id, ...letter, _version: f.version })).status, 303);
            assert.doesNotMatch(await changed(), /Call your emergency number now/);
            const at = `/clients/${client}/intake`;
            const shown = await therapist.open(`${at}?p=measured&then=review`);
            assert.match(plain(shown.text), /Temperature \(°C or °F\)/);
            const hot = await therapist.request(at, { form: { ...formOf(shown).fields, q_temperature: '100.4', go: 'on' } });
            assert.equal(hot.status, 303, text(hot));
            const read = plain((await therapist.open(`${at}?p=review`)).text);
            assert.match(read, /38\.0 °C \(100\.4 °F\)/);
            const again = await therapist.open(`${at}?p=measured&then=review`);
            assert.equal((await therapist.request(at, { form: { ...formOf(again).fields, q_temperature: '60', go: 'on' } })).status, 422);
        });

        await t.test('a place said without a side is both sides, and stays so when the page is kept again', async () => {
            const at = `/clients/${await newClient(owner, { given: 'Kit', family: 'Knight', born: '1970-01-02', sex: 'male' })}/intake`;
            const skin = { q_skin: 'wound', go: 'on' };
            let page = await therapist.open(`${at}?p=skin&then=review`);
            assert.equal((await therapist.request(at, { form: { ...formOf(page).fields, ...skin, 'q_skin.where': 'knee' } })).status, 303);
            page = await therapist.open(`${at}?p=skin&then=review`);
            for (const side of ['left', 'right']) assert.match(page.text, new RegExp(`value="knee-${side}"[^>]* checked`));
            assert.equal((page.text.match(/name="q_skin.where"[^>]* checked/g) ?? []).length, 2);
        });

        await t.test('what was settled stays: a form that denies it, or leaves it out, is asked about, with what was settled beside it', async () => {
            const client = await newClient(owner, { given: 'Sol', family: 'Vane', born: '1960-04-04' });
            const at = `/clients/${client}`;
            const find = async (rule) => (await safety(client)).findings.find((f) => f.rule === rule);
            const says = async (special) => {
                const { path } = await linkFor(desk, client), phone = new Visitor(server);
                assert.equal((await send(phone, path, (await fillIn(phone, path, special)).review)).status, 303);
                return find('aneurysm');
            };
            const settle = async (act, reason = '') => {
                const f = await find('aneurysm'), letter = act === 'cleared' ? { who: 'Dr Ray', role: 'cardiologist', on: '2026-11-20' } : {};
                assert.equal((await post(therapist, `${at}/safety/acts`, { finding: f.id, act, reason, ...letter, _version: f.version })).status, 303);
            };
            const told = (f) => [f.state, f.against, f.before, f.before_reason];
            assert.deepEqual(told(await says({ q_heart: 'aneurysm' })), ['holds', false, '', '']);
            await settle('cleared', '<stable> & seen');
            assert.equal((await says({ q_heart: 'aneurysm' })).state, 'cleared');
            const line = async (who) => plain((await who.open(at)).text);
            assert.doesNotMatch(await line(therapist), /thing to ask before the session/);
            assert.deepEqual(told(await says({ q_heart: '', skip: '1' })), ['ask', false, 'cleared', '<stable> & seen']);
            assert.deepEqual(told(await says({})), ['ask', true, 'cleared', '<stable> & seen']);
            const page = plain((await therapist.open(`${at}/safety`)).text);
            assert.match(page, /This was so before, and the new health form no longer says it/);
            assert.match(page, /Before: Cleared in writing .*Dr Ray \(cardiologist\), 20 Nov 2026: <stable> & seen/);
            assert.match(await line(therapist), /thing to ask before the session/);
            assert.doesNotMatch(await line(desk), /aneurysm|Dr Ray/i);
            await settle('asked-no');
            assert.equal(await find('aneurysm'), undefined);
            assert.equal(await says({}), undefined);
        });

        await t.test('a cold ends by itself after two days without symptoms, a talk by what was agreed; what is known and stable is quiet and limits', async () => {
            const client = await newClient(owner, { given: 'Lou', family: 'Lift', born: `${new Date().getFullYear() - 12}-01-02` }), at = `/clients/${client}`;
            const { path } = await linkFor(desk, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path, { q_unwell: 'infection', q_medicines: 'aspirin', ...mother })).review)).status, 303);
            const find = async (rule) => (await safety(client)).findings.find((f) => f.rule === rule);
            const clear = async (rule, more) => {
                const f = await find(rule);
                return post(therapist, `${at}/safety/acts`, { finding: f.id, act: 'cleared', _version: f.version, ...more });
            };
            const day = (back) => dayAfter(today(), -back);
            assertRefused(await clear('infection', { reason: 'her GP says so' }), 'on', { reason: 'her GP says so' });
            assert.equal((await clear('infection', { on: day(0) })).status, 303);
            const cold = await find('infection');
            assert.deepEqual([cold.state, cold.way, cold.lifts_on], ['holds', 'symptom-free', day(-2)]);
            assert.match(plain((await therapist.open(`${at}/safety`)).text), /Free of symptoms\. .* No symptoms since .*\. Ends by itself on /);
            assertRefused(await clear('infection', { on: day(2) }), 'on', { on: day(2) }); // today she said that she has it
            const found = (await find('infection')).id, [since] = sql(db, 'SELECT id FROM finding').flat().filter((n) => idText(n) === found); // it was said three days ago
            sql(db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) SELECT practice_id, 7001, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us - 259200000000 FROM finding WHERE id = ${since}`);
            sql(db, `UPDATE finding SET ended_us = at_us WHERE id = ${since}`);
            assert.equal((await clear('infection', { on: day(2) })).status, 303);
            assert.equal((await find('infection')).state, 'cleared');
            assertRefused(await clear('minor', { who: 'Bea Lift', on: day(0) }), 'reason', { who: 'Bea Lift' });
            assert.equal((await clear('minor', { who: 'Bea Lift, her mother', on: day(0), reason: 'she stays in the room' })).status, 303);
            assert.match(plain((await therapist.open(`${at}/safety`)).text), /Cleared .*Bea Lift, her mother on .*she stays in the room/);
            assert.match(plain((await therapist.open(at)).text), /Adapt: /);
            assert.equal((await clear('aspirin', { who: 'Dr Ray', role: 'physician', on: day(30), reason: 'small dose since 2019' })).status, 303);
            const known = await find('aspirin'), page = plain((await therapist.open(`${at}/safety`)).text);
            assert.deepEqual([known.state, known.way], ['known', 'stable']);
            assert.match(page, /Pressure at most 3 of 5.*Nothing is to be done before the session/);
            assert.match(plain((await therapist.open(at)).text), /Nothing to do\. Known, and to be kept to: /);
            assert.doesNotMatch(plain((await desk.open(at)).text), /aspirin|Known|Dr Ray|Bea Lift/i);
        });

        await t.test('a health form that is more than a year old is asked for again, without content for the front desk', async () => {
            const client = await newClient(owner, { given: 'Old', family: 'Form', born: '1960-04-04' });
            const sent = BigInt(Date.now() - 367 * 864e5) * 1000n;
            const [[row, where]] = sql(db, "SELECT id, practice_id FROM client WHERE given = 'Old'");
            sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version)
                VALUES (${where}, 41, ${row}, ${sent}, ${sent}, ${sent}, '1', 'en', '{}', '{}', 2) RETURNING id`);
            assert.equal((await safety(client)).intake, 'old');
            for (const who of [therapist, desk]) assert.match((await who.open(`/clients/${client}`)).text, /The health form is more than a year old: ask again/);
            const { path } = await linkFor(desk, client), phone = new Visitor(server);
            assert.equal((await send(phone, path, (await fillIn(phone, path)).review)).status, 303);
            assert.equal((await safety(client)).intake, 'done');
            assert.doesNotMatch((await desk.open(`/clients/${client}`)).text, /more than a year old/);
        });

        await t.test('two tabs, another browser, another purpose, revoked, expired, merged', async () => {
            const client = await newClient(owner, { given: 'Di', family: 'Frost', born: '1990-03-04' });
            const { path, id } = await linkFor(owner, client);
            const phone = new Visitor(server);
            const first = await phone.open(path);
            assert.equal((await phone.request(path, { form: answers(first) })).status, 303);
            // the other tab still shows the empty page and says something else
            const late = await phone.request(path, { form: { ...answers(first), q_now: 'collapse' } });
            assert.equal(late.status, 409);
            assert.match(late.text, /value="collapse" checked|id="intake-q_now-collapse"[^>]*checked/);
            assert.match(late.text, /changed in another window/);
            const stranger = new Visitor(server);
            const elsewhere = await stranger.open(path);
            assert.match(elsewhere.text, /begun in another browser/);
            assert.doesNotMatch(elsewhere.text, /None of these|Di\b/);
            assert.equal((await stranger.request(path, { form: answers(first) })).status, 403);
            assert.equal((await stranger.request(`${path}/begin`, { form: { born: '1990-03-05' } })).status, 422);
            assert.equal((await stranger.request(`${path}/begin`, { form: { born: '1990-03-04' } })).status, 303);
            assert.equal(formOf(await stranger.open(path)).fields.p, 'now');
            assert.match((await phone.open(path)).text, /begun in another browser/);
            assert.equal((await phone.get(`/a/${path.slice(3)}`)).status, 404);
            assert.equal((await phone.get(`/i/${path.slice(3)}x`)).status, 404);
            assert.equal((await post(owner, `/clients/${client}/links/${id}/revoke`)).status, 303);
            assert.equal((await stranger.get(path)).status, 410);
            assert.equal((await stranger.request(path, { form: answers(first) })).status, 410);
            const old = await linkFor(owner, client);
            sql(db, 'UPDATE link SET expires_us = 1000000 WHERE revoked_us IS NULL');
            assert.equal((await stranger.get(old.path)).status, 410);
            assert.equal((await stranger.request(`${old.path}/send`, { form: { _version: '1' } })).status, 410);
        });

        await t.test('consents in the practice: the words of now, a name, a guardian under age; withdrawn, with all of it kept', async () => {
            const client = await newClient(owner, { given: 'Kit', family: 'Young', born: `${new Date().getFullYear() - 12}-01-02` });
            const at = `/clients/${client}`;
            const wording = forms((await therapist.open(`${at}/safety`)).text).find((f) => f.fields.consent === 'treatment').fields.wording;
            const record = (values) => post(therapist, `${at}/safety/consents`, { consent: 'treatment', wording, decision: 'yes', signed: 'Kit Young', ...values });
            assert.equal((await record({ wording: '1999-01-01' })).status, 409);
            const unsigned = await record({});
            assert.equal(unsigned.status, 422);
            assert.match(unsigned.text, /parent or guardian signs[\s\S]*value="Kit Young"/);
            const noPhone = await record({ guardian: '1', signed: 'Bea Young', guardian_relation: 'mother' });
            assert.equal(noPhone.status, 422);
            assert.match(noPhone.text, /name="guardian" value="1" checked[\s\S]*name="guardian_relation" value="mother"/);
            assert.equal((await record({ ...mother, signed: 'Bea Young' })).status, 303);
            assert.equal((await safety(client)).consent_treatment, true);
            assert.equal((await record({ decision: 'no', signed: '', note: 'changed their mind' })).status, 303);
            assert.equal((await safety(client)).consent_treatment, false);
            const rows = sql(db, "SELECT given, guardian, note FROM consent WHERE kind = 'treatment' AND client_id IN (SELECT id FROM client WHERE given = 'Kit') ORDER BY id");
            assert.deepEqual(rows, [['1', '1', 'mother, 020 7946 0001'], ['0', '0', 'changed their mind']]);
            assert.match((await therapist.open(`${at}/safety`)).text, /changed their mind/);
        });

        await t.test("the practice's own rules: looked through first, stricter freely, weaker with a reason, what stops never; they screen, and what was found stays", async () => {
            const rules = '/setup/rules', pick = (f) => f.names.includes('when');
            const rule = (id) => getJson(therapist, rules).then((r) => r.rules.find((x) => x.id === id));
            const before = await getJson(owner, rules);
            assert.match(before.sign_off, /neither a physician nor/);
            for (const path of [rules, `${rules}/aspirin`, '/setup/rules-file']) {
                assert.equal((await therapist.get(path)).status, 200, path);
                assert.equal((await desk.get(path)).status, 403, path);
            }
            assert.doesNotMatch((await therapist.open(`${rules}/aspirin`)).text, /textarea/);
            for (const id of ['nothing', 'own-r1']) assert.equal((await owner.get(`${rules}/${id}`)).status, 404);
            assert.equal((await therapist.get('/setup/own-rule')).status, 403);
            assert.match((await owner.open('/setup/own-rule')).text, /A rule of your own/);
            assert.equal((await postJson(therapist, `${rules}/aspirin/end`, { what: 'off', reason: 'x' })).status, 403);

            const ticked = await owner.submit(`${rules}/aspirin`, { regions: ['knee-left', 'knee-right', 'neck-left'], positions: 'seated' }, { pick });
            assert.match(plain(ticked.text), /Places not to treat \(stricter\): – → knee, neck-left Positions to use \(stricter\): – → seated/);
            for (const id of ['regions-knee-left', 'regions-knee-right', 'regions-neck-left', 'positions-seated', 'barred-cupping']) assert.match(ticked.text, new RegExp(`id="rule-${id}"[^>]* checked`));
            assert.doesNotMatch(ticked.text, /id="rule-regions-neck-right"[^>]* checked/);
            const looked = await owner.submit(`${rules}/aspirin`, { pressure_max: '2' }, { pick });
            assert.equal(looked.status, 422);
            assert.match(plain(looked.text), /What changes It is stricter than before\. Pressure at most \(1 to 5\) \(stricter\): 3 → 2/);
            assert.equal((await rule('aspirin')).kind, 'ours');
            assert.doesNotMatch(looked.text, /Look through what changes, then confirm/, 'at first it is no mistake');
            const unticked = await owner.send(looked, `${rules}/aspirin`, {}, { pick });
            assertRefused(unticked, 'confirm', { pressure_max: '2' });
            const saved = await owner.send(looked, `${rules}/aspirin`, { confirm: '1' }, { pick });
            assert.equal(saved.status, 303, text(saved));
            assert.equal((await rule('aspirin')).kind, 'edited');
            const after = await owner.open(saved.location);
            assert.match(plain(after.text), /To take this back, say why/);
            assert.ok(!forms(after.text).some((f) => f.action?.endsWith('/undo')));
            const change = saved.location.match(/made=(\w+)/)[1];
            assert.deepEqual(Object.keys(problems(await postJson(owner, `/setup/rule-changes/${change}/undo`, {}))), ['reason']);
            assert.equal((await postJson(owner, `/setup/rule-changes/${change}/undo`, { reason: 'Not needed here' })).json.rule, 'aspirin');
            assert.equal((await rule('aspirin')).kind, 'ours');

            const weaker = await owner.submit(`${rules}/aspirin`, { pressure_max: '4', confirm: '1' }, { pick: (f) => f.names.includes('when') });
            assertRefused(weaker, 'reason', { pressure_max: '4' });
            const made = await owner.send(weaker, `${rules}/aspirin`, { reason: 'Our physician says so', confirm: '1' }, { pick });
            assert.ok(forms((await owner.open(made.location)).text).some((f) => f.action?.endsWith('/undo')));
            const page = plain((await owner.open(`${rules}/aspirin`)).text);
            assert.match(page, /Made weaker by/);
            assert.match(page, /Our physician says so/);
            const stop = await owner.submit(`${rules}/now-stroke`, { level: 'S5', reason: 'x', confirm: '1' }, { pick });
            assertRefused(stop, 'level', { reason: 'x' });
            const milder = await owner.submit(`${rules}/clot-suspected`, { level: 'S3', reason: 'x' }, { pick });
            assert.match(plain(milder.text), /never weaker/);
            assert.doesNotMatch(milder.text, /is missing/);
            const unread = await owner.submit(`${rules}/aspirin`, { when: 'medicines.aspirin and (' }, { pick });
            assertRefused(unread, 'when', {});
            assert.doesNotMatch(unread.text, /byte \d/);
            const typo = await owner.submit(`${rules}/aspirin`, { when: 'medicines.aspirn', words: 'Mine' }, { pick });
            assertRefused(typo, 'when', { words: 'Mine', when: 'medicines.aspirn' });

            const own = { words: 'Our fever', level: 'S2', when: 'unwell.fever', for_client: 'Stay at home.', for_therapist: 'No visit.', valid: 'until cleared', source: 'Ours', review: '2030-01-01' };
            assert.deepEqual(Object.keys(problems(await postJson(owner, '/setup/own-rule', own))), ['confirm']);
            assert.equal((await postJson(owner, '/setup/own-rule', { ...own, confirm: true })).json.verdict, 'new');
            const client = await newClient(owner, { given: 'Fay', family: 'Rule', born: '1980-05-17', sex: 'female' });
            const { path } = await linkFor(desk, client);
            const phone = new Visitor(server);
            const { review, urgent } = await fillIn(phone, path, { q_unwell: 'fever' });
            assert.match(plain(urgent[0].text), /Stay at home\./);
            assert.equal((await send(phone, path, review)).status, 303);
            const found = (await safety(client)).findings.find((f) => f.rule === 'own-r1');
            assert.equal(found.level, 'S2', JSON.stringify(found));
            assert.equal((await postJson(owner, `${rules}/own-r1/end`, { what: 'back', reason: 'Ours says it now' })).status, 409);

            const same = await owner.submit(rules, { file: (await owner.get('/setup/rules-file')).text }, { pick: (f) => f.names.includes('file') });
            assert.match(plain(same.text), /Nothing changes: what this file says holds already/);
            const noFile = await owner.submit(rules, { file: 'hello' }, { pick: (f) => f.names.includes('file') });
            assert.match(plain(noFile.text), /This is not a file of rules/);
            const signed = '/setup/rules-signed', open = await getJson(therapist, signed);
            assert.deepEqual([open.physician, open.therapist, open.signatures], [false, false, []]);
            assert.equal((await postJson(therapist, signed, {})).status, 403);
            assert.doesNotMatch((await therapist.open(signed)).text, /Record a signature/);
            const paper = { signer: 'Dr Ada Bell', role: 'physician', licence: 'GMC 7', day: '2026-01-05' };
            const partly = await owner.submit(signed, { ...paper, licence: '' }, { pick: (f) => f.names.includes('signer') });
            assertRefused(partly, 'licence', { signer: 'Dr Ada Bell' });
            assert.equal((await owner.send(partly, signed, paper, { pick: (f) => f.names.includes('signer') })).status, 303);
            assert.match(plain((await therapist.open(rules)).text), /A physician has signed the rules as they stand\. A therapist has not\./);
            assert.equal((await postJson(owner, signed, { ...paper, what: 'All', digest: '0'.repeat(64) })).status, 409);
            const end = async (what) => {
                const form = forms((await owner.open(`${rules}/asthma`)).text).find((f) => f.action?.endsWith('/end'));
                assert.equal((await owner.request(form.action, { form: { ...form.fields, what, reason: 'We ask in person' } })).status, 303);
            };
            await end('off');
            assert.match(plain((await therapist.open(signed)).text), /The rules have changed since they were signed[\s\S]*Dr Ada Bell \(Physician, GMC 7\)[\s\S]*Outdated/);
            await end('back');
            assert.match(plain((await therapist.open(signed)).text), /A physician has signed the rules as they stand/);
            const { id: paperId } = (await getJson(owner, signed)).signatures[0];
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${signed}/back`, { signature: paperId, reason: '' }))), ['reason']);
            assert.equal((await postJson(owner, `${signed}/back`, { signature: paperId, reason: 'Not ours' })).status, 200);
            assert.match(plain((await owner.open(signed)).text), /Taken back[\s\S]*Not ours/);

            const file = JSON.parse((await owner.get('/setup/rules-file')).text);
            assert.deepEqual(file.rules.map((r) => r.id), ['aspirin', 'own-r1']);
            const other = await newPractice(house, { name: 'Other Rules', email: 'rules@practice.example' });
            assert.equal((await getJson(other.owner ?? other, rules)).version, before.version);
            const bad = await owner.submit(rules, { file: JSON.stringify({ ...file, rules: [{ id: 'own-two' }] }) }, { pick: (f) => f.names.includes('file') });
            assertRefused(bad, 'file', {});
            assert.match(plain(bad.text), /rules\[0\]: "words" is missing/);

            // hundreds of them: a health form is saved, screened and sent as before, and the command line says the same
            const many = { format: 'unknot-rules-1', rules: Array.from({ length: 290 }, (_, i) => ({ ...own, id: `own-m${i}`, level: i === 289 ? 'S2' : 'S5', verified: false,
                when: i === 289 ? 'unwell.fever' : `health.epilepsy and (temperature >= ${37 + (i % 50) / 10} or skin.wound)`, for_therapist: 'Ask. '.repeat(150) })) };
            const taken = await postJson(other, '/setup/rules-file', { file: JSON.stringify(many), confirm: true });
            assert.equal(taken.json.changed, 290, taken.text);
            const fay = await newClient(other, { given: 'Fay', family: 'Many', born: '1980-05-17', sex: 'female' });
            const long = await linkFor(other, fay), tablet = new Visitor(server);
            const filled = await fillIn(tablet, long.path, { q_unwell: 'fever' });
            assert.equal(filled.urgent.length, 1);
            assert.equal((await send(tablet, long.path, filled.review)).status, 303);
            assert.deepEqual((await getJson(other, `/clients/${fay}/safety`)).findings.filter((f) => !f.unknown).map((f) => f.rule), ['own-m289', 'fever']);
            const cli = async (...words) => {
                const { code, stdout, stderr } = await unknot([...words, '--db', db, '--practice', 'Other Rules'], { home: folder(t), input: '{"answers":{"unwell":["fever"]}}' });
                assert.equal(code, 0, stderr);
                return stdout;
            };
            const version = (await getJson(other, rules)).version;
            assert.match(await cli('rules', 'list'), new RegExp(`^S2  own-m289 +own +not read +Our fever$[\\s\\S]*^version ${version.replace('+', '\\+')}$`, 'm'));
            assert.match(await cli('rules', 'explain', 'own-m289'), /^own-m289 \(S2\)[\s\S]*^is +own$[\s\S]*^changes +\d{4}-\d\d-\d\d, set, new$/m);
            assert.match(await cli('rules', 'check'), /: 3\d\d rules$/m);
            assert.deepEqual(JSON.parse(await cli('screen')).findings.filter((f) => !f.unknown).map((f) => f.rule), ['own-m289', 'fever']);

            // a change that a newer version does not read any more is said to who may enter it again, where the day begins
            assert.doesNotMatch((await owner.open('/today')).text, /not in use any more/);
            sql(db, `INSERT INTO rule_edit (practice_id, id, rule, what, body, verdict, reason, account_id, at_us) SELECT practice_id, id + 1, 'own-gone', 'set', '{"id":"own-gone"}', 'new', '', account_id, at_us FROM rule_edit WHERE rule = 'aspirin' ORDER BY id DESC LIMIT 1`);
            assert.match((await owner.open('/today')).text, /href="\/setup\/rules">1 change of your safety rules is not in use any more/);
            assert.doesNotMatch((await therapist.open('/today')).text, /not in use any more/);
        });
    });
}
