// What can be read of a PDF, and how many pages it has; null where poppler is not installed.
import { execFileSync } from 'node:child_process';

function poppler(words, bytes) {
    try {
        return execFileSync(words[0], words.slice(1), { input: bytes, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    } catch (e) {
        if (e.code === 'ENOENT') return null;
        throw e;
    }
}

export const pdfText = (bytes) => poppler(['pdftotext', '-layout', '-', '-'], bytes);

export function pdfPages(bytes) {
    const said = poppler(['pdfinfo', '-'], bytes);
    return said === null ? null : Number(/^Pages:\s+(\d+)/m.exec(said)[1]);
}
