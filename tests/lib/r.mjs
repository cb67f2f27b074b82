// R, for checking our statistics against other people's: lme4, nlme and metafor as Debian packages them.
//
//   test('a thing', { skip: rMissing }, () => {
//       const want = rscript('list(mean = mean(c(1, 2, 4)))');      // the value of the last expression
//   });
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function missing() {
    try {
        execFileSync('Rscript', ['--version'], { stdio: 'ignore' });
        return false;
    } catch {
        return 'there is no Rscript here (./test installs it)';
    }
}

export const rMissing = missing();

// Runs R code without anybody's profile and gives the value of its last expression, numbers with all their digits; what is NA, NaN or
// infinite is null. A warning is no failure, an error is: what R said is thrown.
export function rscript(code, { seconds = 120 } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'unknot-r-'));
    const file = join(folder, 'code.R');
    writeFileSync(file, `.value <- local({\n${code}\n})\ncat("\\n@value", jsonlite::toJSON(.value, digits = NA, auto_unbox = TRUE, na = "null", null = "null"), sep = "")\n`);
    try {
        const said = execFileSync('Rscript', ['--vanilla', file], { encoding: 'utf8', timeout: seconds * 1000, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
        return JSON.parse(said.slice(said.lastIndexOf('\n@value') + '\n@value'.length));
    } catch (e) {
        throw e.stderr ? new Error(`Rscript: ${e.message}\n${e.stderr}`) : e;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
