// unknot pool against R's metafor: the published tables, then data sets of every kind, all methods, both intervals.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';
import { rMissing, rscript } from '../lib/r.mjs';

const METHODS = ['EE', 'DL', 'HE', 'PM', 'ML', 'REML'];

const csv = (sets) => ['yi,vi', ...sets.y.map((y, i) => `${y},${sets.v[i]}`)].join('\n');

async function pool(home, input, words) {
    const { code, stdout, stderr } = await unknot(['pool', ...words], { home, input });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
}

// mulberry32
function chance(seed) {
    let s = seed;
    return () => {
        s = (s + 0x6D2B79F5) | 0;
        let t = Math.imul(s ^ (s >>> 15), 1 | s);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

// Ties, constants, huge and tiny variances, two studies, no difference at all and very much of it.
function sets() {
    const made = [];
    const next = chance(20261121);
    const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
    const set = (k, tau, variance, round = 1e6, level = 0.3) => {
        const v = Array.from({ length: k }, variance);
        made.push({ v, y: v.map((x) => Math.round((level + tau * normal() + Math.sqrt(x) * normal()) * round) / round) });
    };
    const usual = () => 0.01 + 0.3 * next();
    for (const k of [2, 3, 4, 5, 8, 13, 20, 40]) {
        for (const tau of [0, 0.3, 2]) set(k, tau, usual);
    }
    for (const k of [2, 5, 15]) {
        set(k, 0.4, () => 0.25, 2);                                   // ties of effects and of variances
        set(k, 0, () => 10 ** (-4 + 8 * next()));                     // one study outweighs the others
        set(k, 30, () => 10 ** (-3 + 5 * next()));
        set(k, 0.1e-3, () => 1e-8 * (1 + next()), 1e12);              // tiny
        set(k, 3e4, () => 1e8 * (1 + next()), 1e2);                   // huge
        set(k, 0.2, usual, 1e9, 1e4);                                 // a common level far from 0
    }
    made.push({ y: [1.5, 1.5, 1.5, 1.5, 1.5], v: [0.1, 0.2, 0.3, 0.1, 0.2] });
    made.push({ y: [-0.2, 0.2], v: [0.1, 0.1] });
    return made;
}

const METAFOR = `
suppressMessages(library(metafor))
fine <- list(threshold = 1e-11, tol = 1e-12, maxiter = 2000)
fits <- function(y, v, method, test) {
    top <- 100 * (diff(range(y))^2 + max(v))
    con <- modifyList(fine, list(tau2.max = top, tol = 1e-12 * min(v), threshold = 1e-10 * min(v)))
    fit <- function(...) rma(y, v, method = method, test = test, control = c(con, ...))
    r <- tryCatch(fit(), error = function(e) tryCatch(fit(stepadj = 0.5), error = function(e) NULL))
    if (is.null(r)) return(NULL)
    out <- list(tau2 = r$tau2, mu = c(r$beta), se = r$se, ci = c(r$ci.lb, r$ci.ub), statistic = r$zval, p = r$pval, q = r$QE, q_p = r$QEp, i2 = r$I2, h2 = r$H2,
        weights = unname(weights(r)), blups = unname(blup(r)$pred), blup_se = unname(blup(r)$se))
    if (method != "EE") {
        t <- confint(r, control = list(tau2.max = 1e4 * top, tol = 1e-9 * min(v), maxiter = 2000))$random
        out$tau2_ci <- c(t[1, 2], t[1, 3])
    }
    if (length(y) > 2 && method != "EE") {
        s <- sqrt(r$tau2 + r$se^2)
        out$pi <- c(r$beta) + c(-1, 1) * qt(0.975, length(y) - 2) * s
        p <- predict(rma(y, v, method = method, test = "z", tau2 = r$tau2))
        out$pi_normal <- c(p$pi.lb, p$pi.ub)
        if (length(y) < 10) out$loo <- tryCatch(leave1out(r)$estimate, error = function(e) NULL)
    }
    out
}`;

function fromR(list) {
    const kept = mkdtempSync(join(tmpdir(), 'unknot-pool-'));
    try {
        const file = join(kept, 'sets.json');
        writeFileSync(file, JSON.stringify(list));
        return rscript(`${METAFOR}
lapply(jsonlite::fromJSON("${file}", simplifyDataFrame = FALSE), function(s) lapply(seq_len(nrow(s$ask)), function(i) fits(s$y, s$v, s$ask[i, 1], s$ask[i, 2])))`, { seconds: 240 });
    } finally {
        rmSync(kept, { recursive: true, force: true });
    }
}

// Twice the (restricted) log likelihood, as far as it depends on tau2.
function height(set, tau2, restricted) {
    const w = set.v.map((v) => 1 / (v + tau2)), sum = w.reduce((a, b) => a + b), mu = set.y.reduce((a, y, i) => a + w[i] * y, 0) / sum;
    return -set.v.reduce((a, v, i) => a + Math.log(v + tau2) + w[i] * (set.y[i] - mu) ** 2, 0) - (restricted ? Math.log(sum) : 0);
}

function near(got, want, scale, where) {
    if (want === null || want === undefined) return;
    for (const [i, w] of [want].flat().entries()) {
        if (w === null) continue;
        const g = [got].flat()[i];
        assert.ok(typeof g === 'number' && Math.abs(g - w) <= 1e-5 * Math.abs(w) + 1e-6 * scale, `${where}[${i}]: ${g}, R says ${w}`);
    }
}

// Each method with one of the three intervals, in turn.
const asks = (s) => METHODS.map((method, m) => [method, ['z', 'knha', 'adhoc'][(s + m) % 3]]);
const OPTIONS = { z: ['--ci', 'z'], knha: ['--ci', 'hksj'], adhoc: ['--ci', 'hksj', '--adhoc'] };

// Our order is canonical: that of effect, then variance.
function sorted(set) {
    const at = set.y.map((_, i) => i).sort((a, b) => set.y[a] - set.y[b] || set.v[a] - set.v[b]);
    return { y: at.map((i) => set.y[i]), v: at.map((i) => set.v[i]) };
}

test('every method and interval as metafor has them', { skip: rMissing }, async (t) => {
    const home = folder(t), list = sets().map((set, s) => ({ ...sorted(set), ask: asks(s) })), r = fromR(list);
    let compared = 0, higher = 0;
    for (const [s, set] of list.entries()) {
        const k = set.y.length, least = Math.min(...set.v);
        await Promise.all(set.ask.map(async ([method, kind], i) => {
            const out = await pool(home, csv(set), ['--method', method, ...OPTIONS[kind]]), want = r[s][i], where = `set ${s} (k ${k}) ${method} ${kind}`;
            if (!want) return;
            if (['ML', 'REML'].includes(method) && Math.abs(out.tau2 - want.tau2) > 1e-5 * want.tau2 + 1e-6 * least) {
                assert.ok(height(set, out.tau2, method === 'REML') > height(set, want.tau2, method === 'REML'), `${where}: tau2 ${out.tau2} is lower than R's ${want.tau2}`);
                higher++;
                return;
            }
            compared++;
            const size = Math.sqrt(least);
            for (const name of ['mu', 'se', 'ci', 'pi', 'blups']) near(out[name], want[name], size, `${where} ${name}`);
            near(out.tau2, want.tau2, least, `${where} tau2`);
            for (const name of ['q', 'q_p', 'i2', 'h2', 'weights']) near(out[name], want[name], name === 'q_p' ? 1e-6 : 1, `${where} ${name}`);
            near(out.studies.map((x) => x.blup_se), want.blup_se, size, `${where} blup_se`);
            if (out.se > 1e-9 * size) near(out.statistic, want.statistic, 1e-4, `${where} statistic`);
            if (k >= 5 && out.se > 1e-9 * size) near(out.p, want.p, 1e-4, `${where} p`);
            else if (k < 5) assert.ok(out.p === null && out.reasons.some((x) => /fewer than 5/.test(x)), where);
            if (out.tau2_ci) near(out.tau2_ci, want.tau2_ci, least, `${where} tau2_ci`);
            else if (method !== 'EE') assert.ok(!want.tau2_ci || want.tau2_ci.every((x) => !x), `${where}: tau2_ci is null, R says ${want.tau2_ci}`);
            if (want.loo) near(out.loo.map((x) => x.mu), want.loo, size, `${where} loo`);
        }));
    }
    t.diagnostic(`${compared} fits of ${list.length} sets; ${higher} with a higher likelihood than R's`);
    assert.ok(list.length >= 40 && compared >= list.length * METHODS.length * 0.97, `${compared} of ${list.length * METHODS.length}`);
});

test('the normal prediction interval is metafor\'s default', { skip: rMissing }, async (t) => {
    const home = folder(t), list = sets().filter((s) => s.y.length === 8).map((set) => ({ ...sorted(set), ask: [['REML', 'z']] })), r = fromR(list);
    for (const [s, set] of list.entries()) {
        near((await pool(home, csv(set), ['--pi', 'normal'])).pi, r[s][0].pi_normal, 1, `set ${s}`);
    }
});

test('effects of counts, zero cells too, as escalc has them', { skip: rMissing }, async (t) => {
    const home = folder(t), rows = [[4, 119, 11, 128], [0, 30, 5, 25], [12, 0, 9, 4], [0, 18, 0, 22], [505, 87886, 499, 87892], [7, 0, 8, 0]];
    const file = join(home, 'counts.json');
    writeFileSync(file, JSON.stringify(rows));
    const want = rscript(`suppressMessages(library(metafor)); x <- as.data.frame(jsonlite::fromJSON("${file}"))
        lapply(setNames(nm = c("RR", "OR", "RD")), function(m) { e <- escalc(m, ai = V1, bi = V2, ci = V3, di = V4, data = x); list(y = c(e$yi), v = c(e$vi), mu = c(rma(yi, vi, data = e, control = list(threshold = 1e-12))$beta)) })`);
    const input = ['n,tpos,tneg,cpos,cneg', ...rows.map((x, i) => `${i + 1},${x}`)].join('\r\n');
    for (const measure of ['RR', 'OR', 'RD']) {
        const out = await pool(home, input, ['--measure', measure.toLowerCase(), '--study', 'n']);
        near(out.studies.map((x) => x.effect), want[measure].y, 1e-6, measure);
        near(out.studies.map((x) => x.variance), want[measure].v, 1e-6, measure);
        near(out.mu, want[measure].mu, 0.1, measure);
        assert.ok(out.reasons.includes('4 studies have a count of 0: 0.5 was added to all four counts'), out.reasons.join('\n'));
        assert.equal('ratio' in out, measure !== 'RD');
    }
});
