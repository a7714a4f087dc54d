import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { type CallJournal, JournalTaken } from '../../../src/application/ports.ts';
import { FLOW_VERSION, type JournalEntry } from '../../../src/domain/call/journal.ts';
import { BOOKSHOP, type BooksKit, booksKit, PAID, unique } from './books-kit.ts';

/** The contracts of `PaymentReader` and `CallJournal`. */
export function readerJournalSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  describe('the list of payments', () => readerTests(() => kit));
  describe('the journal', () => journalTests(() => createCallJournal(use())));
}

function readerTests(kit: () => BooksKit): void {
  it('is newest first and may be narrowed', async () => {
    const callId = unique('call');
    const paid = await kit().settled(PAID, { callId });
    const prepared = await kit().prepared({ callId });
    const ids = async (filter: { state?: 'paid'; callId?: string; merchantId?: string }, limit = 9) =>
      (await kit().reader.list({ ...filter, limit })).map(({ attemptId }) => attemptId);
    expect(await ids({ callId })).toEqual([prepared.attemptId, paid.attemptId]);
    expect(await ids({ callId }, 1)).toEqual([prepared.attemptId]);
    expect(await ids({ callId, state: 'paid' })).toEqual([paid.attemptId]);
    expect(await ids({ callId, merchantId: 'bookshop' })).toHaveLength(2);
    expect(await ids({ callId, merchantId: 'other' })).toEqual([]);
    expect(await kit().reader.show('att_nobody')).toBeNull();
  });

  it('holds no card hash', async () => {
    const attempt = await kit().settled(PAID);
    const shown = JSON.stringify([
      await kit().reader.show(attempt.attemptId),
      await kit().reader.list({ limit: 50 }),
    ]);
    expect(shown).toContain(attempt.attemptId);
    expect(shown).not.toContain(attempt.cardHash.hash);
  });
}

const OWNER = 'process-1';

function journalTests(open: () => CallJournal): void {
  const begun = async (at = Date.now()) => {
    const callId = unique('call');
    await open().begin({
      callId,
      channelId: 'channel-1',
      line: '1000',
      caller: '+989121234567',
      at,
      owner: OWNER,
    });
    return callId;
  };
  const entry = (callId: string, seq: number, stage = 'greet'): JournalEntry => ({
    callId,
    seq,
    at: 1_780_000_000_123 + seq,
    flowVersion: FLOW_VERSION,
    event: { type: 'PromptEnded', play: seq, heard: 'whole' },
    stage,
    commands: [{ type: 'StopPlay', play: 2 }, { type: 'WipeSecrets' }],
  });

  it('gives back its entries as they were written, in order', async () => {
    const callId = await begun();
    const entries = [1, 2, 3].map((seq) => entry(callId, seq));
    await open().append(entries.slice(0, 2), OWNER);
    await open().append(entries.slice(2), OWNER);
    await open().append([], OWNER);
    expect(JSON.stringify(await open().read(callId))).toBe(JSON.stringify(entries));
    expect(await open().read('call_nobody')).toEqual([]);
  });

  it('takes an entry once', async () => {
    const callId = await begun();
    await open().append([entry(callId, 1)], OWNER);
    await expect(open().append([entry(callId, 2), entry(callId, 1)], OWNER)).rejects.toThrow();
    await expect(open().append([entry(callId, 1, 'card.ask')], OWNER)).rejects.toThrow();
    expect(await open().read(callId)).toEqual([entry(callId, 1)]);
    await expect(open().append([entry('call_nobody', 1)], OWNER)).rejects.toThrow();
  });

  it('takes entries of whoever has the call, and of nobody who had it before', async () => {
    const callId = await begun();
    await open().append([entry(callId, 1)], OWNER);
    await open().take(callId, 'process-2');
    await expect(open().append([entry(callId, 2)], OWNER)).rejects.toThrow(JournalTaken);
    await open().append([entry(callId, 2, 'card.ask')], 'process-2');
    // What was written before the call changed hands may be told again.
    await open().append([entry(callId, 1)], OWNER);
    expect(await open().read(callId)).toEqual([entry(callId, 1), entry(callId, 2, 'card.ask')]);
    await open().take('call_nobody', 'process-2');
    expect(await open().show('call_nobody')).toBeNull();
  });

  it('can be told again what was written when only the acknowledgement was lost', async () => {
    const callId = await begun();
    const entries = [1, 2].map((seq) => entry(callId, seq));
    await open().append(entries, OWNER);
    await open().append(entries, OWNER);
    expect(await open().read(callId)).toEqual(entries);
    const call = {
      callId,
      channelId: 'channel-1',
      line: '1000',
      caller: null,
      at: Date.now(),
      owner: 'process-1',
    };
    await open().begin(call);
    expect((await open().show(callId))?.caller).toBe('+989121234567');
  });

  it('begins again when it comes back from an operator', async () => {
    const callId = await begun();
    await open().note(callId, { merchantId: 'bookshop', endedAt: Date.now() });
    expect(await open().callOn('channel-1')).not.toBe(callId);
    const call = { callId, channelId: 'channel-1', line: '1000', caller: null, at: Date.now() + 60_000 };
    await open().begin({ ...call, owner: 'process-2' });
    expect(await open().show(callId)).toMatchObject({ endedAt: null, merchantId: 'bookshop' });
    expect((await open().show(callId))?.startedAt).toBeLessThan(call.at);
  });

  it('sums up a call', async () => {
    const startedAt = Date.now();
    const callId = await begun(startedAt);
    const call = {
      callId,
      line: '1000',
      caller: '+989121234567',
      merchantId: null,
      startedAt,
      endedAt: null,
    };
    expect(await open().show(callId)).toEqual({ ...call, stage: 'arrived', entries: 0 });
    await open().append([entry(callId, 1), entry(callId, 2, 'card')], OWNER);
    await open().note(callId, { merchantId: 'bookshop' });
    await open().note(callId, { endedAt: startedAt + 9_000 });
    await open().note(callId, { line: '1001' });
    const noted = { merchantId: 'bookshop', line: '1001', endedAt: startedAt + 9_000 };
    const ended = { ...call, ...noted, stage: 'card', entries: 2 };
    expect(await open().show(callId)).toEqual(ended);
    expect(await open().show('call_nobody')).toBeNull();
  });

  it('knows the call that runs on a channel, until it has ended', async () => {
    const callId = unique('call');
    const channelId = unique('channel');
    expect(await open().callOn(channelId)).toBeNull();
    await open().begin({ callId, channelId, line: '1000', caller: null, at: Date.now(), owner: 'process-1' });
    expect(await open().callOn(channelId)).toBe(callId);
    await open().note(callId, { endedAt: Date.now() });
    expect(await open().callOn(channelId)).toBeNull();
  });

  it('lists calls newest first', async () => {
    const future = Date.now() + 3_600_000;
    const older = await begun(future);
    const newer = await begun(future + 1);
    const ids = async (line: string) => (await open().list({ line, limit: 2 })).map(({ callId }) => callId);
    expect(await ids('1000')).toEqual([newer, older]);
    expect(await ids('4242')).toEqual([]);
    expect(await open().list({ limit: 1 })).toHaveLength(1);
  });
}
