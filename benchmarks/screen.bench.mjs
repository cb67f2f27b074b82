// Is it safe? The shipped rules over the whole people of tests/vignettes: CPU a history, the function alone.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { figure, finish, helper, smoke, top } from './lib.mjs';

const out = execFileSync(helper('screen'), [smoke ? '5' : '5000', join(top, 'tests/vignettes/people.json')], { encoding: 'utf8' });
const value = (what) => Number(out.match(new RegExp(`^${what}: ([\\d.]+)`, 'm'))[1]);
figure(`screen: ${value('rules')} rules, a full history, mean of ${value('histories')} people`, value('mean'), 'us CPU', { most: 50 });
figure('  the slowest of them', value('worst'), 'us CPU', { most: 50 });
figure('  nothing answered: every rule says what is to be asked', value('nothing answered'), 'us CPU');
figure('  loading and checking the rules, once a process', value('load') / 1000, 'ms CPU');
finish();
