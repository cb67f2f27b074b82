// What was there before a change, what was said, signed and issued: no SQL changes or takes it away. A merge alone may move it to another record
// of the same person.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { sql } from '../lib/clinic.mjs';
import { demoDatabase, engines } from '../lib/program.mjs';

// Each table with columns that never change. `once`: what is written once, with what stands for "not yet".
const STAYS = {
    client_version: { columns: ['body', 'at_us', 'version'] },
    appointment_before: { columns: ['body', 'what'] },
    concern_before: { columns: ['body'] },
    plan_before: { columns: ['body', 'by_id'] },
    diary_before: { columns: ['headache', 'peak', 'day', 'source'], moves: true },
    measure: { columns: ['value', 'day', 'concern_id', 'note', 'at_us', 'instrument'], moves: true, once: { replaced_by: '1' }, also: ['UPDATE measure SET withdrawn_us = 1'] },
    measure_answer: { columns: ['value', 'item'] },
    activity_set: { columns: ['at_us', 'concern_id'], moves: true, once: { ended_us: '1' } },
    activity: { columns: ['words', 'position'] },
    plan_review: { columns: ['decision', 'reason', 'shown', 'account_id'], moves: true },
    other_care: { columns: ['words', 'from_day'], moves: true, once: { withdrawn_us: '1' } },
    adverse_event: { columns: ['words', 'severity', 'appointment_id', 'day', 'hours', 'sites'], moves: true, once: { withdrawn_us: '1', action: "'iced'" } },
    adverse_version: { columns: ['words', 'severity', 'reason'] },
    adverse_act: { columns: ['words', 'outcome', 'at_us'] },
    after_ask: { columns: ['why', 'at_us'], moves: true },
    after_said: { columns: ['at_us'], moves: true },
    client_merge: { columns: ['moved', 'kept_id', 'gone_id'], once: { undone_us: '1' } },
    package: { columns: ['visits', 'price', 'expires_day'], moves: true, once: { ended_us: '1' } },
    intake: { columns: ['answers', 'submitted_us'], moves: true, where: 'submitted_us IS NOT NULL' },
    finding: { columns: ['body', 'level', 'rule'], moves: true, once: { ended_us: '1' } },
    finding_act: { columns: ['reason', 'at_us'] },
    consent: { columns: ['given', 'signed', 'kind'], moves: true },
    note: { columns: ['body', 'signer', 'late', 'signed_us'], moves: true, where: 'signed_us IS NOT NULL' },
    note_amendment: { columns: ['words'] },
    treated: { columns: ['minutes', 'region'], moves: true },
    receipt: { columns: ['fee', 'number', 'body', 'tax'], moves: true },
    letter: { columns: ['body', 'paragraph', 'concern_id', 'signer'], moves: true, where: 'finished_us IS NOT NULL' },
    outbox: { columns: ['address', 'state', 'ended_us', 'kind', 'staff_id', 'link_id'], moves: true, once: { again_id: '7' }, where: 'ended_us IS NOT NULL' },
    audit: { columns: ['event'] },
};

// What the demo does not have: one row each, of things that it has.
const MADE = {
    measure_answer: `INSERT INTO measure_answer SELECT practice_id, id, 1, 3 FROM measure LIMIT 1`,
    activity_set: `INSERT INTO activity_set SELECT practice_id, 7, client_id, id, 1, NULL, NULL FROM concern LIMIT 1`,
    activity: `INSERT INTO activity SELECT practice_id, id, 1, 'climbing stairs' FROM activity_set LIMIT 1`,
    adverse_version: `INSERT INTO adverse_version SELECT practice_id, id, 7, day, what, 'severe', days, hours, sites, words, 'r', 1, NULL, NULL, NULL FROM adverse_event LIMIT 1`,
    adverse_act: `INSERT INTO adverse_act SELECT practice_id, id, 7, 'follow', 'phone', 'resolved', 'possible', 'called', 1, NULL FROM adverse_event LIMIT 1`,
    after_ask: `INSERT INTO after_ask SELECT practice_id, id, client_id, 'first', 7, 1 FROM appointment LIMIT 1`,
    after_said: `INSERT INTO after_said SELECT practice_id, id, client_id, 1, NULL, NULL FROM appointment LIMIT 1`,
    letter: `INSERT INTO letter SELECT practice_id, 7, client_id, id, NULL, 'Dr Bell', 'Thank you.', '{}', NULL, 1, 2, 'L', 'S', (SELECT MIN(id) FROM account), 0, 2 FROM concern LIMIT 1`,
    diary_before: `INSERT INTO diary_before SELECT practice_id, client_id, day, 99, headache, peak, medicine, source, at_us, account_id, link_id FROM diary_day LIMIT 1`,
    client_merge: `INSERT INTO client_merge SELECT practice_id, 7, MIN(id), MAX(id), 1, NULL, '{}', NULL FROM client GROUP BY practice_id`,
    note_amendment: `INSERT INTO note_amendment (practice_id, id, note_id, part, words, reason, at_us, account_id, licence, signer) SELECT practice_id, 7, id, 's', 'more', 'left out', 1, account_id, 'L', 'S' FROM note WHERE signed_us IS NOT NULL LIMIT 1`,
    concern_before: `INSERT INTO concern_before SELECT practice_id, id, 99, 1, NULL, '{}' FROM concern LIMIT 1`,
    outbox: `INSERT INTO outbox SELECT practice_id, id, 'home-link', id, NULL, NULL, NULL, NULL, 'email', 'a@example.org', '', 'sent', 1, 5, 5, NULL, 6, '', NULL FROM client ORDER BY id LIMIT 1`,
    plan_before: `INSERT INTO plan_before SELECT practice_id, id, 99, 1, NULL, '{}' FROM plan LIMIT 1`,
};

// What the database says to each statement, '' where it lets it pass; nothing is kept.
function attempts(db, statements) {
    if (!db.startsWith('sqlite:')) return statements.map((one) => spawnSync('psql', ['-X', '-q', '-c', `BEGIN; ${one}; ROLLBACK`, db], { encoding: 'utf8' }).stderr);
    const code = `import json,sqlite3,sys
c = sqlite3.connect(sys.argv[1], timeout=20)
said = []
for one in json.load(sys.stdin):
    try:
        c.execute(one)
        said.append('')
    except sqlite3.IntegrityError as e:
        said.append(str(e))
    c.rollback()
print(json.dumps(said))`;
    return JSON.parse(execFileSync('python3', ['-c', code, db.slice('sqlite:'.length)], { encoding: 'utf8', input: JSON.stringify(statements) }));
}

for (const engine of engines) {
    test(`what is kept as history stays, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const { db } = await demoDatabase(t, engine);
        const refused = (...statements) => {
            const said = attempts(db, statements);
            statements.forEach((one, i) => assert.match(said[i], /cannot|once|no gap/, one));
        };
        const count = (table, where = '1 = 1') => Number(sql(db, `SELECT COUNT(*) FROM ${table} WHERE ${where}`)[0][0]);
        for (const [table, { columns, moves, once = {}, also = [], where = '1 = 1' }] of Object.entries(STAYS)) {
            if (!count(table, where) && MADE[table]) sql(db, MADE[table]);
            await t.test(`${table}`, () => {
                assert.ok(count(table, where) > 0, 'there is nothing that could stay');
                const texts = engine.name === 'sqlite' ? columns : sql(db, `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' AND data_type = 'text'`).flat();
                const other = (column) => (texts.includes(column) ? `${column} || '1'` : `COALESCE(${column}, 0) + 1`);
                refused(...columns.map((column) => `UPDATE ${table} SET ${column} = ${other(column)} WHERE ${where}`), `DELETE FROM ${table} WHERE ${where}`,
                    ...(engine.name === 'sqlite' ? [] : [`TRUNCATE ${table} CASCADE`]));
                if (moves) sql(db, `UPDATE ${table} SET client_id = client_id WHERE ${where}`);
                for (const [column, value] of Object.entries(once)) {
                    const not = column === 'action' ? "action = ''" : column === 'replaced_by' ? 'replaced_by IS NULL AND withdrawn_us IS NULL' : `${column} IS NULL`;
                    if (count(table, not)) sql(db, `UPDATE ${table} SET ${column} = ${value} WHERE ${not}`);
                    refused(`UPDATE ${table} SET ${column} = ${column}`, ...also);
                }
            });
        }

        await t.test('numbers of receipts go up by one', () => {
            refused('UPDATE receipt_number SET last = last - 1', 'UPDATE receipt_number SET last = last + 2', 'DELETE FROM receipt_number');
        });

        await t.test('a diary day goes only with a record that was merged', () => {
            const [[practice, client, into]] = sql(db, `SELECT d.practice_id, d.client_id, MIN(c.id) FROM diary_day d JOIN client c ON c.practice_id = d.practice_id AND c.id <> d.client_id
                GROUP BY d.practice_id, d.client_id LIMIT 1`);
            const one = `practice_id = ${practice} AND client_id = ${client}`;
            refused(`DELETE FROM diary_day WHERE ${one}`);
            sql(db, `UPDATE client SET merged_into = ${into} WHERE practice_id = ${practice} AND id = ${client}`);
            sql(db, `DELETE FROM diary_day WHERE ${one}`);
        });
    });
}

// SQLite takes a row away without asking a DELETE trigger when INSERT OR REPLACE meets it, unless triggers are recursive: src/db/db_sqlite.c
// switches that on for each connection, and this is why.
test('INSERT OR REPLACE does not get round a guard, sqlite', async (t) => {
    const { db } = await demoDatabase(t, engines[0]);
    const replace = (recursive) => execFileSync('python3', ['-c', `import sqlite3,sys
c = sqlite3.connect(sys.argv[1], timeout=20)
c.execute("PRAGMA recursive_triggers = ${recursive}")
row = c.execute("SELECT * FROM receipt LIMIT 1").fetchone()
names = [d[0] for d in c.execute("SELECT * FROM receipt LIMIT 0").description]
row = [1 if n == "fee" else v for n, v in zip(names, row)]
c.execute("INSERT OR REPLACE INTO receipt VALUES (" + ",".join("?" * len(row)) + ")", row)
c.rollback()`, db.slice('sqlite:'.length)], { encoding: 'utf8', stdio: 'pipe' });
    assert.throws(() => replace('ON'), /a receipt cannot go/);
    replace('OFF');
});
