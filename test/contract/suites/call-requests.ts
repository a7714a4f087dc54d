import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import { createCallRequests } from '../../../src/adapters/store/call-requests.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createMerchantCalls } from '../../../src/adapters/store/merchant-calls.ts';
import { BOOKSHOP, type BooksKit, booksKit, newMobile, PAID, unique } from './books-kit.ts';

/** The contracts of `CallRequests` and `MerchantCalls`. */
export function callRequestsSuite(use: () => Database): void {
  let kit: BooksKit;
  let nth = 0;
  const requests = () => createCallRequests(use());
  const calls = () => createMerchantCalls(use());
  beforeAll(async () => {
    kit = booksKit(use());
    const other = BOOKSHOP.lines.map((line) => ({
      ...line,
      merchantId: 'florist',
      number: '8200',
      aliases: [],
    }));
    await kit.merchants.apply([BOOKSHOP, { ...BOOKSHOP, merchantId: 'florist', lines: other.slice(0, 1) }]);
  });

  const draft = async (given: { mobile?: string; merchantId?: string; line?: string } = {}) => {
    const merchantId = given.merchantId ?? 'bookshop';
    const { invoiceId } = await kit.invoice({ code: String(830_000_000 + nth++), merchantId });
    return {
      callRequestId: unique('ring'),
      merchantId,
      invoiceId,
      line: '1000',
      mobile: newMobile(),
      ...given,
    };
  };
  const added = async (given: Parameters<typeof draft>[0] = {}) => {
    const request = await draft(given);
    expect(await requests().add(request, 3)).toMatchObject({ ...request, status: 'requested' });
    return request;
  };
  /** The call that comes of it, or a call by itself. */
  const arrived = async (channelId: string, merchantId: string | null = 'bookshop', line = '1000') => {
    const callId = unique('call');
    const journal = createCallJournal(use());
    await journal.begin({ callId, channelId, line, caller: '09121234567', at: Date.now(), owner: 'p' });
    if (merchantId !== null) await journal.note(callId, { merchantId, line: '1000', endedAt: Date.now() });
    return callId;
  };
  const status = async (id: string) => (await calls().show('bookshop', id))?.request?.status;

  describe('a payer', () => {
    it('rings, and answers', async () => {
      const { callRequestId: id } = await added();
      await requests().ringing(id);
      const ringing = (await calls().show('bookshop', id))?.request;
      expect(ringing).toMatchObject({ status: 'ringing', ringingAt: expect.any(Number), settledAt: null });
      expect(await requests().settle(id, 'answered')).toBe(true);
      expect((await calls().show('bookshop', id))?.request).toMatchObject({
        status: 'answered',
        settledAt: expect.any(Number),
      });
    });

    it.each(['noAnswer', 'busy', 'failed'] as const)('is %s, and stays so', async (outcome) => {
      const { callRequestId: id } = await added();
      expect(await requests().settle(id, outcome)).toBe(true);
      expect(await requests().settle(id, 'answered')).toBe(false);
      await requests().ringing(id);
      expect(await status(id)).toBe(outcome);
    });

    it('is not rung more often in an hour than allowed, whoever asks', async () => {
      const mobile = newMobile();
      for (const merchantId of ['bookshop', 'bookshop', 'florist']) await added({ mobile, merchantId });
      const refused = await requests().add(await draft({ mobile }), 3);
      expect(refused).toEqual({ waitMs: expect.any(Number) });
      const { waitMs } = refused as { waitMs: number };
      expect(waitMs).toBeGreaterThan(3_500_000);
      expect(waitMs).toBeLessThanOrEqual(3_600_000);
      await kit.sql(
        `update call_requests set requested_at = requested_at - interval '61 minutes' where mobile = $1`,
        [mobile],
      );
      expect(await requests().add(await draft({ mobile }), 3)).toMatchObject({ status: 'requested' });
    });

    it('whose telephone never rang may be tried again', async () => {
      const mobile = newMobile();
      for (let n = 0; n < 4; n += 1) {
        const { callRequestId } = await added({ mobile });
        await requests().settle(callRequestId, 'failed');
      }
    });

    it('is counted one by one when asked for at once', async () => {
      const mobile = newMobile();
      const drafts = await Promise.all(Array.from({ length: 6 }, () => draft({ mobile })));
      const answers = await Promise.all(drafts.map((request) => requests().add(request, 3)));
      expect(answers.filter((answer) => 'waitMs' in answer)).toHaveLength(3);
    });

    it('of whose ringing nobody tells the end is settled after a while by what came of it', async () => {
      const [lost, came, young] = [await added(), await added(), await added()];
      await arrived(came.callRequestId);
      await kit.sql(
        `update call_requests set requested_at = requested_at - interval '4 minutes'
          where call_request_id = any($1)`,
        [[lost.callRequestId, came.callRequestId]],
      );
      expect(await requests().settleLost()).toBeGreaterThanOrEqual(2);
      expect(await status(lost.callRequestId)).toBe('failed');
      expect(await status(came.callRequestId)).toBe('answered');
      expect(await status(young.callRequestId)).toBe('requested');
    });
  });

  describe('the calls of a merchant', () => {
    it('are those that came and those that were rung, each once', async () => {
      const rung = await added({ mobile: '+989350000001' });
      const callId = await arrived(rung.callRequestId);
      const attempt = await kit.settled(PAID, { callId });
      const shown = await calls().show('bookshop', rung.callRequestId);
      expect(shown).toMatchObject({
        id: rung.callRequestId,
        callId,
        line: '1000',
        caller: '+989350000001',
        payment: 'paid',
        attemptIds: [attempt.attemptId],
        endedAt: expect.any(Number),
        request: { invoiceId: rung.invoiceId, status: 'requested' },
      });
      expect(await calls().show('bookshop', callId)).toEqual(shown);
      const own = await arrived(unique('channel'));
      const listed = await calls().page({ merchantId: 'bookshop', limit: 2 });
      expect(listed.map(({ id }) => id)).toEqual([own, rung.callRequestId]);
      expect(listed[0]).toMatchObject({ request: null, caller: '09121234567', payment: 'open' });
      const ofInvoice = { merchantId: 'bookshop', invoiceId: rung.invoiceId, limit: 9 };
      expect(await calls().page(ofInvoice)).toEqual([shown]);
    });

    it('have one that runs among them, by its number', async () => {
      const callId = await arrived(unique('channel'), null, '+982112345678');
      expect(await calls().show('bookshop', callId)).toMatchObject({ endedAt: null });
      expect(await calls().show('florist', callId)).toBeNull();
    });

    it('are nobody else’s', async () => {
      const rung = await added();
      const callId = await arrived(rung.callRequestId);
      for (const id of [rung.callRequestId, callId]) expect(await calls().show('florist', id)).toBeNull();
      const theirs = await calls().page({ merchantId: 'florist', limit: 100 });
      expect(theirs.map(({ id }) => id)).not.toContain(rung.callRequestId);
      const after = { after: rung.callRequestId };
      expect(await calls().page({ merchantId: 'florist', limit: 100, ...after })).toEqual([]);
    });

    it('are read page by page, each once', async () => {
      for (let n = 0; n < 3; n += 1) {
        await added();
        await arrived(unique('channel'));
      }
      const all = (await calls().page({ merchantId: 'bookshop', limit: 100 })).map(({ id }) => id);
      const paged: string[] = [];
      for (let after: string | undefined; ; after = paged.at(-1)) {
        const filter = { merchantId: 'bookshop', limit: 4, ...(after === undefined ? {} : { after }) };
        const page = await calls().page(filter);
        if (page.length === 0) break;
        paged.push(...page.map(({ id }) => id));
      }
      expect(paged).toEqual(all);
      expect(new Set(all).size).toBe(all.length);
    });

    it('are found by their time', async () => {
      const { callRequestId } = await added();
      const at = (await calls().show('bookshop', callRequestId))?.startedAt ?? 0;
      const ids = async (window: { from?: number; to?: number }) =>
        (await calls().page({ merchantId: 'bookshop', limit: 100, ...window })).map(({ id }) => id);
      expect(await ids({ from: at, to: at + 1_000 })).toContain(callRequestId);
      expect(await ids({ from: at + 1_000 })).not.toContain(callRequestId);
      expect(await ids({ to: at })).not.toContain(callRequestId);
    });
  });
}
