// What the front desk must never read: what a client comes for, says, has and is treated with. It is written everywhere, and looked for on
// every page that the front desk may open.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, idText, newClient, newMember, postJson, sql, text, today } from '../lib/clinic.mjs';
import { addressOf, everything } from '../lib/everything.mjs';
import { engines, top } from '../lib/program.mjs';

const routes = readFileSync(join(top, 'src/web/routes.def'), 'utf8').split('\n').filter((line) => line.startsWith('R("GET"')).map((line) => {
    const [, pattern, verb, kinds] = /^R\("GET",\s*"([^"]+)",\s*(\w+),\s*&?\w+,\s*([A-Z|]+),/.exec(line);
    return { pattern, verb, kinds };
});

for (const engine of engines) {
    test(`eyes of the front desk, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const twin = await newClient(owner, { given: 'Nia', family: 'Quin', born: '1980-05-17' });
        const at = `/clients/${client}`;
        const made = async (path, values) => {
            const done = await postJson(owner, path, values);
            assert.ok([200, 201].includes(done.status), `${path}: ${done.text}`);
            return done.json;
        };
        const concern = (await made(`${at}/concerns`, { kind: 'pain', place: 'zqplace', onset: 'zqonset', history: 'zqhistory' })).id;
        const rating = (await made(`${at}/ratings`, { concern, day: today(), value: 5, note: 'zqnote' })).id;
        const ids = { client, other: twin, concern, rating, ...await everything(house, client, concern) };
        const numberOf = (table, id) => sql(db, `SELECT id FROM ${table}`).map(([n]) => n).find((n) => idText(n) === id);
        const person = numberOf('client', client);
        const [[practice, account]] = sql(db, `SELECT c.practice_id, m.account_id FROM client c JOIN member m ON m.practice_id = c.practice_id WHERE c.id = ${person}`);
        const visit = numberOf('appointment', ids.appointment);
        await made(`${at}/care`, { kind: 'medicine', words: 'zqcare', from: dayAfter(today(), -2) });
        await made(`${at}/adverse`, { what: 'numbness', severity: 'severe', day: dayAfter(today(), -1), said: 'zqadverse', action: 'zqaction' });
        sql(db, `UPDATE appointment SET reason = 'zqreason' WHERE id = ${visit}`);
        sql(db, `UPDATE plan SET goal = 'zqgoal', stop_rule = 'zqstop' WHERE id = 7001`);
        sql(db, `UPDATE letter SET paragraph = 'zqparagraph' WHERE finished_us IS NULL`);
        sql(db, `INSERT INTO note (practice_id, id, client_id, appointment_id, account_id, body, begun_us, saved_us, licence, signer, late, version)
            VALUES (${practice}, 8002, ${person}, ${numberOf('appointment', ids.placed)}, ${account}, '{"s":"zqsubjective","o":"zqobjective","a":"zqassessment","p":"zqplan"}', 1, 1, '', '', 0, 1)`);
        sql(db, `INSERT INTO note_amendment (practice_id, id, note_id, part, words, reason, at_us, account_id, licence, signer) VALUES (${practice}, 8003, 8001, 's', 'zqamended', 'zqwhy', 1, ${account}, 'L', 'S')`);
        sql(db, `INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version) VALUES (${practice}, 91, ${person}, 1, 1, 1, '1', 'en', '{"other":"zqanswer"}', '{}', 1)`);
        sql(db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (${practice}, 92, ${person}, 91, 'zqrule', '1', 2, 0,
            '{"title":"zqtitle","words":"zqfinding","for_client":"zqforclient","source":"zqsource","because":{},"limits":{}}', 0, 1)`);
        sql(db, `INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (${practice}, 97, ${person}, 91, 'zqstanding', '1', 2, 0,
            '{"title":"zqstands","words":"zqfinding","for_client":"","source":"","because":{},"limits":{}}', 0, 1)`);
        sql(db, `INSERT INTO finding_act (practice_id, id, finding_id, act, reason, at_us, account_id, licence) VALUES (${practice}, 93, 92, 'asked-no', 'zqact', 1, ${account}, 'L')`);
        sql(db, `INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, note) VALUES (${practice}, 94, ${person}, 'chest', 0, 'zqwording', '1', 'N', 0, 1, 'zqconsent')`);
        sql(db, `INSERT INTO plan_review (practice_id, id, plan_id, client_id, after_sessions, decision, reason, shown, at_us, account_id) VALUES (${practice}, 95, 7001, ${person}, 1, 'continue', 'zqreview', '{"x":"zqshown"}', 1, ${account})`);
        sql(db, `INSERT INTO alert_act (practice_id, alert_id, id, kind, words, at_us, account_id) VALUES (${practice}, 8101, 96, 'note', 'zqhelped', 1, ${account})`);
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        ids.member = (await getJson(owner, '/team')).members[0].id;
        ids.link = (await made(`${at}/links`, { purpose: 'intake' })).id;
        ids.step = 'place';
        await t.test('the owner reads it: the words are where they should be', async () => {
            const read = [];
            for (const path of [`/plans/${ids.plan}`, `${at}/care`, `${at}/safety`, `/notes/${ids.note}`, `/appointments/${ids.appointment}`, `/letters/${ids.letter}`, `${at}/concerns/${concern}`, `${at}/measures`, `/alerts/${ids.alert}`]) {
                const page = await owner.open(path);
                assert.equal(page.status, 200, `${path} ${text(page)}`);
                read.push(...page.text.matchAll(/zq[a-z]+/g));
            }
            assert.ok(new Set(read.map(String)).size >= 12, [...new Set(read.map(String))].join(' '));
        });

        await t.test('a therapist reads what stands on every page about the client, in one line of the same words', async () => {
            const line = /class="safety-line bad">(<a href="[^"]*\/safety">)?No session: zqstands/;
            const named = /\{(client|plan|note|letter|appointment|alert|response|receipt)\}|^\/appointments\/\{id\}/;
            // two people side by side; files for the client's hands; what is read off as a file or leads on to another page
            const without = ['/clients/{client}/merge/{other}', '/appointments/{id}/intake/{link}'];
            const bare = [];
            let seen = 0;
            for (const route of routes.filter((r) => named.test(r.pattern) && r.kinds.split('|')[0] === 'HTML' && !without.includes(r.pattern))) {
                const path = addressOf(route.pattern, ids);
                let page = await owner.get(path, { headers: { accept: 'text/html' } });
                if (page.status === 303) page = await owner.get(page.location, { headers: { accept: 'text/html' } });
                assert.equal(page.status, 200, `${path} ${text(page)}`);
                seen++;
                if (!line.test(page.text)) bare.push(route.pattern);
                // what goes to the client or a physician on paper has no word of it
                if (/receipt|letter/.test(route.pattern)) assert.match(page.text, /<div class="no-print">\s*<p class="safety-line bad">/, path);
            }
            assert.deepEqual(bare, []);
            assert.ok(seen > 25, `${seen}`);
        });

        const booked = sql(db, `SELECT day FROM appointment WHERE id = ${visit}`)[0][0];
        const of = new Date(Number(booked) * 86_400_000).toISOString().slice(0, 10);
        await t.test('a therapist reads it on the row of every list, in one line with all of it in its name; the front desk gets no such line, on no page and in no JSON', async () => {
            const row = /<(a|span) class="safety-row no-print bad"[^>]*title="No massage; refer today: zqstands\.[^"]*"><span class="safety-words" aria-hidden="true">No session: zqstands<\/span><span class="hidden">No massage; refer today: zqstands\./g;
            // at least so many rows: visits; clients; on Today the alert and the adverse event to be followed up
            for (const [path, least] of [[`/today?day=${of}`, 1], ['/today', 2], [`/week?day=${of}`, 1], ['/clients', 1], ['/clients?q=Nia', 1]]) {
                const page = await owner.open(path);
                assert.ok((page.text.match(row)?.length ?? 0) >= least, `${path} ${text(page)}`);
                assert.doesNotMatch((await desk.open(path)).text, /safety-row/, path);
            }
            for (const [path, list] of [[`/today?day=${of}`, 'visits'], ['/clients', 'clients'], ['/clients?q=Nia', 'clients'], ['/appointments/unfit', 'visits']]) {
                const rows = (await getJson(owner, path))[list];
                const said = rows.filter((r) => r.safety.state === 'stop').map((r) => r.safety.text);
                assert.ok(said.every((words) => words === 'No session: zqstands') && (said.length || path === '/appointments/unfit'), `${path} ${said}`);
                assert.ok((await getJson(desk, path))[list].every((r) => !('safety' in r)), path);
            }
        });

        await t.test('the front desk reads that the therapist is to call, where it finds somebody and on their page, and not why', async () => {
            for (const path of ['/clients?q=Nia', '/clients', at]) {
                const page = await desk.open(path);
                assert.equal(page.text.match(/Therapist to call/g)?.length, 1, `${path} ${text(page)}`);
            }
            const found = await getJson(desk, '/clients?q=Nia');
            assert.deepEqual(found.clients.map((c) => [c.family, c.call]).sort(), [['Quin', false], ['Quinn', true]]);
        });

        await t.test('the front desk does not, on any page it may open', async () => {
            let opened = 0;
            const queries = { '/book': [`?client=${client}&service=${ids.service}`], '/clients': ['?q=Nia'], '/receipts': [`?year=${today().slice(0, 4)}`],
                '/today': [`?day=${of}`, `?day=${of}&therapist=${ids.therapist}`], '/week': [`?therapist=${ids.therapist}`, `?day=${of}`] };
            for (const route of routes.filter((r) => !/\{(token|name|session|merge)\}/.test(r.pattern) && !r.kinds.includes('ASSET'))) {
                const path = addressOf(route.pattern, ids);
                for (const query of ['', ...(queries[route.pattern] ?? [])]) {
                    for (const accept of ['text/html', 'application/json', 'text/csv', 'application/pdf']) {
                        const page = await desk.get(path + (query && path.includes('?') ? query.replace('?', '&') : query), { headers: { accept } });
                        assert.ok(page.status < 500, path);
                        opened += page.status === 200;
                        const found = /\bzq[a-z]+\b|to turn the head|ibuprofen|Thank you\./.exec(page.text);
                        assert.equal(found, null, `${path}${query} as ${accept} shows ${found}`);
                    }
                }
            }
            assert.ok(opened > 40, `${opened}`);
        });
    });
}
