// `unknot serve` on a free port, for the length of one test.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { environment, folder, program } from './program.mjs';

// Starts it and waits for its address: { url, port, host, home, pid, said(), ended, stop() }. Stopped after the test, which fails
// when a sanitizer reported something or, unless `mayFail`, when the server did not end with 0.
export async function serve(t, { db, words = [], env = {}, home = folder(t), listen = '127.0.0.1:0', mayFail = false, seconds = 60 } = {}) {
    const child = spawn(program, ['serve', '--listen', listen, ...(db ? ['--db', db] : []), ...words],
        { env: environment(home, env), cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));
    const url = await new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`no address after ${seconds} s:\n${text}`)), seconds * 1000);
        const read = (chunk) => {
            text += chunk;
            const found = /https?:\/\/[^\s"]*:\d+/.exec(text);
            if (found) {
                clearTimeout(late);
                done(found[0]);
            }
        };
        child.stdout.setEncoding('utf8').on('data', read);
        child.stderr.setEncoding('utf8').on('data', read);
        child.once('error', fail);
        ended.then(({ code, signal }) => {
            clearTimeout(late);
            fail(new Error(`serve ended with ${code ?? signal} before it answered:\n${text}`));
        });
    }).catch((error) => {
        child.kill('SIGKILL');
        throw error;
    });
    let stopped = null;
    const server = {
        url,
        host: new URL(url).hostname,
        port: Number(new URL(url).port),
        home,
        pid: child.pid,
        child,
        ended,
        said: () => text,
        // Graceful stop; { code, signal }.
        stop(signal = 'SIGTERM') {
            stopped ??= (async () => {
                child.kill(signal);
                const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
                const how = await ended;
                clearTimeout(late);
                return how;
            })();
            return stopped;
        },
    };
    t.after(async () => {
        const how = await server.stop();
        if (/(Address|Thread|Leak|UndefinedBehavior)Sanitizer|runtime error:/.test(text)) throw new Error(`a sanitizer reported:\n${text}`);
        if (!mayFail && how.code !== 0) throw new Error(`serve ended with ${how.code ?? how.signal}:\n${text}`);
    });
    return server;
}

// The process that serves: the child of the one that was started. Waits while the supervisor is between two of them.
export async function servingPid(server) {
    for (let i = 0; i < 1000; i++) {
        const pid = Number(readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')[0]);
        if (pid > 0) return pid; // 0 would be everybody in our own process group
        await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error('no serving process within ten seconds');
}
