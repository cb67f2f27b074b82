// Paper while the desk works: letters and receipts are drawn on the pool's threads at the same time as visits are booked. Run
// with a build of -fsanitize=thread too (./test tsan), it is how races between those threads would be found.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dayAfter, idText, newClient, sql, today } from '../lib/clinic.mjs';
import { book, freeTimes } from '../lib/day.mjs';
import { demoDatabase, engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

const AT_ONCE = 4, BOOKINGS = 4;

for (const engine of engines) {
    test(`PDFs in parallel with bookings, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { db, demo } = await demoDatabase(t, engine);
        const person = new Visitor(await serve(t, { db, words: ['--pool-threads', '4', '--request-timeout', '120'] }));
        await person.signIn(demo.sign_ins[0].email, demo.sign_ins[0].password);
        const ids = (statement) => sql(db, statement).map(([id]) => idText(id));
        const paper = [
            ...ids('SELECT id FROM letter ORDER BY id').map((id) => `/letters/${id}.pdf`),
            ...ids('SELECT id FROM receipt ORDER BY id LIMIT 8').map((id) => `/receipts/${id}.pdf`),
        ];
        assert.ok(paper.length >= 12, `${paper.length} papers`);
        const draw = async (first) => {
            for (let i = first; i < paper.length; i += AT_ONCE) {
                const answer = await fetch(new URL(paper[i], person.url), { headers: { cookie: [...person.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
                const bytes = Buffer.from(await answer.arrayBuffer());
                assert.equal(answer.status, 200, paper[i]);
                assert.equal(bytes.subarray(0, 5).toString(), '%PDF-', paper[i]);
            }
        };
        const [service] = ids("SELECT id FROM service WHERE name LIKE 'Therapeutic massage, 60%'");
        const from = dayAfter(today('America/New_York'), 1);
        const bookings = async () => {
            for (let n = 0; n < BOOKINGS; n++) {
                const client = await newClient(person, { given: `Given${n}`, family: `Family${n}` });
                const [free] = await freeTimes(person, service, { from });
                await book(person, { client, service, therapist: free.therapist, day: free.day, time: free.time });
            }
        };
        const before = Number(sql(db, 'SELECT count(*) FROM appointment')[0][0]);
        await Promise.all([...Array.from({ length: AT_ONCE }, (_, i) => draw(i)), bookings()]);
        assert.equal(Number(sql(db, 'SELECT count(*) FROM appointment')[0][0]), before + BOOKINGS);
    });
}
