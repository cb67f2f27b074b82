// The program as a person meets it first: it starts, says where, knows who it is, lets the demo's people in, and stops when asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoDatabase, engines, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor } from '../lib/visitor.mjs';

for (const engine of engines) {
    test(`health, a stranger, and the demo's people, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { db, demo } = await demoDatabase(t, engine, { clients: 5 });
        const server = await serve(t, { db });

        const health = await new Visitor(server).get('/healthz');
        assert.equal(health.status, 200);
        assert.match(health.headers.get('content-type'), /^application\/json/);
        const said = JSON.parse(health.text);
        assert.equal(said.version, (await unknot(['version'])).stdout.match(/\d+\.\d+\.\d+/)[0]);

        assert.equal((await new Visitor(server).get('/no-such-page')).status, 404);

        assert.ok(demo.sign_ins.length >= 3, 'the demo names its sign-ins');
        for (const { email, password } of demo.sign_ins) {
            const person = new Visitor(server);
            await person.signIn(email, password);
            assert.equal((await person.open('/')).status, 200);
        }

        assert.deepEqual(await server.stop(), { code: 0, signal: null });
    });
}
