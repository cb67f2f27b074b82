// Finding a person by name among 10,000: hits in the first five and CPU of the keys and ranks alone, on SQLite in memory.
// The same through the product, on both engines, is measured by the bench of the client list.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const names = fileURLToPath(new URL('../content/demo/names.csv', import.meta.url));
const smoke = Boolean(process.env.UNKNOT_BENCH_SMOKE);
const out = execFileSync(`${process.env.UNKNOT_BENCH_PROGRAMS}/bench_names`, smoke ? ['1000', '50', '1', names] : ['10000', '1000', '1', names], { encoding: 'utf8' });
process.stdout.write(out);
const line = out.split('\n').find((l) => l.startsWith('given family, one typing error'));
const [, hits, ms] = line.match(/([\d.]+) % in the first five, ([\d.]+) ms/);
if (Number(hits) < 95 || (!smoke && Number(ms) > 3)) {
  console.error(`below the floor: 95 % in the first five at 3 ms, measured ${hits} % at ${ms} ms`);
  process.exit(1);
}
