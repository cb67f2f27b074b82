// The tablet at a visit: handed over by the front desk, how calm, the rating, a questionnaire, thanks, back with the password; the therapist
// reads the answers on the visit's page, the front desk does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { getJson, idText, newClient, password, post, postJson, sql, text } from '../lib/clinic.mjs';
import { workingClinic } from '../lib/day.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const shown = (page) => /data-i="([^"]*)"[^>]*novalidate>/.exec(page.text)[1];
const versionOf = (page) => /name="_version" value="(\d+)"/.exec(page.text)[1];

for (const engine of engines) {
    test(`a questionnaire on the tablet, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { people: { owner, therapist, 'front-desk': desk }, db, server } = await workingClinic(t, engine);
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const neck = (await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        sql(db, `INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, kind, day, minute, minutes, clearance, zone, start_us, end_us, clear_us, state, state_us, reason, cancel_reason, price, booked_us, version)
            SELECT practice_id, 9001, id, (SELECT id FROM account WHERE email = 'tess@practice.example'), (SELECT id FROM service WHERE name = 'Massage'), 'plan', ${Math.floor(Date.now() / 86_400_000)}, 540, 60, 0, 'Europe/London',
            ${Date.now()}000, ${Date.now() + 3_600_000}000, ${Date.now() + 3_600_000}000, 'booked', ${Date.now()}000, '', '', 6500, ${Date.now()}000, 1 FROM client`);
        sql(db, `INSERT INTO plan (practice_id, id, client_id, concern_id, template, goal, instrument, recall, account_id, service_id, sessions, per_week, every_weeks, price, review_sessions,
            review_weeks, stop_rule, evidence, state, agreed_us, end_reason, created_us, version) SELECT practice_id, 7001, client_id, id, '', 'to turn the head', 'nrs-pain', 'now',
            (SELECT id FROM account WHERE email = 'tess@practice.example'), (SELECT id FROM service WHERE name = 'Massage'), 6, 1, 1, 54000, 4, 4, 'no change', 'low', 'active', ${Date.now()}000, '', ${Date.now()}000, 1 FROM concern`);
        sql(db, `INSERT INTO plan_ask (practice_id, plan_id, position, instrument, every_days, between_visits) SELECT practice_id, id, 1, 'wellness', 0, 0 FROM plan`);
        const visit = `/appointments/${idText(9001)}`;
        const hand = async () => {
            const done = await post(desk, `${visit}/hand-over`, { what: 'before' });
            assert.deepEqual([done.status, done.location], [303, '/kiosk'], text(done));
            return (await desk.get('/kiosk')).location;
        };
        const takeBack = (person) => person.submit('/kiosk/back', { password }, { pick: (f) => f.action === '/kiosk/back' });

        const calm = await hand(), form = calm.replace('/calm', ''), q = `${form}/q/1`;
        assert.match(calm, /\/calm$/);
        const next = await desk.request(calm, { form: { value: '4' } });
        assert.deepEqual([next.status, next.location], [303, form]);
        const rated = await desk.request(form, { form: { [`rating_${neck}`]: '6' } });
        assert.equal(rated.status, 303, text(rated));
        let page = await desk.open(rated.location);
        assert.match(page.text, /Question 1 of 4/);
        assert.equal((await desk.get('/today')).location, '/kiosk', 'nothing else opens meanwhile');
        for (const [item, value] of [['sleep', '3'], ['stress', '5'], ['fatigue', '4'], ['soreness', '2']]) {
            assert.equal(shown(page), item);
            const done = await desk.request(q, { form: { _version: versionOf(page), i: item, [`q_${item}`]: value } });
            assert.equal(done.status, 303, text(done));
            page = await desk.open(done.location);
        }
        assert.equal(shown(page), 'review');
        const sent = await desk.request(`${q}/send`, { form: { _version: versionOf(page) } });
        assert.equal(sent.status, 303, text(sent));

        // thanks, and nothing of what was said, however it is asked for
        for (const path of [sent.location, '/kiosk', '/today']) {
            const thanks = await desk.open(path);
            assert.match(thanks.text, /hand the tablet back/, path);
            assert.doesNotMatch(thanks.text, /aria-pressed|checked|class="nav"/, path);
        }
        assert.doesNotMatch((await desk.open(q)).text, /aria-pressed|data-of="q_sleep">3/, 'the questions stand empty for the next person');
        assert.equal((await new Visitor(server).get(form)).status, 410, 'it opens on this tablet alone');
        assert.deepEqual(sql(db, 'SELECT mode, instrument FROM response WHERE submitted_us IS NOT NULL'), [['kiosk', 'wellness']]);

        const wrong = await desk.submit('/kiosk/back', { password: 'not it' }, { pick: (f) => f.action === '/kiosk/back' });
        assert.equal(wrong.status, 422);
        const back = await takeBack(desk);
        assert.equal(back.status, 303, text(back));
        assert.ok(back.location.startsWith(visit), back.location);
        const forDesk = await desk.open(back.location);
        assert.equal(forDesk.status, 200);
        assert.doesNotMatch(forDesk.text, /6 of 10|4 of 10|Well-being this morning/);
        assert.doesNotMatch(forDesk.text, /\/responses\//);

        const read = await therapist.open(visit);
        const answers = /href="(\/clients\/[^"]+\/responses\/[^"#]+)"/.exec(read.text);
        assert.ok(answers, text(read));
        assert.match(read.text, /4 of 10/, 'how calm');
        const whole = await therapist.open(answers[1]);
        assert.match(whole.text, /tablet/i);
        assert.deepEqual((await getJson(owner, `/clients/${client}/responses`)).responses.map((r) => [r.instrument, r.mode]), [['wellness', 'kiosk']]);
    });
}
