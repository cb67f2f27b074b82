// Calm around sessions: one tap, corrected with the first kept, seen by those who see measures; and never among what speaks of an outcome.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, idText, newClient, newMember, postJson, problems, sql, text, today } from '../lib/clinic.mjs';
import { everything } from '../lib/everything.mjs';
import { engines, top } from '../lib/program.mjs';

test('nothing but its own page, the tablet and the visit reads calm', () => {
    const users = [];
    for (const floor of ['store', 'desk', 'web', 'serve', 'cli']) {
        for (const name of readdirSync(join(top, 'src', floor), { recursive: true }).filter((n) => /\.[ch]$/.test(n))) {
            if (/include "(store\/|desk\/measures\/)?calm\.h"/.test(readFileSync(join(top, 'src', floor, name), 'utf8'))) users.push(`${floor}/${name}`);
        }
    }
    // the demo writes some, and reads none
    assert.deepEqual(users.sort().filter((name) => !name.startsWith('desk/data/demo_')), ['desk/links/kiosk.c', 'desk/measures/calm.c', 'desk/measures/calm.h', 'store/calm.c', 'web/links/page_kiosk.c', 'web/measures/page_calm.c']);
    const statements = readdirSync(join(top, 'sql')).filter((n) => n.endsWith('.sql') && n !== 'calm.sql').filter((n) => /\b(FROM|JOIN)\s+calm\b/.test(readFileSync(join(top, 'sql', n), 'utf8')));
    assert.deepEqual(statements, []);
});

for (const engine of engines) {
    test(`calm around sessions, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'stress', start: dayAfter(today(), -9) })).json.id;
        for (const ago of [8, 5, 2]) await postJson(owner, `${at}/ratings`, { concern, day: dayAfter(today(), -ago), value: 5 });
        const ids = await everything(house, client, concern);
        const visit = `/appointments/${ids.appointment}`, day = Math.floor(Date.now() / 86_400_000);
        const number = sql(db, 'SELECT id FROM appointment').map(([n]) => n).find((n) => idText(n) === ids.appointment);
        const outcome = async () => {
            const said = [];
            for (const path of [`${at}/progress.json`, `${at}/progress.csv`, `${at}/measures.json`, `${at}/responses.json`, `/plans/${ids.plan}.json`, `/plans/${ids.plan}/review`, `/letters/${ids.letter}`]) {
                const page = await owner.open(path);
                assert.equal(page.status, 200, `${path} ${text(page)}`);
                said.push(page.text.replace(/name="_key" value="\w+"/g, ''));
            }
            return said;
        };
        sql(db, `UPDATE appointment SET day = ${day}, state = 'in-session' WHERE id = ${number}`);
        const before = await outcome();
        const tap = (phase, value, seen = '') => postJson(owner, `${visit}/calm`, { phase, value, ...(seen ? { seen } : {}) });
        const seenOf = async (phase) => new RegExp(`name="phase" value="${phase}"><input type="hidden" name="seen" value="(\\w*)"`).exec((await owner.open(visit)).text)[1];

        await t.test('one tap; a second one without having seen the first is refused; the first is kept', async () => {
            assert.equal((await tap('before', 2)).status, 200);
            assert.deepEqual(problems(await tap('before', 4), 409), { value: 'calm.changed' });
            assert.deepEqual(problems(await tap('before', 11)), { value: 'error.range' });
            assert.deepEqual(Object.keys(problems(await tap('never', 1))), ['phase']);
            const done = await owner.submit(visit, { value: '4' }, { pick: (f) => f.action === `${visit}/calm` && f.fields.phase === 'before' });
            assert.equal(done.status, 303, text(done));
            assert.equal((await tap('after', 9)).status, 200);
            const page = await owner.open(visit);
            assert.match(page.text, /4 of 10[\s\S]*2 was entered first[\s\S]*9 of 10[\s\S]*5 points calmer/);
            assert.match((await owner.open(at)).text, /Calm around sessions[\s\S]*5 points calmer[\s\S]*/);
        });

        await t.test('never among what speaks of an outcome', async () => {
            assert.deepEqual(await outcome(), before);
        });

        await t.test('taken back, it no longer counts and stays in the record', async () => {
            const back = await owner.submit(visit, {}, { pick: (f) => f.action === `${visit}/calm/withdraw` && f.fields.phase === 'after' });
            assert.equal(back.status, 303, text(back));
            const page = await owner.open(visit);
            assert.match(page.text, /9 was taken back/);
            assert.doesNotMatch(page.text, /points calmer/);
            assert.equal(await seenOf('after'), '');
            assert.equal(sql(db, 'SELECT count(*) FROM calm')[0][0], '3');
            assert.throws(() => sql(db, 'UPDATE calm SET value = 0'));
            assert.throws(() => sql(db, 'DELETE FROM calm'));
        });

        await t.test('the front desk sees and enters none of it', async () => {
            const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
            for (const path of [visit, at]) assert.doesNotMatch((await desk.open(path)).text, /Calm around|of 10|calmer/);
            assert.equal((await postJson(desk, `${visit}/calm`, { phase: 'before', value: 1 })).status, 403);
        });

        await t.test('it moves with the client when two records are merged', async () => {
            const kept = await newClient(owner, { given: 'Nia', family: 'Quin', born: '1980-05-17' });
            const versions = Object.fromEntries(await Promise.all([client, kept].map(async (id) => [id, (await getJson(owner, `/clients/${id}`)).version])));
            const merged = await postJson(owner, `/clients/${kept}/merge/${client}`, { kept_version: versions[kept], gone_version: versions[client] });
            assert.ok([200, 303].includes(merged.status), merged.text);
            assert.match((await owner.open(`/clients/${kept}`)).text, /Calm around sessions/);
        });
    });
}
