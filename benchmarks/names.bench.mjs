// Finding a person by name among 10,000: hits in the first five and CPU of the keys and ranks alone, on SQLite in memory.
// The same through the product, on both engines, is find.bench.mjs.
import { execFileSync } from 'node:child_process';

import { figure, finish, helper, names, smoke } from './lib.mjs';

const people = smoke ? 1000 : 10_000;
const out = execFileSync(helper('names'), [`${people}`, smoke ? '50' : '1000', '1', names], { encoding: 'utf8' });
process.stdout.write(out);
const line = out.split('\n').find((l) => l.startsWith('given family, one typing error'));
const [, hits, ms] = line.match(/([\d.]+) % in the first five, ([\d.]+) ms/);
figure(`find among ${people.toLocaleString('en-US')}, keys and ranks alone: in the first five`, Number(hits), '%', { least: 95 });
figure('  CPU a query', Number(ms), 'ms', { most: 3 });
if (Number(hits) < 90) throw new Error('the keys find too few');
finish();
