import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createResolver } from '../../../src/adapters/store/resolve.ts';
import type { NewAttempt, Resolution } from '../../../src/application/ports.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  LIMITS,
  newAttempt,
  PAID,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

type Finding = Resolution['finding'];
const FOUND_PAID = { type: 'paid', refId: '998877' } as const;
const NOT_PAID = { type: 'notPaid' } as const;
const DECLINED: Outcome = { type: 'declined', code: 51 };

/** The contract of `Resolver` (payment.md, "States" and "Who settles what is left"). */
export function resolveSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  const resolve = ({ attemptId }: Pick<NewAttempt, 'attemptId'>, finding: Finding) =>
    createResolver(use()).resolve({
      evidenceId: unique('evd'),
      attemptId,
      finding,
      sentence: 'Panel export, row 14',
      who: 'sara',
      at: 1_780_000_000_000,
    });
  describe('a finding', () => findingTests(() => kit, resolve));
  describe('is refused', () => refusalTests(() => kit, resolve));
  describe('and the bank', () => bankTests(() => kit, resolve));
}

type Resolve = (
  attempt: Pick<NewAttempt, 'attemptId'>,
  finding: Finding,
) => ReturnType<ReturnType<typeof createResolver>['resolve']>;

/** An attempt in doubt for longer than the bank may still answer. */
async function oldDoubt(kit: BooksKit, given: Partial<NewAttempt> = {}): Promise<NewAttempt> {
  const attempt = await kit.settled(UNKNOWN, given);
  await kit.aged('dispatched_at', attempt, 16 * 60);
  return attempt;
}

async function notPaid(
  kit: BooksKit,
  resolve: Resolve,
  given: Partial<NewAttempt> = {},
): Promise<NewAttempt> {
  const attempt = await oldDoubt(kit, given);
  await resolve(attempt, NOT_PAID);
  return attempt;
}

function findingTests(kit: () => BooksKit, resolve: Resolve): void {
  it.each<[Finding, object]>([
    [FOUND_PAID, { state: 'paid', refId: '998877', settledAt: expect.any(Number) }],
    [NOT_PAID, { state: 'notPaid', refId: null, settledAt: expect.any(Number) }],
  ])(
    '%j settles what is in doubt, with who and why for ever, and for those to be told',
    async (finding, stored) => {
      const attempt = await oldDoubt(kit());
      expect(await resolve(attempt, finding)).toEqual({
        recorded: true,
        moved: true,
        state: finding.type,
        surplus: false,
        alarms: [],
      });
      const shown = await kit().reader.show(attempt.attemptId);
      expect(shown?.attempt).toMatchObject(stored);
      expect(shown?.evidence[1]).toMatchObject({
        outcome: finding,
        source: 'person',
        who: 'sara',
        trace: { note: 'Panel export, row 14' },
        learnedAt: 1_780_000_000_000,
        moved: true,
      });
      const told = await kit().sql('select state from outbox where attempt_id = $1 order by outbox_id', [
        attempt.attemptId,
      ]);
      expect(told).toEqual([{ state: 'unknown' }, { state: finding.type }]);
    },
  );

  it('that all was paid frees the try of the card; that nothing was does not', async () => {
    const tries = ({ attemptId }: NewAttempt) =>
      kit().sql('select 1 from card_budget where attempt_id = $1', [attemptId]);
    const [paid, unpaid] = [await oldDoubt(kit()), await notPaid(kit(), resolve)];
    await resolve(paid, FOUND_PAID);
    expect([await tries(paid), await tries(unpaid)]).toMatchObject([[], [{}]]);
  });

  it('that nothing was paid lets the bill be paid again', async () => {
    const doubt = await oldDoubt(kit());
    const again = newAttempt(doubt.billId, { mobile: doubt.mobile });
    expect(await kit().payments.prepare(again, LIMITS)).toBe('billUnknown');
    await resolve(doubt, NOT_PAID);
    expect(await kit().payments.prepare(again, LIMITS)).toBe('prepared');
  });

  it.each<[string, (kit: BooksKit, given: Partial<NewAttempt>) => Promise<NewAttempt>]>([
    ['declined', (books, given) => books.settled(DECLINED, given)],
    ['notSent', (books, given) => books.settled({ type: 'notSent', reason: 'notConnected' }, given)],
    ['notPaid', (books, given) => notPaid(books, resolve, given)],
  ])('that was believed %s is recorded, with an alarm', async (state, make) => {
    const attempt = await make(kit(), {});
    expect((await kit().stored(attempt)).state).toBe(state);
    const answer = { moved: true, state: 'paid', surplus: false, alarms: ['provedWrong'] };
    expect(await resolve(attempt, { type: 'paid', refId: unique('ref') })).toMatchObject(answer);
    const surplus = await make(kit(), { billId: await kit().bill() });
    await kit().settled({ type: 'paid', refId: unique('ref') }, { billId: surplus.billId });
    await kit().sql('update bills set cancelled_at = now() where bill_id = $1', [surplus.billId]);
    expect(await resolve(surplus, { type: 'paid', refId: unique('ref') })).toMatchObject({
      moved: true,
      surplus: true,
      alarms: ['surplus', 'provedWrong'],
    });
  });

  it('with a reference that another payment has raises an alarm', async () => {
    const refId = unique('ref');
    await kit().settled({ type: 'paid', refId });
    expect(await resolve(await oldDoubt(kit()), { type: 'paid', refId })).toMatchObject({
      moved: true,
      alarms: ['doubledReference'],
    });
  });
}

function refusalTests(kit: () => BooksKit, resolve: Resolve): void {
  it('within 15 minutes after the dispatch when it says that nothing was paid, by the clock of the database', async () => {
    const attempt = await kit().settled(UNKNOWN);
    await kit().aged('dispatched_at', attempt, 14 * 60);
    const answer = await resolve(attempt, NOT_PAID);
    expect(answer).toEqual({ refused: 'tooEarly', waitMs: expect.any(Number) });
    const { waitMs } = answer as { waitMs: number };
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect((await kit().reader.show(attempt.attemptId))?.evidence).toHaveLength(1);
    await kit().aged('dispatched_at', attempt, 61);
    expect(await resolve(attempt, NOT_PAID)).toMatchObject({ state: 'notPaid' });
  });

  it('not when it says that all was paid', async () => {
    expect(await resolve(await kit().settled(UNKNOWN), FOUND_PAID)).toMatchObject({ state: 'paid' });
  });

  const inState: Readonly<Record<string, () => Promise<NewAttempt>>> = {
    prepared: () => kit().prepared(),
    dispatched: () => kit().dispatched(),
    paid: () => kit().settled(PAID),
    declined: () => kit().settled(DECLINED),
    notSent: () => kit().settled({ type: 'notSent', reason: 'notConnected' }),
    notPaid: () => notPaid(kit(), resolve),
  };
  it.each<[string, Finding]>([
    ['prepared', FOUND_PAID],
    ['dispatched', FOUND_PAID],
    ['paid', FOUND_PAID],
    ['prepared', NOT_PAID],
    ['dispatched', NOT_PAID],
    ['paid', NOT_PAID],
    ['declined', NOT_PAID],
    ['notSent', NOT_PAID],
    ['notPaid', NOT_PAID],
  ])('of what is %s: %j', async (state, finding) => {
    const attempt = await (inState[state] as () => Promise<NewAttempt>)();
    await kit().aged('dispatched_at', attempt, 3_600);
    const before = await kit().reader.show(attempt.attemptId);
    expect(await resolve(attempt, finding)).toEqual({ refused: 'state', state });
    expect(await kit().reader.show(attempt.attemptId)).toEqual(before);
  });

  it('of what is not there', async () => {
    expect(await resolve({ attemptId: 'att_nobody' }, FOUND_PAID)).toEqual({ refused: 'noAttempt' });
  });

  it('without a person or a sentence, also by SQL', async () => {
    const { attemptId } = await notPaid(kit(), resolve);
    const insert = (who: string, note: string) =>
      kit().sql(
        `insert into evidence (evidence_id, attempt_id, outcome, trace, source, who, recorded_by, moved, learned_at)
          values ('e', $1, '{"type":"notPaid"}', $2, 'person', ${who}, 'database', true, now())`,
        [attemptId, JSON.stringify({ note })],
      );
    await expect(insert('null', 'seen')).rejects.toThrow('evidence_person');
    await expect(insert(`''`, 'seen')).rejects.toThrow('evidence');
    await expect(insert(`'sara'`, '')).rejects.toThrow('evidence_person');
    await expect(kit().sql(`update evidence set who = 'ali'`)).rejects.toThrow('never changed');
  });
}

function bankTests(kit: () => BooksKit, resolve: Resolve): void {
  it.each<[Outcome, object]>([
    [PAID, { moved: true, state: 'paid', alarms: expect.arrayContaining(['provedWrong']) }],
    [DECLINED, { moved: true, state: 'declined', alarms: [] }],
    [UNKNOWN, { moved: false, state: 'notPaid', alarms: [] }],
  ])('says %j after a person said that nothing was paid', async (outcome, answer) => {
    const attempt = await notPaid(kit(), resolve);
    expect(await kit().payments.record(resultOf(attempt, outcome), 'queue')).toMatchObject(answer);
    expect((await kit().reader.show(attempt.attemptId))?.evidence).toHaveLength(3);
  });

  it('charges twice when a person was wrong and the payer paid again: the second is surplus', async () => {
    const first = await notPaid(kit(), resolve);
    const second = await kit().dispatched({ billId: first.billId });
    expect(await kit().payments.record(resultOf(first, PAID), 'queue')).toMatchObject({ surplus: false });
    const late = resultOf(second, { type: 'paid', refId: unique('ref') });
    expect(await kit().payments.record(late, 'queue')).toMatchObject({
      moved: true,
      state: 'paid',
      surplus: true,
      alarms: ['surplus'],
    });
  });
}
