import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createPinHabits } from '../../../src/adapters/store/pin-habits.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';
import { runSql } from './books-kit.ts';

/** The contract of `PinHabits`. */
export function pinHabitsSuite(use: () => Database): void {
  const bank = () => String(randomInt(100_000, 1_000_000));
  const of = (first6: string) => createPinHabits(use()).of(first6);
  const learn = async (first6: string, times: number, length: number, delayMs = 9_000) => {
    for (let nth = 0; nth < times; nth += 1) {
      await createPinHabits(use()).learn(first6, { verdict: 'paid', length, delayMs });
    }
  };
  const refuse = (first6: string, length: number) =>
    createPinHabits(use()).learn(first6, { verdict: 'wrong', length, delayMs: 9_000 });

  it('are believed once twenty payments were seen, of each bank by itself', async () => {
    const [first6, other] = [bank(), bank()];
    await learn(first6, 19, 6);
    expect(await of(first6)).toEqual(NO_HABIT);
    await learn(first6, 1, 6);
    expect(await of(first6)).toEqual({ length: 6, delayMs: 9_000 });
    expect(await of(other)).toEqual(NO_HABIT);
  });

  it('tell the time within which nine of ten have keyed their PIN', async () => {
    const first6 = bank();
    for (let nth = 20; nth >= 1; nth -= 1) await learn(first6, 1, 6, nth * 1_000 + 0.4);
    expect((await of(first6)).delayMs).toBe(18_000);
  });

  it('have no length while those that are kept differ, and are of the last fifty', async () => {
    const first6 = bank();
    await learn(first6, 25, 6, 5_000);
    await learn(first6, 1, 8, 5_000);
    expect(await of(first6)).toEqual({ length: null, delayMs: 5_000 });
    await learn(first6, 49, 6, 7_000);
    expect(await of(first6)).toEqual({ length: null, delayMs: 7_000 });
    await learn(first6, 1, 6, 7_000);
    expect(await of(first6)).toEqual({ length: 6, delayMs: 7_000 });
    expect(await runSql(use(), 'select 1 from pins_seen where first6 = $1', [first6])).toHaveLength(50);
  });

  it('lose a length with which the bank refused, until it was learned again', async () => {
    const [first6, other] = [bank(), bank()];
    await learn(first6, 30, 6);
    await learn(other, 20, 6);
    await refuse(first6, 5);
    expect((await of(first6)).length).toBe(6);
    await refuse(first6, 6);
    expect(await of(first6)).toEqual({ length: null, delayMs: 9_000 });
    await learn(first6, 19, 8);
    expect((await of(first6)).length).toBeNull();
    await learn(first6, 1, 8);
    expect((await of(first6)).length).toBe(8);
    expect((await of(other)).length).toBe(6);
  });

  it('are not disturbed by a refusal before a length is believed', async () => {
    const first6 = bank();
    await learn(first6, 19, 6);
    await refuse(first6, 6);
    await learn(first6, 1, 6);
    expect((await of(first6)).length).toBe(6);
  });
}
