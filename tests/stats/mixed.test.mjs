// Mixed models against lme4 and nlme: the same data through R and through `unknot mixed`.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { folder, unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

// Data sets, made in R. `keep` writes one where both read it.
const data = `
suppressMessages({library(lme4); library(nlme)})
lmer <- lme4::lmer; fixef <- lme4::fixef; ranef <- lme4::ranef; VarCorr <- lme4::VarCorr
keep <- function(d, name) { write.csv(d, file.path(where, paste0(name, ".csv")), row.names = FALSE, quote = FALSE); d }
# lme4's own search, then taken on to where doubles end, so that what differs is not where R stopped
polished <<- function(fn, par, lower, upper, control) {
  o <- nloptwrap(par = par, fn = fn, lower = lower, upper = upper, control = control)
  for (i in 1:3) { p <- nlminb(o$par, fn, lower = lower, control = list(rel.tol = 1e-15, x.tol = 1e-12, abs.tol = 0)); if (p$objective <= o$fval) { o$par <- p$par; o$fval <- p$objective } }
  o
}
set.seed(7)
sleep <- keep(lme4::sleepstudy, "sleep")
pills <- keep(lme4::Penicillin, "pills")
pastes <- keep(lme4::Pastes, "pastes")
cake <- keep(within(lme4::cake, { temperature <- temp; heat <- (temp - 200) / 10 }), "cake")
holes <- keep(pills[-c(1:17, 40:43, 77, 90:101, 130), ], "holes")
g <- function(n, k, p = "g") factor(sprintf("%s%03d", p, sample(k, n, TRUE)))
flat <- keep(local({ d <- data.frame(g = g(120, 12), x = rnorm(120)); d$y <- 3 + 2 * d$x + rnorm(120); r <- resid(lm(y ~ x, d)); d$y <- d$y - ave(r, d$g); d }), "flat")
ties <- keep(local({ d <- data.frame(g = g(200, 25), week = sample(0:8, 200, TRUE)); u <- rnorm(25, 0, 1.5); d$pain <- pmin(10, pmax(0, round(6 - 0.4 * d$week + u[as.integer(d$g)] + rnorm(200)))); d }), "ties")
lone <- keep(local({ d <- data.frame(g = factor(c(sprintf("a%02d", 1:30), rep(sprintf("b%02d", 1:10), each = 4)))); d$x <- rnorm(70); u <- rnorm(40, 0, 2); d$y <- 1 + d$x + u[as.integer(d$g)] + rnorm(70); d }), "lone")
care <- keep(local({ n <- 300; d <- data.frame(therapist = g(n, 9, "t"), client = g(n, 40, "c"), treat = factor(sample(c("usual", "deep", "soft"), n, TRUE)), year = sample(2019:2026, n, TRUE), tiny = rnorm(n) * 1e-6)
  s <- matrix(rnorm(40 * 3), 40) %*% matrix(c(1, .5, .2, 0, .8, .3, 0, 0, .6), 3); d$change <- 10 + rnorm(9, 0, 1.2)[as.integer(d$therapist)] + s[cbind(as.integer(d$client), as.integer(d$treat))] + 1e5 * d$tiny + .2 * (d$year - 2020) + rnorm(n); d }), "care")
deep <- keep(local({ n <- 400; d <- data.frame(site = g(n, 6, "s"), who = g(n, 8, "w"), day = round(runif(n, 0, 30))); d$u <- interaction(d$site, d$who); d$y <- rnorm(6)[as.integer(d$site)] + rnorm(48)[as.integer(d$u)] + (.1 + rnorm(48, 0, .05)[as.integer(d$u)]) * d$day + rnorm(n); d$u <- NULL; d }), "deep")
spent <- keep(local({ d <- do.call(rbind, lapply(1:20, function(i) { t <- sort(sample(0:40, 18)); e <- as.numeric(arima.sim(list(ar = .55), 41))[t + 1]; data.frame(who = sprintf("p%02d", i), site = sprintf("s%d", (i - 1) %/% 5), day = t, on = as.numeric(t >= 20), y = 5 + rnorm(1) - 1.2 * (t >= 20) + e) })); d }), "spent")
`;

// File, formula, options; for nlme also what it calls the same model.
const models = [
    ['sleep', 'Reaction ~ Days + (Days | Subject)'],
    ['sleep', 'Reaction ~ Days + (Days | Subject)', { ml: true }],
    ['sleep', 'Reaction ~ Days + (Days || Subject)'],
    ['sleep', 'Reaction ~ factor(Days) + (1 | Subject)'],
    ['sleep', 'Reaction ~ 1 + (0 + Days | Subject)', { ml: true }],
    ['pills', 'diameter ~ 1 + (1 | plate) + (1 | sample)'],
    ['holes', 'diameter ~ 1 + (1 | plate) + (1 | sample)'],
    ['pastes', 'strength ~ 1 + (1 | batch/cask)'],
    ['cake', 'angle ~ recipe * temperature + (1 | recipe:replicate)'],
    ['cake', 'angle ~ recipe:heat + heat + (1 | replicate) + (0 + heat | recipe:replicate)'],
    ['flat', 'y ~ x + (1 | g)', { singular: true }],
    ['flat', 'y ~ x + (x | g)', { singular: true, ml: true }],
    ['ties', 'pain ~ week + (week | g)'],
    ['lone', 'y ~ x + (1 | g)'],
    ['care', 'change ~ treat + year + tiny + (1 | therapist) + (1 | client)'],
    ['care', 'change ~ treat + tiny + (0 + treat | client)'],
    ['care', 'change ~ treat:year + tiny - 1 + (treat | client) + (1 | therapist)'],
    ['deep', 'y ~ day + (day | site:who) + (1 | site)', { ml: true }],
    ['deep', 'y ~ day + (1 | site/who)'],
];
const serial = [
    ['spent', 'y ~ on + (1 | who)', { nlme: 'y ~ on, random = ~ 1 | who, correlation = corAR1(form = ~ day | who)' }],
    ['spent', 'y ~ on + day + (on | who)', { ml: true, nlme: 'y ~ on + day, random = ~ on | who, correlation = corAR1(form = ~ day | who)' }],
    ['spent', 'y ~ on + (1 | site/who)', { nlme: 'y ~ on, random = ~ 1 | site/who, correlation = corAR1(form = ~ day | site/who)' }],
];

const text = (s) => JSON.stringify(s);
const byLme4 = ([file, formula, { ml = false } = {}]) => `local({ d <- get(${text(file)}); m <- suppressMessages(suppressWarnings(lmer(${formula}, d, REML = ${ml ? 'FALSE' : 'TRUE'}, control = lmerControl(optimizer = "polished", calc.derivs = FALSE))))
  v <- as.data.frame(VarCorr(m)); b <- as.data.frame(ranef(m, condVar = TRUE))
  list(term = I(names(fixef(m))), estimate = I(unname(fixef(m))), se = I(unname(sqrt(diag(as.matrix(vcov(m)))))), v = v, criterion = as.numeric(-2 * logLik(m)),
    b = data.frame(g = as.character(b$grpvar), term = as.character(b$term), level = as.character(b$grp), estimate = b$condval, se = b$condsd), singular = isSingular(m)) })`;
const byNlme = ([file, , { ml = false, nlme }]) => `local({ d <- get(${text(file)}); d <- groupedData(y ~ day | who, d); d <- as.data.frame(d); d$who <- as.character(d$who)
  m <- lme(${nlme}, data = d, method = ${ml ? '"ML"' : '"REML"'}, control = lmeControl(msMaxIter = 500, msMaxEval = 5000, maxIter = 500, tolerance = 1e-10, msTol = 1e-10, opt = "nlminb"))
  list(term = I(names(nlme::fixef(m))), estimate = I(unname(nlme::fixef(m))), se = I(unname(sqrt(diag(vcov(m))))), sigma = m$sigma, criterion = as.numeric(-2 * logLik(m)), rho = unname(coef(m$modelStruct$corStruct, unconstrained = FALSE)),
    v = I(unname(unlist(lapply(rev(m$modelStruct$reStruct), function(x) diag(as.matrix(x)) * m$sigma^2))))) })`;

// R is asked once for all tests; what it wrote is gone after the last.
let known;
const where = folder();
after(() => rmSync(where, { recursive: true, force: true }));
function reference() {
    known ??= (() => {
        try {
            return { got: rscript(`where <- ${text(where)}\n${data}\nlist(lme4 = list(${models.map(byLme4).join(',\n')}), nlme = list(${serial.map(byNlme).join(',\n')}))`) };
        } catch (error) {
            return { error };
        }
    })();
    if (known.error) throw known.error;
    return known.got;
}

async function ours([file, formula, { ml = false } = {}], more = []) {
    const done = await unknot(['mixed', '--formula', formula, ...(ml ? ['--ml'] : []), ...more, join(where, `${file}.csv`)]);
    assert.equal(done.code, 0, done.stderr);
    return JSON.parse(done.stdout);
}

const near = (a, b, by, what) => assert.ok(Math.abs(a - b) <= by, `${what}: ${a}, R has ${b}`);
const relative = (a, b, by, what) => near(a, b, by * Math.max(Math.abs(b), 1e-8), what);

for (const [i, model] of models.entries()) {
    test(`as lme4: ${model[1]} of ${model[0]}${model[2]?.ml ? ', ML' : ''}`, { skip: rMissing }, async () => {
        const { lme4 } = reference();
        const want = lme4[i];
        const got = await ours(model);
        const fixed = got.fixed.filter((x) => x.estimate !== null); // R drops what is a combination of others
        assert.deepEqual(fixed.map((x) => x.term), want.term);
        want.estimate.forEach((b, k) => near(fixed[k].estimate, b, 1e-5 * Math.max(Math.abs(b), want.se[k]), `estimate of ${want.term[k]}`));
        want.se.forEach((b, k) => relative(fixed[k].se, b, 1e-3, `se of ${want.term[k]}`));
        const residual = want.v.find((x) => x.grp === 'Residual').vcov;
        near(got.residual.variance, residual, 1e-4 * residual, 'residual variance');
        // lme4 tells terms of one grouping apart as g and g.1
        for (const v of want.v.filter((x) => x.grp !== 'Residual')) {
            const group = v.grp.replace(/\.\d+$/, '');
            const scale = got.random.find((x) => x.group === group && x.term === v.var1);
            if (v.var2) near(got.correlations.find((x) => x.group === group && x.a === v.var1 && x.b === v.var2)?.r ?? v.sdcor, v.sdcor, 2e-3, `correlation ${v.var1} ${v.var2}`);
            else near(scale.variance, v.vcov, 1e-4 * Math.max(residual, v.vcov), `variance of ${group} ${v.var1}`);
        }
        assert.ok(got.criterion <= want.criterion + 1e-6, `criterion ${got.criterion}, R has ${want.criterion}`);
        near(got.criterion, want.criterion, 1e-3, 'criterion');
        assert.equal(got.singular, want.singular);
        assert.equal(got.converged, true);
        for (const b of want.b) {
            const own = got.blups[b.g].find((x) => x.level === b.level && x.term === b.term);
            near(own.estimate, b.estimate, 2e-3 * Math.max(b.se, 1e-4 * Math.sqrt(residual)), `blup ${b.g} ${b.level} ${b.term}`);
            near(own.se, b.se, 1e-3 * Math.max(b.se, 0.1 * Math.sqrt(residual)), `se of blup ${b.g} ${b.level} ${b.term}`);
        }
        assert.equal(Object.values(got.blups).flat().length, want.b.length);
    });
}

for (const [i, model] of serial.entries()) {
    test(`as nlme with AR(1): ${model[1]}`, { skip: rMissing }, async () => {
        const { nlme } = reference();
        const want = nlme[i];
        const got = await ours(model, ['--ar1', 'day']);
        want.estimate.forEach((b, k) => near(got.fixed[k].estimate, b, 5e-5 * Math.max(Math.abs(b), want.se[k]), `estimate of ${want.term[k]}`));
        near(got.residual.rho, want.rho, 1e-4, 'rho');
        relative(got.residual.variance, want.sigma ** 2, 1e-3, 'residual variance');
        got.random.forEach((v, k) => near(v.variance, want.v[k], 1e-3 * want.sigma ** 2, `variance of ${v.group} ${v.term}`));
        assert.ok(got.criterion <= want.criterion + 1e-6, `criterion ${got.criterion}, R has ${want.criterion}`);
        near(got.criterion, want.criterion, 1e-3, 'criterion');
    });
}

// Rich random parts over little data: most are singular, and many have a second valley, in which a search may end.
const shapes = ['y ~ x * a + (1 | g)', 'y ~ a * b + (x | g)', 'y ~ 0 + a + b:x + (x || g)', 'y ~ x + k + (1 | g/h)', 'y ~ a/x + (0 + a | g)', 'y ~ b + a:b + (1 + a || h) + (1 | g)',
    'y ~ x + (a | g)', 'y ~ x + (x + a | g)', 'y ~ a + (a | g) + (x | h)', 'y ~ b + (b + x + k | h) + (1 | g)', 'y ~ 1 + (x | g) + (a | h)', 'y ~ (a + b + x)^2 - a:x + (1 | g:h)'];
const drawn = 48;
test('no criterion is above lme4\'s, whatever was drawn', { skip: rMissing }, async (t) => {
    const place = folder(t);
    const want = rscript(`suppressMessages(library(lme4)); set.seed(99); f <- c(${shapes.map(text).join(', ')})
lapply(1:${drawn}, function(i) { n <- sample(c(60, 150, 400), 1)
  d <- data.frame(g = factor(paste0("g", sample(sample(c(5, 12, 30), 1), n, TRUE))), h = factor(paste0("h", sample(7, n, TRUE))), a = factor(sample(c("u", "v", "w"), n, TRUE)), b = factor(sample(c("no", "yes"), n, TRUE)), x = round(rnorm(n), 3) * 10^sample(-2:2, 1), k = sample(0:5, n, TRUE))
  if (i %% 3 == 0) d <- droplevels(d[sample(n, n, TRUE, prob = rexp(n)), ])
  d$y <- round(rnorm(nlevels(d$g), 0, sample(c(0, 1, 3), 1))[as.integer(d$g)] + rnorm(nlevels(d$h), 0, sample(c(0, 1, 5), 1))[as.integer(d$h)] + as.integer(d$a) + rnorm(nrow(d)), sample(c(0, 3), 1))
  write.csv(d, file.path(${text(place)}, paste0(i - 1, ".csv")), row.names = FALSE, quote = FALSE)
  tryCatch(as.numeric(-2 * logLik(suppressMessages(suppressWarnings(lmer(as.formula(f[(i - 1) %% length(f) + 1]), d, REML = i %% 5 > 0))))), error = function(e) NULL) })`);
    for (const [i, criterion] of want.entries()) {
        const formula = shapes[i % shapes.length];
        const done = await unknot(['mixed', '--formula', formula, ...((i + 1) % 5 ? [] : ['--ml']), join(place, `${i}.csv`)]);
        const got = JSON.parse(done.stdout).criterion;
        assert.equal(got === null, typeof criterion !== 'number', `${i} ${formula}`); // lme4 refuses the same
        if (got !== null) assert.ok(got <= criterion + 1e-6, `${i} ${formula}: criterion ${got}, lme4 has ${criterion}`);
    }
});

test('the order of rows changes no digit', { skip: rMissing }, async (t) => {
    reference();
    for (const [file, formula, more] of [['care', 'change ~ treat + (1 | therapist) + (1 | client)', []], ['spent', 'y ~ on + (1 | who)', ['--ar1', 'day']], ['sleep', 'Reaction ~ Days + (Days | Subject)', []]]) {
        const [head, ...rows] = readFileSync(join(where, `${file}.csv`), 'utf8').trim().split('\n');
        const mixed = rows.map((row, i) => [(i * 7919) % rows.length, row]).sort((a, b) => a[0] - b[0]).map((x) => x[1]);
        const other = join(folder(t), `${file}.csv`);
        writeFileSync(other, [head, ...mixed.reverse()].join('\r\n'));
        const words = ['mixed', '--formula', formula, ...more];
        const [a, b] = [await unknot([...words, join(where, `${file}.csv`)]), await unknot([...words, other], { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } })];
        assert.equal(a.code, 0, a.stderr);
        assert.equal(a.stdout, b.stdout);
    }
});

const csv = (rows) => `g,x,y\n${rows.map((r) => r.join(',')).join('\n')}\n`;
const grid = (f, groups = 4, each = 3) => csv(Array.from({ length: groups * each }, (_, i) => [`g${i % groups}`, i, f(i)]));
const run = (formula, input) => unknot(['mixed', '--formula', formula, '-'], { input });

test('what cannot be computed is null, with the reason', async () => {
    for (const [what, formula, input, reason] of [
        ['no rows', 'y ~ x + (1 | g)', 'g,x,y\n', /no row/],
        ['one row', 'y ~ x + (1 | g)', csv([['a', 1, 2]]), /one group/],
        ['one group', 'y ~ x + (1 | g)', csv([['a', 1, 2], ['a', 2, 3], ['a', 3, 5], ['a', 4, 4]]), /one group.*\(g\)/],
        ['a group for each row', 'y ~ 1 + (1 | g)', grid((i) => i % 5, 9, 1), /as many groups as rows/],
        ['too many effects', 'y ~ 1 + (x | g)', grid((i) => i % 5, 6, 2), /no fewer random effects/],
        ['too few rows', 'y ~ factor(x) + (1 | g)', grid((i) => i % 5), /no more rows than fixed effects/],
        ['a constant', 'y ~ x + (1 | g)', grid(() => 7), /does not vary/],
        ['a straight line', 'y ~ x + (1 | g)', grid((i) => 3 + 0.1 * i), /does not vary/],
        ['constant groups', 'y ~ 1 + (1 | g)', grid((i) => i % 4), /within the groups/],
    ]) {
        const done = await run(formula, input);
        assert.equal(done.code, 0, `${what}: ${done.stderr}`);
        const said = JSON.parse(done.stdout);
        assert.match(said.reasons[0], reason, what);
        assert.ok(said.fixed.every((x) => x.estimate === null && x.ci === null) && said.criterion === null && said.residual.variance === null && said.singular === null && !said.converged, what);
    }
});

test('a term that is a combination of others is left out, and rows with gaps are counted', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [`g${i % 8}`, i, 2 * i + 1, i === 3 ? 'NA' : i === 5 ? '' : (i * 7) % 11]);
    const done = await unknot(['mixed', '--formula', 'y ~ x + z + (1 | g)', '-'], { input: `g,x,z,y\n${rows.map((r) => r.join(',')).join('\n')}\n` });
    const said = JSON.parse(done.stdout);
    assert.equal(said.n, 38);
    assert.equal(said.omitted, 2);
    assert.equal(said.fixed[2].estimate, null);
    assert.ok(said.fixed[1].se > 0);
    assert.match(said.reasons.join(), /'z' is a combination.*'g' has 8 groups only.*2 rows are left out/);
});

test('what is wrong is named with its place', async () => {
    const good = grid((i) => (i * 7) % 5);
    for (const [formula, input, why] of [
        ['y ~ x + (1 | g)', '', /the file is empty/],
        ['y ~ x + (1 | g)', good.replace('\ng1,1,', '\ng1,1,NaN,'), /line 3: 4 fields where the header has 3/],
        ['y ~ x + (1 | g)', good.replace(/\ng1,1,\d/, '\ng1,1,nan'), /line 3, column 3: 'nan' in the column 'y' is not a finite number/],
        ['y ~ x + (1 | g)', good.replace(/\ng1,1,\d/, '\ng1,1,-Inf'), /line 3, column 3: '-Inf'/],
        ['y ~ x + (1 | g)', good.replace(/\ng1,1,\d/, '\ng1,1,1e999'), /line 3, column 3: '1e999'/],
        ['y ~ x + (1 | g)', good.replace('\ng1,1,', '\ng1,one,'), /line 3, column 2: 'one'.*factor\(x\)/],
        ['g ~ x + (1 | y)', good, /line 2, column 1: 'g0'/],
        ['y ~ z + (1 | g)', good, /line 1: there is no column 'z'/],
        ['y ~ x + (1 | g', good, /character 15: a closing parenthesis is missing/],
        ['y ~ x + log(x) + (1 | g)', good, /character 9: of functions only factor/],
        ['y ~ x', good, /character 6: there is no random term/],
        ['y ~ 1 + (1 | g) + (1 | g)', good, /character 22: the intercept of these groups stands in two/],
        ['y ~ x + (1 | g)', '"g,x,y\n', /line 1, column 1/],
    ]) {
        const done = await run(formula, input);
        assert.equal(done.code, 1, `${formula}: ${done.stdout}`);
        assert.match(done.stderr, why);
    }
    const twice = await unknot(['mixed', '--formula', 'y ~ 1 + (1 | g)', '--ar1', 'x', '-'], { input: good.replace('\ng0,4,', '\ng0,0,') });
    assert.match(twice.stderr, /two rows of day 0/);
    assert.equal((await unknot(['mixed', '-'], { input: good })).code, 2);
});
