// What the health form asks again, what it draws, and who signs for a minor.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, newMember, post, sql, today } from '../lib/clinic.mjs';
import { fillIn, formOf, linkFor, mother, plain, send } from '../lib/health-form.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`what the health form asks again, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, db } = await clinic(t, engine);
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const safety = (client, person = therapist) => getJson(person, `/clients/${client}/safety`);

        await t.test('what cannot be is asked for again in words, and what was ticked is still there', async () => {
            const client = await newClient(owner, { given: 'Cora', family: 'Where', born: '1980-05-17', sex: 'female' });
            const { path } = await linkFor(desk, client), phone = new Visitor(server);
            let page = await phone.open(`${path}?p=implants`);
            const more = await phone.request(path, { form: { ...formOf(page).fields, q_implants: 'line', go: 'on' } });
            assert.match(more.location, /more=1/);
            page = await phone.open(more.location);
            assert.doesNotMatch(page.text, /name="q_implants\.where" value="none"/);
            const nowhere = await phone.request(path, { form: { ...formOf(page).fields, 'q_implants.where': 'none', go: 'on' } });
            assert.equal(nowhere.status, 422);
            assert.match(plain(nowhere.text), /Please choose a place/);
            assert.match(nowhere.text, /name="q_implants" value="line" checked/);
            assert.equal((await phone.request(path, { form: { ...formOf(page).fields, 'q_implants.where': 'upper-arm-left', go: 'on' } })).status, 303);
            page = await phone.open(`${path}?p=now`);
            const both = await phone.request(path, { form: { ...formOf(page).fields, q_now: ['none', 'blood'], go: 'on' } });
            assert.equal(both.status, 422);
            assert.match(plain(both.text), /Choose “None of these”, or what you have/);
            for (const value of ['none', 'blood']) assert.match(both.text, new RegExp(`name="q_now" value="${value}" checked`));
            page = await phone.open(`${path}?p=pregnancy`);
            page = await phone.open((await phone.request(path, { form: { ...formOf(page).fields, q_pregnancy: 'yes', q_birth: 'no', go: 'on' } })).location);
            const far = await phone.request(path, { form: { ...formOf(page).fields, 'q_pregnancy.due': dayAfter(today(), 400), go: 'on' } });
            assert.equal(far.status, 422);
            assert.match(plain(far.text), /too far ahead/);
            page = await phone.open(`${path}?p=heart`);
            page = await phone.open((await phone.request(path, { form: { ...formOf(page).fields, q_heart: 'clot', go: 'on' } })).location);
            const where = /id="intake-q_clot\.where"[\s\S]*?<\/fieldset>/.exec(page.text)[0];
            assert.match(where, /value="calf-left"[\s\S]*It was in a lung only/);
            assert.doesNotMatch(where, /name="q_clot\.where" value="(head|chest|upper-back)/);
            assert.match(where, /<svg/);
        });

        await t.test('pain is drawn: where it hurts is asked, read by the therapist, and begins the first concern; it is no finding', async () => {
            const client = await newClient(owner, { given: 'Pat', family: 'Pain', born: '1980-05-17', sex: 'female' });
            const { path } = await linkFor(desk, client), phone = new Visitor(server);
            let page = await phone.open(`${path}?p=pain`);
            assert.doesNotMatch(page.text, /q_pain\.where/);
            page = await phone.open((await phone.request(path, { form: { ...formOf(page).fields, q_pain: 'elsewhere', go: 'on' } })).location);
            assert.match(/id="intake-q_pain\.where"[\s\S]*?<\/fieldset>/.exec(page.text)[0], /data-site="knee-left"[\s\S]*value="knee-left"[\s\S]*In no one place[\s\S]*Not sure/);
            const { review } = await fillIn(phone, path, { q_pain: 'elsewhere', 'q_pain.where': ['knee-left', 'hand-right'] });
            assert.equal((await send(phone, path, review)).status, 303);
            assert.deepEqual((await safety(client)).findings, []);
            const read = /<section class="card"><dl class="said-list">[\s\S]*?<\/section>/.exec((await therapist.open(`/clients/${client}/safety`)).text);
            assert.match(plain(read[0]), /Where do you have pain\? (Right hand; Left knee|Left knee; Right hand)/);
            const ticked = (text) => [...text.matchAll(/name="site_([a-z-]+)"[^>]*checked/g)].map(([, site]) => site).sort();
            assert.deepEqual(ticked((await therapist.open(`/clients/${client}/concerns/new`)).text), ['hand-right', 'knee-left']);
            assert.deepEqual(ticked((await desk.get(`/clients/${client}/concerns/new`)).text), []);
        });

        await t.test('an operation three weeks ago: the letter lifts what defers, and the place stays left out, the rest light', async () => {
            const client = await newClient(owner, { given: 'Sue', family: 'Knee', born: '1980-05-17', sex: 'female' });
            const { path } = await linkFor(desk, client), phone = new Visitor(server);
            const said = { q_surgery: 'yes', 'q_surgery.day': dayAfter(today(), -21), 'q_surgery.limits': 'no', 'q_surgery.open': 'no', 'q_surgery.where': 'knee-left' };
            assert.equal((await send(phone, path, (await fillIn(phone, path, said)).review)).status, 303);
            const recent = (await safety(client)).findings.find((f) => f.rule === 'surgery-recent');
            assert.equal((await post(therapist, `/clients/${client}/safety/acts`, { finding: recent.id, act: 'cleared', _version: recent.version, who: 'Dr Kay', role: 'physician', on: today() })).status, 303);
            const left = await safety(client);
            assert.equal(left.defer, false);
            const place = left.findings.find((f) => f.rule === 'surgery-place');
            assert.equal(place.state, 'holds');
            assert.match(plain((await therapist.open(`/clients/${client}/safety`)).text), /Left knee/);
        });

        await t.test('the age that is typed where no day of birth is known: a guardian signs, by link, with staff and in the practice', async () => {
            for (const staff of [false, true]) {
                const client = await newClient(owner, { given: `Age${staff ? 'in' : 'link'}`, family: 'Fifteen' });
                const who = staff ? therapist : new Visitor(server), path = staff ? `/clients/${client}/intake` : (await linkFor(desk, client)).path;
                let page = await who.open(`${path}?p=you`);
                assert.equal((await who.request(path, { form: { ...formOf(page).fields, q_age: '15', q_guardian: 'no', go: 'on' } })).status, 303);
                page = await who.open(`${path}?p=consent`);
                const alone = await who.request(path, { form: { ...formOf(page).fields, agree: 'yes', signed: 'Age Fifteen', go: 'on' } });
                assert.equal(alone.status, 422);
                assert.match(plain(alone.text), /parent or guardian signs/i);
                const unnamed = await who.request(path, { form: { ...formOf(page).fields, agree: 'yes', signed: 'Bea Fifteen', guardian: '1', go: 'on' } });
                assert.equal(unnamed.status, 422);
                for (const box of ['guardian_relation', 'guardian_phone']) assert.match(unnamed.text, new RegExp(`href="#[^"]*${box}`), box);
                assert.equal((await who.request(path, { form: { ...formOf(page).fields, agree: 'yes', signed: 'Bea Fifteen', ...mother, go: 'on' } })).status, 303);
                // the age is said after it was signed: it is signed again
                for (const [age, guardian] of [['40', ''], ['15', '']]) {
                    page = await who.open(`${path}?p=you`);
                    await who.request(path, { form: { ...formOf(page).fields, q_age: age, go: 'on' } });
                    if (age === '15') continue;
                    page = await who.open(`${path}?p=consent`);
                    const { guardian: signed, ...fields } = formOf(page).fields;
                    assert.equal((await who.request(path, { form: { ...fields, agree: 'yes', signed: 'Age Fifteen', ...(guardian ? { guardian } : {}), go: 'on' } })).status, 303);
                }
                const review = await who.open(`${path}?p=review`);
                const refused = await who.request(`${path}/send`, { form: forms(review.text).find((f) => f.action.endsWith('/send')).fields });
                assert.equal(refused.status, 422);
                assert.match(plain(refused.text), /parent or guardian signs/i);
                const whole = await fillIn(who, path, { q_age: '15', ...mother, signed: 'Bea Fifteen', q_temperature: '', 'q_bp.systolic': '', 'q_bp.diastolic': '' });
                assert.equal((await send(who, path, whole.review)).status, 303);
                assert.deepEqual(sql(db, `SELECT given, guardian, signed, note FROM consent WHERE kind = 'treatment' AND client_id IN (SELECT id FROM client WHERE given = 'Age${staff ? 'in' : 'link'}')`).map((r) => r.map(String)), [['1', '1', 'Bea Fifteen', 'mother, 020 7946 0001']]);
                assert.equal((await safety(client)).findings.find((f) => f.rule === 'minor').state, staff ? 'cleared' : 'holds'); // in person, the guardian was talked with
                const wording = /name="wording" value="([^"]+)"/.exec((await therapist.open(`/clients/${client}/safety`)).text)[1];
                assert.equal((await post(therapist, `/clients/${client}/safety/consents`, { consent: 'treatment', decision: 'yes', wording, signed: 'Age Fifteen' })).status, 422);
            }
        });
    });
}
