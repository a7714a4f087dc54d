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

test('a third report of one press is dropped as well', () => {
  expect(heard(press('2', 1_000), press('2', 1_020), press('2', 1_020))).toBe('2');
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
