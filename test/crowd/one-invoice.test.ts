import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { luhnSum } from '../../src/domain/payment/luhn.ts';
import { hostile } from '../../src/sandbox/temper.ts';
import type { PayPlan } from '../../src/sandbox/test-cards.ts';
import { callerAtCard, callsIn, heardIn, type Payer, type Purse, panelPayer } from '../support/payers.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

/**
 * One invoice that panels and callers pay at the same moment, each with a card and a mobile of their own, while the
 * bank charges whatever it is asked to.
 */

/** So many of each kind. */
const MANY = 50;
const SOME = 10;
/** Calls come one after the other, as an exchange passes them on. */
const BETWEEN_CALLS_MS = 250;
/** So long a caller's last keys are on their way: panels pay from then on, so that neither kind comes first. */
const KEYS_ON_THEIR_WAY_MS = 500;
/** Within so long all panels pay: the calls' keys do not all arrive in one moment either. */
const PANELS_WITHIN_MS = 300;

let postgres: TestPostgres;
/** The worlds follow one another on the same books. */
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.remove());

/** Plays in a world of its own, whose bank takes its chances from a seed. */
async function inWorld(seed: number, play: (world: World) => Promise<void>): Promise<void> {
  const environment = { DATABASE_URL: postgres.url, ZANGPAY_API_REQUESTS_PER_MINUTE: '100000' };
  const world = await startWorld(environment, { bank: { hostile: { seed } } });
  try {
    await play(world);
  } finally {
    await world.close();
  }
}

/**
 * The first seed with which the bank texts a PIN to everybody, so many of each kind, and then answers the one payment
 * that there may be as is wanted, whoever makes it.
 */
function seedOf(count: number, isWanted: (plan: PayPlan) => boolean): number {
  for (let seed = 0; ; seed += 1) {
    const { plans } = hostile(seed);
    const texts = Array.from({ length: 2 * count }, () => plans('').otp.texts);
    if (isWanted(plans('').pay) && !texts.includes(false)) return seed;
  }
}

let purses = 0;

/** An invented card with a right check digit, and a mobile: nobody else's. */
function purseFor(invoice: Purse['invoice']): Purse {
  purses += 1;
  const first = `60379977${3_141_592 + purses * 7}`;
  const cards = Array.from('0123456789', (check) => `${first}${check}`);
  const card = cards.find((one) => luhnSum(Buffer.from(one)) % 10 === 0) ?? first;
  return { invoice, card, mobile: `0912${4_200_000 + purses}` };
}

/** So many panels and so many callers, each with one thing left to do. */
async function gather(world: World, invoice: Purse['invoice'], count: number): Promise<readonly Payer[]> {
  const each = Array.from({ length: count }, (_, nth) => nth);
  const afterMs = (nth: number) => KEYS_ON_THEIR_WAY_MS + (nth * PANELS_WITHIN_MS) / count;
  const atCard = await Promise.all(
    each.map(async (nth) => {
      await sleep(nth * BETWEEN_CALLS_MS);
      return callerAtCard(world, purseFor(invoice));
    }),
  );
  const [panels, atPin] = await Promise.all([
    Promise.all(each.map((nth) => panelPayer(world, purseFor(invoice), afterMs(nth)))),
    Promise.all(atCard.map((keyCard) => keyCard())),
  ]);
  return [...panels, ...(await Promise.all(atPin.map((keyPin) => keyPin())))];
}

interface Told {
  readonly payer: Payer;
  readonly word: string;
}

const payAll = (payers: readonly Payer[]): Promise<readonly Told[]> =>
  Promise.all(payers.map(async (payer) => ({ payer, word: await payer.pay() })));

/** How often each word was told. */
function tally(told: readonly Told[]): Readonly<Record<string, number>> {
  const words = told.map(({ word }) => word);
  return Object.fromEntries(words.map((word) => [word, words.filter((one) => one === word).length]));
}

/** The bank's ledger, and what the merchant is shown of its invoice and its calls, fit what everybody was told. */
async function judge(world: World, invoice: Purse['invoice'], told: readonly Told[]) {
  const show = async (path: string) => (await world.api('GET', path)).body;
  const winner = told.find(({ word }) => word === 'paid' || word === 'unknown')?.word;
  const lost = { status: 'notSent', surplus: false };
  await vi.waitFor(async () => {
    const { data } = (await show(`/v1/payments?invoiceId=${invoice.invoiceId}&limit=100`)) as {
      data: object[];
    };
    expect(data).toHaveLength(told.length);
    expect(data.filter((payment) => !isLike(payment, lost))).toMatchObject([
      { status: winner, surplus: false },
    ]);
    expect(await show(`/v1/invoices/${invoice.invoiceId}`)).toMatchObject({ status: winner });
    for (const { payer, word } of told) {
      if (payer.callId === null) continue;
      const outcome = word === winner ? winner : 'notPaid';
      expect(await show(`/v1/calls/${payer.callId}`)).toMatchObject({ status: 'ended', outcome });
    }
  }, 20_000);
  await judgeLedger(world, invoice);
}

/** The bank has made one charge in all. */
async function judgeLedger(world: World, { amount }: Purse['invoice']): Promise<void> {
  const charges = await world.ledger();
  expect(charges.map((charge) => charge.amount)).toEqual([amount]);
}

const isLike = (payment: object, facts: object) =>
  Object.entries(facts).every(([name, fact]) => (payment as Record<string, unknown>)[name] === fact);

it(`is charged once for ${MANY} panels and ${MANY} callers at once`, async () => {
  const isPaid = ({ charges, code, reply }: PayPlan) => charges && code === null && reply === 'plain';
  await inWorld(seedOf(MANY, isPaid), async (world) => {
    const invoice = await world.operations.addInvoice({ merchantId: 'bookshop', amount: 750_000 });
    const payers = await gather(world, invoice, MANY);
    expect(await world.ledger()).toEqual([]);
    const told = await payAll(payers);
    await judgeLedger(world, invoice);
    const { paid, already_paid: late = 0, bill_busy: busy = 0, ...others } = tally(told);
    expect([paid, late + busy, others]).toEqual([1, 2 * MANY - 1, {}]);
    await judge(world, invoice, told);
  });
});

it('whose answer is lost after the charge is charged by nobody else', async () => {
  const isLost = ({ charges, reply }: PayPlan) => charges && reply === 'cut';
  await inWorld(seedOf(SOME, isLost), async (world) => {
    const invoice = await world.operations.addInvoice({ merchantId: 'bookshop', amount: 750_000 });
    const payers = await gather(world, invoice, SOME);
    // One of each kind holds back until the answer is lost.
    const held = payers.filter((_, nth) => nth === 0 || nth === SOME);
    const told = await payAll(payers.filter((payer) => !held.includes(payer)));
    await judgeLedger(world, invoice);
    const { unknown, bill_unknown: late = 0, bill_busy: busy = 0, ...others } = tally(told);
    expect([unknown, late + busy, others]).toEqual([1, 2 * SOME - 3, {}]);

    const callsLate = async () => {
      const caller = await callsIn(world, purseFor(invoice));
      await caller.reached('goodbye');
      await caller.phone.ended;
      return heardIn(await caller.said());
    };
    const [toldLate, heard] = await Promise.all([payAll(held), callsLate()]);
    expect(tally(toldLate)).toEqual({ bill_unknown: 2 });
    // Who comes only now is given no PIN.
    expect(heard).toContain('bill_unknown');
    await expect(panelPayer(world, purseFor(invoice), 0)).rejects.toThrow('bill_unknown');
    await judge(world, invoice, [...told, ...toldLate]);
  });
});
