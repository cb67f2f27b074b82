// Whoever follows a link that a page shows them gets there: every role walks the demo practice from its day on. A page never offers what the
// server then refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoDatabase, engines } from '../lib/program.mjs';
import { serve } from '../lib/server.mjs';
import { Visitor, unescapeHtml } from '../lib/visitor.mjs';

const shape = (path) => path.replace(/\b[0-9a-z]{13}\b/g, '*').replace(/\d{4}-\d\d(-\d\d)?/g, '*');
const OF_A_KIND = 6; // links from one kind of page to another kind: so many are followed

async function walk(person, from) {
    const came = new Map([[from, 'the beginning']]);
    const kinds = new Map();
    const dead = [];
    for (const path of came.keys()) { // what is added on the way is walked, too
        const page = await person.open(path);
        if (page.status !== 200) dead.push(`${path}: ${page.status}, offered by ${came.get(path)}`);
        if (page.status !== 200 || !/^text\/html/.test(page.headers.get('content-type'))) continue;
        for (const [, href] of page.text.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)) {
            const to = unescapeHtml(href), kind = `${shape(path)} ${shape(to)}`, n = kinds.get(kind) ?? 0;
            if (came.has(to) || n >= OF_A_KIND) continue;
            kinds.set(kind, n + 1);
            came.set(to, path);
        }
    }
    return { dead, pages: came.size, shapes: new Set([...came.keys()].map((path) => shape(path).replace(/\?.*/, ''))) };
}

for (const engine of engines) {
    test(`every link that is shown opens, ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, async (t) => {
        const { db, demo } = await demoDatabase(t, engine, { clients: 40, today: new Date().toISOString().slice(0, 10) });
        const server = await serve(t, { db });
        for (const role of ['owner', 'therapist', 'front-desk']) {
            const person = new Visitor(server);
            const who = demo.sign_ins.find((s) => s.role === role);
            await person.signIn(who.email, who.password);
            const seen = await walk(person, '/today');
            assert.deepEqual(seen.dead, [], role);
            assert.ok(seen.pages >= 100 && seen.shapes.size >= 15, `${role}: ${seen.pages} pages of ${seen.shapes.size} kinds`);
            t.diagnostic(`${role}: ${seen.pages} pages of ${seen.shapes.size} kinds`);
        }
    });
}
