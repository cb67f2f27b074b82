// doc/HEADACHES.md says what Unknot and R say of the real diaries: each figure of its tables is counted here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { shared, top, unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

const diaries = shared('data/headache-diaries.csv');
const absent = diaries ? false : 'no ../shared/data/headache-diaries.csv';
const doc = readFileSync(join(top, 'doc', 'HEADACHES.md'), 'utf8');

function says(what, ...figures) {
    const row = doc.split('\n').find((line) => line.startsWith(`| ${what} |`));
    assert.ok(row, `doc/HEADACHES.md has no row "${what}"`);
    assert.deepEqual(row.split('|').slice(2, -1).map((s) => s.trim()), figures.map(String), what);
}

async function answer(words, input) {
    const done = await unknot(words, { input });
    assert.equal(done.code, 0, done.stderr);
    return JSON.parse(done.stdout);
}

// id -> [[day, headache]], a row that stands twice once.
function people() {
    const by = new Map();
    for (const line of new Set(readFileSync(diaries, 'utf8').trim().split('\n').slice(1))) {
        const f = line.split(',');
        if (!by.has(f[0])) by.set(f[0], []);
        by.get(f[0]).push([Number(f[1]), f[7] === 'yes' ? 1 : 0]);
    }
    return by;
}

test('did they change: unknot change', { skip: absent }, async () => {
    const count = { none: 0, few: 0 };
    const day = (t) => new Date(Date.UTC(2026, 0, 5) + t * 864e5).toISOString().slice(0, 10);
    const judge = async (points) => {
        const c = await answer(['change'], JSON.stringify({ instrument: 'headache-day', start: day(0), points: points.map(([t, value]) => ({ day: day(t), value })) }));
        const what = c.baseline.n === 0 ? 'none' : c.change === null ? 'few' : c.class;
        count[what] = (count[what] ?? 0) + 1;
    };
    const all = [...people().values()];
    while (all.length) await Promise.all(all.splice(0, 8).map(judge));
    says('no day before treatment', count.none);
    says('fewer than 7 days before, or 14 since', count.few);
    says('compared: cannot be told from day-to-day variation', count['cannot-say'] ?? 0);
    says('neither more than day-to-day variation nor a change of half', count.neither ?? 0);
    says('fewer headache days, more than day-to-day variation', (count['reliable-only'] ?? 0) + (count['reliable-and-important'] ?? 0));
    says('more headache days', count.worse ?? 0);
});

test('was it timed with treatment: unknot series', { skip: absent }, async () => {
    const { groups } = await answer(['series', diaries, '--group', 'id', '--day', 'time', '--value', 'headache', '--start', '0']);
    const count = {};
    for (const g of groups) count[g.verdict] = (count[g.verdict] ?? 0) + 1;
    const days = groups.filter((g) => g.n[0] >= 5 && g.n[1] >= 5);
    says('diaries', groups.length);
    says('with a day before treatment', groups.filter((g) => g.n[0] > 0).length);
    says('with 5 days before and 5 since', days.length);
    says('… and enough of the rarer answer to be judged', groups.length - count['too-few-points']);
    says('… of these: no estimate ends', count['not-computable'] ?? 0);
    says('… no change at the start shown', count['no-change-shown'] ?? 0);
    says('… better when treatment began', count['better-at-start'] ?? 0);
    says('… worse when treatment began', count['worse-at-start'] ?? 0);
    says('… shown to be caused by it', count['better-randomised'] ?? 0);
});

test('all together: unknot pool and a mixed logistic model', { skip: absent || rMissing }, async () => {
    const studies = ['study,tpos,tneg,cpos,cneg'];
    for (const [id, points] of people()) {
        const n = (since, value) => points.filter(([t, v]) => (t >= 0) === since && v === value).length;
        const row = [n(true, 1), n(true, 0), n(false, 1), n(false, 0)];
        if (row[0] + row[1] && row[2] + row[3]) studies.push(`${id},${row.join(',')}`);
    }
    const pooled = await answer(['pool', '-', '--measure', 'OR', '--method', 'REML', '--ci', 'hksj'], `${studies.join('\n')}\n`);
    const mixed = rscript(`
        suppressMessages(library(lme4))
        d <- unique(read.csv(${JSON.stringify(diaries)})); d$y <- as.integer(d$headache == "yes"); d$since <- as.integer(d$time >= 0)
        both <- names(which(tapply(d$since, d$id, function(x) any(x == 0) & any(x == 1))))
        m <- glmer(y ~ since + (since | id), d[as.character(d$id) %in% both, ], binomial)
        s <- summary(m)$coefficients["since", ]
        trend <- summary(glmer(y ~ since + I(time / 30) + (1 | id), d[as.character(d$id) %in% both, ], binomial))$coefficients
        list(k = length(both), mu = s[[1]], se = s[[2]], ci = unname(confint(m, parm = "since", method = "Wald")[1, ]), sd = attr(VarCorr(m)$id, "stddev")[["since"]], trend = unname(trend[2:3, 1:2]))`);
    assert.equal(pooled.k, mixed.k);
    const two = (v) => `${v.toFixed(2).replace('-', '−')}`;
    says('people', pooled.k, mixed.k);
    says('log odds ratio of a headache day, since against before', two(pooled.mu), two(mixed.mu));
    says('95 % interval', ...[pooled, mixed].map((m) => `${two(m.ci[0])} to ${two(m.ci[1])}`));
    says('standard deviation between people', two(Math.sqrt(pooled.tau2)), two(mixed.sd));
    says('since day 0', ...mixed.trend[0].map(two));
    says('30 days more', ...mixed.trend[1].map(two));
    assert.ok(pooled.ci[0] < mixed.mu && mixed.mu < pooled.ci[1] && mixed.ci[0] < pooled.mu && pooled.mu < mixed.ci[1]);
});
