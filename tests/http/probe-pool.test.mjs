// unknot pool from the command line: a file or standard input, what is wrong with one, and the forest plot.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';

const BCG = [[4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619],
    [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825]];
const bcg = (rows = BCG.map((x, i) => [i + 1, ...x])) => ['trial,tpos,tneg,cpos,cneg', ...rows].join('\n');

async function pool(t, input, words = []) {
    const { code, stdout, stderr } = await unknot(['pool', ...words], { home: folder(t), input });
    return { code, stderr: stderr.trim(), stdout, out: stdout ? JSON.parse(stdout) : null };
}

test('thirteen trials as published, by DL and by REML, and no bit hangs on the order of the rows', async (t) => {
    const words = ['--measure', 'RR', '--study', 'trial'];
    const { out } = await pool(t, bcg(), [...words, '--method=DL']);
    assert.equal(out.k, 13);
    for (const [got, want] of [[out.tau2, 0.3088], [out.mu, -0.7141], [out.ci[0], -1.0644], [out.ci[1], -0.3638], [out.i2, 92.1173], [out.q, 152.2330], [out.ratio.mu, 0.4896]]) {
        assert.equal(got.toFixed(4), want.toFixed(4));
    }
    const reml = await pool(t, bcg(), words);
    assert.equal(reml.out.method, 'REML');
    assert.deepEqual(reml.out.studies.map((x) => x.study), BCG.map((_, i) => `${i + 1}`));
    assert.ok(Math.abs(reml.out.weights.reduce((a, b) => a + b) - 100) < 1e-9);
    assert.equal(reml.out.loo.length, 13);
    for (const turn of [5, 11]) {
        const rows = BCG.map((x, i) => [i + 1, ...x]);
        assert.equal((await pool(t, bcg([...rows.slice(turn), ...rows.slice(0, turn).reverse()]), words)).stdout, reml.stdout);
    }
    const hksj = (await pool(t, bcg(), [...words, '--ci', 'hksj'])).out;
    assert.deepEqual(hksj.ci.map((x) => x.toFixed(4)), ['-1.1084', '-0.3206']);
    const few = (await pool(t, 'yi,vi\n0.1,0.01\n0.12,0.02\n', ['--ci', 'hksj', '--adhoc'])).out;
    assert.equal(few.p, null);
    assert.ok(few.reasons.some((x) => /fewer than 5 studies/.test(x)));
    assert.equal(few.pi, null);
});

test('the forest plot says in words what it draws', async (t) => {
    const home = folder(t), file = join(home, 'a.svg'), input = bcg(BCG.map((x, i) => [i ? `Trial ${i + 1}` : '"<b>""A"" & B</b>"', ...x]));
    const { code } = await unknot(['pool', '--measure', 'RR', '--study', 'trial', '--forest', file, '--title', 'BCG & <tuberculosis>'], { home, input });
    assert.equal(code, 0);
    const svg = readFileSync(file, 'utf8');
    assert.match(svg, /<title id="forest-title">BCG &amp; &lt;tuberculosis&gt;<\/title>/);
    assert.match(svg, /<desc id="forest-words">13 studies\. Together 0\.49 \(0\.34 to 0\.70\)\. The next study like these is expected from 0\.13 to 1\.78\.<\/desc>/);
    assert.equal(svg.match(/<g role="listitem"><title>/g).length, 13);
    assert.match(svg, /<title>Trial 8: 1\.01 \(0\.89 to 1\.14\), weight 10\.2 %<\/title>/);
    assert.doesNotMatch(svg, /<b>|<tub|NaN|inf/);
    assert.match(svg, /prefers-color-scheme:dark/);
    const none = join(home, 'none.svg');
    assert.equal((await unknot(['pool', '--forest', none], { home, input: 'yi,vi\n1,0\n' })).code, 1);
    assert.ok(!existsSync(none));
});

test('what is wrong with a file is said with its place, and with the words of the command', async (t) => {
    for (const [input, pattern, words] of [['', /the file is empty/], ['yi,vi\n1,2\nx,3\n', /line 3, column 1 \(yi\): 'x' is no number/], ['yi,vi\nNaN,1\n', /line 2, column 1/],
        ['yi,vi\n1,-1\n', /line 2, column 2 \(vi\): a variance cannot be negative/], ['a,b\n1,2\n', /no column 'yi'/], ['a,b\n1,2\n', /no column 'who'/, ['--effect', 'a', '--variance', 'b', '--study', 'who']]]) {
        const { code, out, stderr } = await pool(t, input, words);
        assert.equal(code, 1, stderr);
        assert.equal(out, null);
        assert.match(stderr, pattern);
        assert.equal(stderr.split('\n').length, 1);
    }
    for (const words of [['--method', 'SJ'], ['--ci', 't'], ['--adhoc'], ['--pi', 'z'], ['--measure', 'HR'], ['--tpos', 'a'], ['--measure', 'RR', '--effect', 'y']]) {
        assert.equal((await pool(t, 'yi,vi\n1,2\n', words)).code, 2, words.join(' '));
    }
    const file = join(folder(t), 'none.csv');
    assert.equal((await pool(t, '', [file])).code, 1);
    writeFileSync(file, 'yi;vi\n1;2\n');
    assert.match((await pool(t, '', [file])).stderr, /no column 'yi'/);
});

test('fifty thousand rows', async (t) => {
    const rows = Array.from({ length: 50000 }, (_, i) => `${(i * 7919) % 1000 / 1000},${0.01 + ((i * 104729) % 97) / 100}`);
    const { code, out, stderr } = await pool(t, ['yi,vi', ...rows].join('\n'));
    assert.equal(code, 0, stderr);
    assert.equal(out.k, 50000);
    assert.equal(out.weights.length, 50000);
    assert.ok(out.reasons.some((x) => /more than 500 studies/.test(x)));
});
