import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import { createCallerMemory } from '../../../src/adapters/store/caller-memory.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import type { NewAttempt, PresentedCaller } from '../../../src/application/ports.ts';
import { NOT_SENT_REASONS } from '../../../src/domain/payment/attempt.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  AMOUNT,
  BOOKSHOP,
  type BooksKit,
  booksKit,
  newMobile,
  OF_PANEL,
  PAID,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

/** The contract of `CallerMemory` (call.md, "Order"). */
export function callerMemorySuite(use: () => Database): void {
  const kit = () => booksKit(use());
  beforeAll(async () => {
    await kit().merchants.apply([BOOKSHOP, tearoom()]);
  });
  const memory = () => createCallerMemory(use());
  const recall = (given: Partial<PresentedCaller> & Pick<PresentedCaller, 'number'>) =>
    memory().recall({ merchantId: 'bookshop', line: '1000', mobile: null, ...given });
  const pending = async (mobile: string | null, given: Partial<PresentedCaller> = {}) =>
    (await recall({ number: '02112345678', mobile, ...given })).pending;

  describe('language', () => languageTests(memory, recall));
  describe('what is pending', () => pendingTests(kit, memory, pending));
  describe('the calls of an hour', () => callTests(use, recall));
}

function tearoom() {
  const [line] = BOOKSHOP.lines;
  if (line === undefined) throw new Error('The bookshop has no line.');
  const lines = [{ ...line, merchantId: 'tearoom', number: '1900', aliases: [] }];
  return { ...BOOKSHOP, merchantId: 'tearoom', lines };
}

type Memory = () => ReturnType<typeof createCallerMemory>;
type Recall = (
  given: Partial<PresentedCaller> & Pick<PresentedCaller, 'number'>,
) => ReturnType<ReturnType<Memory>['recall']>;

function languageTests(memory: Memory, recall: Recall): void {
  it('is remembered by number, for each merchant, and renewed', async () => {
    const [number, other] = [unique('number'), unique('number')];
    const languages = async () => [
      (await recall({ number })).language,
      (await recall({ number, merchantId: 'tearoom' })).language,
      (await recall({ number: other })).language,
    ];
    expect(await recall({ number })).toEqual({ language: null, pending: null, callsLastHour: 0 });
    await memory().rememberLanguage('bookshop', number, 'en');
    expect(await languages()).toEqual(['en', null, null]);
    await memory().rememberLanguage('tearoom', number, 'en');
    await memory().rememberLanguage('bookshop', number, 'fa');
    expect(await languages()).toEqual(['fa', 'en', null]);
  });
}

function pendingTests(
  kit: () => BooksKit,
  memory: Memory,
  pending: (mobile: string | null, given?: Partial<PresentedCaller>) => Promise<unknown>,
): void {
  const paid = (mobile: string, given: Partial<NewAttempt> = {}) => kit().settled(PAID, { mobile, ...given });

  it('is a charge in doubt, on this line or on another', async () => {
    const mobile = newMobile();
    await kit().settled(UNKNOWN, { mobile, line: '2000' });
    expect(await pending(mobile)).toEqual({ type: 'unknown', sameLine: false });
    expect(await pending(mobile, { line: '2000' })).toEqual({ type: 'unknown', sameLine: true });
    await kit().settled(UNKNOWN, { mobile, line: '1000' });
    expect(await pending(mobile)).toEqual({ type: 'unknown', sameLine: true });
    expect(await pending(mobile, { merchantId: 'tearoom' })).toBeNull();
    expect(await pending(newMobile())).toBeNull();
    expect(await pending(null)).toBeNull();
  });

  it('is what was paid, until it is told, after what is in doubt', async () => {
    const mobile = newMobile();
    const older = await paid(mobile);
    const newer = await paid(mobile);
    expect(await pending(mobile)).toEqual({ type: 'paid', attemptId: newer.attemptId });
    expect(await pending(mobile, { merchantId: 'tearoom' })).toBeNull();
    const doubt = await kit().settled(UNKNOWN, { mobile });
    expect(await pending(mobile)).toEqual({ type: 'unknown', sameLine: true });
    await kit().payments.record(resultOf(doubt, { type: 'declined', code: 51 }), 'queue');
    await Promise.all([memory().noteTold(newer.attemptId), memory().noteTold(newer.attemptId)]);
    await memory().noteTold(newer.attemptId);
    expect(await pending(mobile)).toEqual({ type: 'paid', attemptId: older.attemptId });
    await memory().noteTold(older.attemptId);
    expect(await pending(mobile)).toBeNull();
  });

  it('is not what was paid in a panel, which told its payer', async () => {
    const mobile = newMobile();
    await paid(mobile, { ...OF_PANEL, mobile });
    expect(await pending(mobile)).toBeNull();
  });

  it('is paid for 72 hours after it was settled, also when that was long after it was begun', async () => {
    const mobile = newMobile();
    const attempt = await paid(mobile);
    await kit().aged('prepared_at', attempt, 400_000);
    await kit().aged('settled_at', attempt, 72 * 3_600 - 5);
    expect(await pending(mobile)).toEqual({ type: 'paid', attemptId: attempt.attemptId });
    await kit().aged('settled_at', attempt, 6);
    expect(await pending(mobile)).toBeNull();
  });

  it('is no second charge of a bill, which is for support to tell', async () => {
    const mobile = newMobile();
    const first = await kit().settled({ type: 'declined', code: 51 }, { mobile });
    await paid(newMobile(), { billId: first.billId });
    expect(await kit().payments.record(resultOf(first, PAID), 'queue')).toMatchObject({ surplus: true });
    expect(await pending(mobile)).toBeNull();
  });

  it.each<[string, Outcome]>([
    ['declined', { type: 'declined', code: 51 }],
    ['not sent', { type: 'notSent', reason: 'notConnected' }],
  ] as const)('is nothing that is %s', async (_, outcome) => {
    const mobile = newMobile();
    await kit().settled(outcome, { mobile });
    expect(await pending(mobile)).toBeNull();
  });

  it('is what is in flight, as what is not known yet', async () => {
    const mobile = newMobile();
    await kit().dispatched({ mobile });
    expect(await pending(mobile)).toMatchObject({ type: 'unknown' });
  });

  it('is nothing that was given up before it was sent', async () => {
    const mobile = newMobile();
    for (const reason of NOT_SENT_REASONS) {
      const { attemptId } = await kit().prepared({ mobile });
      await kit().payments.setAside(attemptId, reason);
    }
    await kit().prepared({ mobile, amount: AMOUNT });
    expect(await pending(mobile)).toBeNull();
  });
}

function callTests(use: () => Database, recall: Recall): void {
  const HOUR_MS = 3_600_000;
  const begin = async (line: string, caller: string | null, at = Date.now()) => {
    const callId = unique('call');
    const call = { callId, channelId: unique('channel'), line, caller, at, owner: 'process-1' };
    await createCallJournal(use()).begin(call);
    return callId;
  };

  it('are counted by the number that was presented, on all numbers of the merchant’s lines', async () => {
    const number = unique('number');
    for (const line of ['1000', '+982112345678', '2000', '1900', '4343']) await begin(line, number);
    await begin('1000', unique('number'));
    await begin('1000', null);
    expect((await recall({ number })).callsLastHour).toBe(3);
    expect((await recall({ number, merchantId: 'tearoom' })).callsLastHour).toBe(1);
  });

  it('are forgotten after an hour, and count whether they have ended or not', async () => {
    const number = unique('number');
    await begin('1000', number, Date.now() - HOUR_MS - 5_000);
    const callId = await begin('1000', number, Date.now() - HOUR_MS + 30_000);
    await createCallJournal(use()).note(callId, { merchantId: 'bookshop', endedAt: Date.now() });
    expect((await recall({ number })).callsLastHour).toBe(1);
  });
}
