// What comes back through the sign-in page is written by whoever posts it: as large and as dense as it can be made.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { init, text } from '../lib/clinic.mjs';
import { engines, folder } from '../lib/program.mjs';
import { serve, servingPid } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

const [sqlite] = engines;

test('a kept form that grows threefold when it is encoded again: the sign-in answers, the server stands', { skip: sqlite.skip }, async (t) => {
    const home = folder(t);
    const db = await sqlite.database(t);
    await init(db, home, 'Quiet Hands', 'olive@practice.example');
    const server = await serve(t, { db, home });
    const serving = await servingPid(server);
    for (const kept of [`given=${'!'.repeat(196_000)}`, `given=${'é'.repeat(50_000)}`, `given=x&note=${'!'.repeat(60_000)}`]) {
        const body = `email=nobody%40practice.example&password=wrong&kept_to=%2Fclients&kept=${encodeURIComponent(kept)}`;
        const answer = await new Visitor(server).request('/sign-in', { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
        assert.equal(answer.status, 422, text(answer));
    }
    assert.equal(await servingPid(server), serving, 'it was not started again');
});
