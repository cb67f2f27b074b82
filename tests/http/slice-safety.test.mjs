// The health form by link and with staff, what the screening says of it, what the therapist does about it, consents. Front desk reads
// no answer and no finding anywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, getJson, newClient, newMember, newPractice, post, postJson, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

const formOf = (page) => forms(page.text).find((f) => f.names.includes('p') || f.names.includes('_version'));
const version = (page) => formOf(page).fields._version;

async function linkFor(person, client, more = {}) {
    const made = await postJson(person, `/clients/${client}/links`, { purpose: 'intake', ...more });
    assert.equal(made.status, 201, made.text);
    return { id: made.json.id, path: new URL(made.json.url).pathname };
}

// What a healthy adult says on a page: none of these, no; what is typed stays empty.
function healthy(form) {
    const values = {};
    for (const name of form.names) {
        if (name.startsWith('q_')) values[name] = 'none';
        if (['confer', 'agree'].includes(name) || name.startsWith('area_')) values[name] = 'yes';
        if (name === 'signed') values[name] = 'Nia Quinn';
        if (name === 'emergency_name') values[name] = 'Bo Quinn';
        if (name === 'emergency_phone') values[name] = '020 7946 0000';
    }
    return values;
}
// Which boxes are radio buttons follows from the page: they take "no", not "none".
function answers(page, special = {}) {
    const form = formOf(page), values = { ...form.fields, ...healthy(form), go: 'on' };
    for (const name of form.names) if (new RegExp(`type="radio"[^>]*name="${name}"`).test(page.text) && name.startsWith('q_')) values[name] = 'no';
    if (new RegExp('name="q_age"').test(page.text)) values.q_age = '40';
    if (/name="q_medicines.list"/.test(page.text)) values['q_medicines.list'] = '';
    return { ...values, ...Object.fromEntries(Object.entries(special).filter(([name]) => form.names.includes(name) || page.text.includes(`name="${name}"`))) };
}
// Goes through all pages; `special` answers stand in the place of the healthy ones. Returns { review, screens, urgent }.
async function fillIn(visitor, path, special = {}) {
    let page = await visitor.open(path), screens = 0;
    const urgent = [];
    for (; screens < 60 && !/\/send"/.test(page.text); screens++) {
        assert.equal(page.status, 200, text(page));
        if (!formOf(page)) {
            urgent.push(page);
            page = await visitor.open(unescapeHtml(/class="button quiet" href="([^"]+)"/.exec(page.text)[1]));
            continue;
        }
        const done = await visitor.request(path, { form: answers(page, special) });
        assert.equal(done.status, 303, text(done));
        page = await visitor.open(done.location);
    }
    return { review: page, screens: screens + 1, urgent };
}
const send = (visitor, path, review) => visitor.request(`${path}/send`, { form: forms(review.text).find((f) => f.action.endsWith('/send')).fields });

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
            assert.match(review.text, /Nobody watches these answers/);
            assert.equal((await safety(client)).intake, 'begun');
            const sent = await send(phone, path, review);
            assert.equal(sent.status, 303, text(sent));
            const thanks = await phone.open(path);
            assert.match(thanks.text, /Thank you, it was sent/);
            assert.doesNotMatch(thanks.text, /None of these|Bo Quinn|7946/);
            assert.equal((await send(phone, path, review)).status, 303, 'sent twice is sent once');
            const s = await safety(client);
            assert.deepEqual([s.intake, s.stop, s.defer, s.ask, s.consent_treatment, s.findings.length], ['done', false, false, 0, true, 0]);
            assert.deepEqual(s.consent_regions, { glutes: true, chest: true, 'inner-thigh': true, abdomen: true });
            assert.equal(sql(db, 'SELECT count(*) FROM intake WHERE submitted_us IS NOT NULL')[0][0], '1');
            const record = (await getJson(owner, `/clients/${client}`)).record;
            assert.equal(record.emergency_name, 'Bo Quinn');
            assert.match((await therapist.open(`/clients/${client}/safety`)).text, /It was|Consent to massage/);
            assert.match((await therapist.open(`/clients/${client}`)).text, /no finding stands/);
        });
    });
}
