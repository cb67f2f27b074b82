// A start that runs out of file descriptors half way: an error and exit 1, wherever it happens.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { environment, folder, program, unknot } from '../lib/program.mjs';

test('the second loop cannot open the database: said, and ended in order', async (t) => {
    const home = folder(t);
    const db = `sqlite:${join(home, 'u.db')}`;
    assert.equal((await unknot(['init', '--db', db, '--practice', 'P', '--owner', 'o@practice.example'], { home })).code, 0);
    let refused = 0;
    for (let n = 17; n <= 26; n++) {
        const done = spawnSync('sh', ['-c', 'ulimit -c 0; ulimit -n "$0"; exec timeout -s TERM 2 "$@"', `${n}`, program, 'serve', '--supervise=no', '--listen', '127.0.0.1:0',
            '--db', db, '--backup-at', 'off'], { env: environment(home), cwd: home, encoding: 'utf8' });
        assert.doesNotMatch(done.stderr, /uv_loop_close/, `${n} descriptors: ${done.stderr}`);
        refused += done.status === 1 && /unable to open|cannot be opened/.test(done.stderr);
    }
    t.diagnostic(`${refused} starts were refused for want of a database`);
});
