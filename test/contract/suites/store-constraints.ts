import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import {
  ATTEMPT_STATES,
  type AttemptState,
  mayMove,
  NOT_SENT_REASONS,
} from '../../../src/domain/payment/attempt.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit, OF_PANEL, PAID, unique } from './books-kit.ts';

/** The shortest legal way from birth to each state. */
const WAY: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  prepared: [],
  dispatched: ['dispatched'],
  paid: ['dispatched', 'paid'],
  declined: ['dispatched', 'declined'],
  unknown: ['dispatched', 'unknown'],
  notSent: ['notSent'],
  notPaid: ['dispatched', 'unknown', 'notPaid'],
  reversed: ['dispatched', 'paid', 'reversed'],
};

/** payment.md, "Database constraints": what raw SQL must not be able to do either. */
export function constraintSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  const refuses = (text: string, parameters: unknown[] = []) =>
    expect(kit.sql(text, parameters)).rejects.toThrow();
  describe('edges', () => edgeTests(() => kit));
  describe('frozen fields', () => frozenTests(() => kit, refuses));
  describe('values', () => valueTests(() => kit, refuses));
  describe('one charge a bill', () => chargeTests(() => kit, refuses));
}

type Refuses = (text: string, parameters?: unknown[]) => Promise<void>;

/** Moves an attempt by SQL alone, with all that the other constraints ask of the new state. */
async function move(kit: BooksKit, attemptId: string, to: AttemptState): Promise<void> {
  await kit.sql(
    `update attempts set state = $2::text,
      not_sent_reason = case when $2::text = 'notSent' then 'expired' end,
      ref_id = case when $2::text in ('paid', 'reversed') then coalesce(ref_id, '42') end,
      dispatched_at = case when $2::text in ('prepared', 'notSent') then dispatched_at
        else coalesce(dispatched_at, now()) end,
      settled_at = case when $2::text not in ('prepared', 'dispatched', 'unknown') then now() end
    where attempt_id = $1`,
    [attemptId, to],
  );
}

/** An attempt that was moved to this state, of this bill or of a new one. */
export async function attemptIn(kit: BooksKit, state: AttemptState, billId?: string): Promise<string> {
  const { attemptId } = await kit.prepared(billId === undefined ? {} : { billId });
  for (const step of WAY[state]) await move(kit, attemptId, step);
  return attemptId;
}

function edgeTests(kit: () => BooksKit): void {
  const pairs = ATTEMPT_STATES.flatMap((from) =>
    ATTEMPT_STATES.filter((to) => to !== from).map((to) => ({ from, to })),
  );

  it.each(pairs)('$from -> $to is judged as in the domain', async ({ from, to }) => {
    const attemptId = await attemptIn(kit(), from);
    const moved = move(kit(), attemptId, to);
    if (mayMove(from, to)) await moved;
    else await expect(moved).rejects.toThrow(`does not move from ${from} to ${to}`);
    expect((await kit().stored({ attemptId })).state).toBe(mayMove(from, to) ? to : from);
  });
}

function frozenTests(kit: () => BooksKit, refuses: Refuses): void {
  it.each([
    `order_id = '1'`,
    'amount = 1000',
    `sequence = 'other'`,
    `bill_id = (select bill_id from bills limit 1)`,
    `channel = 'panel'`,
    `card_first6 = '610433'`,
    `card_last4 = '0000'`,
    `mobile = '+989120000000'`,
    `line = '2000'`,
    `attempt_id = 'att_other'`,
    `prepared_at = now() - interval '1 day'`,
  ])('refuses %s, alone and beside a move', async (change) => {
    const attemptId = await attemptIn(kit(), 'prepared');
    await refuses(`update attempts set ${change} where attempt_id = $1`, [attemptId]);
    await refuses(
      `update attempts set state = 'dispatched', dispatched_at = now(), ${change} where attempt_id = $1`,
      [attemptId],
    );
  });

  it.each([`api_key_id = 'key_2'`, `mobile = '+989120000000'`, `channel = 'phone'`])(
    'refuses %s of a panel’s attempt',
    async (change) => {
      const { attemptId } = await kit().prepared(OF_PANEL);
      await refuses(`update attempts set ${change} where attempt_id = $1`, [attemptId]);
      await refuses(
        `update attempts set state = 'notSent', not_sent_reason = 'expired', settled_at = now(), ${change}
        where attempt_id = $1`,
        [attemptId],
      );
    },
  );

  it('lets a payer be named by the dispatch of a panel’s attempt, once, and asks for it', async () => {
    const { attemptId } = await kit().prepared(OF_PANEL);
    const move = (change: string) =>
      kit().sql(
        `update attempts set state = 'dispatched', dispatched_at = now() ${change} where attempt_id = $1`,
        [attemptId],
      );
    await expect(move('')).rejects.toThrow('attempts_mobile_known');
    await move(`, mobile = '+989120000000'`);
    const told = `state = 'declined', code = 51, settled_at = now()`;
    await refuses(`update attempts set ${told}, mobile = '+989120000001' where attempt_id = $1`, [attemptId]);
    await refuses(`update attempts set ${told}, mobile = null where attempt_id = $1`, [attemptId]);
  });

  it('lets the gateway name the order of an attempt once, while it is prepared', async () => {
    const name = (attemptId: string, change = `gateway_invoice_id = 'g-1'`) =>
      kit().sql(`update attempts set ${change} where attempt_id = $1`, [attemptId]);
    const { attemptId } = await kit().prepared(OF_PANEL);
    await expect(name(attemptId, `gateway_invoice_id = ''`)).rejects.toThrow('gateway_invoice_id');
    await name(attemptId);
    for (const again of [`'g-2'`, 'null']) {
      await expect(name(attemptId, `gateway_invoice_id = ${again}`)).rejects.toThrow('names an attempt once');
    }
    const late = await kit().prepared(OF_PANEL);
    const named = `state = 'notSent', not_sent_reason = 'expired', settled_at = now(), gateway_invoice_id = 'g-3'`;
    await expect(name(late.attemptId, named)).rejects.toThrow('frozen');
    await kit().payments.setAside(late.attemptId, 'expired');
    await expect(name(late.attemptId)).rejects.toThrow('names an attempt once');
  });

  it('refuses another reference or time on what is settled', async () => {
    const attemptId = await attemptIn(kit(), 'paid');
    await refuses(`update attempts set ref_id = '43' where attempt_id = $1`, [attemptId]);
    await refuses(`update attempts set dispatched_at = now() where attempt_id = $1`, [attemptId]);
    await refuses(`update attempts set state = 'reversed', ref_id = '43' where attempt_id = $1`, [attemptId]);
  });

  it('refuses to be born in another state, or to be removed', async () => {
    const { attemptId } = await kit().dispatched();
    await refuses(
      `insert into attempts select ('x' || attempt_id), bill_id, line, call_id, '17', amount, sequence, channel,
        mobile, card_first6, card_last4, card_id, 'declined', null, null, 51, false, null, now(), now(), now(), now()
      from attempts where attempt_id = $1`,
      [attemptId],
    );
    await refuses('delete from attempts where attempt_id = $1', [attemptId]);
    await refuses('truncate attempts cascade');
  });

  it('refuses to change or remove an order, and a second bill for it', async () => {
    const order = { merchantId: 'bookshop', line: '1000', amount: AMOUNT, orderId: unique('order') };
    await kit().panel.openOrder({ ...order, billId: unique('bill') });
    await refuses('insert into orders (merchant_id, order_id, bill_id) values ($1, $2, $3)', [
      'bookshop',
      order.orderId,
      await kit().bill(),
    ]);
    await refuses('update orders set order_id = order_id');
    await refuses('delete from orders');
    await refuses('truncate orders');
  });

  it.each(['evidence', 'journal'])('refuses to change or remove rows of %s', async (table) => {
    await kit().settled(PAID);
    await kit().sql(
      `insert into calls (call_id, channel_id, line, started_at) values ($1, 'c', '1000', now())`,
      [`call_${table}`],
    );
    await kit().sql(`insert into journal values ($1, 1, now(), 1, '{}', 'greet', '[]')`, [`call_${table}`]);
    const key = table === 'evidence' ? 'evidence_id' : 'call_id';
    await refuses(`update ${table} set ${key} = ${key}`);
    await refuses(`delete from ${table}`);
    await refuses(`truncate ${table} cascade`);
    await expect(kit().sql(`delete from ${table} where false`)).rejects.toThrow('never changed or removed');
  });
}

function valueTests(kit: () => BooksKit, refuses: Refuses): void {
  it.each(['', '12a', '1234567890123456789', '-1', '۱۲۳'])('refuses the order id %j', async (orderId) => {
    await expect(kit().prepared({ orderId })).rejects.toThrow(/order_id/);
  });

  it('refuses an amount of nothing', async () => {
    await expect(kit().bill({ amount: 0 })).rejects.toThrow(/amount/);
    await expect(kit().bill({ amount: -1000 })).rejects.toThrow(/amount/);
  });

  it.each(['null', `''`, `'0'`, `'000000000000'`, `' '`])(
    'refuses paid with the reference %s',
    async (refId) => {
      const attemptId = await attemptIn(kit(), 'dispatched');
      await refuses(
        `update attempts set state = 'paid', settled_at = now(), ref_id = ${refId} where attempt_id = $1`,
        [attemptId],
      );
    },
  );

  it('refuses notSent without a reason, and a reason that nobody knows', async () => {
    const attemptId = await attemptIn(kit(), 'prepared');
    await refuses(`update attempts set state = 'notSent', settled_at = now() where attempt_id = $1`, [
      attemptId,
    ]);
    await refuses(
      `update attempts set state = 'notSent', settled_at = now(), not_sent_reason = 'tired' where attempt_id = $1`,
      [attemptId],
    );
  });

  it.each(NOT_SENT_REASONS)('knows the reason %s', async (reason) => {
    const { attemptId } = await kit().prepared();
    expect(await kit().payments.setAside(attemptId, reason)).toBe(true);
  });

  it('refuses dispatched without its time', async () => {
    const attemptId = await attemptIn(kit(), 'prepared');
    await refuses(`update attempts set state = 'dispatched' where attempt_id = $1`, [attemptId]);
  });

  it('refuses a card hash that is none, and the same one twice', async () => {
    await refuses(`insert into card_hashes (key_id, hash) values ('k1', '6037991234567893')`);
    const { cardHash } = await kit().prepared();
    await refuses('insert into card_hashes (key_id, hash) values ($1, $2)', [cardHash.keyId, cardHash.hash]);
  });

  it.each([
    `lines set languages = '[]'`,
    `lines set languages = '["fa", "fa"]'`,
    `lines set languages = '["ar"]'`,
    `lines set bill = '{"type": "gift"}'`,
    `lines set bill = '{}'`,
    `lines set operator = ''`,
    `lines set hours = '[]'`,
    'lines set max_calls = 0',
    `merchants set blocked_callers = '{}'`,
    `invoices set mobile = '09121234567'`,
  ])('refuses %s', async (change) => {
    await kit().invoice({ code: `9${unique('').replace(/\D/g, '').padEnd(9, '0').slice(0, 9)}` });
    await refuses(`update ${change}`);
  });

  it('refuses a journal entry, an evidence or a line number twice', async () => {
    const callId = unique('call');
    await kit().sql(
      `insert into calls (call_id, channel_id, line, started_at) values ($1, 'c', '1000', now())`,
      [callId],
    );
    const entry = `insert into journal values ($1, 1, now(), 1, '{}', 'greet', '[]')`;
    await kit().sql(entry, [callId]);
    await refuses(entry, [callId]);
    await refuses(`insert into line_numbers values ('1000', '2000')`);
  });
}

function chargeTests(kit: () => BooksKit, refuses: Refuses): void {
  const dispatchBySql = `update attempts set state = 'dispatched', dispatched_at = now() where attempt_id = $1`;

  it.each(['dispatched', 'unknown', 'paid'] as const)(
    'refuses a dispatch beside one that is %s',
    async (state) => {
      const billId = await kit().bill();
      const second = await attemptIn(kit(), 'prepared', billId);
      await attemptIn(kit(), state, billId);
      await refuses(dispatchBySql, [second]);
    },
  );

  it('refuses a second one in flight by an index too, were the trigger gone', async () => {
    const billId = await kit().bill();
    const second = await attemptIn(kit(), 'prepared', billId);
    await attemptIn(kit(), 'dispatched', billId);
    await withoutGuard(kit(), () =>
      expect(kit().sql(dispatchBySql, [second])).rejects.toThrow('attempts_one_in_flight'),
    );
  });

  it('refuses a second payment that is not called surplus', async () => {
    const billId = await kit().bill();
    const first = await attemptIn(kit(), 'declined', billId);
    await attemptIn(kit(), 'paid', billId);
    await expect(move(kit(), first, 'paid')).rejects.toThrow('attempts_one_paid');
    await kit().sql(
      `update attempts set state = 'paid', ref_id = '7', surplus = true, settled_at = now() where attempt_id = $1`,
      [first],
    );
  });
}

async function withoutGuard(kit: BooksKit, run: () => Promise<void>): Promise<void> {
  await kit.sql('alter table attempts disable trigger guard');
  await run().finally(() => kit.sql('alter table attempts enable trigger guard'));
}
