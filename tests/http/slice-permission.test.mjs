// Every route of routes.def, asked by everyone: what is expected follows from verbs.def and caps.def, so that a new row is
// swept by itself. Another practice's ids, CSRF, Origin.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clinic, csrfOf, getJson, newClient, newMember, newPractice, post, postJson, sql, today } from '../lib/clinic.mjs';
import { addressOf, everything } from '../lib/everything.mjs';
import { engines, top } from '../lib/program.mjs';
import { Visitor } from '../lib/visitor.mjs';

const read = (name) => readFileSync(join(top, 'src', name), 'utf8').split('\n').filter((line) => /^[A-Z]\(/.test(line));
const caps = Object.fromEntries(read('desk/caps.def').map((line) => {
    const [, name, roles] = /^C\((\w+),\s*([A-Z|]+),/.exec(line);
    return [name, roles.split('|')];
}));
const verbs = Object.fromEntries(read('desk/verbs.def').map((line) => {
    const [, name, cap] = /^V\((\w+),\s*(\w+),/.exec(line);
    assert.ok(caps[cap], line);
    return [name, caps[cap]];
}));
const routes = read('web/routes.def').map((line) => {
    const [, method, pattern, verb, form, kinds] = /^R\("(\w+)",\s*"([^"]+)",\s*(\w+),\s*&?(\w+),\s*([A-Z|]+),/.exec(line);
    assert.ok(verbs[verb], line);
    return { method, pattern, roles: verbs[verb], form, kinds: kinds.split('|') };
});

test('the tables are read whole', () => {
    assert.ok(routes.length >= 50 && Object.keys(verbs).length >= 35, `${routes.length} routes`);
    assert.deepEqual(verbs.PROGRESS_SHOW, ['O', 'T', 'Y']);
});

for (const engine of engines) {
    test(`permissions, ${engine.name}`, { skip: engine.skip }, async (t) => {
        const house = await clinic(t, engine);
        const { owner, server, db } = house;
        const therapist = await newMember(server, owner, 'therapist', 'tess@practice.example');
        const desk = await newMember(server, owner, 'front-desk', 'fred@practice.example');
        const other = await newPractice(house, { name: 'Other Hands', email: 'other@practice.example' });

        const client = await newClient(owner, { given: 'Nia', family: 'Quinn', born: '1980-05-17' });
        const twin = await newClient(owner, { given: 'Nia', family: 'Quin', born: '1980-05-17' });
        const gone = await newClient(owner, { given: 'Ed', family: 'Gone' });
        const at = `/clients/${client}`;
        const concern = (await postJson(owner, `${at}/concerns`, { kind: 'pain', place: 'neck' })).json.id;
        await postJson(owner, `${at}/concerns`, { kind: 'headache' });
        const rating = (await postJson(owner, `${at}/ratings`, { concern, day: today(), value: 5 })).json.id;
        const made = (await postJson(owner, `${at}/links`, {})).json;
        assert.equal((await post(owner, `${at}/merge/${gone}`, { kept_version: 1, gone_version: 1 })).status, 303);
        const merge = /\/merges\/(\w+)\/undo/.exec((await owner.open(at)).text)[1];
        const member = (await getJson(owner, '/team')).members.find((m) => m.role === 'therapist').id;
        const session = (await getJson(owner, '/account')).sessions[0].id;
        const ids = { client, other: twin, concern, rating, link: made.id, merge, member, session, token: new URL(made.url).pathname.slice(3), step: 'place', name: 'app.css',
            ...await everything(house, client, concern) };
        const address = (pattern, more = {}) => addressOf(pattern, { ...ids, ...more });
        const readable = routes.filter((r) => !r.kinds.includes('ASSET') && !['/style', '/healthz', '/'].includes(r.pattern));
        const tokens = { a: ids.token };
        for (const purpose of ['intake', 'home', 'diary']) {
            const url = new URL((await postJson(owner, `${at}/links`, { purpose })).json.url);
            tokens[url.pathname[1]] = url.pathname.slice(3);
        }
        const before = new URL((await postJson(owner, `/appointments/${ids.appointment}/before`)).json.url);
        tokens.v = before.pathname.slice(3);
        const byLink = (r) => r.roles.length === 1 && r.roles[0] === 'L';

        await t.test('what a role may not, it cannot: every route', async () => {
            for (const [letter, person] of [['N', new Visitor(server)], ['F', desk], ['T', therapist], ['O', owner]]) {
                for (const route of readable) {
                    if (byLink(route)) continue;
                    const path = address(route.pattern), may = route.roles.includes(letter), where = `${letter} ${route.method} ${path}`;
                    if (route.method === 'GET') {
                        const html = await person.get(path, { headers: { accept: 'text/html' } });
                        if (!route.kinds.includes('HTML')) assert.equal(html.status, 406, where);
                        else if (may && route.pattern === '/alerts/confirm/{token}') assert.equal(html.status, 404, `${where}: a client's link confirms no address`);
                        else if (may) assert.ok([200, 303].includes(html.status) && !/^\/sign-in\?next/.test(html.location ?? ''), `${where}: ${html.status} ${html.location}`);
                        else if (letter === 'N') assert.ok(html.status === 303 && html.location === `/sign-in?next=${encodeURIComponent(path)}`, `${where}: ${html.status} ${html.location}`);
                        else assert.equal(html.status, 403, where);
                        if (!route.kinds.includes('JSON')) continue;
                        const json = await person.get(path, { headers: { accept: 'application/json' } });
                        assert.equal(json.status, may ? 200 : letter === 'N' ? 401 : 403, where);
                        if (!may) assert.ok(!json.text.includes('Quinn') && !html.text.includes('Quinn'), where);
                    } else {
                        // Nothing is changed even where it may: an unknown field refuses the whole.
                        const done = await person.request(path, { json: { ...(letter === 'N' ? {} : { _csrf: await csrfOf(person) }), no_such_field: 1 }, headers: { accept: route.kinds.includes('JSON') ? 'application/json' : 'text/html' } });
                        assert.equal(done.status, may ? 422 : letter === 'N' ? 401 : 403, `${where}: ${done.text}`);
                    }
                }
            }
        });

        await t.test('a link opens the client’s own form and nothing else', async () => {
            const path = `/a/${ids.token}`, holder = new Visitor(server);
            assert.equal((await holder.get(path)).status, 200);
            assert.equal(holder.cookies.size, 0);
            for (const route of readable.filter((r) => !byLink(r) && !r.roles.includes('N'))) {
                const answer = await holder.request(address(route.pattern), { method: route.method, headers: { accept: 'application/json', referer: `${server.url}${path}`, authorization: `Bearer ${ids.token}` }, ...(route.method === 'POST' ? { json: {} } : {}) });
                assert.ok([401, 406].includes(answer.status), `${route.method} ${route.pattern}: ${answer.status}`);
            }
            for (const route of routes.filter(byLink)) {
                const others = Object.entries(tokens).filter(([place]) => place !== route.pattern[1]).map(([, token]) => token);
                for (const token of [client, made.id, 'A'.repeat(67), ...others]) {
                    const answer = await owner.request(address(route.pattern, { token }), { method: route.method, ...(route.method === 'POST' ? { form: { _csrf: await csrfOf(owner) } } : {}) });
                    assert.equal(answer.status, 404, `${route.method} ${route.pattern}: an owner’s session is no link`);
                }
            }
        });

        await t.test('a link to answers or to the own pages does not open past the role of who is signed in', async () => {
            const elsewhere = await newMember(server, other, 'front-desk', 'olga@practice.example');
            const count = () => sql(db, 'SELECT count(*) FROM measure')[0][0], before = count();
            for (const path of [`/a/${ids.token}`, `/h/${tokens.h}`]) {
                for (const accept of ['text/html', 'application/json']) {
                    const refused = await desk.get(path, { headers: { accept } });
                    assert.equal(refused.status, 403, path);
                    assert.match(refused.text, /This link is for the client/);
                    assert.doesNotMatch(refused.text, /neck|Nia/i);
                }
                for (const person of [therapist, elsewhere, new Visitor(server)]) assert.equal((await person.get(path)).status, 200, path);
            }
            for (const fields of [{ [`rating_${concern}`]: '4' }, { [`rating_${concern}`]: 'x' }]) {
                const refused = await desk.request(`/a/${ids.token}`, { form: { _csrf: await csrfOf(desk), ...fields } });
                assert.equal(refused.status, 403);
                assert.doesNotMatch(refused.text, /neck/i);
            }
            assert.equal(count(), before);
            assert.equal((await desk.get(`/i/${tokens.i}`)).status, 200, 'the health form is filled in at the desk, too');
        });

        await t.test('another practice’s ids are not there, on every route that takes one', async () => {
            const own = await newClient(other, { given: 'Own', family: 'Client' });
            const ownConcern = (await postJson(other, `/clients/${own}/concerns`, { kind: 'pain', place: 'hip' })).json.id;
            const tables = readdirSync(join(top, 'sql/schema')).flatMap((name) => [...readFileSync(join(top, 'sql/schema', name), 'utf8').matchAll(/CREATE TABLE (\w+)/g)].map(([, table]) => table))
                .filter((table, i, all) => all.indexOf(table) === i && !['audit', 'audit_chain', 'form_done', 'job', 'session', 'signin_try'].includes(table))
                .filter((table) => !table.endsWith('_new')); // on its way to the name that it takes
            const rows = () => tables.map((table) => sql(db, `SELECT count(*) FROM ${table}`)[0][0]).join();
            const state = async () => JSON.stringify([await getJson(owner, at), await getJson(owner, `${at}/measures`), await getJson(owner, `${at}/links`), await getJson(owner, '/team'), rows()]);
            // the desk looked at the health form above: that it was opened is written down within a second
            for (let i = 0; i < 50 && !(await getJson(owner, `${at}/links`)).links.some((l) => l.purpose === 'intake' && l.opened); i++) await new Promise((done) => { setTimeout(done, 100); });
            const before = await state();
            const fields = { given: 'Stolen', kind: 'pain', place: 'wrist', start: '', closed: today(), concern, value: '3', day: today(), [`day_${today()}`]: 'yes', role: 'owner', active: '1',
                kept_version: '1', gone_version: '1', _version: '1', to: 'arrived', what: 'bruising', severity: 'mild', said: 'x', action: 'ice', fee: '5', tax: '0', paid_by: 'cash',
                amount: '1', reason: 'x', words: 'more', part: 'p', decision: 'continue', addressee: 'Dr X', paragraph: 'x', shared: '1', visits: '2', price: '50', slot: '2030-01-07T10:00' };
            let asked = 0;
            for (const route of routes.filter((r) => /\{(?!token\}|step\}|name\})\w+\}/.test(r.pattern) && !byLink(r))) {
                // All of A's ids; then B's own client in front of A's things behind.
                const paths = [address(route.pattern)];
                if (/\{client\}.*\{/.test(route.pattern)) paths.push(address(route.pattern, { client: own }));
                if (/\{other\}/.test(route.pattern)) paths.push(address(route.pattern, { other: own }));
                for (const path of paths) {
                    const answer = route.method === 'GET' ? await other.get(path) : await post(other, path, fields);
                    assert.equal(answer.status, 404, `${route.method} ${path}: ${answer.status} ${answer.location ?? ''}`);
                    assert.ok(!/Quinn|neck/.test(answer.text), path);
                    asked++;
                }
            }
            assert.ok(asked > 90, `${asked}`);
            assert.equal((await other.get(`/clients/${own}/progress?concern=${concern}`)).status, 404);
            const borrowed = await post(other, `/clients/${own}/ratings`, { ...fields, concern });
            assert.ok([404, 422].includes(borrowed.status), `a concern of A for a client of B: ${borrowed.status}`);
            assert.equal((await post(other, `/clients/${own}/links`, { concern })).status, 404);
            assert.equal((await post(other, '/duplicates/no', { a: own, b: client })).status, 404);
            assert.equal((await post(owner, `${at}/concerns/${ownConcern}`, fields)).status, 404);
            assert.deepEqual((await getJson(other, '/clients?q=Nia Quinn')).clients, []);
            assert.ok(!(await other.open('/audit')).text.includes('Quinn'));
            assert.ok(!(await other.open('/duplicates')).text.includes('Quin'));
            assert.equal(await state(), before, 'nothing of A changed');
        });

        await t.test('an owner of two clients cannot mix them', async () => {
            for (const path of [`/clients/${twin}/concerns/${concern}`, `/clients/${twin}/ratings/${rating}`, `/clients/${twin}/links/${made.id}`]) {
                assert.equal((await owner.get(path)).status, 404, path);
            }
            for (const path of [`/clients/${twin}/concerns/${concern}`, `/clients/${twin}/concerns/${concern}/close`, `/clients/${twin}/ratings/${rating}`, `/clients/${twin}/ratings/${rating}/withdraw`, `/clients/${twin}/links/${made.id}/revoke`]) {
                assert.equal((await post(owner, path, { _version: 1, place: 'x', closed: today(), value: 1, day: today() })).status, 404, path);
            }
        });

        await t.test('no POST of a session without its token, none from elsewhere', async () => {
            const otherToken = await csrfOf(therapist), rightToken = await csrfOf(owner);
            for (const route of routes.filter((r) => r.method === 'POST' && !byLink(r))) {
                const path = address(route.pattern);
                for (const token of [undefined, '', 'x', otherToken, rightToken.slice(1), `${rightToken}0`]) {
                    const form = token === undefined ? { given: 'x' } : { _csrf: token };
                    assert.equal((await owner.request(path, { form })).status, 403, `${path} ${token}`);
                }
                for (const origin of ['http://evil.example', 'null', `${server.url}.evil.example`, 'http://127.0.0.1:1']) {
                    assert.equal((await owner.request(path, { form: { _csrf: rightToken }, headers: { origin } })).status, 403, `${path} ${origin}`);
                }
            }
            for (const route of routes.filter((r) => r.method === 'POST' && byLink(r))) {
                assert.equal((await new Visitor(server).request(address(route.pattern, { token: tokens[route.pattern[1]] }), { form: { born: '1980-05-17' }, headers: { origin: 'http://evil.example' } })).status, 403, route.pattern);
            }
            assert.equal((await owner.request('/sign-out', { json: {}, headers: { 'x-csrf-token': rightToken, accept: 'text/html' } })).status, 303, 'the token may come as a header');
        });
    });
}
