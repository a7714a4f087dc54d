import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../src/adapters/store/call-journal.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { chargePayment } from '../../src/application/charge-payment.ts';
import { FLOW_VERSION, type JournalEntry } from '../../src/domain/call/journal.ts';
import { type CommitThief, startCommitThief } from '../support/commit-thief.ts';
import { FakeGateway, FakeLog, PAN, PIN, secretOf } from '../support/fakes.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { SimulatedSystem } from '../support/simulated-system.ts';
import { BOOKSHOP, type BooksKit, booksKit, LIMITS, newAttempt, PAID, resultOf } from './suites/books-kit.ts';

/**
 * PostgreSQL commits, and the connection ends before it can say so. Whoever asked cannot know which it was; the
 * books must be right both ways (payment.md, "Dispatch" 2).
 */

let postgres: TestPostgres;
let thief: CommitThief;
let database: Database;
let kit: BooksKit;

beforeAll(async () => {
  postgres = await startPostgres();
  thief = await startCommitThief(postgres.url);
  database = await openDatabase({ url: thief.url });
  await migrate(database);
  kit = booksKit(database);
  await kit.merchants.apply([BOOKSHOP]);
});
afterAll(async () => {
  await database?.close();
  await thief?.close();
  await postgres?.remove();
});

describe('a COMMIT whose acknowledgement is lost', () => {
  it('of a dispatch: nothing is sent, and the books end with notSent over what was dispatched', async () => {
    const attempt = await kit.prepared();
    const gateway = new FakeGateway();
    const ports = { payments: kit.payments, gateway, system: new SimulatedSystem(), log: new FakeLog() };
    thief.loseNext('COMMIT');
    const charged = await chargePayment(
      { ...ports, owner: 'process-1' },
      {
        attempt: { ...attempt, mobile: '+989121234567', pinLifeMs: 120_000 },
        door: { channel: 'phone' },
        otpSentMs: 0,
        payerGone: () => false,
        secrets: () => ({ pan: secretOf(PAN), pin: secretOf(PIN) }),
      },
    );
    expect(thief.hasLost).toBe(true);
    const outcome = { type: 'notSent', reason: 'notConfirmed' } as const;
    expect([charged, gateway.pays]).toMatchObject([{ type: 'replied', outcome }, []]);
    expect(await kit.stored(attempt)).toMatchObject({ state: 'dispatched' });

    await kit.payments.record(resultOf(attempt, outcome), 'queue');
    expect(await kit.stored(attempt)).toMatchObject({ state: 'notSent', notSentReason: 'notConfirmed' });
  });

  it('of a result: the job runs again, and it is recorded once', async () => {
    const attempt = await kit.dispatched();
    const result = resultOf(attempt, PAID);
    thief.loseNext('COMMIT');
    await expect(kit.payments.record(result, 'queue')).rejects.toThrow();
    expect(thief.hasLost).toBe(true);
    expect(await kit.stored(attempt)).toMatchObject({ state: 'paid' });

    expect(await kit.payments.record(result, 'queue')).toMatchObject({ recorded: false, state: 'paid' });
    const rows = await kit.sql('select 1 from zangpay.evidence where attempt_id = $1', [attempt.attemptId]);
    const told = await kit.sql('select 1 from zangpay.outbox where attempt_id = $1', [attempt.attemptId]);
    expect([rows.length, told.length]).toEqual([1, 1]);
  });

  it('of a prepared attempt: whoever asked has none, and nobody is kept from paying the bill', async () => {
    const attempt = newAttempt(await kit.bill());
    thief.loseNext('COMMIT');
    await expect(kit.payments.prepare(attempt, LIMITS)).rejects.toThrow();
    expect(thief.hasLost).toBe(true);
    expect(await kit.stored(attempt)).toMatchObject({ state: 'prepared' });

    const next = await kit.dispatched({ billId: attempt.billId });
    expect(await kit.stored(next)).toMatchObject({ state: 'dispatched' });
  });

  it('of a journal entry: it is there once when it is told again', async () => {
    const journal = createCallJournal(database);
    const callId = 'call_lost';
    const event = { type: 'KeysIgnored', count: 1 } as const;
    const entry: JournalEntry = {
      ...{ callId, seq: 1, at: 0, flowVersion: FLOW_VERSION, event, stage: 'greet', commands: [] },
    };
    await journal.begin({ callId, channelId: 'c', line: '1000', caller: null, at: 0, owner: 'process-1' });
    thief.loseNext('INSERT');
    await expect(journal.append([entry], 'process-1')).rejects.toThrow();
    expect(thief.hasLost).toBe(true);
    await journal.append([entry], 'process-1');
    expect(await journal.read(callId)).toEqual([entry]);
  });
});
