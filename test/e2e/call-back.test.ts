import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** Payers who are rung for an invoice, by a real Asterisk, and what comes of it. */

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld({ DATABASE_URL: postgres.url });
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

const asked = async (method: string, path: string, body?: object) => {
  const answer = await world.api(method, path, body);
  return { status: answer.status, body: answer.body as Readonly<Record<string, string>> };
};
const invoice = async (amount: number) => (await asked('POST', '/v1/invoices', { amount })).body.id;
const ring = async (to: string, amount = 750_000, line?: string) =>
  asked('POST', '/v1/calls', {
    invoiceId: await invoice(amount),
    to,
    ...(line === undefined ? {} : { line }),
  });
const shown = async (id: string | undefined) => (await asked('GET', `/v1/calls/${id}`)).body;

/** Waits so long until a call-back is shown so. */
const becomes = (id: string | undefined, timeout: number, facts: object) =>
  vi.waitFor(async () => expect(await shown(id)).toMatchObject(facts), { timeout, interval: 500 });

describe.concurrent('a payer who is rung', () => {
  it('answers, hears the amount, pays, and the merchant sees it', async () => {
    const mobile = '09125550001';
    world.ground.telephone.seat(mobile, 'answers');
    const rung = world.awaitRing(mobile);
    const { status, body } = await ring(mobile);
    expect([status, body.status]).toEqual([202, 'ringing']);
    const caller = await rung;
    await caller.reached('greet');
    await caller.key('#');
    // The line asks 500,000 of whoever calls it: this one owes 750,000, and is asked whether they will.
    await caller.asked('bill.confirm');
    await caller.key('1');
    await world.keyCard(caller, card('paid'));
    expect(await shown(body.id)).toMatchObject({ status: 'inProgress', outcome: null });
    await world.keyPin(caller, card('paid'));
    await caller.asked('reference');
    const heard = await caller.heard();
    await caller.hangUp();
    await caller.reached('ended');
    const payment = await world.settled(caller.callId, 'paid');
    expect(payment).toMatchObject({ amount: 750_000, mobile: '+989125550001', line: '1000' });
    expect(heard.soundMs).toBeGreaterThan(1_000);
    await becomes(body.id, 10_000, {
      direction: 'callBack',
      status: 'ended',
      outcome: 'paid',
      caller: '+98912***0001',
      attemptIds: [payment.attemptId],
    });
    expect((await asked('GET', `/v1/invoices/${body.invoiceId}`)).body.status).toBe('paid');
    expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
    const again = await asked('POST', '/v1/calls', { invoiceId: body.invoiceId, to: mobile });
    expect([again.status, again.body.code]).toEqual([409, 'already_paid']);
  });

  it('turns the invoice down, and is not asked for the line’s own amount', async () => {
    const mobile = '09125550002';
    world.ground.telephone.seat(mobile, 'answers');
    const rung = world.awaitRing(mobile);
    const { body } = await ring(mobile);
    const caller = await rung;
    await caller.asked('bill.confirm');
    await caller.key('2');
    await caller.reached('goodbye');
    await caller.phone.ended;
    await caller.reached('ended');
    expect(await caller.said()).not.toContain('bill.fixed');
    await becomes(body.id, 10_000, { status: 'ended', outcome: 'notPaid', attemptIds: [] });
  });

  it.each([
    ['is busy', '09125550003', 'busy', 'busy'],
    ['declines', '09125550004', 'declines', 'noAnswer'],
  ] as const)('%s', async (_, mobile, manner, status) => {
    world.ground.telephone.seat(mobile, manner);
    const { body } = await ring(mobile);
    await becomes(body.id, 10_000, { status, outcome: 'notPaid', endedAt: expect.any(String) });
  });

  it('does not answer', { timeout: 90_000 }, async () => {
    world.ground.telephone.seat('09125550005', 'rings');
    const { body } = await ring('09125550005');
    expect(await shown(body.id)).toMatchObject({ status: 'ringing', outcome: null, endedAt: null });
    await becomes(body.id, 60_000, { status: 'noAnswer' });
  });

  it('is not rung while the line is closed', async () => {
    await world.operations.applyMerchants([
      {
        merchantId: 'bookshop',
        name: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
        webhookUrl: null,
        blockedCallers: [],
        lines: [await closedLine()],
      },
    ]);
    const { status, body } = await ring('09125550006', 1_000, '1009');
    expect([status, body.code, body.opensAt]).toEqual([422, 'line_closed', null]);
  });
});

/** A line like the others, that opens on no day. */
async function closedLine() {
  const [merchant] = await world.operations.merchants();
  const [line] = merchant?.lines ?? [];
  if (line === undefined) throw new Error('The bookshop has no line.');
  return { ...line, number: '1009', hours: { days: {}, closedDays: [] } };
}
