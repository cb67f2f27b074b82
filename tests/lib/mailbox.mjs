// A real SMTP server on loopback for the length of one test, and what it took.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { top } from './program.mjs';

// { port, mails, asked, settled(n), stop() }: mails as tests/lib/smtp.py says them; asked: addresses that were put off or refused.
export async function mailbox(t, { words = [] } = {}) {
    const child = spawn('/usr/bin/python3', [join(top, 'tests/lib/smtp.py'), ...words], { stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise((done) => child.once('close', done));
    const box = { mails: [], asked: [] };
    const waiting = [];
    await new Promise((done, fail) => {
        ended.then(() => fail(new Error('the SMTP server ended before it answered')));
        createInterface({ input: child.stdout }).on('line', (line) => {
            const said = JSON.parse(line);
            if (said.port) {
                box.port = said.port;
                done();
            } else if (said.asked) {
                box.asked.push(said.asked);
            } else {
                box.mails.push(said);
            }
            for (const one of waiting) one();
        });
    });
    // Waits until there are n mails.
    box.settled = (n) => new Promise((done) => {
        const look = () => box.mails.length >= n && done(box.mails);
        waiting.push(look);
        look();
    });
    box.stop = async () => {
        child.stdin.end();
        await ended;
    };
    t.after(box.stop);
    return box;
}

// A certificate for 127.0.0.1 that signs itself: { cert, key }, files in `folder`.
export function certificate(folder) {
    const cert = join(folder, 'mail-cert.pem'), key = join(folder, 'mail-key.pem');
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=mail.test',
        '-addext', 'subjectAltName=IP:127.0.0.1,IP:0.0.0.0', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { cert, key };
}
