// Scoring many answers (unknot score --batch) against only reading the same CSV: CPU, best of five.
import { execFileSync } from 'node:child_process';

import { figure, finish, helper, smoke } from './lib.mjs';

const out = execFileSync(helper('score'), [smoke ? '2000' : '1000000'], { encoding: 'utf8' });
const value = (what) => Number(out.match(new RegExp(`^${what}: ([\\d.]+)`, 'm'))[1]);
figure(`score: ${value('rows')} PHQ-9 read, scored and written, a row`, value('score'), 'us CPU', { most: 1 });
figure('  only read', value('parse'), 'us CPU');
figure('  ratio', value('ratio'), 'x', { most: 2 });
finish();
