// unknot change on the command line: the issue's own example, exit codes, and norms recomputed by R.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

const points = (...pairs) => pairs.map(([day, value]) => ({ day, value }));
const change = (input) => unknot(['change'], { input: typeof input === 'string' ? input : JSON.stringify(input) });

test('baseline, latest, thresholds with their sources, class, statement', async () => {
    const done = await change({ instrument: 'nrs-pain', place: 'neck', start: '2026-01-20',
        points: points(['2026-01-02', 7], ['2026-01-09', 8], ['2026-01-16', 7], ['2026-02-10', 4], ['2026-02-20', 3]) });
    assert.equal(done.code, 0, done.stderr);
    const c = JSON.parse(done.stdout);
    assert.deepEqual([c.baseline, c.latest, c.mdc95, c.mcid, c.class], [{ n: 3, mean: 22 / 3 }, 3, 2, 2, 'reliable-and-important']);
    assert.match(c.statement, /^Your neck pain fell from 7\.3 before treatment to 3\.0 now .*measurement error \(2\.0\).*smallest change people notice \(2\.0\)\./);
    assert.match(c.statement, /We cannot tell treatment from other causes without a randomised schedule\.$/);
    assert.match(c.sources.mcid.source, /Farrar/);
    assert.equal(c.sources.mdc95.verified, false);
    assert.ok(c.caveats.some((x) => x.includes('quoted from memory')));
    assert.ok(c.trace.some((s) => s.rule === 'mdc95' && s.points === 2));
    assert.doesNotMatch(done.stdout, /proven|works|cured/);
});

test('the five classes', async () => {
    const of = async (before, after, population) => JSON.parse((await change({ instrument: 'nrs-pain', start: '2026-01-20', population,
        points: points(['2026-01-02', before], ['2026-03-02', after]) })).stdout).class;
    assert.equal(await of(8, 5), 'reliable-and-important');
    assert.equal(await of(8, 6), 'important-only');             // exactly 2: people notice it, error may explain it
    assert.equal(await of(8, 7), 'neither');
    assert.equal(await of(5, 8), 'worse');
    assert.equal(await of(8, 6.5, { mean: 7, sd: 1, retest: 0.9 }), 'reliable-only');
    assert.equal(await of(2, 0), 'cannot-say', 'the floor');
    assert.equal(await of(3.9, 2.5), 'neither', '36 %, but no percentages below 4');
    assert.equal(await of(5, 3.5), 'important-only', '30 % of 5');
});

test('norms: the index and the thresholds as R computes them', { skip: rMissing }, async () => {
    const cases = [[8, 5, 5, 2, 0.76], [9.5, 6, 5, 2, 0.9], [6, 3, 5, 2, 0.9], [7, 8.5, 4, 1.5, 0.6]];
    const want = rscript(`lapply(list(${cases.map((c) => `c(${c})`).join(', ')}), function(x) { pre <- x[1]; post <- x[2]; m <- x[3]; s <- x[4]; r <- x[5]
        gln <- r < 0.8 || abs(pre - m) > 1.645 * s
        list(way = if (gln) "gln" else "jt", rci = if (gln) (post - m - r * (pre - m)) / (s * sqrt(1 - r^2)) else (post - pre) / (sqrt(2) * s * sqrt(1 - r)),
            mdc = 1.96 * sqrt(2) * s * sqrt(1 - r), expected = m + r * (pre - m),
            jt = (post - pre) / (sqrt(2) * s * sqrt(1 - r)), gln = (post - m - r * (pre - m)) / (s * sqrt(1 - r^2)), en = (post - m - r * (pre - m)) / (s * sqrt(1 - r)),
            hll = (post - (m - 0.5) - r * (pre - m)) / (s * sqrt(1 - r^2)), chosen = -(1 - r) * s * dnorm(1 / s) / pnorm(1 / s, lower.tail = FALSE)) })`);
    for (const [i, [pre, post, mean, sd, retest]] of cases.entries()) {
        const c = JSON.parse((await change({ instrument: 'nrs-pain', start: '2026-01-20', population: { mean, sd, retest, cut: mean + 1, mean_after: mean - 0.5 },
            points: points(['2026-01-02', pre], ['2026-03-02', post]) })).stdout);
        for (const way of ['jt', 'gln', 'en', 'hll']) assert.ok(Math.abs(c.indices[way] - want[i][way]) < 1e-9, `${way} ${c.indices[way]}, R has ${want[i][way]}`);
        assert.ok(Math.abs(c.regression.selection - want[i].chosen) < 1e-9, `${c.regression.selection}, R has ${want[i].chosen}`);
        assert.equal(c.rci_method, want[i].way);
        for (const [got, r] of [[c.rci, want[i].rci], [c.mdc95, want[i].mdc], [c.regression.expected, want[i].expected]]) assert.ok(Math.abs(got - r) < 1e-9, `${got}, R has ${r}`);
    }
});

test('what is wrong is named, and nothing is judged', async () => {
    for (const [input, pattern] of [
        ['', /line 1/], ['{"instrument":"nrs-pain"', /line 1/], [{ instrument: 'nrs-joy', points: [] }, /nrs-joy/],
        [{ instrument: 'nrs-pain', points: points(['2026-01-02', 7], ['2026-01-03', 11]) }, /points\[1\]\.value: 11 is not from 0 to 10/],
        [{ instrument: 'nrs-pain', points: points(['2026-01-02', 7], ['2026-01-02', 6]) }, /points\[1\]: another value of the same day as points\[0\]/],
        [{ instrument: 'nrs-pain', points: points(['2 January', 7]) }, /points\[0\]\.day/],
        [{ instrument: 'nrs-pain', points: points(['2026-01-02', null]) }, /points\[0\]\.value/],
        [{ instrument: 'nrs-pain', points: [], starts: '2026-01-02' }, /no member "starts"/],
    ]) {
        const done = await change(input);
        assert.equal(done.code, 1, JSON.stringify(input));
        assert.match(done.stderr, pattern);
        assert.equal(done.stdout, '');
    }
    assert.equal((await unknot(['change', 'a', 'b'])).code, 2);
});
