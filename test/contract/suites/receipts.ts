import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createReceiptOutbox, createReceiptPromises } from '../../../src/adapters/store/receipt-outbox.ts';
import { createReceiptReader } from '../../../src/adapters/store/receipt-reader.ts';
import { createResolver } from '../../../src/adapters/store/resolve.ts';
import type { Merchant, NewAttempt, ReceiptLimits } from '../../../src/application/ports.ts';
import { FLOW_VERSION } from '../../../src/domain/call/journal.ts';
import type { Language } from '../../../src/domain/merchant/line.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  newMobile,
  OWNER,
  PAID,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

const LIMITS: ReceiptLimits = { perMobileHour: 100, perMobileDay: 100, perMerchantHour: 1_000 };
const LEASE_MS = 60_000;
const DECLINED: Outcome = { type: 'declined', code: 51 };
const NOT_CONNECTED: Outcome = { type: 'notSent', reason: 'notConnected' };

/** The receipts of payers: which there are, how they are claimed, and what is known of them. */
export function receiptsSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  const outbox = () => createReceiptOutbox(use());
  const reader = () => createReceiptReader(use());
  const plan = async () => {
    while ((await outbox().plan()) > 0);
  };
  const receiptsOf = async ({ attemptId }: { attemptId: string }) => {
    await plan();
    return reader().list({ attemptId, limit: 10 });
  };
  const receiptOf = async (attempt: { attemptId: string }) => {
    const [receipt] = await receiptsOf(attempt);
    if (receipt === undefined) throw new Error('There is no receipt.');
    return receipt;
  };
  const claim = (receiptId: string, limits = LIMITS) => outbox().claim(receiptId, LEASE_MS, limits);
  const claimed = async (receiptId: string) => {
    const one = await claim(receiptId);
    if (one === null) throw new Error('The receipt could not be claimed.');
    return one;
  };
  const show = async (receiptId: string) => {
    const shown = await reader().show(receiptId);
    if (shown === null) throw new Error('There is no such receipt.');
    return shown;
  };
  /** Lets so much time pass for one receipt. */
  const age = (receiptId: string, interval: string, ...columns: string[]) =>
    kit.sql(
      `update receipts set ${columns.map((name) => `${name} = ${name} - '${interval}'::interval`).join(', ')}
        where receipt_id = $1`,
      [receiptId],
    );
  const resolveNotPaid = async (attempt: NewAttempt) => {
    await kit.aged('dispatched_at', attempt, 16 * 60);
    await createResolver(use()).resolve({
      evidenceId: unique('evd'),
      attemptId: attempt.attemptId,
      finding: { type: 'notPaid' },
      sentence: 'not in the panel',
      who: 'test',
      at: Date.now(),
    });
  };
  /** A call that begins, speaks a language, and says that the result will be texted. */
  const owe = async (callId: string, attemptId: string, owed = 'result') => {
    await createCallJournal(use()).append(
      [entryOf(callId, 2, { type: 'OweReceipt', attemptId, owed })],
      OWNER.owner,
    );
  };
  const speak = async (callId: string, language: Language) => {
    const journal = createCallJournal(use());
    await journal.begin({
      ...{ callId, channelId: unique('chan'), line: '1000', caller: null, merchantId: 'bookshop' },
      ...{ at: Date.now(), owner: OWNER.owner },
    });
    const play = { type: 'Play', play: 1, language, prompts: [], verdict: false };
    await journal.append([entryOf(callId, 1, play)], OWNER.owner);
  };
  const shopOf = async (given: Partial<Merchant>, ofLine: { receipts?: boolean } = {}) => {
    const merchantId = unique('shop').replace('_', '-');
    const number = unique('').replace(/\D/g, '').padEnd(10, '7').slice(0, 10);
    const [line] = BOOKSHOP.lines;
    if (line === undefined) throw new Error('The bookshop has no line.');
    const lines = [{ ...line, merchantId, number, aliases: [], ...ofLine }];
    await kit.merchants.apply([{ ...BOOKSHOP, ...given, merchantId, lines }]);
    const billId = await kit.bill({ merchantId, line: number });
    return { merchantId, line: number, billId };
  };

  describe('there is a receipt', () => {
    it('of a payment that was made, once, with what its text needs and no more', async () => {
      const attempt = await kit.settled(PAID);
      const receipt = await receiptOf(attempt);
      expect(receipt).toMatchObject({
        ...{ attemptId: attempt.attemptId, merchantId: 'bookshop', kind: 'paid', mobile: attempt.mobile },
        ...{
          state: 'waiting',
          tries: 0,
          why: null,
          code: null,
          messageId: null,
          delivery: null,
          sentAt: null,
        },
      });
      expect(receipt.receiptId).toMatch(/^rcp_[0-9a-f]{32}$/);
      expect(receipt.facts).toEqual({
        ...{ kind: 'paid', afterDoubt: false, mayPayAgain: false, language: 'fa', amount: attempt.amount },
        ...{ merchantName: BOOKSHOP.name.fa, refId: '123456789012', cardLast4: '1234' },
        at: expect.any(Number),
      });
      await kit.sql('update outbox set delivered_at = null where attempt_id = $1', [attempt.attemptId]);
      expect(await receiptsOf(attempt)).toHaveLength(1);
      const rows = await kit.sql('select * from receipts where attempt_id = $1', [attempt.attemptId]);
      expect(JSON.stringify(rows)).not.toContain(attempt.cardHash.hash);
      expect(JSON.stringify(rows)).not.toContain('603799');
    });

    it('of a payment that was in doubt and is found, whatever was found', async () => {
      const paid = await kit.settled(UNKNOWN);
      expect(await receiptsOf(paid)).toEqual([]);
      await kit.payments.record(resultOf(paid, PAID), 'queue');
      expect((await receiptOf(paid)).facts).toMatchObject({ kind: 'paid', afterDoubt: true });

      const declined = await kit.settled(UNKNOWN);
      await kit.payments.record(resultOf(declined, DECLINED), 'queue');
      expect((await receiptOf(declined)).facts).toMatchObject({
        ...{ kind: 'notPaid', afterDoubt: true, refId: null, mayPayAgain: true },
      });

      const notPaid = await kit.settled(UNKNOWN);
      await resolveNotPaid(notPaid);
      expect(await receiptsOf(notPaid)).toMatchObject([{ kind: 'notPaid' }]);
      // The bank proves the person wrong.
      await kit.payments.record(resultOf(notPaid, PAID), 'queue');
      expect(await receiptsOf(notPaid)).toMatchObject([{ kind: 'paid' }, { kind: 'notPaid' }]);
    });

    it('of a payment that was given back', async () => {
      const attempt = await kit.settled(PAID);
      const evidenceId = unique('evd');
      await kit.sql(
        `insert into evidence (evidence_id, attempt_id, outcome, trace, source, recorded_by, moved, learned_at)
          values ($1, $2, '{"type":"reversed"}', '{}', 'statement', 'database', true, now())`,
        [evidenceId, attempt.attemptId],
      );
      await kit.sql(`update attempts set state = 'reversed' where attempt_id = $1`, [attempt.attemptId]);
      await kit.sql(`insert into outbox (attempt_id, evidence_id, state) values ($1, $2, 'reversed')`, [
        attempt.attemptId,
        evidenceId,
      ]);
      expect((await receiptsOf(attempt)).map(({ kind }) => kind).sort()).toEqual(['paid', 'refunded']);
    });

    it('of none that its caller heard was not made', async () => {
      expect(await receiptsOf(await kit.settled(DECLINED))).toEqual([]);
      expect(await receiptsOf(await kit.settled(NOT_CONNECTED))).toEqual([]);
    });

    it('of a payment whose call promised one, in whatever order things come', async () => {
      const [before, after] = [unique('call'), unique('call')];
      await speak(before, 'en');
      const first = await kit.dispatched({ callId: before });
      await owe(before, first.attemptId);
      await kit.payments.record(resultOf(first, DECLINED), 'queue');
      expect((await receiptOf(first)).facts).toMatchObject({
        ...{ kind: 'notPaid', afterDoubt: true, language: 'en', merchantName: BOOKSHOP.name.en },
      });

      await speak(after, 'fa');
      const second = await kit.settled(DECLINED, { callId: after });
      expect(await receiptsOf(second)).toEqual([]);
      await owe(after, second.attemptId);
      expect(await receiptsOf(second)).toMatchObject([{ kind: 'notPaid', facts: { language: 'fa' } }]);
    });

    it('promised for an attempt that the books do not have: nothing, and the journal is written all the same', async () => {
      const callId = unique('call');
      await speak(callId, 'fa');
      await owe(callId, 'att_absent');
      expect(await createCallJournal(use()).read(callId)).toHaveLength(2);
    });

    it('of a panel’s payer too, and of nobody who is not known', async () => {
      const panel = { channel: 'panel', mobile: null, apiKeyId: 'key_1' } as const;
      const nameless = await kit.prepared(panel);
      await kit.payments.record(resultOf(nameless, PAID), 'queue');
      expect(await receiptsOf(nameless)).toEqual([]);
      const named = await kit.settled(PAID, { ...panel, mobile: newMobile() });
      expect(await receiptsOf(named)).toMatchObject([{ kind: 'paid', mobile: named.mobile }]);
    });

    it.each([
      ['none where the merchant wants none', { receipts: false }, {}, false],
      ['on a line that says otherwise than its merchant', { receipts: false }, { receipts: true }, true],
      ['none on a line that wants none', {}, { receipts: false }, false],
    ] as const)('%s', async (_, ofMerchant, ofLine, wanted) => {
      const { line, billId } = await shopOf(ofMerchant, ofLine);
      expect(await createReceiptPromises(use()).willText(line, newMobile())).toBe(wanted);
      expect(await receiptsOf(await kit.settled(PAID, { billId, line }))).toHaveLength(wanted ? 1 : 0);
    });

    it('though the merchant wants none any more, when it was promised before', async () => {
      const { line, billId, merchantId } = await shopOf({ receipts: false });
      const callId = unique('call');
      await speak(callId, 'fa');
      const attempt = await kit.dispatched({ billId, line, callId });
      await owe(callId, attempt.attemptId);
      await kit.payments.record(resultOf(attempt, DECLINED), 'queue');
      expect(await receiptsOf(attempt)).toHaveLength(1);

      const paid = await kit.dispatched({ billId: await kit.bill({ merchantId, line }), line, callId });
      await createCallJournal(use()).append(
        [entryOf(callId, 3, { type: 'OweReceipt', attemptId: paid.attemptId, owed: 'reference' })],
        OWNER.owner,
      );
      await kit.payments.record(resultOf(paid, PAID), 'queue');
      expect((await receiptOf(paid)).facts).toMatchObject({ kind: 'paid', afterDoubt: false });
    });

    it('of nothing that is three days old', async () => {
      const attempt = await kit.settled(PAID);
      await kit.sql(`update outbox set created_at = created_at - interval '3 days' where attempt_id = $1`, [
        attempt.attemptId,
      ]);
      expect(await receiptsOf(attempt)).toEqual([]);
      expect(
        await kit.sql('select 1 from outbox where attempt_id = $1 and delivered_at is null', [
          attempt.attemptId,
        ]),
      ).toEqual([]);
    });
  });

  describe('a claim', () => {
    it('is one of two at once, and another one when it was not told of', async () => {
      const { receiptId, facts } = await receiptOf(await kit.settled(PAID));
      expect(await outbox().due(1_000)).toContain(receiptId);
      const both = await Promise.all([claim(receiptId), claim(receiptId)]);
      expect(both.filter((one) => one !== null)).toMatchObject([{ receiptId, tries: 1, facts }]);
      expect(await claim(receiptId)).toBeNull();
      expect(await outbox().due(1_000)).not.toContain(receiptId);
      await age(receiptId, '61 seconds', 'next_try_at');
      expect(await claim(receiptId)).toMatchObject({ tries: 2 });
    });

    it('has the same id of the message at every try, and no other receipt has it', async () => {
      const [one, other] = [
        await receiptOf(await kit.settled(PAID)),
        await receiptOf(await kit.settled(PAID)),
      ];
      const first = await claimed(one.receiptId);
      await outbox().notSent(first, { why: 'busy', code: 409 }, 0);
      const again = await claimed(one.receiptId);
      expect(again.localId).toBe(first.localId);
      expect(Number.isSafeInteger(first.localId) && first.localId >= 1e14).toBe(true);
      expect((await claimed(other.receiptId)).localId).not.toBe(first.localId);
    });

    it('sent: with the id that the service gave, and never again', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      await outbox().sent(await claimed(receiptId), '8792343');
      await age(receiptId, '1 day', 'next_try_at');
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({
        ...{ state: 'sent', messageId: '8792343', nextTryAt: null, why: null, sentAt: expect.any(Number) },
      });
    });

    it('not sent: rests, and may be tried as often as there is time', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      for (let tries = 1; tries <= 5; tries += 1) {
        await outbox().notSent(await claimed(receiptId), { why: 'busy', code: 409 }, 0);
        expect(await show(receiptId)).toMatchObject({ state: 'waiting', why: 'busy', code: 409, tries });
      }
      await outbox().notSent(await claimed(receiptId), { why: 'busy', code: 409 }, 60_000);
      expect(await claim(receiptId)).toBeNull();
      await age(receiptId, '4 days', 'next_try_at', 'give_up_at');
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'parked', why: 'busy', code: 409 });
    });

    it('no answer: once more with the same id, and parked when there is none again', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      expect(await outbox().unsure(await claimed(receiptId), 0)).toBe('resting');
      expect(await outbox().unsure(await claimed(receiptId), 0)).toBe('parked');
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'parked', tries: 2 });
    });

    it('left by a process that died counts as no answer: once more, and then never', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      await claimed(receiptId);
      await age(receiptId, '61 seconds', 'next_try_at');
      await claimed(receiptId);
      await age(receiptId, '61 seconds', 'next_try_at');
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'parked', why: expect.stringContaining('twice') });
    });

    it('that another has taken since says nothing any more, but that it was sent', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      const late = await claimed(receiptId);
      await age(receiptId, '61 seconds', 'next_try_at');
      const now = await claimed(receiptId);
      await outbox().park(late, { why: 'refused', code: 411 });
      await outbox().notSent(late, { why: 'busy', code: 409 }, 0);
      expect(await outbox().unsure(late, 0)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'waiting', why: null, code: null, tries: 2 });
      await outbox().sent(late, '1');
      await outbox().park(now, { why: 'refused', code: 411 });
      expect(await show(receiptId)).toMatchObject({ state: 'sent', messageId: '1' });
    });

    it('refused for ever: parked with its code', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      await outbox().park(await claimed(receiptId), { why: 'refused', code: 411 });
      expect(await show(receiptId)).toMatchObject({ state: 'parked', why: 'refused', code: 411 });
      expect(await reader().list({ state: 'parked', limit: 100 })).toContainEqual(await show(receiptId));
    });

    it('that breaks in our own hands rests, and is parked in the end', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      for (let trips = 0; trips < 5; trips += 1) {
        expect(await show(receiptId)).toMatchObject({ state: 'waiting' });
        await outbox().trip(receiptId, 'broke');
        expect(await outbox().due(1_000)).not.toContain(receiptId);
      }
      await outbox().trip(receiptId, 'broke');
      expect(await show(receiptId)).toMatchObject({ state: 'parked', why: 'broke' });
    });

    it('is none once the books know better', async () => {
      const attempt = await kit.settled(UNKNOWN);
      await resolveNotPaid(attempt);
      const { receiptId } = await receiptOf(attempt);
      await kit.payments.record(resultOf(attempt, PAID), 'queue');
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'withheld', why: 'the payment is paid by now' });
    });

    it('says nothing of paying again when the bill is paid by now', async () => {
      const billId = await kit.bill();
      const attempt = await kit.settled(UNKNOWN, { billId });
      await kit.payments.record(resultOf(attempt, DECLINED), 'queue');
      const { receiptId } = await receiptOf(attempt);
      await kit.settled(PAID, { billId });
      expect((await claimed(receiptId)).facts.mayPayAgain).toBe(false);
    });
  });

  describe('limits', () => {
    it.each([
      ['of a mobile in an hour', { perMobileHour: 2 }, '61 minutes'],
      ['of a mobile in a day', { perMobileDay: 2 }, '25 hours'],
    ] as const)('%s: what is more waits until there is room', async (_, limit, later) => {
      const mobile = newMobile();
      const limits = { ...LIMITS, ...limit };
      const receipts = [];
      for (let nth = 0; nth < 3; nth += 1)
        receipts.push(await receiptOf(await kit.settled(PAID, { mobile })));
      const [first, second, third] = receipts.map(({ receiptId }) => receiptId) as [string, string, string];
      for (const id of [first, second]) {
        const one = await claim(id, limits);
        if (one === null) throw new Error('There was room.');
        await outbox().sent(one, unique('msg'));
      }
      expect(await claim(third, limits)).toBeNull();
      expect(await show(third)).toMatchObject({ state: 'waiting', why: expect.stringContaining('as many') });
      expect(await outbox().due(1_000)).not.toContain(third);
      await age(first, later, 'handed_at');
      await age(third, later, 'next_try_at');
      expect(await claim(third, limits)).not.toBeNull();
    });

    it('of a merchant in an hour, whoever its payers are; another merchant is not kept waiting', async () => {
      const [shop, other] = [await shopOf({}), await shopOf({})];
      const limits = { ...LIMITS, perMerchantHour: 1 };
      const of = async ({ line, merchantId }: typeof shop) => {
        const billId = await kit.bill({ merchantId, line });
        return (await receiptOf(await kit.settled(PAID, { billId, line }))).receiptId;
      };
      const [first, second, others] = [await of(shop), await of(shop), await of(other)];
      expect(await claim(first, limits)).not.toBeNull();
      expect(await claim(second, limits)).toBeNull();
      expect(await claim(others, limits)).not.toBeNull();
    });

    it('count a receipt that is surely not sent no more, and two at once one by one', async () => {
      const mobile = newMobile();
      const limits = { ...LIMITS, perMobileHour: 1 };
      const [one, two] = [
        await receiptOf(await kit.settled(PAID, { mobile })),
        await receiptOf(await kit.settled(PAID, { mobile })),
      ];
      const both = await Promise.all([claim(one.receiptId, limits), claim(two.receiptId, limits)]);
      const [got] = both.filter((claim) => claim !== null);
      expect(both.filter((claim) => claim !== null)).toHaveLength(1);
      if (got === undefined) throw new Error('Nobody had it.');
      await outbox().notSent(got, { why: 'busy', code: 409 }, 60_000);
      const rests = [one, two].find(({ receiptId }) => receiptId !== got.receiptId);
      await age(rests?.receiptId ?? '', '61 minutes', 'next_try_at');
      expect(await claim(rests?.receiptId ?? '', limits)).not.toBeNull();
    });
  });

  describe('who has opted out', () => {
    it('of one merchant gets none of it; of all, none at all; and again when they opt in', async () => {
      const { line, merchantId, billId } = await shopOf({});
      const promises = createReceiptPromises(use());
      const mobile = newMobile();
      expect(await reader().optOut({ mobile, merchantId })).toBe(true);
      expect(await reader().optOut({ mobile, merchantId })).toBe(true);
      expect(await promises.willText(line, mobile)).toBe(false);
      expect(await promises.willText('1000', mobile)).toBe(true);
      expect(await promises.willText('nowhere', mobile)).toBe(false);
      const { receiptId } = await receiptOf(await kit.settled(PAID, { billId, line, mobile }));
      expect(await claim(receiptId)).toBeNull();
      expect(await show(receiptId)).toMatchObject({ state: 'withheld', why: 'the payer wants no receipts' });

      expect(await reader().optOut({ mobile, merchantId: null })).toBe(true);
      expect(await promises.willText('1000', mobile)).toBe(false);
      expect(await reader().optOuts({ mobile, limit: 10 })).toMatchObject([
        { mobile, merchantId: null },
        { mobile, merchantId },
      ]);
      expect(await reader().optIn({ mobile, merchantId })).toBe(1);
      expect(await reader().optIn({ mobile, merchantId: null })).toBe(1);
      expect(await reader().optIn({ mobile, merchantId: null })).toBe(0);
      expect(await promises.willText(line, mobile)).toBe(true);
      expect(await reader().resend({ receiptId })).toBe(1);
      expect(await claim(receiptId)).not.toBeNull();
    });

    it('of a merchant that there is not', async () => {
      expect(await reader().optOut({ mobile: newMobile(), merchantId: 'absent' })).toBe(false);
    });
  });

  describe('deliveries', () => {
    it('are asked for when their time has come, until their end', async () => {
      const { receiptId } = await receiptOf(await kit.settled(PAID));
      await outbox().sent(await claimed(receiptId), '77');
      const asked = async () =>
        (await outbox().undelivered(1_000, LEASE_MS)).filter((one) => one.receiptId === receiptId);
      expect(await asked()).toEqual([]);
      await age(receiptId, '30 seconds', 'next_look_at');
      expect(await asked()).toEqual([{ receiptId, messageId: '77', looks: 1 }]);
      expect(await asked()).toEqual([]);
      await outbox().noteDelivery(receiptId, 'underway', 0);
      expect(await asked()).toMatchObject([{ looks: 2 }]);
      await outbox().noteDelivery(receiptId, null, 0);
      expect(await show(receiptId)).toMatchObject({ delivery: 'underway' });
      expect(await asked()).toMatchObject([{ looks: 3 }]);
      await outbox().noteDelivery(receiptId, 'delivered', null);
      expect(await asked()).toEqual([]);
      expect(await show(receiptId)).toMatchObject({ state: 'sent', delivery: 'delivered' });
    });
  });

  describe('sent again', () => {
    it('one whatever became of it, as a message of its own; or all that are parked of a merchant', async () => {
      const shop = await shopOf({});
      const attempt = await kit.settled(PAID, { billId: shop.billId, line: shop.line });
      const { receiptId } = await receiptOf(attempt);
      const first = await claimed(receiptId);
      await outbox().sent(first, '1');
      expect(await reader().resend({ receiptId })).toBe(1);
      const again = await claimed(receiptId);
      expect(again.localId).not.toBe(first.localId);
      await outbox().park(again, { why: 'refused', code: 418 });
      expect(await reader().resend({ parked: true, merchantId: 'absent' })).toBe(0);
      expect(await reader().resend({ parked: true, merchantId: shop.merchantId })).toBe(1);
      expect(await claim(receiptId)).toMatchObject({ tries: 1 });
      expect(await reader().resend({ receiptId: 'rcp_absent' })).toBe(0);
    });
  });
}

function entryOf(callId: string, seq: number, command: object) {
  const commands = [command] as never;
  return {
    ...{ callId, seq, at: Date.now(), flowVersion: FLOW_VERSION, stage: 'verdict' as const, commands },
    event: { type: 'Answered' as const },
  };
}
