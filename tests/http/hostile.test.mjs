// What a hostile or careless person sends is refused, or kept; it stops nothing and nobody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinicWithPlan } from '../lib/calendar.mjs';
import { dayAfter, postJson, text, today } from '../lib/clinic.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`hostile input, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { owner, server, client, plan } = await clinicWithPlan(t, engine);
        const link = async (purpose) => {
            const made = await postJson(owner, `/clients/${client}/links`, { purpose });
            assert.equal(made.status, 201, made.text);
            return new URL(made.json.url).pathname;
        };

        await t.test('a health form whose every answer is long and of control characters is refused', async () => {
            const path = await link('intake');
            const phone = new Visitor(server);
            const { questions } = JSON.parse(readFileSync(join(top, 'content/safety/questions.json'), 'utf8'));
            for (const page of new Set(questions.map((q) => q.page).filter(Boolean))) {
                const names = questions.filter((q) => q.page === page && !['choices', 'sites'].includes(q.kind)).map((q) => `q_${q.id}`);
                if (!names.length) continue;
                const body = [`p=${page}`, 'go=on', '_version=0', ...names.map((n) => `${n}=${'\u0001'.repeat(2600)}`)].join('&');
                const done = await phone.request(path, { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
                assert.equal(done.status, 422, `${page}: ${text(done)}`);
            }
        });

        await t.test('a place with characters that no XML may hold has its letter', async () => {
            const made = await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'knee \uFFFF\uFFFE', start: dayAfter(today(), -9) });
            assert.ok([200, 201].includes(made.status), made.text);
            for (let i = 0; i < 14; i++) {
                const rated = await postJson(owner, `/clients/${client}/ratings`, { concern: made.json.id, day: dayAfter(today(), -i), value: 5 });
                assert.ok([200, 201].includes(rated.status), rated.text);
            }
            const letter = await owner.get(`/clients/${client}/letters/new?concern=${made.json.id}`);
            assert.equal(letter.status, 200, text(letter));
            assert.match(letter.text, /<svg/);
        });

        await t.test('hundreds of answers by one link do not stop a review', async () => {
            const path = await link('answers');
            const phone = new Visitor(server);
            const status = [];
            for (let i = 0; i < 200; i++) {
                const said = await phone.request(path, { json: { care_kind: 'event', care_words: '<'.repeat(297) + i }, headers: { accept: 'application/json' } });
                status.push(said.status);
            }
            assert.deepEqual([status[0], status[19], status[20], status[199]], [200, 200, 422, 422]);
            assert.equal((await phone.request(path, { json: { care_kind: 'event', care_words: `${'<'.repeat(297)}0` }, headers: { accept: 'application/json' } })).status, 200,
                'what was said before is no more of it');
            const reviewed = await postJson(owner, `/plans/${plan}/review`, { decision: 'continue', reason: 'as before', _version: 1 });
            assert.equal(reviewed.status, 200, reviewed.text);
        });
    });
}
