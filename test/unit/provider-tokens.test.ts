import { describe, expect, it } from 'vitest';
import { askWithToken, shelfInMemory, type Token, TokenKeeper } from '../../src/adapters/provider/tokens.ts';

const HOUR = 3_600_000;

/** A keeper over a clock of its own, whose renewals are counted and take a turn. */
function keeper() {
  let now = 1_000;
  let renewals = 0;
  const tokens = new TokenKeeper<Token>({
    shelf: shelfInMemory(),
    system: { now: () => now },
    renew: async () => {
      renewals += 1;
      const value = `token ${renewals}`;
      await new Promise((resolve) => setImmediate(resolve));
      return { value, renewAt: now + HOUR };
    },
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { tokens, pass, renewals: () => renewals };
}

const crowd = <R>(ask: () => Promise<R>) => Promise.all(Array.from({ length: 100 }, ask));

describe('a token', () => {
  it('is renewed once for a hundred who ask at its end', async () => {
    const { tokens, pass, renewals } = keeper();
    await tokens.get();
    pass(HOUR);
    const values = (await crowd(() => tokens.get())).map(({ value }) => value);
    expect(new Set(values)).toEqual(new Set(['token 2']));
    expect(renewals()).toBe(2);
  });

  it('is not renewed before its time', async () => {
    const { tokens, pass, renewals } = keeper();
    await tokens.get();
    pass(HOUR - 1);
    await tokens.get();
    expect(renewals()).toBe(1);
  });

  it('that is refused to a hundred is renewed once, and each asks once more', async () => {
    const { tokens, renewals } = keeper();
    let asked = 0;
    const ask = async ({ value }: Token) => {
      asked += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return value === 'token 1' ? 'refused' : 'done';
    };
    const replies = await crowd(() => askWithToken(tokens, ask, (reply) => reply === 'refused'));
    expect(new Set(replies)).toEqual(new Set(['done']));
    expect({ asked, renewals: renewals() }).toEqual({ asked: 200, renewals: 2 });
  });

  it('that is refused again is not renewed again', async () => {
    const { tokens, renewals } = keeper();
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return 'refused';
    };
    expect(await askWithToken(tokens, ask, () => true)).toBe('refused');
    expect({ asked, renewals: renewals() }).toEqual({ asked: 2, renewals: 2 });
  });

  it('that could not be renewed is asked for again by the next', async () => {
    let works = false;
    const tokens = new TokenKeeper<Token>({
      shelf: shelfInMemory(),
      system: { now: () => 0 },
      renew: async () => {
        if (!works) throw new Error('nobody answers');
        return { value: 'token', renewAt: HOUR };
      },
    });
    await expect(tokens.get()).rejects.toThrow('nobody answers');
    works = true;
    expect((await tokens.get()).value).toBe('token');
  });
});
