import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createLeftCalls } from '../../../src/adapters/store/left-calls.ts';
import { createLeftovers } from '../../../src/adapters/store/leftovers.ts';
import { createProcessRegister } from '../../../src/adapters/store/processes.ts';
import type { Leftovers, NewAttempt, ProcessRegister } from '../../../src/application/ports.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit, PAID, resultOf, UNKNOWN, unique } from './books-kit.ts';

export const LEFT = { sentMs: 150_000, silentMs: 30_000, anywayMs: 600_000 };

/** The contracts of `ProcessRegister` and `Leftovers` (payment.md, "Who settles what is left"). */
export function leftoversSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  describe('processes', () =>
    processTests(
      () => kit,
      () => createProcessRegister(use()),
    ));
  describe('leases', () =>
    leaseTests(
      () => kit,
      () => createProcessRegister(use()),
    ));
  describe('what is left', () => leftTests(sweepKit(() => kit, use)));
  describe('calls', () => leftCallTests(use));
  describe('doubts', () =>
    doubtTests(
      () => kit,
      () => createLeftovers(use()),
    ));
}

function leftCallTests(use: () => Database): void {
  const begin = async (owner: string) => {
    const callId = unique('call');
    const call = {
      callId,
      channelId: `channel of ${callId}`,
      line: '1000',
      caller: null,
      at: Date.now(),
      owner,
    };
    await createCallJournal(use()).begin(call);
    return callId;
  };
  const left = async (silentMs = 15_000) =>
    (await createLeftCalls(use()).find(silentMs)).map(({ callId }) => callId);

  it('are left when their process is gone or silent, and not while it lives', async () => {
    const owner = unique('process');
    const callId = await begin(owner);
    expect(await left()).toContain(callId);
    await createProcessRegister(use()).heartbeat({ owner, host: 'box', pid: 77 });
    expect(await left()).not.toContain(callId);
    expect(await left(-1_000)).toContain(callId);
    await createProcessRegister(use()).leave(owner);
    expect(await createLeftCalls(use()).find(15_000)).toContainEqual({
      callId,
      channelId: `channel of ${callId}`,
    });
  });

  it('are left no more when they have ended or changed hands', async () => {
    const owner = unique('process');
    await createProcessRegister(use()).heartbeat({ owner, host: 'box', pid: 77 });
    const [ended, taken] = [await begin('dead'), await begin('dead')];
    const journal = createCallJournal(use());
    await journal.note(ended, { endedAt: Date.now() });
    await journal.begin({ callId: taken, channelId: 'c', line: '1000', caller: null, at: Date.now(), owner });
    expect(await left()).not.toEqual(expect.arrayContaining([ended]));
    expect(await left()).not.toEqual(expect.arrayContaining([taken]));
  });
}

function sweepKit(kit: () => BooksKit, use: () => Database) {
  return {
    kit,
    leftovers: () => createLeftovers(use()),
    processes: () => createProcessRegister(use()),
    /** A process that was heard of so many seconds ago. */
    async owner(seenSecondsAgo: number): Promise<string> {
      const owner = unique('owner');
      await createProcessRegister(use()).heartbeat({ owner, host: 'h', pid: 1 });
      await kit().sql(
        `update processes set seen_at = clock_timestamp() - $2 * interval '1 second' where owner = $1`,
        [owner, seenSecondsAgo],
      );
      return owner;
    },
    /** An attempt that this owner dispatched so many seconds ago. */
    async dispatchedBy(owner: string, secondsAgo: number): Promise<NewAttempt> {
      const attempt = await kit().prepared();
      await kit().payments.dispatch(attempt.attemptId, { owner, amount: AMOUNT });
      await kit().aged('dispatched_at', attempt, secondsAgo);
      return attempt;
    },
  };
}

function processTests(kit: () => BooksKit, register: () => ProcessRegister): void {
  const row = async (owner: string) =>
    (await kit().sql('select host, pid, started_at, seen_at from processes where owner = $1', [owner]))[0];

  it('are heard of again and again, and keep the time of their start', async () => {
    const owner = unique('owner');
    await register().heartbeat({ owner, host: 'box', pid: 77 });
    const first = await row(owner);
    await register().heartbeat({ owner, host: 'box', pid: 77 });
    const second = await row(owner);
    expect(first).toMatchObject({ host: 'box', pid: 77 });
    expect(first?.startedAt).toBeInstanceOf(Date);
    expect(second?.startedAt).toEqual(first?.startedAt);
    expect(Number(second?.seenAt)).toBeGreaterThanOrEqual(Number(first?.seenAt));
    expect(Math.abs(Number(second?.seenAt) - Date.now())).toBeLessThan(5_000);
  });

  it('leave with their leases, and nobody else does', async () => {
    const [one, other] = [unique('owner'), unique('owner')];
    const lease = unique('lease');
    for (const owner of [one, other]) await register().heartbeat({ owner, host: 'box', pid: 77 });
    await register().takeLease(lease, one, 60_000);
    await register().leave(other);
    expect(await register().takeLease(lease, other, 60_000)).toBe(false);
    await register().leave(one);
    expect([await row(one), await row(other)]).toEqual([undefined, undefined]);
    expect(await register().takeLease(lease, other, 60_000)).toBe(true);
  });

  it('are forgotten a day after they were last heard of, as are their leases', async () => {
    const [old, young] = [unique('owner'), unique('owner')];
    for (const owner of [old, young]) {
      await register().heartbeat({ owner, host: 'box', pid: 77 });
      await register().takeLease(`lease of ${owner}`, owner, 60_000);
    }
    await kit().sql(`update processes set seen_at = seen_at - interval '25 hours' where owner = $1`, [old]);
    await kit().sql(`update leases set expires_at = expires_at - interval '25 hours' where owner = $1`, [
      old,
    ]);
    await register().forgetGone();
    const left = await kit().sql('select owner from leases where owner = any($1)', [[old, young]]);
    expect([await row(old), left]).toEqual([undefined, [{ owner: young }]]);
    expect(await row(young)).toBeDefined();
  });
}

function leaseTests(kit: () => BooksKit, register: () => ProcessRegister): void {
  const take = (name: string, owner: string, ms = 60_000) => register().takeLease(name, owner, ms);

  it('belong to one at a time, who may renew them', async () => {
    const name = unique('lease');
    expect(await take(name, 'one')).toBe(true);
    expect(await take(name, 'other')).toBe(false);
    expect(await take(name, 'one', 90_000)).toBe(true);
    const [lease] = await kit().sql(
      'select owner, expires_at - clock_timestamp() > $2::interval as renewed from leases where name = $1',
      [name, '70 seconds'],
    );
    expect(lease).toEqual({ owner: 'one', renewed: true });
  });

  it('are free when their time is up by the clock of the database', async () => {
    const name = unique('lease');
    await take(name, 'one');
    await kit().sql('update leases set expires_at = clock_timestamp() where name = $1', [name]);
    expect(await take(name, 'other')).toBe(true);
    expect(await take(name, 'one')).toBe(false);
  });

  it('go to one of ten that ask at once', async () => {
    const name = unique('lease');
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => take(name, `owner ${n}`)));
    expect(answers.filter((taken) => taken)).toHaveLength(1);
  });
}

function leftTests({ kit, leftovers, processes, owner, dispatchedBy }: ReturnType<typeof sweepKit>): void {
  const isFound = async ({ attemptId }: NewAttempt) => (await leftovers().find(LEFT)).includes(attemptId);
  const settle = ({ attemptId }: NewAttempt) => leftovers().settle(attemptId, LEFT);

  it('is a prepared attempt past its expiry', async () => {
    const attempt = await kit().prepared();
    expect([await isFound(attempt), await settle(attempt)]).toEqual([false, null]);
    await kit().aged('expires_at', attempt, 3_600);
    expect([await isFound(attempt), await settle(attempt)]).toEqual([true, 'notSent']);
    expect(await kit().stored(attempt)).toMatchObject({ state: 'notSent', notSentReason: 'expired' });
    expect([await isFound(attempt), await settle(attempt)]).toEqual([false, null]);
  });

  it.each<[string, number, number, 'unknown' | null]>([
    ['a silent owner past the limit', 31, 151, 'unknown'],
    ['a silent owner within the limit', 31, 149, null],
    ['a living owner past the limit', 25, 151, null],
    ['a living owner just before ten minutes', 0, 595, null],
    ['a living owner after ten minutes', 0, 601, 'unknown'],
  ])('is judged by owner and time: %s', async (_, seenAgo, sentAgo, state) => {
    const attempt = await dispatchedBy(await owner(seenAgo), sentAgo);
    expect([await isFound(attempt), await settle(attempt)]).toEqual([state !== null, state]);
    expect((await kit().stored(attempt)).state).toBe(state ?? 'dispatched');
    if (state === null) await kit().payments.record(resultOf(attempt, PAID), 'queue');
  });

  it('is what an owner left that is not on the register, or has left it', async () => {
    const stranger = await dispatchedBy(unique('owner'), 151);
    expect([await isFound(stranger), await settle(stranger)]).toEqual([true, 'unknown']);
    const leaver = await owner(0);
    const attempt = await dispatchedBy(leaver, 151);
    expect(await isFound(attempt)).toBe(false);
    await processes().leave(leaver);
    expect([await isFound(attempt), await settle(attempt)]).toEqual([true, 'unknown']);
  });

  it('is settled with evidence, for those who are to be told, and spends the try of the card', async () => {
    const attempt = await dispatchedBy(unique('owner'), 200);
    await settle(attempt);
    const shown = await kit().reader.show(attempt.attemptId);
    expect(shown?.attempt).toMatchObject({ state: 'unknown', code: null, settledAt: null });
    expect(shown?.evidence).toMatchObject([
      {
        outcome: { type: 'unknown', why: 'restart', code: null },
        source: 'restart',
        who: null,
        recordedBy: 'database',
        moved: true,
      },
    ]);
    expect(Math.abs((shown?.evidence[0]?.learnedAt ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(await kit().sql('select state from outbox where attempt_id = $1', [attempt.attemptId])).toEqual([
      { state: 'unknown' },
    ]);
    expect(
      await kit().sql('select 1 from card_budget where attempt_id = $1', [attempt.attemptId]),
    ).toHaveLength(1);
  });

  it('is what a late answer of the bank still settles, and what its sender still may disprove', async () => {
    const paid = await dispatchedBy(unique('owner'), 200);
    await settle(paid);
    const answer = resultOf(paid, { type: 'paid', refId: unique('ref') });
    expect(await kit().payments.record(answer, 'queue')).toMatchObject({
      moved: true,
      state: 'paid',
      alarms: [],
    });
    const unsent = await dispatchedBy(unique('owner'), 200);
    await settle(unsent);
    const proof = resultOf(unsent, { type: 'notSent', reason: 'notConfirmed' });
    expect(await kit().payments.record(proof, 'queue')).toMatchObject({ moved: true, state: 'notSent' });
  });

  it('is never what is settled or not there', async () => {
    const settled = await dispatchedBy(unique('owner'), 3_600);
    await kit().payments.record(resultOf(settled, PAID), 'queue');
    const inDoubt = await kit().settled(UNKNOWN);
    await kit().aged('dispatched_at', inDoubt, 3_600);
    for (const attempt of [settled, inDoubt]) {
      expect([await isFound(attempt), await settle(attempt)]).toEqual([false, null]);
    }
    expect(await leftovers().settle('att_nobody', LEFT)).toBeNull();
  });
}

function doubtTests(kit: () => BooksKit, leftovers: () => Leftovers): void {
  const doubts = () => kit().reader.doubts({ limit: 1_000 });
  const of = async ({ attemptId }: NewAttempt) =>
    (await doubts()).find((doubt) => doubt.attemptId === attemptId);
  const since = (attempt: NewAttempt, hours: number) =>
    kit().sql(
      `update doubts set since = since - $2 * interval '1 hour', due_at = due_at - $2 * interval '1 hour'
        where attempt_id = $1`,
      [attempt.attemptId, hours],
    );

  it('have an owner and a due date a day after they arose', async () => {
    const attempt = await kit().settled(UNKNOWN);
    const doubt = await of(attempt);
    expect(doubt).toEqual({
      ...(await kit().stored(attempt)),
      owner: 'support',
      since: expect.any(Number),
      dueAt: expect.any(Number),
      overdue: false,
    });
    expect((doubt?.dueAt ?? 0) - (doubt?.since ?? 0)).toBe(86_400_000);
    await since(attempt, 24);
    expect(await of(attempt)).toMatchObject({ overdue: true });
  });

  it('arise whoever writes them, and cannot be removed', async () => {
    const attempt = await kit().dispatched();
    await kit().sql(`update attempts set state = 'unknown' where attempt_id = $1`, [attempt.attemptId]);
    expect(await of(attempt)).toMatchObject({ owner: 'support' });
    await expect(kit().sql('delete from doubts')).rejects.toThrow('never changed or removed');
  });

  it('are listed oldest first, of one merchant, and end with the doubt', async () => {
    const [young, old] = [await kit().settled(UNKNOWN), await kit().settled(UNKNOWN)];
    await since(old, 2_000);
    const ids = (await doubts()).map(({ attemptId }) => attemptId);
    expect(ids[0]).toBe(old.attemptId);
    expect(ids).toContain(young.attemptId);
    expect(await kit().reader.doubts({ limit: 1 })).toHaveLength(1);
    expect(await kit().reader.doubts({ merchantId: 'other', limit: 9 })).toEqual([]);
    expect(await kit().reader.doubts({ merchantId: 'bookshop', limit: 1 })).toHaveLength(1);
    await kit().payments.record(resultOf(old, PAID), 'queue');
    expect(await of(old)).toBeUndefined();
  });

  it('raise an alarm after one hour, after six, and after each day, each once', async () => {
    const attempt = await kit().settled(UNKNOWN);
    const raised = async () =>
      (await leftovers().raiseDoubts()).filter(({ attemptId }) => attemptId === attempt.attemptId);
    expect(await raised()).toEqual([]);
    for (const [hours, overdue] of [
      [1, false],
      [5, false],
      [18, true],
      [24, true],
      [24, true],
    ] as const) {
      await since(attempt, hours);
      expect(await raised()).toMatchObject([{ owner: 'support', overdue }]);
      expect(await raised()).toEqual([]);
    }
    await since(attempt, 24);
    await kit().payments.record(resultOf(attempt, PAID), 'queue');
    expect(await raised()).toEqual([]);
  });
}
