/**
 * For a merchant's own code: checks that a webhook is Zangpay's, and gives its event with types.
 *
 *     import { verifyWebhook } from 'zangpay/webhook-signature';
 *     const event = verifyWebhook({ body, signature: request.headers['zangpay-signature'], secrets });
 *
 * This file imports nothing of the rest of Zangpay, and is published as JavaScript.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A card as it may be shown: its first six and last four digits. */
export interface WebhookCard {
  readonly first6: string;
  readonly last4: string;
  /** As people read it: `6037 99** **** 1234`. */
  readonly masked: string;
}

/**
 * A payment: one attempt to charge one card. Amounts are whole Rial, times ISO 8601 in UTC. Each of these objects is
 * as `GET` shows it: `id` is its own, and the ids of others are `attemptId`, `invoiceId`, `callId` and `orderId`.
 */
export interface PaymentData<Status extends string = string> {
  readonly id: string;
  readonly status: Status;
  readonly amount: number;
  /** The merchant's own order that it pays, of a panel or of an invoice. */
  readonly orderId: string | null;
  readonly invoiceId: string | null;
  /** The call in which it was made, on the telephone. */
  readonly callId: string | null;
  readonly line: string;
  readonly channel: 'phone' | 'panel';
  readonly card: WebhookCard;
  /** In E.164; null when it was never told. */
  readonly payerMobile: string | null;
  /** The bank's reference, of what was paid. */
  readonly refId: string | null;
  /** The bank's code, of what was declined. */
  readonly bankCode: number | null;
  /** Why it was not sent to the bank. */
  readonly notSentReason: string | null;
  /** True for a second charge of what was paid already: a refund is due. */
  readonly surplus: boolean;
  readonly createdAt: string;
  readonly dispatchedAt: string | null;
  readonly settledAt: string | null;
}

export interface InvoiceData<Status extends string = string> {
  readonly id: string;
  readonly status: Status;
  /** What a payer keys. */
  readonly code: string;
  readonly amount: number;
  readonly description: string | null;
  readonly payerMobile: string | null;
  /** The merchant's own reference. */
  readonly orderId: string | null;
  /** The payment that paid it, and the bank's reference. */
  readonly attemptId: string | null;
  readonly refId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly cancelledAt: string | null;
  readonly paidAt: string | null;
}

export interface CallData<Status extends string = string> {
  /** Of a call-back what `POST /v1/calls` answered with. */
  readonly id: string;
  readonly status: Status;
  readonly direction: 'incoming' | 'callBack';
  readonly line: string;
  /** The payer's number, masked: `+98912***4567`; null when it was withheld. */
  readonly caller: string | null;
  /** Of a call-back: the invoice that the payer was rung for. */
  readonly invoiceId: string | null;
  /** What it came to; null while it, or a payment of it, goes on: that payment's own event tells the rest. */
  readonly outcome: 'paid' | 'notPaid' | 'unknown' | 'reversed' | null;
  /** Whether an operator took it. It ends a second time when it comes back. */
  readonly handedOver: boolean;
  /** The payments that were tried in it. */
  readonly attemptIds: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string | null;
}

interface Event<Type extends string, Data> {
  /** The same at every delivery: an event may arrive more than once. */
  readonly id: string;
  readonly type: Type;
  /** Counts the merchant's events from 1, without a gap. They may arrive in any order. */
  readonly seq: number;
  readonly createdAt: string;
  readonly data: Data;
}

/** All that a webhook may be; told apart by `type`. Answer 2xx to types that you do not know: there may be more. */
export type WebhookEvent =
  | Event<'payment.paid', PaymentData<'paid'>>
  | Event<'payment.declined', PaymentData<'declined'>>
  /** Money may have moved: do not charge again, and wait for the event that settles it. */
  | Event<'payment.unknown', PaymentData<'unknown'>>
  | Event<'payment.notSent', PaymentData<'notSent'>>
  | Event<'payment.notPaid', PaymentData<'notPaid'>>
  | Event<'payment.reversed', PaymentData<'reversed'>>
  | Event<'invoice.created', InvoiceData<'open'>>
  /** Its amount, description, payer or end was changed. */
  | Event<'invoice.updated', InvoiceData<'open' | 'expired' | 'reversed'>>
  | Event<'invoice.paid', InvoiceData<'paid'>>
  | Event<'invoice.reversed', InvoiceData<'reversed'>>
  | Event<'invoice.cancelled', InvoiceData<'cancelled'>>
  | Event<'invoice.expired', InvoiceData<'expired'>>
  | Event<'call.started', CallData<'inProgress'>>
  | Event<'call.ended', CallData<'ended'>>
  /** Whom the merchant had rung did not come. `failed`: the telephone never rang, or nobody knows. */
  | Event<'call.notAnswered', CallData<'noAnswer' | 'busy' | 'failed'>>;

/** Why a webhook was refused. */
export type WebhookRefusal =
  | 'noSecret'
  | 'noSignature'
  | 'malformedSignature'
  | 'wrongSignature'
  | 'tooOld'
  | 'tooNew'
  | 'notAnEvent';

const SENTENCES: Readonly<Record<WebhookRefusal, string>> = {
  noSecret: 'No secret was given to verify the webhook with.',
  noSignature: 'The request has no header Zangpay-Signature.',
  malformedSignature: 'The header Zangpay-Signature is not of the form t=SECONDS,v1=HEX.',
  wrongSignature:
    'No signature is right for this body and these secrets. Is the body given as it came, before JSON.parse?',
  tooOld: 'The webhook was signed too long ago: it may be a copy that somebody sends again.',
  tooNew: 'The webhook was signed in the future: is the clock of this machine right?',
  notAnEvent: 'The signature is right, but the body is no event.',
};

/** A webhook must not be believed: answer 400. */
export class WebhookSignatureError extends Error {
  override readonly name = 'WebhookSignatureError';
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal) {
    super(SENTENCES[reason]);
    this.reason = reason;
  }
}

export interface WebhookToVerify {
  /** The body as it came, byte for byte: a body that was parsed and written again has another signature. */
  readonly body: string | Uint8Array;
  /** The header `Zangpay-Signature`, as the server's framework gives it. */
  readonly signature: string | readonly string[] | null | undefined;
  /** The secret of `zangpay webhooks secret`, or during a rotation the old one and the new one. */
  readonly secrets: string | readonly string[];
  /** How old a signature may be, and how far ahead. A webhook that is sent again is signed again. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/**
 * Verifies a webhook and gives its event.
 * @throws WebhookSignatureError with a `reason` when it must not be believed
 */
export function verifyWebhook({
  body,
  signature,
  secrets,
  toleranceSeconds = 300,
  now = Date.now(),
}: WebhookToVerify): WebhookEvent {
  const known = (typeof secrets === 'string' ? [secrets] : secrets).filter((secret) => secret !== '');
  if (known.length === 0) throw new WebhookSignatureError('noSecret');
  const { seconds, signatures } = readSignature(signature);
  if (!isSigned(body, seconds, signatures, known)) throw new WebhookSignatureError('wrongSignature');
  // Judged after the signature, which covers the time.
  const age = now / 1_000 - Number(seconds);
  if (age > toleranceSeconds) throw new WebhookSignatureError('tooOld');
  if (age < -toleranceSeconds) throw new WebhookSignatureError('tooNew');
  return readEvent(body);
}

/** Time stays text, since the signature was made over its text. */
function readSignature(header: WebhookToVerify['signature']): {
  readonly seconds: string;
  readonly signatures: readonly Buffer[];
} {
  if (header === null || header === undefined || header.length === 0) {
    throw new WebhookSignatureError('noSignature');
  }
  const parts = (typeof header === 'string' ? header : header.join(',')).split(',');
  const values = (name: string) =>
    parts
      .filter((part) => part.trim().startsWith(`${name}=`))
      .map((part) => part.trim().slice(name.length + 1));
  const [seconds, ...more] = values('t');
  const signatures = values('v1').filter((hex) => /^[0-9a-f]{64}$/.test(hex));
  if (seconds === undefined || more.length > 0 || !/^[0-9]{1,12}$/.test(seconds) || signatures.length === 0) {
    throw new WebhookSignatureError('malformedSignature');
  }
  return { seconds, signatures: signatures.map((hex) => Buffer.from(hex, 'hex')) };
}

/** Compares every signature with every secret, each in constant time, so that no answer is sooner than another. */
function isSigned(
  body: string | Uint8Array,
  seconds: string,
  signatures: readonly Buffer[],
  secrets: readonly string[],
): boolean {
  let matches = 0;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
    for (const signature of signatures) matches += Number(timingSafeEqual(expected, signature));
  }
  return matches > 0;
}

function readEvent(body: string | Uint8Array): WebhookEvent {
  try {
    const event: unknown = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
    if (isEvent(event)) return event;
  } catch {
    // No JSON: told below.
  }
  throw new WebhookSignatureError('notAnEvent');
}

/** What was signed is Zangpay's own, so that its form is not looked into further. */
function isEvent(event: unknown): event is WebhookEvent {
  return (
    typeof event === 'object' &&
    event !== null &&
    'id' in event &&
    'type' in event &&
    typeof event.id === 'string' &&
    typeof event.type === 'string'
  );
}
