// What cannot be judged is null in the progress of machines, too: a change that was never computed is not "no change".
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clinic, dayAfter, getJson, newClient, postJson, today } from '../lib/clinic.mjs';
import { engines } from '../lib/program.mjs';

const [sqlite] = engines;

test('three days before the start are no baseline: class cannot-say, change null', { skip: sqlite.skip }, async (t) => {
    const { owner } = await clinic(t, sqlite);
    const now = today();
    const client = await newClient(owner);
    assert.equal((await postJson(owner, `/clients/${client}/concerns`, { kind: 'headache', start: dayAfter(now, -20) })).status, 200);
    const days = {};
    for (let i = 0; i < 24; i++) days[`day_${dayAfter(now, -i)}`] = i % 2 ? 'yes' : 'no';
    const put = await postJson(owner, `/clients/${client}/diary`, days);
    assert.equal(put.status, 200, put.text);
    const [series] = (await getJson(owner, `/clients/${client}/progress`)).series;
    assert.equal(series.class, 'cannot-say');
    assert.equal(series.baseline.n, 3);
    assert.equal(series.change, null);
});
