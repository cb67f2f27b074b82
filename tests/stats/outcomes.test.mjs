// Outcomes of units against R: what is expected and the shrunken differences by lme4, Wilson by prop.test, the funnel's limits by pbinom.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

const home = folder({ after: (end) => after(end) });

const near = (got, want, by, what) => assert.ok(Math.abs(got - want) <= by, `${what}: ${got}, R ${want}`);

test('effects, shares and limits are those of R', { skip: rMissing }, async () => {
    const file = join(home, 'people.csv');
    const want = rscript(`
suppressMessages(library(lme4))
set.seed(11)
n <- c(25, 60, 18, 33, 6, 41, 12)
d <- data.frame(unit = rep(sprintf("u%d", seq_along(n)), n)); N <- nrow(d)
d$baseline <- sample(3:9, N, TRUE); d$age <- sample(20:80, N, TRUE)
d$after <- round(d$baseline - (rnorm(7, 0, .8)[as.integer(factor(d$unit))] + .4 * d$baseline - .01 * d$age + rnorm(N, 0, 1.5)), 2)
d$after[sample(N, 25)] <- NA; d$age[sample(N, 12)] <- NA
write.csv(d, "${file}", row.names = FALSE, quote = FALSE)
k <- d[!is.na(d$after), ]; k$better <- k$baseline - k$after; k$age[is.na(k$age)] <- mean(k$age, na.rm = TRUE)
m <- lmer(better ~ baseline + age + (1 | unit), k, control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
r <- as.data.frame(ranef(m, condVar = TRUE))
e <- predict(m, re.form = NA)
x <- sum(k$better >= 2); lo <- prop.test(x, N, correct = FALSE)$conf.int[1]; hi <- prop.test(x + N - nrow(k), N, correct = FALSE)$conf.int[2]
limit <- function(p, n, t) { i <- qbinom(p, n, t); v <- (i - (pbinom(i, n, t) - p) / (pbinom(i, n, t) - pbinom(i - 1, n, t))) / n; min(1, max(0, v)) }
u <- as.integer(table(k$unit)); t <- x / nrow(k)
list(n = N, complete = nrow(k), x = x, ci = c(lo, hi), mean = mean(k$better), t = as.numeric(t.test(k$better)$conf.int),
     beta = as.numeric(fixef(m)), se = as.numeric(sqrt(diag(as.matrix(vcov(m))))), tau2 = as.numeric(VarCorr(m)$unit), alike = pchisq(as.numeric(-2 * logLik(lm(better ~ baseline + age, k), REML = TRUE) + 2 * logLik(m)), 1, lower.tail = FALSE) / 2, s2 = sigma(m)^2,
     effect = r$condval, sd = r$condsd, observed = as.numeric(tapply(k$better, k$unit, mean)), expected = as.numeric(tapply(e, k$unit, mean)), u = u,
     l95 = sapply(u, function(n) c(limit(.025, n, t), limit(.975, n, t))), l998 = sapply(u, function(n) c(limit(.001, n, t), limit(.999, n, t))))`);
    const { code, stdout, stderr } = await unknot(['outcomes', file, '--mcid', '2', '--mix', 'age'], { home });
    assert.equal(code, 0, stderr);
    const got = JSON.parse(stdout);
    assert.deepEqual([got.n, got.complete, got.responders.n], [want.n, want.complete, want.x]);
    for (const i of [0, 1]) {
        near(got.responders.ci[i], want.ci[i], 1e-9, 'Wilson');
        near(got.improvement.ci[i], want.t[i], 1e-9, 't interval');
    }
    near(got.improvement.mean, want.mean, 1e-12, 'mean');
    assert.equal(got.model.formula, 'improvement ~ baseline + age + (1 | unit)');
    got.model.fixed.forEach((f, i) => {
        near(f.estimate, want.beta[i], 1e-5 * Math.max(1, Math.abs(want.beta[i])), f.term);
        near(f.se, want.se[i], 1e-5 * want.se[i], `se of ${f.term}`);
    });
    near(got.model.between, want.tau2, 1e-4 * want.s2, 'between');
    near(got.model.alike_p / want.alike, 1, 1e-3, 'p of a spread between units');
    near(got.model.residual, want.s2, 1e-4 * want.s2, 'residual');
    const held = want.u.indexOf(Math.min(...want.u.filter((n) => n >= 10))); // else the figures of all less those of the others are the six people's
    assert.equal(got.units[held].shown, 'held-back');
    got.units.forEach((u, i) => {
        if (want.u[i] < 10 || i === held) return assert.deepEqual([u.effect, u.observed, u.share], [null, null, null], u.unit);
        near(u.effect, want.effect[i], 1e-4, `${u.unit} effect`);
        near(u.se, want.sd[i], 1e-4, `${u.unit} se`);
        near(u.observed, want.observed[i], 1e-9, `${u.unit} observed`);
        near(u.expected, want.expected[i], 1e-4, `${u.unit} expected`);
        for (const k of [0, 1]) {
            near(u.share.limits95[k], want.l95[k][i], 1e-9, `${u.unit} 95`);
            near(u.share.limits998[k], want.l998[k][i], 1e-9, `${u.unit} 99.8`);
        }
    });
    for (const [i, p] of got.funnel.units.entries()) {
        const u = got.units.find((x) => x.unit === p.unit);
        near(p.value, u.observed - u.expected, 1e-12, `funnel ${i}`);
    }
    rmSync(file);
});

test('what is no file of people is refused with its place; wrong usage is 2', async () => {
    const run = (words, input) => unknot(['outcomes', ...words], { home, input });
    assert.equal((await run(['--better', 'up'], '')).code, 2);
    assert.equal((await run(['--mcid', '-1'], '')).code, 2);
    assert.equal((await run(['--mcid', '2', '--responder', 'r'], '')).code, 2);
    assert.equal((await run(['--mix', 'a,,b'], '')).code, 2);
    const bad = await run([], 'unit,baseline,after\na,5,x\n');
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /line 2, column 3: no finite number/);
    const few = JSON.parse((await run([], 'unit,baseline,after\na,5,3\n')).stdout);
    assert.deepEqual([few.n, few.complete, few.improvement, few.shown], [1, null, null, 'too-few']);
    writeFileSync(join(home, 'x.csv'), 'unit,baseline,after\n' + Array.from({ length: 40 }, (_, i) => `${'ab'[i % 2]},${3 + (i % 5)},${i % 4}`).join('\n'));
    const two = JSON.parse((await run([join(home, 'x.csv')])).stdout);
    assert.ok(two.improvement && two.model === null && /three units/.test(two.reasons.join()));
});
