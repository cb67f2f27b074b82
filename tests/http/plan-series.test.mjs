// A plan's series over HTTP: proposed, refused whole with free times in place, booked whole, replayed, taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinicWithPlan, taken, weekdayAhead } from '../lib/calendar.mjs';
import { csrfOf, dayAfter, getJson, idText, newMember, post, postJson, problems, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor, forms } from '../lib/visitor.mjs';

const count = (db, where = 'plan_id = 7001') => Number(sql(db, `SELECT COUNT(*) FROM appointment WHERE ${where}`)[0][0]);
const bookForm = (page) => forms(page.text).find((f) => f.method === 'POST' && f.names.includes('therapist'));

for (const engine of engines) {
    test(`a series is proposed, booked in one step, replayed and taken back, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const made = await clinicWithPlan(t, engine);
        const { owner, db, plan } = made;
        const monday = weekdayAhead(1);
        const wanted = `/plans/${plan}/series?weekday=1&time=10:00&first=${monday}&therapist=${made.account}`;
        const page = await owner.open(wanted);
        assert.equal(page.status, 200, text(page));
        assert.match(page.text, /12 sessions of Deep tissue, 60 minutes, once a week/);
        assert.match(page.text, /Together: 540\.00 GBP/);
        assert.match(page.text, />Book all 12</);
        const form = bookForm(page);
        assert.equal(form.fields.s0, `${monday}T10:00`);
        assert.equal(form.fields.s11, `${dayAfter(monday, 77)}T10:00`);
        assert.equal(count(db), 0, 'looking books nothing');

        const done = await owner.request(form.action, { method: 'POST', form: form.fields });
        assert.equal(done.status, 303, text(done));
        assert.equal(count(db, "plan_id = 7001 AND minute = 600 AND kind = 'plan' AND state = 'booked'"), 12);
        const again = await owner.request(form.action, { method: 'POST', form: form.fields });
        assert.equal(again.status, 303);
        assert.equal(again.location, done.location.replace('&done=done.series', ''));
        assert.equal(count(db), 12, 'a replay books nothing more');
        const more = await post(owner, form.action, { ...form.fields, _key: 'another' });
        assert.equal(more.status, 422, text(more));
        assert.match(more.text, /Only 0 sessions of this plan are left/);

        const shown = await owner.open(done.location);
        assert.match(shown.text, /The sessions are booked\./);
        assert.equal((shown.text.match(/class="badge/g) ?? []).length, 12);
        const undo = forms(shown.text).find((f) => f.action.endsWith('/undo'));
        const undone = await owner.request(undo.action, { method: 'POST', form: undo.fields });
        assert.equal(undone.status, 303, text(undone));
        assert.equal(count(db, "state = 'cancelled'"), 12);
        assert.equal(sql(db, 'SELECT COUNT(*) FROM taken')[0][0], '0');
    });

    test(`conflicts come first, all at once, with free times that can be booked as they are, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const made = await clinicWithPlan(t, engine);
        const { owner, db, plan } = made;
        const monday = weekdayAhead(1);
        await taken(made, monday, '10:00');
        await taken(made, dayAfter(monday, 21), '09:30');
        const wanted = `/plans/${plan}/series?weekday=1&time=10:00&first=${monday}`;
        const free = bookForm(await owner.open(`/plans/${plan}/series?weekday=1&time=15:00&first=${monday}`));
        const page = await owner.open(wanted);
        assert.match(page.text, /2 times are not free[\s\S]*10 times are free/);
        const form = bookForm(page);
        assert.equal(form.fields.s0, `${monday}T11:15`, 'the nearest is chosen');

        // somebody is quicker: what was free is not, nothing is booked, and the page shows what is taken now
        await taken(made, dayAfter(monday, 35), '15:00');
        const refused = await owner.request(free.action, { method: 'POST', form: free.fields });
        assert.equal(refused.status, 409, text(refused));
        assert.match(refused.text, /1 time is not free[\s\S]*11 times are free/);
        assert.equal(count(db), 0);
        const mended = bookForm(refused);
        assert.equal(mended.fields.s4, `${dayAfter(monday, 28)}T15:00`);
        assert.notEqual(mended.fields.s5, `${dayAfter(monday, 35)}T15:00`);
        const done = await owner.request(mended.action, { method: 'POST', form: { ...mended.fields, s7: '' } });
        assert.equal(done.status, 303, text(done));
        assert.equal(count(db), 11, 'one was left out');
        assert.match((await owner.open(done.location)).text, />Book it</);
    });

    test(`a series as JSON, and who may, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const made = await clinicWithPlan(t, engine, { sessions: 3 });
        const { owner, db, plan, server } = made;
        const monday = weekdayAhead(1);
        await taken(made, dayAfter(monday, 7), '10:00');
        const path = `/plans/${plan}/series`;
        const shown = await getJson(owner, `${path}?weekday=1&time=10:00&first=${monday}`);
        assert.deepEqual([shown.planned, shown.to_book, shown.overdue, shown.price], [3, 3, 0, 54000]);
        assert.deepEqual(shown.sessions.map((s) => s.conflict), ['free', 'therapist', 'free']);
        assert.equal(shown.sessions[1].others.length, 3);
        const session = shown.sessions.map((s) => s.session);
        const refused = await postJson(owner, path, { therapist: made.account, session });
        assert.deepEqual(problems(refused, 409), { 'session[1]': 'appointment.taken-therapist' });
        assert.deepEqual(refused.json.sessions[1].others, shown.sessions[1].others);
        assert.deepEqual(problems(await postJson(owner, path, { therapist: made.account, session: ['tomorrow'] })), { session: 'series.choose' });
        assert.deepEqual(problems(await postJson(owner, path, { session, colour: 'red' })), { therapist: 'error.required', colour: 'error.unknown-field' });
        assert.deepEqual(Object.keys(problems(await postJson(owner, path, { therapist: made.account, session: [...session, `${dayAfter(monday, 30)}T10:00`] }))), ['sessions']);

        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        session[1] = `${shown.sessions[1].others[0].day}T${shown.sessions[1].others[0].time}`;
        // a finding that stops holds the series too, and says nothing of itself
        const held = "INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us) SELECT practice_id, 92, client_id, 'zqrule', '1', 2, 0, '{\"title\":\"zqtitle\",\"because\":{},\"limits\":{}}', 0, 1 FROM plan WHERE id = 7001";
        sql(db, held);
        const no = await postJson(desk, path, { therapist: made.account, session });
        assert.deepEqual(problems(no), { plan: 'series.held' });
        assert.doesNotMatch(no.text, /zq/);
        sql(db, 'UPDATE finding SET ended_us = 2 WHERE id = 92');
        const placed = await postJson(desk, path, { therapist: made.account, session });
        assert.equal(placed.status, 201, placed.text);
        assert.equal(placed.json.appointments.length, 3);
        const page = await desk.open(path);
        assert.equal(page.status, 200, text(page));
        assert.doesNotMatch(page.text, /turn the head|nrs-pain|neck/, 'the front desk reads nothing clinical here');
        const undo = await postJson(desk, `${path}/${placed.json.appointments[1]}/undo`);
        assert.equal(undo.status, 200, undo.text);
        assert.equal(count(db, "plan_id = 7001 AND state = 'cancelled'"), 3);
        assert.equal((await new Visitor(server).request(path, { headers: { accept: 'application/json' } })).status, 401);
        assert.equal((await owner.get(`/plans/${made.client}/series`, { headers: { accept: 'application/json' } })).status, 404);
        assert.ok(await csrfOf(desk));
    });

    test(`two who place the same times at once: one has them all, the other none, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const made = await clinicWithPlan(t, engine);
        const { owner, db } = made;
        sql(db, "INSERT INTO plan SELECT practice_id, 7002, client_id, concern_id, template, goal, instrument, recall, set_id, target, account_id, service_id, sessions, per_week, every_weeks, price, review_sessions, review_weeks, stop_rule, evidence, state, agreed_us, ended_us, end_reason, created_us, by_id, version FROM plan WHERE id = 7001");
        const monday = weekdayAhead(1);
        const session = Array.from({ length: 12 }, (_, i) => `${dayAfter(monday, 7 * i)}T10:00`);
        await csrfOf(owner);
        const other = idText(7002);
        const answers = await Promise.all([made.plan, made.plan, other].map((plan) => postJson(owner, `/plans/${plan}/series`, { therapist: made.account, session })));
        assert.equal(answers.filter((a) => a.status === 201).length, 1, answers.map((a) => `${a.status} ${a.text.slice(0, 200)}`).join('\n'));
        assert.equal(count(db, 'plan_id IN (7001, 7002)'), 12, 'no half series');
        assert.equal(sql(db, 'SELECT COUNT(*) FROM taken')[0][0], '24');
    });
}
