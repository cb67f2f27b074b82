// Scoring many answers (unknot score --batch) against only reading the same CSV: CPU, best of five.
import { execFileSync } from 'node:child_process';

import { figure, finish, helper, smoke } from './lib.mjs';

const out = execFileSync(helper('score'), [smoke ? '2000' : '1000000'], { encoding: 'utf8' });
const value = (what) => Number(out.match(new RegExp(`^${what}: ([\\d.]+)`, 'm'))[1]);
for (const [id, words] of [['', ''], ['-id', ', with ids']]) {
    figure(`score: ${value('rows').toLocaleString('en-US')} PHQ-9 read, scored, written${words}, a row`, value(`score${id}`), 'us CPU', { most: 1 });
    figure('  only read', value(`parse${id}`), 'us CPU');
    figure('  ratio', value(`ratio${id}`), 'x', { most: 2 });
}
finish();
