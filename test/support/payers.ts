import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../src/demo/caller.ts';
import type { PromptKey } from '../../src/domain/prompt/script.ts';
import type { World } from './world.ts';

/** What somebody pays, and with what. */
export interface Purse {
  readonly invoice: { readonly invoiceId: string; readonly code: string; readonly amount: number };
  readonly card: string;
  readonly mobile: string;
}

/** Somebody who has a PIN, and has one thing left to do. */
export interface Payer {
  /** Null of who pays in a merchant's web panel. */
  readonly callId: string | null;
  /** Does it, and resolves to what they were told: in the API's words, also of what a caller heard. */
  pay(): Promise<string>;
}

/** The line of the world that asks for the code of an invoice. */
const LINE = '1001';

/**
 * Has a PIN sent to who pays in a merchant's web panel.
 * @param afterMs how long they wait when they are told to pay
 */
export async function panelPayer(world: World, purse: Purse, afterMs: number): Promise<Payer> {
  const { invoice, card, mobile } = purse;
  world.keyed.add(card);
  const { invoiceId, amount } = invoice;
  const otp = await world.api('POST', '/v1/otp', { pan: card, amount, invoiceId, line: LINE });
  if (otp.status !== 201) throw new Error(`A panel was given no PIN: ${wordOf(otp.body)}.`);
  const { id: attemptId } = otp.body as { readonly id: string };
  const pin = await world.pinOf(card);
  return {
    callId: null,
    async pay() {
      await sleep(afterMs);
      const request = { attemptId, pan: card, pin, payerMobile: mobile };
      return wordOf((await world.api('POST', '/v1/payments', request)).body);
    },
  };
}

/** A problem has a code, and its status is HTTP's. */
function wordOf(body: unknown): string {
  const { code, status } = body as { readonly code?: string; readonly status: string };
  return code ?? status;
}

/** Calls, and keys the code of the invoice. */
export async function callsIn(world: World, { invoice, mobile }: Purse): Promise<Caller> {
  const caller = await world.dial({ to: LINE, from: mobile });
  await caller.asked('bill.invoice');
  await caller.key(`${invoice.code}#`);
  return caller;
}

/** Calls until a card is asked for. Resolves to what keys it, and that to what keys all but the end of the PIN. */
export async function callerAtCard(world: World, purse: Purse) {
  const caller = await callsIn(world, purse);
  await caller.asked('bill.confirm');
  await caller.key('1');
  await caller.asked('card.ask');
  return async () => {
    await caller.key(purse.card);
    await caller.asked('card.confirm');
    await caller.key('1');
    await caller.askedForPin();
    return () => allButTheLastKey(world, caller, purse.card);
  };
}

async function allButTheLastKey(world: World, caller: Caller, card: string): Promise<Payer> {
  const pin = await world.pinOf(card);
  await caller.key(pin.slice(0, -1));
  return {
    callId: caller.callId,
    async pay() {
      // The digit ends it where the length of the bank's PINs is known, and the hash key where it is not.
      await caller.key(`${pin.slice(-1)}#`);
      const stage = await caller.reachedOneOf('reference', 'goodbye', 'next', 'attempt.commit');
      // Who is said goodbye to hears it to its end.
      if (stage !== 'goodbye') await caller.hangUp();
      await caller.phone.ended;
      return heardIn(await caller.said());
    },
  };
}

/** What the API calls that which is said to a caller. */
const WORDS: Partial<Record<PromptKey, string>> = {
  'bill.already.paid': 'already_paid',
  'bill.busy': 'bill_busy',
  'bill.unknown': 'bill_unknown',
};

/** These say nothing of the money. */
const BESIDES: readonly PromptKey[] = ['pay.still', 'paid.reference', 'paid.reference.again', 'bye'];

/** All that was said of the money since the caller paid: one word where all is right. */
export function heardIn(said: readonly PromptKey[]): string {
  return said
    .slice(said.lastIndexOf('pay.wait') + 1)
    .filter((key) => !BESIDES.includes(key))
    .map((key) => WORDS[key] ?? key)
    .join(' ');
}
