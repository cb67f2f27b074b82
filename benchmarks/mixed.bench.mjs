// Mixed models against lme4's lmer in R on this machine: CPU inside each process, its start not counted, best of several.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rMissing, rscript } from '../tests/lib/r.mjs';
import { figure, finish, helper, smoke, work } from './lib.mjs';

if (rMissing) {
    console.log(`  skipped: ${rMissing}`);
    process.exit(77);
}

const [rows, groups] = smoke ? [2000, 20] : [100_000, 1000];
const sleep = join(work, 'sleepstudy.csv');
const large = join(work, 'large.csv');
const formulas = [['Reaction ~ Days + (Days | Subject)', sleep, smoke ? 2 : 50], ['y ~ x + (x | g)', large, smoke ? 1 : 3]];

// The same data each time: a small generator, sums of twelve for a bell shape.
let seed = 1n;
const uniform = () => Number((seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn) >> 11n) / 2 ** 53;
const bell = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6;
const own = Array.from({ length: groups }, () => [2 * bell(), 0.5 * bell()]);
const lines = Array.from({ length: rows }, () => {
    const g = Math.floor(uniform() * groups);
    const x = Math.floor(uniform() * 20);
    return `g${g},${x},${(5 + 0.3 * x + own[g][0] + own[g][1] * x + bell()).toFixed(4)}`;
});
writeFileSync(large, `g,x,y\n${lines.join('\n')}\n`);

const theirs = rscript(`
suppressMessages(library(lme4))
write.csv(sleepstudy, ${JSON.stringify(sleep)}, row.names = FALSE, quote = FALSE)
best <- function(n, formula, file) { d <- read.csv(file); m <- NULL; times <- if (nrow(d) < 1000) 10 else 1
  us <- sapply(seq_len(n), function(i) sum(system.time(for (k in 1:times) m <<- lmer(as.formula(formula), d))[c("user.self", "sys.self")])) * 1e6 / times
  list(us = min(us), criterion = REMLcrit(m)) }
list(${formulas.map(([f, file, n]) => `best(${Math.min(n, 10)}, ${JSON.stringify(f)}, ${JSON.stringify(file)})`).join(', ')})`, { seconds: 600 });

const least = [20, 5];
for (const [i, [formula, file, repeats]] of formulas.entries()) {
    const said = execFileSync(helper('mixed'), [formula, file, `${repeats}`], { encoding: 'utf8' }).trim().split('\n');
    const value = (what) => Number(said.findLast((line) => line.startsWith(`${what}: `)).slice(what.length + 2));
    if (value('criterion') > theirs[i].criterion + 1e-6) throw new Error(`${formula}: criterion ${value('criterion')}, lme4 has ${theirs[i].criterion}`);
    figure(`mixed: ${value('rows').toLocaleString('en-US')} rows, ${formula}`, value('us') / 1000, 'ms CPU');
    figure('  lme4 (lmer)', theirs[i].us / 1000, 'ms CPU');
    figure('  ratio', theirs[i].us / value('us'), 'x', { least: least[i] });
}
finish();
