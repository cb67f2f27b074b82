// Bytes on a socket: for requests that no HTTP client would send.
import net from 'node:net';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Sends each piece (string as latin1, or Buffer; a number waits so many milliseconds) and gives back all that came until the
// server closed, or until `responses` whole answers are there: { text, responses: [{ status, headers, body }], closed }.
export function exchange(server, pieces, { responses = Infinity, seconds = 30, half = false } = {}) {
    return new Promise((done, fail) => {
        let bytes = Buffer.alloc(0);
        const socket = net.connect({ host: server.host, port: server.port });
        const finish = (closed) => {
            clearTimeout(late);
            socket.destroy();
            done({ text: bytes.toString('latin1'), responses: parse(bytes).found, closed });
        };
        const late = setTimeout(() => finish(false), seconds * 1000);
        socket.on('data', (chunk) => {
            bytes = Buffer.concat([bytes, chunk]);
            if (parse(bytes).found.length >= responses) finish(false);
        });
        socket.on('close', () => finish(true));
        socket.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? finish(true) : (clearTimeout(late), fail(error))));
        socket.on('connect', async () => {
            for (const piece of [pieces].flat()) {
                if (socket.destroyed) return;
                if (typeof piece === 'number') await sleep(piece);
                else socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
            }
            if (half) socket.end();
        });
    });
}

// Answers in a stream of bytes, framed by Content-Length, chunks or, without either, by what follows.
export function parse(bytes) {
    const found = [];
    let text = bytes.toString('latin1');
    for (;;) {
        const head = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n([\s\S]*?)\r\n\r\n/.exec(text);
        if (!head) return { found, rest: text };
        const headers = {};
        for (const line of head[2].split('\r\n')) {
            const at = line.indexOf(':');
            if (at > 0) headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
        }
        const status = Number(head[1]);
        let rest = text.slice(head[0].length);
        let body = '';
        if (status < 200 || status === 204 || status === 304) {
            // no body
        } else if (headers['content-length'] !== undefined) {
            const n = Number(headers['content-length']);
            if (rest.length < n) return { found, rest: text };
            body = rest.slice(0, n);
            rest = rest.slice(n);
        } else if (/chunked/i.test(headers['transfer-encoding'] ?? '')) {
            for (;;) {
                const size = /^([0-9a-f]+)[^\r\n]*\r\n/i.exec(rest);
                if (!size) return { found, rest: text };
                const n = parseInt(size[1], 16);
                if (rest.length < size[0].length + n + 2) return { found, rest: text };
                body += rest.slice(size[0].length, size[0].length + n);
                rest = rest.slice(size[0].length + n + 2);
                if (n === 0) break;
            }
        } else {
            body = rest;
            rest = '';
        }
        found.push({ status, headers, body });
        text = rest;
    }
}
