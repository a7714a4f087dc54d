import type { Gateway } from '../../../src/application/ports.ts';
import type { StageName } from '../../../src/domain/call/state.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';
import { BIRTH_DATE, NATIONAL_ID, PAN, TRACE } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

/**
 * Lives one call from its ringing on. What it leaves unfinished is let come to its end by whoever records it.
 * @returns the process that went on with the call, when it was another one
 */
export type Life = (call: LiveCall) => Promise<LiveCall> | Promise<void>;

/** Invented cards with right check digits: of a known bank and of none. */
export const OTHER_PAN = '6274120000003212';
export const PAN_OF_NO_BANK = '4037991846275310';

export const MOBILE = '09351234567';

/** Invoice codes with a right check digit, and one with a wrong one. */
export const CODE = '102038';
export const OTHER_CODE = '44556678';
export const WRONG_CODE = '102030';

export const INVOICE = { bill: { type: 'invoice' } } as const;
export const TWO_LANGUAGES = { languages: ['fa', 'en'] } as const;
export const OPERATOR = { operator: '2000' } as const;
export const BY_SHAHKAR = { verify: { by: 'shahkar', whenDown: 'stop' } } as const;
export const BY_CARD = { verify: { by: 'card', whenDown: 'stop' } } as const;
export const OR_GO_ON = { verify: { by: 'shahkar', whenDown: 'goOn' } } as const;

const OVER: ReadonlySet<string | undefined> = new Set<StageName>(['ended', 'handedOver']);

/** A call lasts no longer than this, once nobody does anything. */
const MOST_ROUNDS = 400;
const ROUND_MS = 3_000;

/** Listens, and lets time pass, until the call is over and all of it is written. */
export async function toTheEnd(call: LiveCall): Promise<void> {
  for (let round = 0; !OVER.has(call.stage); round += 1) {
    if (round > MOST_ROUNDS) throw new Error(`the call does not end; it is in stage ${call.stage}`);
    if (call.line.playing !== null) await call.listen();
    else await call.system.advance(ROUND_MS);
  }
  // Long enough for a payment that outlives its caller, and for a store that was away.
  await call.system.advance(150_000);
}

/** Rings, on a line that differs from the usual one. */
export async function ring(
  call: LiveCall,
  policy: LiveCall['policy'] = {},
  callerNumber?: string | null,
): Promise<void> {
  call.policy = policy;
  call.line.ring(callerNumber);
  await call.system.advance(400);
}

/** A line with a fixed amount, up to the question for the card. */
export async function toCard(call: LiveCall, policy: LiveCall['policy'] = {}): Promise<void> {
  await ring(call, policy);
  await call.listen(2);
}

/** … up to the PIN. */
export async function toPin(call: LiveCall, policy: LiveCall['policy'] = {}): Promise<void> {
  await toCard(call, policy);
  await keyCard(call);
  await call.system.advance(1_000);
}

/** … up to the national id, on a line that asks for it. */
export async function toNationalId(call: LiveCall, policy: LiveCall['policy'] = BY_SHAHKAR): Promise<void> {
  await toCard(call, policy);
  await keyCard(call);
}

/** From the question for the national id to what the register says. */
export async function identifyThemselves(call: LiveCall, nationalId = NATIONAL_ID): Promise<void> {
  if (call.stage === 'nationalId.ask') await call.keys(nationalId);
  if (call.stage === 'birthDate.ask') await call.keys(BIRTH_DATE);
  if (call.stage === 'birthDate.confirm') await confirm(call);
}

/** Listens to a value that is read back, and says yes. */
export async function confirm(call: LiveCall): Promise<void> {
  await call.listen();
  await call.keys('1');
}

/** Keys a card, and says yes when it is read back. */
export async function keyCard(call: LiveCall, pan = PAN): Promise<void> {
  await call.keys(pan);
  if (call.stage === 'card.confirm') await confirm(call);
}

/** From the question for the card to the bank's answer. */
export async function pay(call: LiveCall, outcome: Outcome = call.gateway.outcome, pan = PAN): Promise<void> {
  call.gateway.outcome = outcome;
  await keyCard(call, pan);
  await call.keyPin();
}

export function declined(code: Extract<Outcome, { type: 'declined' }>['code']): Outcome {
  return { type: 'declined', code };
}

/** Three answers of other calls, each of a gateway that is down. */
export async function gatewayFails(call: LiveCall): Promise<void> {
  for (let failed = 0; failed < 3; failed += 1) await elsewhere(call, 'notConnected');
}

/** An answer of the gateway in another call. */
export async function elsewhere(call: LiveCall, type: 'notConnected' | 'accepted'): Promise<void> {
  const answer = { outcome: { type }, trace: TRACE, invoiceId: null } as const;
  const gateway = { requestOtp: async () => answer } as Partial<Gateway> as Gateway;
  await call.circuit.around(gateway).requestOtp({} as Parameters<Gateway['requestOtp']>[0]);
  await settle();
}

/** The process is gone; another one with the same books and journals finds its call on the line. */
export async function anotherProcess(before: LiveCall): Promise<LiveCall> {
  // Its last entries reach the store before the other one looks.
  await settle();
  const after = new LiveCall(before);
  after.system.follow(before.system);
  after.system.skip(15_000);
  after.policy = before.policy;
  after.line.wait(before.line.callId);
  await settle();
  return after;
}

/** Something that is waited for, and that the call's story ends at will. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    opened: promise,
    open: async () => {
      resolve();
      await settle();
    },
  };
}
