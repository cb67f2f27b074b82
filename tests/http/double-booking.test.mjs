// Two hundred people want the same hour at the same moment: one has it, and all others are told what is free near it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, calendar, inDays } from '../lib/sound.mjs';
import { csrfOf, postJson, sql } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

const AT_ONCE = 200;

// Sends them all at once; the one that was booked, and the refusals.
async function race(c, day, of) {
    await csrfOf(c.owner);
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => postJson(c.owner, '/appointments',
        { service: c.service, day, time: '10:00', kind: 'relaxation', reason: `caller ${i}`, ...of(i) })));
    const won = answers.filter((a) => a.status === 201), lost = answers.filter((a) => a.status !== 201);
    assert.equal(won.length, 1, `${won.length} were booked: ${JSON.stringify(lost.slice(0, 2))}`);
    for (const a of lost) {
        assert.equal(a.status, 409, a.text);
        assert.deepEqual(a.json.error.problems.map((p) => p.field), ['time'], a.text);
        assert.ok(a.json.nearest.length > 0, a.text);
        assert.ok(a.json.nearest.every((n) => n.day !== day || n.time !== '10:00'), a.text);
    }
    return lost;
}

for (const engine of engines) {
    test(`two hundred at once, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const therapists = 6;
        const c = await calendar(t, engine, { therapists, rooms: [1], clients: AT_ONCE });
        const only = (rule, lost) => assert.deepEqual([...new Set(lost.map((a) => a.json.error.problems[0].rule))], [rule]);

        await t.test('one therapist', async () => {
            only('appointment.taken-therapist', await race(c, inDays(7), (i) => ({ client: c.clients[i], therapist: c.therapists[0] })));
        });
        await t.test('one place in the room', async () => {
            const lost = await race(c, inDays(8), (i) => ({ client: c.clients[i], therapist: c.therapists[i % therapists], room: c.rooms[0] }));
            for (const a of lost) assert.match(a.json.error.problems[0].rule, /^appointment\.taken-(therapist|room)$/); // of those who asked for the winner
        });
        await t.test('one client', async () => {
            sql(c.db, 'UPDATE room SET places = 20');
            const lost = await race(c, inDays(9), (i) => ({ client: c.clients[0], therapist: c.therapists[i % therapists] }));
            for (const a of lost) assert.match(a.json.error.problems[0].rule, /^appointment\.taken-(therapist|client)$/);
            // what is offered instead is free for that client too
            const [offer] = lost[0].json.nearest;
            const taken = await postJson(c.owner, '/appointments', { client: c.clients[0], service: c.service, day: offer.day, time: offer.time, therapist: offer.therapist });
            assert.equal(taken.status, 201, taken.text);
        });
        assert.equal(sql(c.db, 'SELECT COUNT(*) FROM appointment')[0][0], '4');
        assertSound(c.db);
    });
}
