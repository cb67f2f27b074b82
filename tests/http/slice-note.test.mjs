// The session's note over HTTP: who may, the draft at every change, two tabs, a session that ends, a server that is killed, signing, amending.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, getJson, idText, newClient, newMember, newPractice, post, postJson, problems, sql, text, today, words } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { servingPid } from '../lib/server.mjs';
import { Visitor, forms, unescapeHtml } from '../lib/visitor.mjs';

// The editor's form. Visitor's forms know one select of a name; each row of what was done has one.
function formOf(page) {
    const form = forms(page.text).find((f) => f.action.endsWith('/note'));
    const selects = [...page.text.matchAll(/<select[^>]*name="t_pressure"[^>]*>([\s\S]*?)<\/select>/g)];
    form.fields.t_pressure = selects.map(([, options]) => /value="(\d)" selected/.exec(options)[1]);
    return form;
}
const row = { t_technique: ['petrissage'], t_site: ['shoulder-left'], t_minutes: ['40'], t_pressure: ['3'] };

// A visit of `client` that was over two days ago; its id.
async function visitOf(house, client) {
    const { owner, db } = house;
    const day = new Date(Date.parse(today()) + 864e5).toISOString().slice(0, 10);
    const made = await postJson(owner, '/appointments', { client, service: idText(2001), day, time: `${10 + house.n++}:00`, outside_hours: true });
    assert.equal(made.status, 201, made.text);
    const back = 3 * 86_400_000_000;
    sql(db, `UPDATE appointment SET day = day - 3, start_us = start_us - ${back}, end_us = end_us - ${back}, clear_us = clear_us - ${back}`
        + ` WHERE start_us > ${Date.now() * 1000}`);
    return made.json.id;
}

for (const engine of engines) {
    test(`the session's note, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = Object.assign(await clinic(t, engine), { n: 0 });
        const { owner, server, db } = house;
        const [[practice]] = sql(db, 'SELECT practice_id FROM member');
        sql(db, `INSERT INTO service (practice_id, id, name, minutes, price, active, position, version, clearance_minutes) VALUES (${practice}, 2001, 'Deep tissue', 60, 5000, 1, 0, 1, 15)`);
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn' });
        const visit = await visitOf(house, client);
        const at = `/appointments/${visit}/note`;
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        let note;

        await t.test('the front desk gets nowhere, a stranger and another practice neither', async () => {
            for (const path of [at, `/clients/${client}/notes`]) assert.equal((await desk.get(path)).status, 403, path);
            for (const path of [at, `${at}/sign`]) assert.equal((await post(desk, path, { s: 'x' })).status, 403, path);
            assert.equal((await postJson(desk, `${at}/autosave`, { s: 'x' })).status, 403);
            const other = await newPractice(house, { name: 'Elsewhere', email: 'ed@elsewhere.example' });
            assert.equal((await other.get(at)).status, 404);
            assert.equal((await postJson(other, `${at}/autosave`, { s: 'x' })).status, 404);
            assert.equal((await therapist.get(at)).status, 403, 'not their session, nothing to read yet');
        });

        await t.test('a draft is kept at every change; two tabs; another therapist reads and does not write', async () => {
            const first = await postJson(owner, `${at}/autosave`, { _version: '0', s: 'sore & "tired"', ...row });
            assert.equal(first.status, 200, first.text);
            assert.equal(first.json.version, 1);
            assert.match(first.json.saved, /Saved/);
            assert.equal((await postJson(owner, `${at}/autosave`, { _version: '0', s: 'sore & "tired"', ...row })).json.version, 1, 'sent twice');
            problems(await postJson(owner, `${at}/autosave`, { _version: '0', s: 'the other tab' }), 409);
            const tab = await owner.open(at);
            assert.equal(formOf(tab).fields.s, 'sore & "tired"');
            assert.equal((await postJson(owner, `${at}/autosave`, { _version: '1', s: 'changed', ...row })).json.version, 2);
            const refused = await owner.request(at, { form: { ...formOf(tab).fields, s: 'mine', do: '' } });
            assert.equal(refused.status, 409, text(refused));
            assert.equal(formOf(refused).fields.s, 'mine', 'what was typed');
            assert.match(refused.text, /<dd class="lines">changed<\/dd>/, 'and what is kept');
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/autosave`, { _version: '2', moon: 'full' }))), ['moon']);
            assert.deepEqual(Object.keys(problems(await postJson(owner, `${at}/autosave`, { _version: '2', s: 'x'.repeat(4001) }))), ['s']);
            const read = await therapist.open(at);
            assert.equal(read.status, 200);
            assert.match(read.text, /changed/);
            assert.equal((await postJson(therapist, `${at}/autosave`, { _version: '2', s: 'theirs' })).status, 403);
        });

        await t.test('buttons without JavaScript: add, remove', async () => {
            const page = await owner.open(at);
            const added = await owner.request(at, { form: { ...formOf(page).fields, do: 'add', add_site: ['neck', 'abdomen'], add_side: 'right', add_technique: 'effleurage', add_minutes: '5' } });
            assert.equal(added.status, 303, text(added));
            const after = formOf(await owner.open(at)).fields;
            assert.deepEqual(after.t_site, ['shoulder-left', 'neck-right', 'abdomen']);
            assert.equal((await owner.request(at, { form: { ...after, do: 'remove-2' } })).status, 303);
            const rows = formOf(await owner.open(at)).fields;
            assert.deepEqual(rows.t_site, ['shoulder-left', 'neck-right']);
            assert.equal((await owner.request(at, { form: { ...rows, do: 'add' } })).status, 422, 'neither where nor how');
        });

        await t.test('calm is tapped on the note’s page: the draft is kept with it, and it is no part of the note', async () => {
            const typed = { ...formOf(await owner.open(at)).fields, s: 'typed before the tap' };
            const tapped = await owner.request(at, { form: { ...typed, do: 'calm-before-4' } });
            assert.equal(tapped.status, 303, text(tapped));
            assert.match(tapped.location, /\/note#calm$/);
            const page = await owner.open(at);
            assert.equal(formOf(page).fields.s, 'typed before the tap');
            assert.match(words(page), /Just before 4 of 10/);
            assert.doesNotMatch(page.text, /value="calm-before-/, 'said once; corrected where the visit is');
            const late = await owner.request(at, { form: { ...formOf(page).fields, s: 'another tab', do: 'calm-before-6' } });
            assert.equal(late.status, 409, text(late));
            assert.equal(formOf(late).fields.s, 'another tab');
            assert.doesNotMatch(words(late), /typed before the tap/, 'no other draft is in the way');
            assert.equal((await owner.request(at, { form: { ...formOf(page).fields, do: 'calm-soon-6' } })).status, 422);
            assert.equal((await owner.request(at, { form: { ...formOf(page).fields, do: 'calm-before-11' } })).status, 422);
            assert.deepEqual(sql(db, 'SELECT phase, value FROM calm'), [['before', '4']]);
        });

        await t.test('a session that ends while typing: what was typed goes through the sign-in', async () => {
            const page = await owner.open(at);
            const gone = new Visitor(server);
            const refused = await gone.request(at, { form: { ...formOf(page).fields, s: 'typed meanwhile' } });
            assert.equal(refused.status, 401, text(refused));
            assert.match(unescapeHtml(refused.text), /typed\+meanwhile|typed%20meanwhile|typed meanwhile/);
            assert.equal((await gone.request(`${at}/autosave`, { json: { s: 'x' }, headers: { accept: 'application/json' } })).status, 401);
        });

        await t.test('signing: refused with every reason at once, then for good', async () => {
            const page = await owner.open(at);
            const refused = await owner.request(`${at}/sign`, { form: { ...formOf(page).fields, s: 'kept as typed' } });
            assert.equal(refused.status, 422, text(refused));
            assert.equal(formOf(refused).fields.s, 'kept as typed');
            const said = problems(await postJson(owner, `${at}/sign`, { _version: formOf(page).fields._version, s: 'x', ...row }));
            assert.deepEqual(Object.keys(said).sort(), ['consent', 'late_reason', 'limits_reason']);
            const done = await owner.request(`${at}/sign`, { form: { ...formOf(page).fields, s: 'better', consent: '1', limits_reason: 'on paper', late_reason: 'was ill' } });
            assert.equal(done.status, 303, text(done));
            note = done.location.split('?')[0];
            const read = await owner.open(done.location);
            assert.match(read.text, /L-1/);
            assert.match(read.text, /Late entry/);
            assert.match(words(read), /Calm around this session\s+Just before: 4 of 10/);
            assert.equal((await postJson(owner, `${at}/autosave`, { _version: '9', s: 'again' })).status, 409);
            assert.equal((await owner.get(at)).location, note);
            assert.equal(sql(db, `SELECT state FROM appointment WHERE state = 'done'`).length, 1);
            assert.equal(sql(db, 'SELECT position FROM treated').length, 2);
        });

        await t.test('then only amended; both can be read', async () => {
            const refused = await owner.submit(note, { part: 'o', words: '', reason: 'slip' });
            assert.equal(refused.status, 422, text(refused));
            assert.equal(forms(refused.text).find((f) => f.action.endsWith('/amend')).fields.reason, 'slip');
            assert.equal((await owner.submit(note, { part: 'o', words: 'left, not right', reason: 'slip' })).status, 303);
            const read = await owner.open(note);
            assert.match(read.text, /better/);
            assert.match(read.text, /left, not right/);
            assert.equal((await post(therapist, `${note}/amend`, { part: 'o', words: 'x', reason: 'y' })).status, 403);
            assert.equal((await desk.get(note)).status, 403);
            assert.equal((await post(desk, `${note}/amend`, { part: 'o', words: 'x', reason: 'y' })).status, 403);
            const all = (await getJson(owner, `/clients/${client}/notes`)).notes;
            assert.deepEqual(all.map((n) => [n.signed, n.late, n.minutes, n.amendments]), [[true, true, 45, 1]]);
            assert.equal((await getJson(owner, `/clients/${client}/notes?region=shoulder`)).notes.length, 1);
            assert.equal((await getJson(owner, `/clients/${client}/notes?technique=cupping`)).notes.length, 0);
            assert.equal((await owner.open(`/clients/${client}/notes`)).status, 200);
        });

        await t.test('the next one: carried forward, marked, confirmed in one tap', async () => {
            const next = `/appointments/${await visitOf(house, client)}/note`;
            const page = await owner.open(next);
            const fields = formOf(page).fields;
            assert.equal(fields.s + fields.o, '');
            assert.deepEqual([fields.unconfirmed].flat(), ['techniques']);
            assert.deepEqual([fields.t_site].flat(), ['shoulder-left', 'neck-right']);
            assert.match(page.text, /from last time/);
            const whole = { ...fields, consent: '1', limits_reason: 'on paper', late_reason: 'ill' };
            assert.match(text(await owner.request(`${next}/sign`, { form: whole })), /^422/);
            assert.equal((await owner.request(next, { form: { ...whole, do: 'confirm' } })).status, 303);
            const after = formOf(await owner.open(next)).fields;
            assert.equal(after.unconfirmed, undefined);
            assert.equal((await owner.request(`${next}/sign`, { form: after })).status, 303);
        });

        await t.test('what stands: asked in one tap, painted, said where it is chosen and recorded; gone past with a reason, which is listed', async () => {
            const mia = await newClient(owner, { given: 'Mia', family: 'Limit' }), [[person]] = sql(db, "SELECT id FROM client WHERE given = 'Mia'");
            const limits = '{"avoid":["calf-left","abdomen"],"barred":["petrissage"],"pressure_max":2,"minutes_max":30,"positions":["side-lying"]}';
            const finding = (id, level, unknown, title, limit) => sql(db, `INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us)
                VALUES (${practice}, ${id}, ${person}, '${title}', '1', ${level}, ${unknown}, '{"title":"${title}","because":{"skin":${unknown ? 'null' : '["wound"]'}},"limits":${limit}}', 0, 1)`);
            finding(501, 5, 0, 'zqlimits', limits);
            finding(502, 3, 1, 'zqfever', '{}');
            finding(503, 4, 1, 'zqwound', '{"avoid":["shoulder-left"]}');
            const there = `/appointments/${await visitOf(house, mia)}/note`;
            const page = await owner.open(there);
            assert.match(page.text, /<div class="body-views limits" role="img" aria-label="Do not treat: [^"]*Left calf/);
            for (const mark of ['left: do not treat', 'do not treat: a finding', 'do not use: a finding', 'not now: a finding']) assert.ok(page.text.includes(mark), mark);
            assert.match(words(page), /Ask before you begin .*zqfever.*Asked: no .*zqwound/);
            const button = (say, title, from = page) => new RegExp(`value="(ask-${say}-[^"]+)" aria-label="[^"]*${title}`).exec(from.text)?.[1];
            const no = button('no', 'zqfever');
            const tap = await owner.request(there, { form: { ...formOf(page).fields, s: 'typed before the tap', do: no } });
            assert.equal(tap.status, 303, text(tap));
            assert.match(tap.location, /\/note#ask$/);
            let next = await owner.open(there);
            assert.equal(formOf(next).fields.s, 'typed before the tap');
            assert.equal(button('no', 'zqfever', next), undefined);
            const late = await owner.request(there, { form: { ...formOf(next).fields, s: 'a second tap', do: no } });
            assert.equal(late.status, 409, text(late));
            assert.equal(formOf(late).fields.s, 'a second tap');
            assert.equal((await owner.request(there, { form: { ...formOf(next).fields, do: 'ask-perhaps-x-1' } })).status, 422);
            assert.equal((await owner.request(there, { form: { ...formOf(next).fields, do: button('yes', 'zqwound', next) } })).status, 303);
            assert.deepEqual(sql(db, 'SELECT finding_id, act FROM finding_act WHERE finding_id IN (502, 503) ORDER BY id'), [['502', 'asked-no'], ['503', 'asked-yes']]);
            next = await owner.open(there);
            const kept = await postJson(owner, `${there}/autosave`, { _version: formOf(next).fields._version, s: 'x', position: ['prone'], consent: true, ...row });
            assert.equal(kept.status, 200, kept.text);
            const said = kept.json.breaches.join(' | ');
            for (const part of [/Left shoulder/, /[Pp]ressure/, /30/, /[Pp]rone|[Ff]ace down/]) assert.match(said, part);
            assert.ok(kept.json.breaches.length >= 5, said);
            const version = `${kept.json.version}`;
            const sign = (more) => postJson(owner, `${there}/sign`, { _version: version, s: 'x', position: ['prone'], consent: true, ...row, late_reason: 'ill', ...more });
            assert.deepEqual(Object.keys(problems(await sign({}))), ['limits_reason']);
            const signed = await sign({ limits_reason: 'zqpast: agreed with her midwife' });
            assert.equal(signed.status, 200, signed.text);
            const shown = words(await owner.open(`/notes/${sql(db, 'SELECT id FROM note ORDER BY id DESC LIMIT 1').map(([n]) => idText(n))[0]}`));
            assert.match(shown, /Past a limit, or not on file .*More pressure than 2: [^,]*, .*because of: zqlimits.*because of: zqlimits; zqwound|zqwound.*Why you went past this zqpast/);
            const record = words(await owner.open(`/clients/${mia}/safety`));
            assert.match(record, /Sessions that went past a limit .*zqpast: agreed with her midwife.*licence L-1/);
            const concern = (await postJson(owner, `/clients/${mia}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
            const plan = words(await owner.open(`/clients/${mia}/plans/new?concern=${concern}`));
            assert.match(plan, /The findings allow 30 minutes at most/);
            assert.match(plan, /Deep tissue.*: longer than the findings allow/);
        });

        await t.test('the server is killed in the middle of typing: the text is there again', async () => {
            const last = `/appointments/${await visitOf(house, client)}/note`;
            const kept = await postJson(owner, `${last}/autosave`, { _version: '0', s: 'typed before the power went' });
            assert.equal(kept.status, 200, kept.text);
            process.kill(await servingPid(server), 'SIGKILL');
            let page = null;
            for (let i = 0; i < 500 && page?.status !== 200; i++) {
                page = await owner.open(last).catch(() => null);
                if (page?.status !== 200) await new Promise((done) => setTimeout(done, 20));
            }
            assert.equal(formOf(page).fields.s, 'typed before the power went');
        });
    });
}
