// A backup that is restored writes to nobody by itself: what waited is held, and Today asks what becomes of it.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, newClient, newMember, post, postJson, sql } from '../lib/clinic.mjs';
import { mailbox } from '../lib/mailbox.mjs';
import { engines, folder, unknot } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';

const [sqlite] = engines; // a dump of PostgreSQL is loaded, and load stops what waited (desk/test_dump)
const quiet = (db, from, until) => sql(db, `INSERT INTO mail_setting SELECT id, '', ${from}, ${until}, 1, NULL, 1 FROM practice WHERE 1 = 1
    ON CONFLICT (practice_id) DO UPDATE SET quiet_from = ${from}, quiet_until = ${until}`);

test('a restored backup sends nothing before somebody says so', { timeout: 300_000 }, async (t) => {
    const house = await clinic(t, sqlite);
    const { db, home, owner } = house;
    const desk = await newMember(house.server, owner, 'front-desk', 'finn@practice.example');
    await house.server.stop();
    const box = await mailbox(t);
    const env = { UNKNOT_SMTP_URL: `smtp://127.0.0.1:${box.port}`, UNKNOT_MAIL_FROM: 'desk@clinic.example', UNKNOT_MAIL_EVERY: '50', UNKNOT_MAIL_PAUSE: '50' };
    const far = (new Date().getUTCHours() + 12) % 24;
    quiet(db, (far * 60 + 60) % 1440, far * 60); // it waits
    const people = [owner, desk];
    const on = async (address) => {
        const server = await serve(t, { db: address, home, env });
        for (const person of people) person.url = server.url;
        return server;
    };
    const linkTo = async (email) => {
        const who = await newClient(desk, { given: 'Ada', email, may_email: true });
        await postJson(owner, `/clients/${who}/concerns`, { kind: 'sleep' });
        const made = await postJson(desk, `/clients/${who}/links`, { purpose: 'answers' });
        assert.equal((await post(desk, `/clients/${who}/links/${made.json.id}/mail`)).status, 303);
        return `/clients/${who}/links/${made.json.id}`;
    };
    const first = await on(db);
    const page = await linkTo('waits@example.org');
    const copy = join(folder(t), 'copy.db');
    const done = await unknot(['backup', '--to', copy, '--db', db], { home });
    assert.equal(done.code, 0, done.stderr);
    await first.stop();
    assert.deepEqual(sql(db, 'SELECT state, error FROM outbox'), [['waiting', '']], 'what is copied goes on as it was');
    const again = join(folder(t), 'again.db');
    copyFileSync(copy, again);

    for (const act of ['send', 'drop']) {
        const restored = `sqlite:${act === 'send' ? copy : again}`, before = box.mails.length;
        quiet(restored, 0, 0);
        const server = await on(restored);
        const shown = await desk.open('/today');
        assert.match(shown.text, /1 message was held when a backup was restored/);
        assert.match((await desk.open(page)).text, /Held, as a backup was restored: waits@example\.org/);
        await linkTo(`later-${act}@example.org`); // what is asked for now goes out, and the held one stays
        await box.settled(before + 1);
        assert.deepEqual(box.mails.slice(before).map((m) => m.to[0]), [`later-${act}@example.org`]);
        assert.equal((await post(desk, '/mail/held', { do: 'burn' })).status, 422);
        assert.deepEqual(sql(restored, "SELECT COUNT(*) FROM outbox WHERE error = 'restored' AND state = 'waiting'"), [['1']]);
        assert.equal((await desk.submit('/today', { do: act }, { pick: (f) => f.action === '/mail/held' })).status, 303);
        if (act === 'send') {
            await box.settled(before + 2);
            assert.deepEqual(box.mails[before + 1].to, ['waits@example.org']);
        } else {
            assert.deepEqual(sql(restored, "SELECT state, error FROM outbox WHERE address = 'waits@example.org'"), [['stopped', 'restored']]);
            assert.match((await desk.open('/today')).text, /was dropped after the backup was restored/);
        }
        assert.doesNotMatch((await desk.open('/today')).text, /held when a backup/);
        await server.stop();
    }
});
