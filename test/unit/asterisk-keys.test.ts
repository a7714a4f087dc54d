import { expect, test } from 'vitest';
import { echoes, type Release } from '../../src/adapters/asterisk/keys.ts';

const heard = (...releases: Release[]) => {
  const isEcho = echoes();
  return releases
    .filter((release) => !isEcho(release))
    .map(({ key }) => key)
    .join('');
};
const press = (key: string, atMs: number, durationMs = 100): Release => ({ key, atMs, durationMs });

test('a press that is reported twice, 20 ms apart, counts once', () => {
  expect(heard(press('4', 1_000), press('2', 1_160), press('2', 1_180))).toBe('42');
});

test('the same digit keyed twice counts twice', () => {
  expect(heard(press('1', 1_000), press('1', 1_145))).toBe('11');
});

test('it counts twice also where an exchange overstates how long the keys were', () => {
  expect(heard(press('1', 1_000, 180), press('1', 1_161, 180), press('1', 1_322, 180))).toBe('111');
});

test('another key in the same moment is no echo', () => {
  expect(heard(press('1', 1_000), press('2', 1_020))).toBe('12');
});

test('a key of four seconds counts once, and so does the next one', () => {
  expect(heard(press('5', 5_000, 4_000), press('5', 5_200, 100))).toBe('55');
});

/** What one channel told: each key with its length and how long after the one before it came. */
const told = (trace: string) => {
  let atMs = 0;
  return heard(
    ...trace.split(' ').map((release) => {
      const [, key = '', durationMs, laterMs] = /^(.)\/(\d+)\+(\d+)$/.exec(release) ?? [];
      atMs += Number(laterMs);
      return press(key, atMs, Number(durationMs));
    }),
  );
};

// Each trace is what an Asterisk told of a caller who keys faster than it likes.
test.each([
  {
    caller: 'keys of 40 ms',
    keys: '123456789012345678',
    trace:
      '1/40+0 2/40+81 3/40+83 4/40+80 5/40+83 6/40+82 7/40+84 8/40+84 9/40+83 0/40+61 1/40+82 1/40+4 2/40+80 2/40+19 3/40+62 3/40+38 4/40+43 4/40+45 5/40+39 5/40+48 6/40+31 6/40+54 7/40+28 7/40+57 8/40+26 8/40+66',
  },
  {
    caller: 'pauses of 20 ms',
    keys: '1234567890',
    trace:
      '1/60+0 2/60+80 3/60+79 3/60+26 4/60+57 4/60+48 5/60+33 5/60+75 6/60+5 6/60+103 7/60+1 7/60+106 8/60+1 8/60+107 9/60+2 9/60+104 0/60+1 0/60+105',
  },
  {
    caller: 'tones of 40 ms, and a line whose packets are late',
    keys: '60379971122',
    trace:
      '6/38+0 0/25+81 3/25+60 3/25+25 7/38+55 7/38+25 9/38+75 9/38+25 9/25+36 9/25+64 7/38+41 7/38+40 1/38+21 1/38+69 1/25+21 1/25+65 2/25+2 2/25+76 2/38+2 2/38+170',
  },
  {
    caller: 'the same key twice',
    keys: '6037997112233445',
    trace:
      '6/60+0 0/60+81 3/60+80 3/60+44 7/60+37 7/60+95 9/60+0 9/60+179 9/60+1 9/60+105 7/60+1 7/60+105 1/60+1 1/60+105 1/60+1 1/60+105 2/60+0 2/60+116 2/60+1 2/60+105 3/60+0 3/60+105 3/60+1 3/60+104 4/60+1 4/60+105 4/60+1 4/60+105 5/60+0 5/60+105',
  },
  {
    caller: 'the same key four times',
    keys: '1122223333444',
    trace:
      '1/60+0 1/60+85 2/60+100 2/60+20 2/60+81 2/60+39 2/60+61 2/60+45 2/60+55 2/60+55 3/60+40 3/60+65 3/60+39 3/60+74 3/60+41 3/60+65 3/60+19 3/60+87 4/60+14 4/60+128 4/60+0 4/60+194 4/60+0 4/60+108',
  },
])('keyed faster than Asterisk likes, every key counts once: $caller', ({ keys, trace }) => {
  expect(told(trace)).toBe(keys);
});
