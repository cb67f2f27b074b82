// The headache diary by its own link: one tap a day, back-filling marked, corrected without loss, taken back; from the client's own pages too.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, post, postJson, problems, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const json = { accept: 'application/json' };
const diaryOf = async (owner, who) => {
    const now = today(), months = new Set([now.slice(0, 7), dayAfter(now, -10).slice(0, 7)]);
    const all = [];
    for (const month of months) all.push(...(await getJson(owner, `/clients/${who}/measures?month=${month}`)).diary);
    return Object.fromEntries(all.map((d) => [d.day, d]));
};

for (const engine of engines) {
    test(`the diary link, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server } = await clinic(t, engine);
        const now = today();
        const who = await newClient(owner, { given: 'Hedda' });
        const { json: { id: head } } = await postJson(owner, `/clients/${who}/concerns`, { kind: 'headache' });
        assert.ok(head);
        const link = await postJson(owner, `/clients/${who}/links`, { purpose: 'diary' });
        assert.equal(link.status, 201, link.text);
        const url = new URL(link.json.url).pathname, phone = new Visitor(server);
        assert.match(url, /^\/d\//);

        await t.test('it lives 28 days', async () => {
            const [row] = (await getJson(owner, `/clients/${who}/links`)).links;
            assert.equal(row.purpose, 'diary');
            assert.equal(Math.round((Date.parse(row.expires) - Date.parse(row.created)) / 86400e3), 28);
        });

        await t.test('one tap for a day without; the days before, a week back; what is filled in later is marked', async () => {
            const page = await phone.get(url);
            assert.match(page.text, new RegExp(`<button class="button primary" type="submit" name="day_${now}" value="no">`));
            assert.equal([...page.text.matchAll(/value="no">/g)].length, 8, 'today and seven days');
            const tap = (values) => phone.request(url, { form: values });
            for (const back of [0, 1, 2, 7]) {
                const done = await tap({ [`day_${dayAfter(now, -back)}`]: back === 7 ? 'yes' : 'no' });
                assert.equal(done.status, 303, done.text);
                assert.equal(done.location.split('?')[0], url);
            }
            assert.equal((await tap({ [`day_${dayAfter(now, -8)}`]: 'no' })).status, 422);
            assert.equal((await tap({ [`day_${dayAfter(now, 1)}`]: 'no' })).status, 422);
            assert.equal((await tap({})).status, 422);
            const days = await diaryOf(owner, who);
            assert.deepEqual([0, 1, 2, 7].map((n) => days[dayAfter(now, -n)]).map((d) => [d.headache, d.filled_in_later, d.version]),
                [[false, false, 1], [false, false, 1], [false, true, 1], [true, true, 1]]);
            const after = await phone.get(`${url}?done=done.diary`);
            assert.match(after.text, /Kept\. Thank you\./);
            assert.doesNotMatch(after.text, /No headache today/);
        });

        await t.test('a correction keeps what was said, and does not take the mark away', async () => {
            const on = dayAfter(now, -2), say = (more) => phone.request(url, { json: { [`day_${on}`]: 'yes', ...more }, headers: json });
            assert.deepEqual(problems(await say({}), 409), { [`day_${on}`]: 'diary.on-record' });
            const done = await say({ [`was_${on}`]: '1' });
            assert.equal(done.status, 200, done.text);
            assert.deepEqual(JSON.parse(done.text), { days: 1 });
            const day = (await diaryOf(owner, who))[dayAfter(now, -2)];
            assert.deepEqual([day.headache, day.filled_in_later, day.version], [true, true, 2]);
            const shown = await owner.get(`/clients/${who}/measures?month=${dayAfter(now, -2).slice(0, 7)}`);
            assert.match(shown.text, /Filled in later/);
            const csv = (await owner.get(`/clients/${who}/progress.csv`)).text.trim().split('\r\n').map((l) => l.split(','));
            assert.equal(csv[0].at(-1), 'filled_in_later');
            assert.deepEqual(csv.slice(1).map((l) => l.at(-1)).sort(), ['', '', 'yes', 'yes']);
        });

        await t.test('what others entered stays until it is changed on purpose, and the therapist sees from what', async () => {
            const on = dayAfter(now, -5), day = `day_${on}`, was = `was_${on}`, other = new Visitor(server);
            assert.equal((await postJson(owner, `/clients/${who}/diary`, { [day]: 'no' })).status, 200);
            const page = await phone.get(url), row = page.text.slice(page.text.indexOf(`id="${day}"`)).split('</li>')[0];
            assert.match(row, new RegExp(`Recorded: no headache.*name="${was}" value="1".*<details class="change"><summary>Change.*name="${day}" value="yes"`, 's'));
            assert.equal([...page.text.matchAll(new RegExp(`name="${day}"`, 'g'))].length, 1, 'nowhere without that step');
            // a page that was open before it was entered
            const refused = await phone.request(url, { form: { [day]: 'yes' } });
            assert.equal(refused.status, 409);
            assert.match(refused.text, /Something else is on record for this day.*<details class="change" open>/s);
            assert.deepEqual((await diaryOf(owner, who))[on].headache, false);
            assert.equal((await phone.request(url, { form: { [day]: 'no' } })).status, 303, 'the same again changes nothing');
            assert.equal((await other.request(url, { form: { [day]: 'yes', [was]: '1' } })).status, 303);
            const late = await phone.request(url, { form: { [day]: 'no', [was]: '1' } });
            assert.equal(late.status, 409, 'the other device was first');
            assert.match(late.text, /was changed while this page was open/);
            for (const bad of ['0', 'x', '99']) assert.equal((await phone.request(url, { form: { [day]: 'no', [was]: bad } })).status, 409, bad);
            const kept = (await diaryOf(owner, who))[on];
            assert.deepEqual([kept.headache, kept.version, kept.filled_in_later, kept.source, kept.before.map((b) => [b.headache, b.source])], [true, 2, true, 'client', [[false, 'therapist']]]);
            const shown = (await owner.get(`/clients/${who}/measures?month=${on.slice(0, 7)}`)).text;
            assert.match(shown, /Changed: The client, \d+ \w+ \d+<\/span><br><span class="day-date">Before: no headache\. The practice, \d/);
        });

        await t.test('without a headache concern nothing is asked; taken back, it is over', async () => {
            const other = await newClient(owner, { given: 'Nils' });
            const none = await postJson(owner, `/clients/${other}/links`, { purpose: 'diary' });
            assert.deepEqual([none.status, problems(none)], [422, { asks: 'link.diary-no-headache' }]);
            const head = (await postJson(owner, `/clients/${other}/concerns`, { kind: 'headache' })).json.id;
            const made = await postJson(owner, `/clients/${other}/links`, { purpose: 'diary' }), there = new URL(made.json.url).pathname;
            assert.equal((await post(owner, `/clients/${other}/concerns/${head}/close`, { closed: now, _version: 1 })).status, 303);
            assert.match((await phone.get(there)).text, /Nothing|nothing/);
            assert.equal((await phone.request(there, { form: { [`day_${now}`]: 'no' } })).status, 404);
            assert.equal((await postJson(owner, `/clients/${who}/links/${link.json.id}/revoke`, {})).status, 303);
            assert.equal((await phone.get(url)).status, 410);
            assert.equal((await phone.request(url, { form: { [`day_${now}`]: 'yes' } })).status, 410);
        });

        await t.test('from the own pages, and a shared phone asks for the birth date first', async () => {
            const ada = await newClient(owner, { given: 'Ada', born: '1980-02-03' });
            await postJson(owner, `/clients/${ada}/concerns`, { kind: 'headache' });
            const shared = await postJson(owner, `/clients/${ada}/links`, { purpose: 'diary', shared_phone: true });
            const there = new URL(shared.json.url).pathname, visitor = new Visitor(server);
            assert.doesNotMatch((await visitor.get(there)).text, /headache today/i);
            assert.equal((await visitor.request(there, { json: { [`day_${now}`]: 'no' }, headers: json })).status, 403);
            assert.equal((await visitor.request(`${there}/confirm`, { form: { born: '1981-02-03' } })).status, 422);
            assert.equal((await visitor.request(`${there}/confirm`, { form: { born: '1980-02-03' } })).status, 303);
            assert.match((await visitor.get(there)).text, /No headache today/);

            const home = await postJson(owner, `/clients/${ada}/links`, { purpose: 'home' });
            const door = new URL(home.json.url).pathname;
            assert.equal((await visitor.request(`${door}/confirm`, { form: { born: '1980-02-03' } })).status, 303);
            assert.match((await visitor.get(door)).text, /Keep the headache diary/);
            const on = await visitor.request(`${door}/diary`, { form: {} });
            assert.equal(on.status, 303, on.text);
            assert.match(on.location, /^\/d\//);
            assert.match((await visitor.get(on.location)).text, /No headache today/);
            assert.equal((await visitor.request(`${door}/diary`, { form: {} })).location, on.location, 'the one that stands');
        });
    });
}
