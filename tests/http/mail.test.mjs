// Mail leaves by a real SMTP server: what arrives, what the server's answers mean, TLS and the password.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { certificate, mailbox } from '../lib/mailbox.mjs';
import { folder, unknot } from '../lib/program.mjs';

const from = ['--mail-from', 'desk@clinic.example'];
const plain = (box) => ['--smtp-url', `smtp://127.0.0.1:${box.port}`, ...from];

test('a test mail arrives once and whole', async (t) => {
    const box = await mailbox(t);
    const done = await unknot(['mail', ...plain(box), 'ada@example.org']);
    assert.equal(done.code, 0, done.stderr);
    const [mail] = await box.settled(1);
    await box.stop();
    assert.equal(box.mails.length, 1);
    assert.deepEqual([mail.sender, mail.to], ['desk@clinic.example', ['ada@example.org']]);
    assert.deepEqual([mail.headers.from, mail.headers.to, mail.headers.subject], ['desk@clinic.example', 'ada@example.org', 'A test mail from Unknot']);
    assert.match(mail.headers['message-id'], /^<test-[0-9a-f]{16}@clinic\.example>$/);
    assert.match(mail.headers.date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.equal(mail.plain.trim(), 'This mail shows that Unknot can send. Nobody needs to answer it.');
    assert.equal(mail.html.trim(), `<p>${mail.plain.trim()}</p>`);
    assert.deepEqual([mail.defects, mail.bare], [[], false]);
    assert.ok(mail.longest <= 76, `a line of ${mail.longest}`);
});

test('what the mail server answers is said, and nothing counts as sent that was not taken', async (t) => {
    const box = await mailbox(t);
    for (const [to, word, code] of [['later@example.org', 'put-off', 451], ['never@example.org', 'refused', 550], ['spam@example.org', 'refused', 554]]) {
        const done = await unknot(['mail', ...plain(box), to]);
        assert.deepEqual([done.code, done.stderr.trim()], [1, `unknot mail: not sent: ${word}, last reply of the mail server ${code}`]);
    }
    await box.stop();
    const gone = await unknot(['mail', ...plain(box), 'ada@example.org']);
    assert.deepEqual([gone.code, gone.stderr.trim()], [1, 'unknot mail: not sent: unreachable, last reply of the mail server 0']);
});

test('beyond this computer nothing is sent without TLS, and none with a certificate that does not hold', async (t) => {
    const home = folder(t);
    const { cert, key } = certificate(home);
    const open = await mailbox(t), whole = await mailbox(t, { words: ['--cert', cert, '--key', key] });
    const start = await mailbox(t, { words: ['--cert', cert, '--key', key, '--starttls'] });
    const send = async (url, ...words) => {
        const done = await unknot(['mail', '--smtp-url', url, ...from, ...words, 'ada@example.org'], { env: { http_proxy: 'http://127.0.0.1:9', ALL_PROXY: 'http://127.0.0.1:9' } });
        return done.code === 0 ? 'sent' : /not sent: ([a-z-]+)/.exec(done.stderr)?.[1] ?? done.stderr;
    };
    // 0.0.0.0 leads to this computer too, but is not one of the addresses that say so
    assert.equal(await send(`smtp://0.0.0.0:${open.port}`, '--smtp-ca', cert), 'tls');
    assert.equal(await send(`smtp://0.0.0.0:${start.port}`), 'tls');
    assert.equal(await send(`smtp://0.0.0.0:${start.port}`, '--smtp-ca', cert), 'sent');
    assert.equal(await send(`smtps://127.0.0.1:${whole.port}`), 'tls');
    assert.equal(await send(`smtps://127.0.0.1:${whole.port}`, '--smtp-ca', cert), 'sent');
    await Promise.all([start.settled(1), whole.settled(1)]);
    assert.deepEqual([open, whole, start].map((box) => box.mails.map((m) => m.tls)), [[], [true], [true]]);
});

test('the password comes from a file of its own, and is never shown', async (t) => {
    const home = folder(t);
    const box = await mailbox(t, { words: ['--sign-in', 'clinic:pass word'] });
    const file = join(home, 'smtp');
    const words = [...plain(box), '--smtp-user', 'clinic', '--smtp-password-file', file];
    writeFileSync(file, 'pass word\n', { mode: 0o600 });
    const right = await unknot(['mail', ...words, 'ada@example.org']);
    assert.equal(right.code, 0, right.stderr);
    assert.equal((await box.settled(1))[0].user, true);
    const shown = await unknot(['settings', ...words]);
    assert.match(shown.stdout, /smtp-user +=\s+clinic +# flag/);
    assert.doesNotMatch(shown.stdout, /pass word/);

    writeFileSync(file, 'another\n');
    const wrong = await unknot(['mail', ...words, 'ada@example.org']);
    assert.match(wrong.stderr, /not sent: sign-in, last reply of the mail server 535/);
    const without = await unknot(['mail', ...plain(box), 'ada@example.org']);
    assert.equal(without.code, 1, 'a server that wants a name takes no mail without one');
    chmodSync(file, 0o640);
    const open = await unknot(['mail', ...words, 'ada@example.org']);
    assert.deepEqual([open.code, /others may read it/.test(open.stderr)], [1, true], open.stderr);
    assert.equal(box.mails.length, 1);
});

test('a sender that may not send from that address, or no more today, is about all mail; a recipient that is refused about this one', async (t) => {
    const box = await mailbox(t);
    const send = async (sender, to) => (await unknot(['mail', '--smtp-url', `smtp://127.0.0.1:${box.port}`, '--mail-from', sender, to])).stderr;
    assert.match(await send('nobody@practice.example', 'ada@example.org'), /not sent: sender, last reply of the mail server 553/);
    assert.match(await send('reception@practice.example', 'never@example.org'), /not sent: refused, last reply of the mail server 550/);
});

test('settings that cannot be meant are refused by name', async () => {
    for (const [words, said] of [
        [[], /smtp-url is not set/],
        [['--smtp-url', 'smtp://127.0.0.1:1'], /mail-from: not an address/],
        [['--smtp-url', 'smtp://127.0.0.1:1', '--mail-from', 'a@b.c\r\nX: y'], /mail-from: not an address/],
        [['--smtp-url', 'http://127.0.0.1:1', ...from], /smtp-url: not of the form/],
        [['--smtp-url', 'smtp://', ...from], /smtp-url: not of the form/],
        [['--smtp-url', 'smtp://mail.example/relay', ...from], /smtp-url: not of the form/],
        [['--smtp-url', 'smtp://clinic:secret@mail.example', ...from], /smtp-url: name and password do not belong here/],
        [['--smtp-url', 'smtp://mail.example', '--smtp-user', 'clinic', ...from], /smtp-user and smtp-password-file belong together/],
        [['--smtp-url', 'smtp://mail.example', '--smtp-user', 'clinic', '--smtp-password-file', '/nonexistent/file', ...from], /\/nonexistent\/file: /],
    ]) {
        const done = await unknot(['mail', ...words, 'ada@example.org']);
        assert.equal(done.code, 1, `${words}: ${done.stdout}${done.stderr}`);
        assert.match(done.stderr, said);
        assert.doesNotMatch(done.stderr, /secret/);
    }
    for (const words of [[], ['ada'], ['ada@example.org', 'ben@example.org'], ['ada@example.org\nX: y']]) assert.equal((await unknot(['mail', ...words])).code, 2);
});
