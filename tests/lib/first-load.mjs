// What a browser that was never here asks for to show a page: the page and all that it names, with the bytes as they were sent.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

// One request, nothing undone: { status, headers, body } with the body as it came.
export function raw(url, headers = {}) {
    return new Promise((done, fail) => {
        request(url, { headers }, (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part));
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
            answer.on('error', fail);
        }).on('error', fail).end();
    });
}

// [{ path, sent, of }]: bytes of the bodies as sent, and unpacked. The page first, then each file once.
export async function firstLoad(server, path, { gzip = true, cookie } = {}) {
    const all = [], asked = new Set([path]);
    for (const next of asked) { // what is added on the way is asked for, too
        const answer = await raw(new URL(next, server.url), { accept: 'text/html, */*', ...(gzip ? { 'accept-encoding': 'gzip, deflate, br' } : {}), ...(cookie ? { cookie } : {}) });
        assert.equal(answer.status, 200, next);
        const body = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(answer.body) : answer.body;
        all.push({ path: next, sent: answer.body.length, of: body.length });
        const text = body.toString('utf8'), names = /^text\/html/.test(answer.headers['content-type'])
            ? text.matchAll(/<(?:link|script|img)\b[^>]*\s(?:href|src)="([^"]+)"/g)
            : [...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.\/[^"]+)"/g), ...text.matchAll(/\burl\(([^)#:]+)\)/g)];
        for (const [, name] of names) if (!name.startsWith('data:')) asked.add(new URL(name, new URL(next, server.url)).pathname);
    }
    return all;
}

export const total = (files, what = 'sent') => files.reduce((sum, file) => sum + file[what], 0);
