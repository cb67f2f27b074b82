// The health form filled in over HTTP, by link and with staff.
import assert from 'node:assert/strict';

import { postJson, text } from './clinic.mjs';
import { forms, unescapeHtml } from './visitor.mjs';

export const plain = (html) => unescapeHtml(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
export const mother = { guardian: '1', guardian_relation: 'mother', guardian_phone: '020 7946 0001' };
export const formOf = (page) => forms(page.text).find((f) => f.names.includes('p') || f.names.includes('_version'));

export async function linkFor(person, client, more = {}) {
    const made = await postJson(person, `/clients/${client}/links`, { purpose: 'intake', ...more });
    assert.equal(made.status, 201, made.text);
    return { id: made.json.id, path: new URL(made.json.url).pathname };
}

// What a healthy adult says on a page: none of these, no; what is typed stays empty.
export function healthy(form) {
    const values = {};
    for (const name of form.names) {
        if (name.startsWith('q_')) values[name] = 'none';
        if (['confer', 'agree'].includes(name) || name.startsWith('area_')) values[name] = 'yes';
        if (name === 'signed') values[name] = 'Nia Quinn';
        if (name === 'emergency_name') values[name] = 'Bo Quinn';
        if (name === 'physician') values[name] = 'Dr Moss';
        if (name === 'emergency_phone') values[name] = '020 7946 0000';
    }
    return values;
}
// Which boxes are radio buttons follows from the page: they take "no", not "none".
export function answers(page, special = {}) {
    const form = formOf(page), values = { ...form.fields, ...healthy(form), go: 'on' };
    for (const name of form.names) if (new RegExp(`type="radio"[^>]*name="${name}"`).test(page.text) && name.startsWith('q_')) values[name] = 'no';
    if (new RegExp('name="q_age"').test(page.text)) values.q_age = '40';
    if (/name="q_medicines.list"/.test(page.text)) values['q_medicines.list'] = '';
    return { ...values, ...Object.fromEntries(Object.entries(special).filter(([name]) => form.names.includes(name) || page.text.includes(`name="${name}"`))) };
}
// Goes through all pages; `special` answers stand in the place of the healthy ones. Returns { review, screens, urgent }.
export async function fillIn(visitor, path, special = {}) {
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
export const send = (visitor, path, review) => visitor.request(`${path}/send`, { form: forms(review.text).find((f) => f.action.endsWith('/send')).fields });
