// kill -9 under load: every write that was acknowledged is in the database afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engines, folder, unknot } from '../lib/program.mjs';
import { serve, servingPid } from '../lib/server.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

const rounds = Number(process.env.UNKNOT_KILL_ROUNDS ?? 50);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const dayText = (n) => new Date(Date.UTC(2021, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

for (const engine of engines) {
    test(`${rounds} kills under load lose nothing that was acknowledged, ${engine.name}`, { skip: engine.skip, timeout: 600_000 }, async (t) => {
        const home = folder(t);
        const db = await engine.database(t);
        const made = await unknot(['demo', '--db', db, '--clients', '40', '--seed', '1', '--json'], { home });
        assert.equal(made.code, 0, made.stderr);
        const owner = JSON.parse(made.stdout).sign_ins.find((s) => s.role === 'owner');
        const server = await serve(t, { db, home });
        const visitor = new Visitor(server);
        await visitor.signIn(owner.email, owner.password);
        const csrf = unescapeHtml(/name="_csrf" value="([^"]*)"/.exec((await visitor.open('/account')).text)[1]);
        const list = await visitor.get('/clients', { headers: { accept: 'text/html' } });
        const write = (client, day) => visitor.request(`/clients/${client}/diary`, { form: { _csrf: csrf, _key: `${client}${day}`, [`day_${day}`]: 'yes' } });
        const clients = []; // those with a headache concern, who have a diary
        for (const [, client] of list.text.matchAll(/\/clients\/([0-9a-z]{13})"/g)) {
            if (!clients.includes(client) && (await write(client, dayText(0))).status === 303) clients.push(client);
        }
        assert.ok(clients.length >= 4, `${clients.length} clients`);

        const acknowledged = []; // [client, day]
        let failed = 0, over = false;
        const worker = async (client) => {
            for (let n = 1; !over; n++) {
                const day = dayText(n);
                try {
                    const { status } = await write(client, day);
                    if (status === 303) acknowledged.push([client, day]);
                    else assert.ok(status === 503 || status === 408, `status ${status}`);
                } catch (error) {
                    if (error instanceof assert.AssertionError) throw error;
                    failed++; // the process was killed while this was under way: no promise was made
                    await sleep(5);
                }
            }
        };
        t.after(() => (over = true));
        const workers = clients.map(worker);
        for (let round = 0; round < rounds; round++) {
            await sleep(100 + (round * 37) % 150);
            const before = acknowledged.length;
            process.kill(await servingPid(server), 'SIGKILL');
            for (let i = 0; i < 200 && acknowledged.length === before; i++) await sleep(20);
            assert.ok(acknowledged.length > before, `round ${round}: it answers again`);
        }
        over = true;
        await Promise.all(workers);
        assert.equal((await server.stop()).code, 0, server.said().slice(-3000));

        const dump = await unknot(['dump', '--db', db], { home });
        assert.equal(dump.code, 0, dump.stderr);
        const kept = new Set(dump.stdout.split('\n').filter((l) => l.includes('"table":"diary_day"')).map((l) => JSON.parse(l)).map((r) => `${r.client ?? r.client_id} ${r.day}`));
        const lost = acknowledged.filter(([client, day]) => !kept.has(`${client} ${day}`));
        t.diagnostic(`${acknowledged.length} acknowledged, ${failed} cut off, ${lost.length} lost`);
        assert.ok(acknowledged.length > rounds * 5);
        assert.deepEqual(lost, []);
    });
}
