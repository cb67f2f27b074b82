// A person's browser without a browser: cookies, forms with their hidden fields, no redirect followed unless asked.
import assert from 'node:assert/strict';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"' };
export const unescapeHtml = (text) => text.replace(/&(amp|lt|gt|quot|#39|#34);/g, (_, name) => entities[name]);

const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].slice(1)
    .map(([, name, value]) => [name.toLowerCase(), value === undefined ? '' : unescapeHtml(value)]));

// The forms of a page: { action, method, fields: { name: value or values }, names: […] }. Unchecked boxes and buttons are left out.
export function forms(html) {
    return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([text]) => {
        const head = attributes(/^<form\b[^>]*>/i.exec(text)[0]);
        const fields = {};
        const names = [];
        for (const [tag, kind] of text.matchAll(/<(input|textarea|select|button)\b[^>]*>/gi)) {
            const a = attributes(tag);
            if (!a.name) continue;
            names.push(a.name);
            if (kind.toLowerCase() === 'input' && !['submit', 'button'].includes(a.type)) {
                if ((a.type === 'checkbox' || a.type === 'radio') && !('checked' in a)) continue;
                const value = a.value ?? (a.type === 'checkbox' ? 'on' : '');
                fields[a.name] = a.name in fields ? [fields[a.name], value].flat() : value; // boxes of one name are a list
            }
        }
        for (const [, tag, value] of text.matchAll(/(<textarea\b[^>]*>)\n?([\s\S]*?)<\/textarea>/gi)) fields[attributes(tag).name] = unescapeHtml(value);
        for (const [, tag, body] of text.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/gi)) {
            const options = [...body.matchAll(/<option\b[^>]*>/gi)].map(([o]) => attributes(o));
            fields[attributes(tag).name] = (options.find((o) => 'selected' in o) ?? options[0])?.value ?? '';
        }
        return { action: head.action ?? '', method: (head.method ?? 'get').toUpperCase(), fields, names };
    });
}

export class Visitor {
    constructor(server) {
        this.url = typeof server === 'string' ? server : server.url;
        this.said = server.said;
        this.cookies = new Map();
    }

    // One request: { status, headers, text, location }. `form` is sent urlencoded, `json` as JSON.
    async request(path, { method = 'GET', form, json, headers = {}, body } = {}) {
        const sent = { ...headers };
        if (this.cookies.size) sent.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
        if (form) {
            body = form instanceof URLSearchParams ? form : new URLSearchParams(Object.entries(form).flatMap(([k, v]) => [v].flat().map((one) => [k, `${one}`])));
            body = body.toString();
            sent['content-type'] ??= 'application/x-www-form-urlencoded';
        }
        if (json !== undefined) {
            body = JSON.stringify(json);
            sent['content-type'] ??= 'application/json';
        }
        if (body !== undefined && method === 'GET') method = 'POST';
        if (method !== 'GET' && method !== 'HEAD') sent.origin ??= this.url;
        const answer = await fetch(new URL(path, this.url), { method, headers: sent, body, redirect: 'manual' }).catch((error) => {
            throw new Error(`${method} ${path}: ${error.message}, ${error.cause?.code ?? error.cause?.message}; the server said at last:\n${this.said?.().slice(-2000)}`, { cause: error });
        });
        for (const line of answer.headers.getSetCookie?.() ?? []) {
            const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line);
            if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
        return { status: answer.status, headers: answer.headers, location: answer.headers.get('location'), text: await answer.text() };
    }

    get(path, more) {
        return this.request(path, more);
    }

    // Opens a page and follows redirects to where they end.
    async open(path) {
        let page = await this.get(path);
        for (let i = 0; i < 5 && page.location && page.status >= 300 && page.status < 400; i++) page = await this.get(page.location);
        return page;
    }

    // Opens `path`, fills in the form that has a field of each name in `values` (or `pick(form)`), and sends it.
    async submit(path, values, { pick, follow = false } = {}) {
        const page = await this.open(path);
        assert.equal(page.status, 200, `${path}: ${page.status}\n${page.text.slice(0, 400)}`);
        return this.send(page, path, values, { pick, follow });
    }

    // Sends the form of a page that is open already.
    async send(page, path, values, { pick, follow = false } = {}) {
        const wanted = Object.keys(values);
        const form = forms(page.text).find((f) => f.method === 'POST' && (pick ? pick(f) : wanted.every((name) => f.names.includes(name))));
        assert.ok(form, `${path} has no form with ${wanted.join(', ')}`);
        const answer = await this.request(form.action || path, { method: 'POST', form: { ...form.fields, ...values } });
        return follow && answer.location ? this.open(answer.location) : answer;
    }

    async signIn(email, password) {
        const answer = await this.submit('/sign-in', { email, password });
        assert.equal(answer.status, 303, `sign-in as ${email}: ${answer.status}`);
        return answer;
    }
}
