// unknot series against R: nlme::gls for numbers, glm for yes and no and for counts, brute force for what R has no function for. And the published
// vectors of the reference, section 5.2.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, shared, unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

function near(got, want, relative, what) {
    assert.ok(Math.abs(got - want) <= relative * Math.max(Math.abs(want), 1e-3), `${what}: ${got}, wanted ${want}`);
}

async function series(csv, ...words) {
    const done = await unknot(['series', '-', ...words], { input: csv });
    assert.equal(done.code, 0, done.stderr);
    return JSON.parse(done.stdout);
}

// An invented series: [day, value], `before` days or so before day 0.
function invented(seed, n, before, { gaps = false, rho = 0.5, level = -2, slope = 0, whole = false } = {}) {
    let s = seed >>> 0;
    const unit = () => ((s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32);
    const rows = [];
    let day = -before, e = 0;
    for (let i = 0; i < n; i++) {
        e = rho * e + [...Array(12)].reduce((sum) => sum + unit(), -6);
        const y = 6 + 0.02 * day + (day >= 0 ? level + slope * day : 0) + e;
        rows.push([day, whole ? Math.max(0, Math.round(y)) : Math.round(y * 1000) / 1000]);
        day += gaps ? 1 + Math.floor(unit() * 4) : 1;
    }
    return rows;
}
const table = (rows) => `day,y\n${rows.map((r) => r.join(',')).join('\n')}\n`;
const inR = (rows) => `d <- data.frame(t = c(${rows.map((r) => r[0])}), y = c(${rows.map((r) => r[1])})); d$D <- as.numeric(d$t >= 0); d$S <- d$D * d$t\n`;
const usual = ['--day', 'day', '--value', 'y', '--start', '0'];
const mean = (v) => v.reduce((a, b) => a + b, 0) / v.length;

test('numbers: REML with AR(1) errors as nlme::gls has them, days with gaps included', { skip: rMissing }, async (t) => {
    const cases = {
        'a hundred days': invented(1, 100, 40),
        'days with gaps': invented(2, 80, 90, { gaps: true }),
        'forty days, strong memory': invented(4, 40, 18, { rho: 0.7, level: -3 }),
        'negative memory': invented(5, 60, 30, { rho: -0.4 }),
        'five before': invented(6, 30, 5, { rho: 0.3 }),
        'whole numbers with ties': invented(7, 50, 20, { whole: true, rho: 0.3 }),
    };
    const want = rscript(`
        suppressMessages(library(nlme))
        fit <- function(d, rho = NULL) {
            g <- gls(y ~ t + D + S, d, method = "REML", correlation = if (is.null(rho)) corAR1(0.2, form = ~ t) else corAR1(rho, form = ~ t, fixed = TRUE),
                control = glsControl(tolerance = 1e-12, msTol = 1e-14, msMaxIter = 500, maxIter = 500))
            s <- summary(g)$tTable
            list(rho = if (is.null(rho)) unname(coef(g$modelStruct$corStruct, unconstrained = FALSE)) else rho, sigma = g$sigma,
                level = unname(s["D", 1:3]), slope = unname(s["S", 1:3]), p = unname(s["D", 4]))
        }
        ${Object.values(cases).map((rows, i) => `${inR(rows)} r${i} <- list(fit(d), fit(d, 0.2), fit(d, 0.4))`).join('\n')}
        list(${Object.keys(cases).map((_, i) => `r${i}`)})`);
    for (const [i, [name, rows]] of Object.entries(cases).entries()) {
        await t.test(name, async () => {
            const g = (await series(table(rows), ...usual)).groups[0];
            const [reml, fixed2, fixed4] = want[i];
            near(g.rho, reml.rho, 1e-4, 'rho');
            near(g.sigma, reml.sigma, 1e-5, 'sigma');
            for (const [got, from] of [[g, reml], [g.sensitivity[1], fixed2], [g.sensitivity[2], fixed4]])
                for (const what of ['level', 'slope'])
                    ['estimate', 'se', 't'].forEach((part, k) => near(got[what][part], from[what][k], 1e-5, `${what} ${part}`));
            near(g.level.p, reml.p, 1e-4, 'p');
            assert.equal(g.level.df, rows.length - 4);
        });
    }
});

test('yes and no, and counts: glm, and Newey-West errors by hand', { skip: rMissing }, async () => {
    const yes = invented(11, 90, 35, { gaps: true, rho: 0.4, level: -1 }).map(([d, y]) => [d, y > 5.2 ? 1 : 0]);
    const counts = invented(12, 70, 30, { whole: true, rho: 0.3 });
    const want = rscript(`
        hac <- function(d, family) {
            g <- glm(y ~ t + D + S, family, d, control = glm.control(epsilon = 1e-14, maxit = 100))
            X <- model.matrix(g); u <- X * (d$y - fitted(g)); n <- nrow(X); L <- floor(4 * (n / 100)^(2 / 9)); step <- sort(diff(d$t))[ceiling((n - 1) / 2)]
            K <- outer(d$t, d$t, function(a, b) pmax(0, 1 - abs(a - b) / (step * (L + 1))))
            H <- solve(t(X) %*% (X * g$family$variance(fitted(g))))
            V <- H %*% (t(u) %*% K %*% u) %*% H * n / (n - 4)
            phi <- if (family == "poisson") sum(residuals(g, "pearson")^2) / (n - 4) else 1
            list(b = unname(coef(g)), se = unname(sqrt(diag(V))), plain = unname(sqrt(diag(H) * phi)), phi = phi, lags = L)
        }
        ${inR(yes)} a <- hac(d, "binomial")
        ${inR(counts)} b <- hac(d, "poisson")
        list(a, b)`);
    const got = [await series(table(yes), ...usual), await series(table(counts), ...usual, '--kind', 'count')];
    assert.deepEqual(got.map((g) => g.kind), ['binary', 'count']);
    for (const [i, { groups: [g] }] of got.entries()) {
        for (const [k, what] of [[2, 'level'], [3, 'slope']]) {
            near(g[what].estimate, want[i].b[k], 1e-5, `${what} estimate`);
            near(g[what].se, want[i].se[k], 1e-5, `${what} se`);
            near(g[what].se_plain, want[i].plain[k], 1e-5, `${what} plain se`);
            near(g[what].ratio, Math.exp(want[i].b[k]), 1e-5, 'ratio');
        }
        assert.equal(g.lags, want[i].lags);
        if (i) near(g.dispersion, want[i].phi, 1e-6, 'dispersion');
    }
});

test('the posterior is that of brute force over rho, sigma and both changes', { skip: rMissing }, async () => {
    const rows = invented(21, 24, 10, { rho: 0.3, level: -2 });
    const want = rscript(`
        ${inR(rows)}
        X <- cbind(1, d$t, d$D, d$S); y <- d$y; n <- nrow(X); M <- 1.5; prior <- diag(c(0, 0, 1 / M^2, (max(d$t) / M)^2))
        part <- function(rho, ls) {
            s2 <- exp(2 * ls); R <- rho^abs(outer(d$t, d$t, "-")); W <- solve(R) / s2
            H <- t(X) %*% W %*% X + prior; m <- solve(H, t(X) %*% W %*% y)
            lw <- -n * ls - 0.5 * determinant(R)$modulus - 0.5 * determinant(H)$modulus - 0.5 * (t(y) %*% W %*% y - t(m) %*% H %*% m) + dnorm(rho, 0.3, 0.3, log = TRUE)
            c(lw, m[3], sqrt(solve(H)[3, 3]))
        }
        grid <- expand.grid(rho = (seq_len(200) - 100.5) / 100, ls = seq(log(0.2), log(20), length.out = 100))
        v <- mapply(part, grid$rho, grid$ls); w <- exp(v[1, ] - max(v[1, ]))
        list(p = sum(w * pnorm((-M - v[2, ]) / v[3, ])) / sum(w), mean = sum(w * v[2, ]) / sum(w), rho = sum(w * grid$rho) / sum(w))`);
    const { bayes } = (await series(table(rows), ...usual, '--mcid', '1.5')).groups[0];
    near(bayes.p_improved, want.p, 1e-4, 'p');
    near(bayes.level, want.mean, 1e-4, 'level');
    near(bayes.rho, want.rho, 1e-4, 'rho');
    const { bayes: high } = (await series(table(rows.map(([d, y]) => [d, -y])), ...usual, '--mcid', '1.5', '--better', 'high')).groups[0];
    near(high.p_improved, bayes.p_improved, 1e-9, 'the other way round');
});

test('indices of non-overlap: the vectors of SingleCaseES', async () => {
    const of = async (a, b, better) => (await series(table([...a, ...b].map((y, i) => [i, better === 'high' ? y : -y])), '--day', 'day', '--value', 'y',
        '--start', `${a.length}`, '--better', better)).groups[0];
    for (const better of ['high', 'low']) {
        const one = await of([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29], better); // Parker, Vannest & Davis 2011
        assert.deepEqual([one.n, one.pnd, one.pand, one.pem], [[6, 7], 5 / 7, 11 / 13, 1]);
        near(one.ird, 6 / 7 - 1 / 6, 1e-12, 'IRD');
        near(one.nap, 38.5 / 42, 1e-12, 'NAP');
        near(one.tau, 35 / 42, 1e-12, 'Tau');
        const two = await of([3, 3, 4, 5], [4, 5, 6, 7, 7], better);
        near(two.tau, 0.8, 1e-12, 'Tau');
        near(two.tau_u, 0.55, 1e-12, 'Tau-U');
        const three = await of([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], better); // Tarlow 2017
        assert.deepEqual([three.tau, three.tau_u, three.tau_bc], [1, 0.6, 0]);
        assert.equal(three.level, null);
        assert.ok(three.reasons.some((r) => r.startsWith('level: ')));
    }
});

// Monthly counts of acute coronary events in Sicily, 2002-2006, and the population standardised by age: the data of Lopez Bernal, Cummins &
// Gasparrini 2017 (PMID 27283160). Smoking was banned from month 37 on.
const aces = [728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831, 879, 928, 914, 808, 937, 840, 916,
    828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738, 781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912];
const people = [379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5, 378349.7, 376762.4, 379032.3,
    379360.4, 376162, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4, 382104.9, 381802.7, 381656.3, 383680, 383504.2, 386462.9, 383783.1, 380836.8,
    383483, 380906.2, 382926.8, 384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6, 388436.5, 383255.2,
    390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5, 388575.3, 392989, 390018.8, 390712.3];

test('the smoking ban in Sicily, as it was published', async () => {
    const csv = `month,aces,stdpop\n${aces.map((y, i) => `${i + 1},${y},${people[i]}`).join('\n')}\n`;
    const words = ['--day', 'month', '--value', 'aces', '--start', '37', '--offset', 'stdpop', '--no-slope'];
    const { kind, groups: [g] } = await series(csv, ...words);
    assert.equal(kind, 'count');
    assert.deepEqual(g.n, [36, 23]);
    const rr = (level, se) => [level.ratio, Math.exp(level.estimate - 1.96 * se), Math.exp(level.estimate + 1.96 * se)].map((v) => v.toFixed(3));
    assert.deepEqual(rr(g.level, g.level.se_plain / Math.sqrt(g.dispersion)), ['0.894', '0.865', '0.925'], 'Poisson');
    assert.deepEqual(rr(g.level, g.level.se_plain), ['0.894', '0.839', '0.953'], 'quasi-Poisson');
    assert.equal(g.dispersion.toFixed(2), '3.56');
    const season = (await series(csv, ...words, '--season', '12', '--harmonics', '2')).groups[0];
    assert.equal(season.dispersion.toFixed(2), '2.26');
    assert.deepEqual(rr(season.level, season.level.se_plain), ['0.885', '0.839', '0.933']);
});

test('a drawn start: every way it could have fallen is counted', async () => {
    const rows = invented(31, 40, 15, { rho: 0, level: -8 });
    const statistic = (s) => mean(rows.filter(([d]) => d < s).map((r) => r[1])) - mean(rows.filter(([d]) => d >= s).map((r) => r[1]));
    const starts = [...Array(25)].map((_, i) => i - 10);
    const far = starts.filter((s) => statistic(s) >= statistic(0) - 1e-9).length;
    assert.equal(far, 1);
    const g = (await series(table(rows), ...usual, '--starts', '-10..14')).groups[0];
    assert.deepEqual(g.randomisation, { design: 'start', statistic: g.randomisation.statistic, p: far / 25, ways: 25, exhaustive: true });
    near(g.randomisation.statistic, statistic(0), 1e-12, 'statistic');
    assert.equal(g.verdict, 'better-randomised');
    const few = (await series(table(rows), ...usual, '--starts', '-10..14/5')).groups[0];
    assert.equal(few.randomisation.ways, 5);
    assert.equal(few.verdict, 'better-at-start', 'five ways cannot show a cause');
    const none = (await series(table(rows), ...usual)).groups[0];
    assert.equal(none.verdict, 'better-at-start', 'a start that nobody drew shows no cause');
    const worse = (await series(table(rows), ...usual, '--starts', '-10..14', '--better', 'high')).groups[0];
    assert.deepEqual([worse.randomisation.p, worse.verdict], [1, 'worse-at-start']);
});

test('blocks in pairs, each drawn: exhaustive, by hand', async () => {
    const treated = [1, 0, 0, 1, 0, 1, 1, 0]; // blocks of three days
    const rows = [...Array(24)].map((_, i) => [i, 5 - 2 * treated[Math.floor(i / 3)] + ((i * 7) % 5) / 10, treated[Math.floor(i / 3)]]);
    const csv = `day,y,on\n${rows.map((r) => r.join(',')).join('\n')}\n`;
    const words = [...usual, '--blocks', '3', '--treated', 'on'];
    const statistic = (flip) => {
        const on = (i) => (treated[Math.floor(i / 3)] ^ (flip >> Math.floor(i / 6))) & 1;
        return mean(rows.filter((_, i) => !on(i)).map((r) => r[1])) - mean(rows.filter((_, i) => on(i)).map((r) => r[1]));
    };
    const far = [...Array(16).keys()].filter((f) => statistic(f) >= statistic(0) - 1e-9).length;
    const g = (await series(csv, ...words)).groups[0];
    assert.deepEqual([g.n, g.randomisation.ways, g.randomisation.p, g.slope], [[12, 12], 16, far / 16, null]);
    near(g.randomisation.statistic, statistic(0), 1e-12, 'statistic');
    const bad = (await series(csv.replace(/^0,(.*),1$/m, '0,$1,0'), ...words)).groups[0];
    assert.equal(bad.randomisation, null);
    assert.ok(bad.reasons.some((r) => r.startsWith('randomisation: ')));
});

test('a plan draws among enough starts, the same with the same seed', async () => {
    const plan = async (...words) => JSON.parse((await unknot(['series', '--plan', ...words])).stdout);
    const p = await plan('--from', '2026-01-05', '--to', '2026-02-15', '--seed', '7');
    assert.deepEqual(p, await plan('--from', '2026-01-05', '--to', '2026-02-15', '--seed', '7'));
    assert.deepEqual([p.values, p.least_each_side, p.n, p.causal, p.starts[0], p.starts.at(-1)], [42, 8, 27, true, '2026-01-13', '2026-02-08']);
    assert.ok(p.starts.includes(p.start));
    const weekly = await plan('--from', '0', '--to', '83', '--rhythm', '7', '--seed', '1');
    assert.deepEqual([weekly.values, weekly.n, weekly.causal, weekly.starts], [12, 3, false, [35, 42, 49]]);
    assert.match(weekly.reasons[0], /29 values/);
    const none = await plan('--from', '0', '--to', '8', '--seed', '1');
    assert.deepEqual([none.start, none.starts], [null, []]);
    const unseeded = await plan('--from', '0', '--to', '60');
    assert.deepEqual(unseeded, await plan('--from', '0', '--to', '60', '--seed', unseeded.seed));
});

test('what cannot be computed is null with a reason', async () => {
    const of = async (rows, ...more) => (await series(table(rows), ...usual, ...more)).groups[0];
    const one = await of([[0, 5]]);
    assert.deepEqual([one.n, one.level, one.nap, one.verdict], [[0, 1], null, null, 'too-few-points']);
    const same = await of([...Array(20)].map((_, i) => [i - 10, 4]));
    assert.deepEqual([same.level, same.nap, same.tau_bc, same.verdict], [null, 0.5, 0, 'not-computable']);
    assert.ok(same.reasons.includes('level: all values are the same'));
    const pair = await of([[-2, 1], [-1, 3], [0, 2], [1, 5]]);
    assert.equal(pair.level, null);
    assert.equal(typeof pair.nap, 'number');
    const lines = await of([...Array(12)].map((_, i) => [i - 6, i < 6 ? i : 20 - 2 * i]));
    assert.ok(lines.reasons.some((r) => r.includes('straight lines')));
    const none = await of([...Array(20)].map((_, i) => [i - 10, i < 10 ? i % 2 : 0]));
    assert.deepEqual([none.level, none.verdict], [null, 'too-few-points']);
    const never = await of([...Array(60)].map((_, i) => [i - 30, i < 30 ? (i * 7) % 2 : 0]));
    assert.deepEqual([never.level, never.verdict], [null, 'not-computable']);
    assert.ok(never.reasons.some((r) => r.includes('no estimate ends')));
    const rare = await of([...Array(40)].map((_, i) => [i - 20, Number(i === 3 || i === 9 || i === 24 || i === 31)]));
    assert.deepEqual([typeof rare.level.estimate, rare.verdict], ['number', 'too-few-points']);
});

test('the same bytes for the same rows in any order; identical rows once', async () => {
    const rows = [...invented(41, 30, 12).map(([d, y]) => [d, y, 'b']), ...invented(42, 25, 10).map(([d, y]) => [d, y, 'a']), [3, 7, 'Ä']];
    const csv = (r) => `day,y,who\n${r.map((x) => x.join(',')).join('\n')}\n`;
    const words = [...usual, '--group', 'who', '--mcid', '1'];
    const a = await unknot(['series', '-', ...words], { input: csv(rows) });
    const shuffled = rows.map((r, i) => [Math.sin(i * 99), r]).sort((x, y) => x[0] - y[0]).map((x) => x[1]);
    const b = await unknot(['series', '-', ...words], { input: csv(shuffled), env: { LC_ALL: 'de_DE.UTF-8' } });
    assert.equal(a.stdout, b.stdout);
    const { groups, duplicates } = await series(csv([...rows, rows[4], rows[4]]), ...words);
    assert.deepEqual([groups.map((g) => g.id), duplicates], [['a', 'b', 'Ä'], 2]);
    assert.deepEqual(groups, JSON.parse(a.stdout).groups);
});

test('bad input is refused with line and column', async (t) => {
    const file = join(folder(t), 'x.csv');
    const refused = async (text, pattern, ...words) => {
        writeFileSync(file, text);
        const done = await unknot(['series', file, ...(words.length ? words : usual)]);
        assert.equal(done.code, 1, text);
        assert.match(done.stderr, pattern, text);
        assert.equal(done.stdout, '', 'nothing half said');
    };
    // an option that is wrong is wrong usage, whatever the file says
    const misused = async (option, ...words) => {
        writeFileSync(file, 'day,y\n1,2\n');
        const done = await unknot(['series', ...(words[0] === '--plan' ? [] : [file]), ...words]);
        assert.equal(done.code, 2, words.join(' '));
        assert.match(done.stderr, new RegExp(`${option}[^]*See: unknot series --help`));
        assert.equal(done.stdout, '');
    };
    await refused('', /is empty/);
    await refused('day,y\n', /no row below/);
    await refused('day,y\n1,\n2,NA\n', /no row has a value/);
    await refused('day,z\n1,2\n', /has no column 'y'/);
    await refused('day,y,y\n1,2,3\n', /two columns are named 'y'/);
    await refused('day,y\n1,2\n2,NaN\n', /line 3, column y: 'NaN' is no finite number/);
    await refused('day,y\n1,inf\n', /line 2, column y/);
    await refused('day,y\n1,1e400\n', /line 2, column y/);
    await refused('day,y\n1,1e13\n', /beyond 1e12/);
    await refused('day,y\n1,2\n2,mild\n', /line 3, column y: 'mild'/);
    await refused('day,y\n1,yes\n2,3\n', /yes or no in line 2, a number in line 3/);
    await refused('day,y\n1.5,2\n', /line 2, column day: '1.5' is no day/);
    await refused('day,y\n2026-02-30,2\n', /line 2, column day/);
    await refused('day,y\n2026-02-03,2\n', /a date, but --start is a number/);
    await refused('day,y\n1,2\n2,3,4\n', /line 3: 3 fields, but line 1 names 2/);
    await refused('day,y\n1,2\n4,3\n1,5\n', /lines 2 and 4, column y: two values of one day/);
    await refused('day,y\n1,2\n2,"3\n', /line 3.*quote/);
    await refused('day,y\n1,2\n2,2.5\n', /line 3, column y: a count/, ...usual, '--kind', 'count');
    await refused('day,y,g\n1,2,\n', /line 2, column g/, ...usual, '--group', 'g');
    for (const [word, value] of [['--better', 'up'], ['--kind', 'ratio'], ['--mcid', '-1'], ['--starts', '3'], ['--starts', '5..2'], ['--seed', 'x'], ['--season', '0']])
        await misused(word, ...usual, word, value);
    for (const [word, ...words] of [['--rhythm', '--rhythm', '0'], ['--from', '--from', 'soon'], ['--from', '--from', '90']])
        await misused(word, '--plan', ...(words[0] === '--from' ? [] : ['--from', '1']), '--to', '60', ...words);
    assert.equal((await unknot(['series', file])).code, 2);
});

const diaries = shared('data/headache-diaries.csv');
test('133 headache diaries: every one is answered, those without days before too', { skip: diaries ? false : 'no ../shared/data/headache-diaries.csv' }, async () => {
    const done = await unknot(['series', diaries, '--group', 'id', '--day', 'time', '--value', 'headache', '--start', '0']);
    assert.equal(done.code, 0, done.stderr);
    const { kind, rows, duplicates, groups } = JSON.parse(done.stdout);
    assert.deepEqual([kind, rows, duplicates, groups.length], ['binary', 4152, 1, 133]);
    for (const g of groups) {
        if (g.n[0] < 5 || g.n[1] < 5) assert.equal(g.verdict, 'too-few-points');
        assert.equal(g.nap === null, g.n[0] === 0 || g.n[1] === 0);
        assert.ok(g.level !== null || g.reasons.some((r) => r.startsWith('level: ')));
    }
});
