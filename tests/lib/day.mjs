// A practice with a working day: therapists, services, hours, rooms, and visits booked over HTTP.
import assert from 'node:assert/strict';

import { clinic, getJson, idText, newMember, post, postJson, sql, text } from './clinic.mjs';

// Open all week from 08:00 to 20:00; { …clinic, services: { name: id }, people: { owner, therapist, 'front-desk' } }.
export async function workingClinic(t, engine, { open = ['08:00', '20:00'], services = [['Massage', 60, '65'], ['Short massage', 30, '40']] } = {}) {
    const house = await clinic(t, engine);
    const hours = {};
    for (let d = 1; d <= 7; d++) Object.assign(hours, { [`from_${d}_1`]: open[0], [`to_${d}_1`]: open[1] });
    let done = await house.owner.submit('/setup/hours', hours);
    assert.equal(done.status, 303, text(done));
    const rows = Object.fromEntries(services.flatMap(([name, minutes, price], i) => [[`name_${i}`, name], [`minutes_${i}`, `${minutes}`], [`price_${i}`, price]]));
    done = await house.owner.submit('/setup/services', rows);
    assert.equal(done.status, 303, text(done));
    const ids = Object.fromEntries(sql(house.db, 'SELECT name, id FROM service').map(([name, id]) => [name, idText(id)]));
    const people = {
        owner: house.owner,
        therapist: await newMember(house.server, house.owner, 'therapist', 'tess@practice.example'),
        'front-desk': await newMember(house.server, house.owner, 'front-desk', 'finn@practice.example'),
    };
    const accounts = Object.fromEntries(sql(house.db, 'SELECT email, id FROM account').map(([email, id]) => [email, idText(id)]));
    return { ...house, services: ids, people, accounts };
}

export const freeTimes = async (person, service, more = {}) => (await getJson(person, `/times?${new URLSearchParams({ service, ...more })}`)).times;

// Books by JSON; { id, … }.
export async function book(person, values) {
    const done = await postJson(person, '/appointments', { anyway: true, ...values });
    assert.equal(done.status, 201, done.text);
    return done.json;
}

export const visit = (person, id) => getJson(person, `/appointments/${id}`);

export async function setState(person, id, to, more = {}) {
    const { version } = await visit(person, id);
    return post(person, `/appointments/${id}/state`, { to, _version: version, ...more });
}

// A visit that is put back by so many days, as time would: rows of `taken` never change, and this one lies behind everything.
export function heldBefore(db, visit, days) {
    const [[id]] = sql(db, 'SELECT id FROM appointment').filter(([n]) => idText(n) === visit), us = days * 86_400_000_000;
    sql(db, `UPDATE appointment SET day = day - ${days}, start_us = start_us - ${us}, end_us = end_us - ${us}, clear_us = clear_us - ${us} WHERE id = ${id}`);
}
