// All of a practice's diaries (unknot series --group) in one process, against the time that R takes only to load nlme (R's own start not counted);
// and a million rows.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { shared } from '../tests/lib/program.mjs';
import { rMissing, rscript } from '../tests/lib/r.mjs';
import { figure, finish, program, smoke, work } from './lib.mjs';

const rounds = smoke ? 1 : 7;
const best = (run) => Math.min(...Array.from({ length: rounds }, run));

function ran(file, ...words) {
    const begun = process.hrtime.bigint();
    execFileSync(program, ['series', file, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    return Number(process.hrtime.bigint() - begun) / 1e6;
}

// Invented diaries where the real ones are not here.
function invented(people, days, value) {
    const rows = ['id,time,headache'];
    let s = 1;
    for (let i = 0; i < people; i++)
        for (let d = 0; d < days; d++) rows.push(`${i},${d - Math.floor(days / 2)},${value((s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32)}`);
    const file = join(work, `${people}.csv`);
    writeFileSync(file, `${rows.join('\n')}\n`);
    return file;
}

const diaries = shared('data/headache-diaries.csv') ?? invented(133, 31, (u) => (u < 0.4 ? 'yes' : 'no'));
const columns = ['--group', 'id', '--day', 'time', '--value', 'headache', '--start', '0'];
const load = rMissing ? NaN : best(() => rscript('system.time(library(nlme))[["elapsed"]] * 1000'));
figure('series: 133 headache diaries, from start to end of the process', best(() => ran(diaries, ...columns)), 'ms', Number.isNaN(load) ? {} : { most: load });
if (!Number.isNaN(load)) figure('  R loading nlme', load, 'ms');
const rows = smoke ? 2000 : 1_000_000;
figure(`series: ${rows.toLocaleString('en-US')} ratings of one person`, ran(invented(1, rows, (u) => Math.floor(u * 11)), ...columns), 'ms');
const people = smoke ? 50 : 25_000;
figure(`series: ${people.toLocaleString('en-US')} people with 40 ratings each`, ran(invented(people, 40, (u) => Math.floor(u * 11)), ...columns), 'ms');
finish();
