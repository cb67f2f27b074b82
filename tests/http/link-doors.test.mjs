// A shared phone: each link that a client opens asks for the birth date with the same form, counts wrong ones, and stays locked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, newClient, postJson, sql } from '../lib/clinic.mjs';
import { everything } from '../lib/everything.mjs';
import { engines } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const json = { accept: 'application/json' }, born = '1980-02-03';
const errorsOf = (answer) => JSON.parse(answer.text).error.problems.map((p) => p.field);

for (const engine of engines) {
    test(`the doors of links, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine), { owner, server, db } = house;
        const client = await newClient(owner, { given: 'Ada', born });
        const { json: { id: concern } } = await postJson(owner, `/clients/${client}/concerns`, { kind: 'pain', place: 'neck' });
        await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache' });
        const ids = await everything(house, client, concern);
        const make = async (purpose) => {
            const made = await postJson(owner, `/clients/${client}/links`, { purpose, shared_phone: true });
            assert.equal(made.status, 201, made.text);
            return new URL(made.json.url).pathname;
        };
        const before = async () => {
            const made = await postJson(owner, `/appointments/${ids.appointment}/before`);
            assert.deepEqual(Object.keys(made.json), ['id', 'purpose', 'url', 'expires']);
            assert.equal(made.json.purpose, 'visit');
            return new URL(made.json.url).pathname;
        };
        const phone = new Visitor(server);
        const doors = { a: await make('answers'), d: await make('diary'), h: await make('home') };
        doors.v = await before();
        sql(db, `UPDATE link SET shared_phone = 1 WHERE purpose = 'visit'`);

        for (const [letter, door] of Object.entries(doors)) await t.test(`/${letter}`, async () => {
            assert.equal(door[1], letter);
            const page = await phone.get(door);
            assert.equal(page.status, 200);
            assert.match(page.text, new RegExp(`action="${door}/confirm"`));
            assert.equal([...page.text.matchAll(/<form/g)].length, 1, 'nothing else is there');
            assert.doesNotMatch(page.text, /Ada/);
            const tryOne = (value, how) => phone.request(`${door}/confirm`, how === 'json' ? { json: { born: value }, headers: json } : { form: { born: value } });
            const typed = await tryOne('yesterday');
            assert.equal(typed.status, 422);
            assert.match(typed.text, /value="yesterday"/, 'what was typed is still there');
            assert.deepEqual(errorsOf(await tryOne('', 'json')), ['born'], 'not counted');
            for (let i = 1; i <= 4; i++) {
                const wrong = await tryOne(`1981-02-0${i}`, i % 2 ? 'json' : 'form');
                assert.equal(wrong.status, 422, wrong.text);
                if (i % 2) assert.deepEqual(errorsOf(wrong), ['born']);
            }
            for (const [value, how] of [['1981-02-05', 'form'], [born, 'form'], [born, 'json']]) {
                const locked = await tryOne(value, how);
                assert.equal(locked.status, 429, locked.text);
                if (how === 'form') assert.ok(Number(locked.headers.get('retry-after')) > 800, locked.headers.get('retry-after'));
            }
            const after = await phone.get(door);
            assert.match(after.text, /role="alert"/);
            assert.doesNotMatch(after.text, /<form|Ada/);
        });

        await t.test('the lock of one is not the lock of another, and what is right opens', async () => {
            for (const purpose of ['answers', 'diary']) {
                const door = await make(purpose);
                const opened = await phone.request(`${door}/confirm`, { form: { born } });
                assert.deepEqual([opened.status, opened.location], [303, door]);
                assert.doesNotMatch((await phone.get(door)).text, /\/confirm"/);
            }
            // a token of one kind is no key to another's door
            assert.equal((await phone.request(`${doors.d.replace('/d/', '/a/')}/confirm`, { form: { born } })).status, 404);
            assert.equal((await phone.request(`${doors.a.replace('/a/', '/v/')}/confirm`, { form: { born } })).status, 404);
        });
    });
}
