// unknot slots: the probe of free times, from the command line.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, unknot } from '../lib/program.mjs';

const monday = { day: '2026-11-23', open: [['09:00', '13:00']], busy: [['10:00', '11:15']], minutes: 60, grid: 30 };

async function probe(t, day, words = []) {
    const { code, stdout, stderr } = await unknot(['slots', ...words], { home: folder(t), input: typeof day === 'string' ? day : JSON.stringify(day) });
    return { code, stderr: stderr.trim(), out: stdout ? JSON.parse(stdout) : null };
}

const times = (out) => out.free.map((s) => s.time).join(' ');

test('free times of a day, and why a wanted one is not', async (t) => {
    const { code, out } = await probe(t, { ...monday, want: '10:15' });
    assert.equal(code, 0);
    assert.equal(times(out), '09:00 11:30 12:00');
    assert.deepEqual(out.free[0], { time: '09:00', start: '2026-11-23T09:00:00.000000Z', fold: false });
    assert.deepEqual(out.want, { time: '10:15', conflict: 'therapist' });
    for (const [more, want, conflict] of [[{}, '08:00', 'closed'], [{ not_before: '10:00' }, '09:00', 'past'], [{ licence_ended: true }, '09:00', 'licence'],
        [{ rooms: [{ taken: [[0, '09:30', '10:00']] }] }, '09:00', 'room'], [{ needs: [{ pieces: 0 }] }, '09:00', 'equipment'],
        [{ client: [['09:59', '10:00']] }, '09:00', 'client'], [{}, '09:00', 'free']]) {
        assert.equal((await probe(t, { ...monday, ...more, want })).out.want.conflict, conflict);
    }
});

test('gaps are not offered, folds are named, a couple has one room', async (t) => {
    const night = { zone: 'Europe/London', open: [['00:00', '03:00']], minutes: 30, grid: 30 };
    assert.equal(times((await probe(t, { ...night, day: '2026-03-29' })).out), '00:00 00:30 02:00 02:30');
    assert.equal((await probe(t, { ...night, day: '2026-03-29', want: '01:15' })).out.want.conflict, 'gap');
    const back = (await probe(t, { ...night, day: '2026-10-25' })).out;
    assert.deepEqual(back.free.filter((s) => s.fold).map((s) => s.time), ['01:00', '01:30']);
    const rooms = [{ name: 'Small' }, { name: 'Blue', places: 3, taken: [[1, '09:00', '10:00'], [0, '11:00', '12:00']] }];
    const { out } = await probe(t, { ...monday, rooms, people: 2, want: '11:15' });
    assert.deepEqual(out.free[0], { time: '09:00', start: '2026-11-23T09:00:00.000000Z', fold: false, room: 'Blue', places: [0, 2] });
    assert.deepEqual(out.want.places, [1, 2]);
});

test('a file, and what is wrong with one', async (t) => {
    const home = folder(t), file = join(home, 'monday.json');
    writeFileSync(file, JSON.stringify(monday));
    assert.equal(times((await probe(t, '', [file])).out), '09:00 11:30 12:00');
    for (const [day, pattern] of [
        ['{"day":', /line \d+, column \d+/], ['[]', /an object is wanted/], [{ ...monday, zone: 'Mars/Base' }, /zone: no time zone/], [{ ...monday, day: '2026-02-30' }, /day: a date/],
        [{ ...monday, open: undefined }, /open: is wanted/], [{ ...monday, minutes: undefined }, /minutes: is wanted/], [{ ...monday, minutes: 2.5 }, /minutes: a whole number from 1 to 1440/],
        [{ ...monday, open: [['09:00', '24:01']] }, /open\[0\]: two times/], [{ ...monday, busy: [['11:00', '10:00']] }, /busy\[0\]: ends before/], [{ ...monday, people: 3 }, /people: .* 1 to 2/],
        [{ ...monday, rooms: [{}, { taken: [[1, '09:00', '10:00']] }] }, /rooms\[1\]\.taken\[0\]: a place/], [{ ...monday, rooms: [{ taken: [[0, '09:00', '10:00'], [0, '09:59', '11:00']] }] }, /rooms\[0\]\.taken: two overlap/],
        [{ ...monday, needs: [{ places: 2 }] }, /needs\[0\]\.places: there is no such member/], [{ ...monday, buzy: [] }, /buzy: there is no such member/], [{ ...monday, want: '24:00' }, /want: a time/],
        [{ ...monday, not_before: 'noon' }, /not_before: a time/],
    ]) {
        const { code, out, stderr } = await probe(t, day);
        assert.equal(code, 1, stderr);
        assert.equal(out, null);
        assert.match(stderr, pattern);
        assert.equal(stderr.split('\n').length, 1);
    }
    assert.equal((await probe(t, '', [join(home, 'none.json')])).code, 1);
    assert.equal((await probe(t, '', ['a', 'b'])).code, 2);
    const help = await unknot(['slots', '--help'], { home });
    assert.match(help.stdout, /examples:/);
});
