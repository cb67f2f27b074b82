// A session that ends while a form of it waits to be written: signed out in another tab, switched off by the owner.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';

import { clinic, csrfOf, newClient, post, sql, text } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';
import { servingPid } from '../lib/server.mjs';

const [sqlite] = engines;

// Another program holds the write lock until it is let go.
async function hold(t, db) {
    const code = 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute("BEGIN IMMEDIATE")\nprint("held",flush=True)\nsys.stdin.read()\nc.execute("ROLLBACK")';
    const child = spawn('python3', ['-c', code, db.slice('sqlite:'.length)], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => child.kill());
    await once(child.stdout, 'data');
    return async () => {
        child.stdin.end();
        await once(child, 'close');
    };
}

test('a form behind its own sign-out: 401, nothing written, the server stands', { skip: sqlite.skip }, async (t) => {
    const { db, server, owner } = await clinic(t, sqlite);
    const client = await newClient(owner, { born: '1980-05-17' });
    const csrf = await csrfOf(owner);
    const serving = await servingPid(server);
    const cookies = new Map(owner.cookies);
    const again = () => Object.assign(Object.create(Object.getPrototypeOf(owner)), { url: owner.url, cookies: new Map(cookies), csrf });
    const letGo = await hold(t, db);
    const out = post(again(), '/sign-out');
    await pause(300);
    const late = [
        post(again(), `/clients/${client}/links`),
        post(again(), '/clients', { given: 'Late', family: 'Comer', anyway: '1' }),
        post(again(), '/setup/contact', { name: 'Late name', crisis_line: '1' }),
        post(again(), '/account/password', { current: 'a long enough password', password: 'another long password', again: 'another long password' }),
    ];
    await pause(900);
    await letGo();
    assert.equal((await out).status, 303);
    const answers = await Promise.all(late);
    for (const answer of answers) assert.equal(answer.status, 401, text(answer));
    assert.match(answers[1].text, /Comer/, 'what was typed comes along to the sign-in');
    assert.equal(await servingPid(server), serving, 'it was not started again');
    assert.deepEqual(sql(db, "SELECT COUNT(*) FROM client WHERE given = 'Late'"), [['0']]);
    assert.deepEqual(sql(db, 'SELECT COUNT(*) FROM link'), [['0']]);
});
