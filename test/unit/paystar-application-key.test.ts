import { describe, expect, it } from 'vitest';
import { keepApplicationKey } from '../../src/adapters/paystar/application-key.ts';
import { readFrame } from '../../src/adapters/paystar/reply-frame.ts';
import { readTehranTime } from '../../src/adapters/paystar/tehran-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 2026-11-25 12:00 in Tehran. */
const NOON = Date.UTC(2026, 10, 25, 8, 30);

/** A keeper that is answered with these bodies in turn, the last one again and again. */
function keeper(...bodies: readonly unknown[]) {
  let now = NOON;
  const asked: string[] = [];
  const warned: string[] = [];
  const keys = keepApplicationKey({
    refreshToken: 'first-refresh-token',
    system: { now: () => now },
    log: {
      info: () => {},
      error: () => {},
      warn: (fields, message) => void warned.push(message + JSON.stringify(fields)),
    },
    refresh: async (refreshToken) => {
      asked.push(refreshToken);
      const body = bodies[Math.min(asked.length, bodies.length) - 1];
      if (body === undefined) return { type: 'lost' };
      return readFrame({ type: 'reply', httpStatus: 200, body: JSON.stringify(body), location: null });
    },
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { keys, asked, warned, pass };
}

const given = (data: object, status: unknown = 'ok') => ({ status, data: { api_key: 'key', ...data } });

describe('when an API key is renewed', () => {
  it.each<[string, string | undefined, number]>([
    ['a quarter of an hour before it ends', '2026-11-26 06:00:00', 17 * HOUR + 45 * MINUTE],
    ['half an hour before a day has passed, at the latest', '2026-11-26 12:00:00', 23 * HOUR + 30 * MINUTE],
    ['the same for a key that is said to last for long', '2027-11-26 12:00:00', 23 * HOUR + 30 * MINUTE],
    ['the same when no date is told', undefined, 23 * HOUR + 30 * MINUTE],
    ['the same when the date cannot be read', 'فردا', 23 * HOUR + 30 * MINUTE],
    ['the same when the date is Jalali', '1405-09-05 06:00:00', 23 * HOUR + 30 * MINUTE],
    ['the same when the date has passed', '2026-11-25 11:59:59', 23 * HOUR + 30 * MINUTE],
    ['before the next request when it ends within a quarter', '2026-11-25 12:10:00', -5 * MINUTE],
  ])('%s', async (_what, api_key_expire_date, after) => {
    const { keys } = keeper(given({ api_key_expire_date }));
    expect(await keys.get()).toMatchObject({ value: 'key', renewAt: NOON + after });
  });

  it.each([1, '1', 'ok'])('whichever way success is told: %j', async (status) => {
    expect((await keeper(given({}, status)).keys.get()).value).toBe('key');
  });
});

describe('a date of PayStar', () => {
  it.each<[string, number | null]>([
    ['2026-11-25 12:00:00', NOON],
    ['2026-11-25T12:00', NOON],
    ['2026/11/25 12:00:00', NOON],
    ['۲۰۲۶-۱۱-۲۵ ۱۲:۰۰:۰۰', NOON],
    [' 2026-11-25 12:00:00 ', NOON],
    ['2026-02-30 12:00:00', null],
    ['2026-13-01 12:00:00', null],
    ['2026-11-25 25:00:00', null],
    ['1405-09-04 12:00:00', null],
    ['2026-11-25', null],
    ['', null],
  ])('%j', (text, ms) => {
    expect(readTehranTime(text)).toBe(ms);
  });
});

describe('a refresh token', () => {
  it('that comes with a key is used from then on, and the log asks for it to be kept', async () => {
    const { keys, asked, warned, pass } = keeper(given({ refresh_token: 'second-refresh-token' }), given({}));
    await keys.get();
    pass(24 * HOUR);
    await keys.get();
    pass(24 * HOUR);
    await keys.get();
    expect(asked).toEqual(['first-refresh-token', 'second-refresh-token', 'second-refresh-token']);
    expect(warned).toEqual([expect.stringContaining('new refresh token')]);
    expect(warned.join()).not.toContain('second-refresh-token');
  });
});

describe('no key', () => {
  it.each([2, 3, 6, 7, 13])(
    'with code %i, which only a person can mend: not asked again for a minute',
    async (status) => {
      const { keys, asked, pass } = keeper({ status, data: [] }, given({}));
      await expect(keys.get()).rejects.toMatchObject({
        message: expect.stringContaining(`code ${status}`),
        remedy: expect.stringMatching(/PayStar’s panel/),
      });
      await expect(keys.get()).rejects.toThrow(`code ${status}`);
      expect(asked).toHaveLength(1);
      pass(MINUTE);
      expect((await keys.get()).value).toBe('key');
    },
  );

  it.each<[string, unknown]>([
    ['a server error', { status: 0 }],
    ['success without a key', { status: 'ok', data: [] }],
    ['no status', { data: { api_key: 'key' } }],
    ['a bare failure', { status: 'fail', message: 'secret words' }],
    ['silence', undefined],
  ])('after %s: the next one asks again', async (_what, body) => {
    const { keys, asked } = keeper(body, given({}));
    const fault: Error = await keys.get().then(
      () => new Error('there is a key'),
      (error) => error,
    );
    expect(fault.name).toBe('NoApplicationKey');
    expect(fault.message).not.toContain('secret words');
    expect((await keys.get()).value).toBe('key');
    expect(asked).toHaveLength(2);
  });
});
