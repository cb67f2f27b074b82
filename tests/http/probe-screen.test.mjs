// unknot screen and unknot rules: the probe of the safety rules, from the command line.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, top, unknot } from '../lib/program.mjs';

async function screen(t, history, words = []) {
    const { code, stdout, stderr } = await unknot(['screen', ...words], { home: folder(t), input: typeof history === 'string' ? history : JSON.stringify(history) });
    return { code, stderr: stderr.trim(), out: stdout ? JSON.parse(stdout) : null };
}

const rules = (out, unknown = false) => out.findings.filter((f) => f.unknown === unknown).map((f) => `${f.level} ${f.rule}`);
const healthy = JSON.parse(readFileSync(join(top, 'tests/vignettes/people.json'), 'utf8')).otherwise;
const woman = { date: '2026-11-21', born: '1991-05-04', sex: 'female' };

test('a healthy adult: nothing found, nothing to ask', async (t) => {
    const { code, out } = await screen(t, { ...woman, answers: healthy });
    assert.equal(code, 0);
    assert.deepEqual([out.level, out.findings, out.to_ask, out.trace, out.problems], [null, [], [], [], []]);
    assert.match(out.sign_off, /^Open/);
    assert.match(out.version, /^\d{4}-\d\d-\d\d-[0-9a-f]{8}$/);
});

test('findings with level, regions, limits, source, because and trace; limits add up', async (t) => {
    const answers = { ...healthy, medicines: ['thinner'], 'inr.high': false, skin: ['shingles'], 'skin.where': ['ribs-left'], pregnancy: true,
        'pregnancy.due': '2027-01-30', 'pregnancy.risk': false, 'pregnancy.signs': ['swelling'] };
    const { code, out } = await screen(t, { ...woman, answers });
    assert.equal(code, 0);
    assert.equal(out.level, 'S2');
    assert.deepEqual(rules(out), ['S2 pregnancy-same-day', 'S4 skin-shingles', 'S5 pregnancy', 'S5 pregnancy-late', 'S5 thinner']);
    assert.deepEqual(out.findings[0].made_by, ['pregnancy', 'pregnancy.signs.swelling']);
    assert.deepEqual(out.findings[1].regions, ['ribs-left']);
    assert.deepEqual(out.limits.regions, ['ribs-left', 'abdomen', 'thigh-inner', 'calf']);
    assert.deepEqual(out.limits.positions, ['side-lying', 'semi-reclined', 'seated']);
    assert.equal(out.limits.pressure_max, 2);
    assert.ok(out.limits.barred.includes('cupping'));
    assert.ok(out.findings.every((f) => f.source && f.for_client && f.for_therapist));
    assert.deepEqual(out.trace.slice(0, 1), ['S2 pregnancy-same-day: pregnancy yes, pregnancy.signs.swelling yes']);
});

test('every member may be absent; what is not answered is to be asked, never clear', async (t) => {
    const { code, out } = await screen(t, {});
    assert.equal(code, 0);
    assert.equal(out.level, null);
    assert.deepEqual(rules(out), []);
    assert.ok(rules(out, true).length > 80);
    assert.ok(out.to_ask.some((q) => q.id === 'now' && q.words));
    assert.ok(!out.to_ask.some((q) => q.id === 'pregnancy.due'));
    const man = await screen(t, { sex: 'male', answers: null, vitals: null, date: null, born: null });
    assert.ok(!rules(man.out, true).includes('S5 pregnancy'));
    assert.deepEqual(man.out.problems, []);
});

test('vitals count whoever asked for them, flat or nested', async (t) => {
    for (const vitals of [{ 'bp.systolic': 190, 'bp.diastolic': 80 }, { bp: { systolic: 190, diastolic: 80 } }]) {
        assert.deepEqual(rules((await screen(t, { ...woman, answers: healthy, vitals })).out), ['S2 pressure-very-high', 'S5 pressure-high']);
    }
    const twice = (await screen(t, { ...woman, answers: { ...healthy, temperature: 36 }, vitals: { temperature: 39 } })).out;
    assert.deepEqual(rules(twice), ['S3 fever']);
    assert.deepEqual(twice.problems.map((p) => p.member), ['temperature']);
});

test('what is not understood is said, counts as unknown, and stops nothing', async (t) => {
    const answers = { ...healthy, limb: ['calf', 'tail'], surgery: 'perhaps', nonsense: true };
    const { code, out } = await screen(t, { ...woman, answers, born: '2091-01-01', sex: 'f', colour: 1 });
    assert.equal(code, 0);
    assert.deepEqual(out.problems.map((p) => p.member).sort(), ['born', 'colour', 'limb', 'nonsense', 'sex', 'surgery']);
    assert.deepEqual(rules(out), ['S2 clot-suspected']);
    assert.ok(out.to_ask.some((q) => q.id === 'surgery'));
});

test('a place that is nowhere, a day 13 months ahead, none beside others, an answer to what is not asked: said, and nothing is lost', async (t) => {
    const asked = ({ out }) => out.to_ask.map((q) => q.id), wrong = ({ out }) => out.problems.map((p) => p.member);
    const port = await screen(t, { ...woman, answers: { ...healthy, implants: ['line'], 'implants.where': [] } });
    assert.deepEqual([rules(port.out), asked(port), wrong(port)], [['S4 implants'], ['implants.where'], ['implants.where']]);
    const far = await screen(t, { ...woman, answers: { ...healthy, pregnancy: true, 'pregnancy.due': '2027-12-21', 'pregnancy.risk': false, 'pregnancy.signs': [] } });
    assert.deepEqual([rules(far.out), asked(far), wrong(far)], [['S5 pregnancy'], ['pregnancy.due'], ['pregnancy.due']]);
    const both = await screen(t, { ...woman, answers: { ...healthy, now: ['none', 'blood'] } });
    assert.deepEqual([rules(both.out), asked(both), wrong(both)], [['S1 now-blood'], ['now'], ['now']]);
    for (const who of [{ ...woman, sex: 'male' }, { ...woman, born: '1960-11-20' }]) {
        const said = await screen(t, { ...who, answers: { ...healthy, pregnancy: true, 'pregnancy.due': '2027-01-20', 'pregnancy.signs': ['bleeding'] } });
        assert.ok(rules(said.out).includes('S1 pregnancy-emergency'));
        assert.deepEqual([asked(said), wrong(said)], [['pregnancy.risk'], []]);
    }
    const { pregnancy, birth, ...others } = healthy;
    assert.deepEqual((await screen(t, { ...woman, born: '1960-11-20', answers: others })).out.to_ask, []); // 66: not asked
    assert.deepEqual(wrong(await screen(t, { ...woman, answers: { ...healthy, 'surgery.open': true } })), ['surgery.open']);
});

test('the register of events: the example of its help, and a practice with nothing to tell', async (t) => {
    const help = await unknot(['events', '--help'], { home: folder(t) });
    for (const input of [/echo '([^']+)' \| unknot events/.exec(help.stdout)[1], '{"sessions":[],"events":[]}']) {
        const { code, stdout, stderr } = await unknot(['events'], { home: folder(t), input });
        assert.equal(code, 0, stderr);
        assert.equal(JSON.parse(stdout).sessions, JSON.parse(input).sessions.length);
    }
});

test('from a file; what cannot be screened is refused', async (t) => {
    const file = join(folder(t), 'history.json');
    writeFileSync(file, JSON.stringify({ answers: { now: ['stroke'] } }));
    assert.equal((await screen(t, '', [file])).out.level, 'S1');
    assert.match((await screen(t, '', [`${file}.not`])).stderr, /cannot read/);
    for (const [input, said] of [['{', /line/], ['[]', /an object/], [{ date: '2026-02-30' }, /date/]]) {
        const { code, stderr, out } = await screen(t, input);
        assert.equal(code, 1);
        assert.equal(out, null);
        assert.match(stderr, said);
    }
    assert.equal((await screen(t, '', ['a', 'b'])).code, 2);
    assert.equal((await screen(t, '', ['--questions', 'b'])).code, 2);
});

test('the questions, with ids and options', async (t) => {
    const { code, out } = await screen(t, '', ['--questions']);
    assert.equal(code, 0);
    const now = out.questions.find((q) => q.id === 'now');
    assert.equal(now.kind, 'choices');
    assert.ok(now.options.some((o) => o.id === 'chest_pain' && o.words));
    assert.equal(out.questions.find((q) => q.id === 'bp.systolic').by, 'therapist');
    assert.equal(out.questions.find((q) => q.id === 'pregnancy.due').when, 'pregnancy');
});

test('rules: check, list, explain', async (t) => {
    const home = folder(t);
    const run = async (...words) => unknot(['rules', ...words], { home });
    const list = (await run('list')).stdout.trim().split('\n');
    assert.ok(list.length >= 45);
    assert.deepEqual(list.map((l) => l.slice(0, 2)), list.map((l) => l.slice(0, 2)).sort());
    for (const line of list) {
        const id = line.split(/\s+/)[1];
        if (list.indexOf(line) % 10 === 0) assert.match((await run('explain', id)).stdout, /source/);
    }
    assert.match((await run('explain', 'surgery-recent')).stdout, /days_ago < 42/);
    assert.equal((await run('explain', 'no-such')).code, 1);
    assert.match((await run('check')).stdout, /rules, \d+ questions.*\nOpen/);
    const text = readFileSync(join(top, 'content/safety/rules.json'), 'utf8'), questions = join(top, 'content/safety/questions.json');
    const mine = join(home, 'rules.json');
    writeFileSync(mine, text);
    assert.equal((await run('check', questions, mine)).code, 0);
    writeFileSync(mine, text.replace('"when": "limb.swollen', '"when": "limb.swolen'));
    const wrong = await run('check', questions, mine);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /rules\.json: rules\[\d+\]\.when: "limb\.swolen" is no known name/);
    const own = join(home, 'own.json'), aspirin = JSON.parse(text).rules.find((r) => r.id === 'aspirin');
    const base = /base +([0-9a-f]{64})/.exec((await run('explain', 'aspirin')).stdout)[1];
    const checked = async (rule) => (writeFileSync(own, JSON.stringify({ format: 'unknot-rules-1', rules: [rule] })), run('check', own));
    assert.match((await checked({ ...aspirin, base, pressure_max: 2 })).stdout, /edited +aspirin +stricter\n +pressure_max: 3 -> 2 \(stricter\)\nversion/);
    assert.match((await checked({ ...aspirin, base: '0'.repeat(64), pressure_max: 4 })).stdout, /weaker, and ours has changed since/);
    const refused = await checked({ ...aspirin, base, level: 'S6' });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /own\.json: rules\[0\]\.level: /);
    const stroke = JSON.parse(text).rules.find((r) => r.id === 'now-stroke');
    assert.equal((await checked({ ...stroke, base, level: 'S5' })).code, 1);
    for (const words of [[], ['explain'], ['list', 'x'], ['check', mine, mine, mine], ['unheard']]) assert.equal((await run(...words)).code, 2);
});

test('help with examples', async () => {
    for (const command of ['screen', 'rules']) {
        const { code, stdout } = await unknot([command, '--help']);
        assert.equal(code, 0);
        assert.match(stdout, new RegExp(`usage: unknot ${command}[\\s\\S]*examples:`));
    }
    assert.match((await unknot(['screen', '--help'])).stdout, /not a diagnosis/);
});
