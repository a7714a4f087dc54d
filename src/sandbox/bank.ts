import { randomInt } from 'node:crypto';
import type { OtpOrder, PayOrder } from './contract.ts';
import type { ResponseCode } from './response-codes.ts';
import { type Sms, writeSms } from './sms.ts';
import type { Temper } from './temper.ts';
import type { OtpPlan, PayReply } from './test-cards.ts';

export interface BankSettings {
  /** Digits of a PIN, 5 to 8. */
  readonly pinLength: number;
  /** How long a PIN lives, in milliseconds. */
  readonly pinLifeMs: number;
  /** The gateway ids that exist; null: every one does. */
  readonly sequences: readonly string[] | null;
  readonly temper: Temper;
  /** Whether the gateway has an id of its own for each order, which its panels must name. */
  readonly invoiceIds: boolean;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
}

/** One sum of money taken from a card. */
export interface Charge {
  readonly orderId: string;
  /** Rial. */
  readonly amount: number;
  readonly refId: string;
  readonly last4: string;
  readonly sequence: string;
  readonly ivr: 0 | 1;
  readonly merchant_cid: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What the bank decided, and how it is told. `refId` is null when nothing was charged. */
export interface Verdict {
  readonly refId: string | null;
  /** The code that is told; null: success is told. */
  readonly code: ResponseCode | null;
  readonly reply: PayReply;
}

interface IssuedPin extends OtpOrder {
  readonly pin: string;
  readonly issuedAt: number;
  used: boolean;
}

const WRONG_PINS_ALLOWED = 3;
const AMOUNT_STEP = 1_000;
const SMS_KEPT = 1_000;
/** No order id: those have a character at least. */
const NO_ORDER = '';

/**
 * A bank that lives in memory (contracts.md 9): one PIN counts per order, for its card, amount and sequence,
 * for its life, and with a strict bank once; a card with three wrong PINs in a row stays blocked.
 */
export class Bank {
  readonly #settings: BankSettings;
  readonly #pins = new Map<string, IssuedPin>();
  readonly #wrongPins = new Map<string, number>();
  readonly #charges: Charge[] = [];
  readonly #inbox: Sms[] = [];
  /** The orders of the gateway's own ids, and which orders have one. */
  readonly #invoices = new Map<string, string>();
  readonly #named = new Set<string>();

  constructor(settings: BankSettings) {
    this.#settings = settings;
  }

  /** Oldest first. */
  get ledger(): readonly Charge[] {
    return this.#charges;
  }

  /** The last thousand messages, oldest first. */
  get inbox(): readonly Sms[] {
    return this.#inbox;
  }

  /** What happens when a PIN is asked for a card. */
  otpPlan(pan: string): OtpPlan {
    return this.#settings.temper.plans(pan).otp;
  }

  /** Why no PIN can be had for this order; null when one can. */
  refusal({ pan, sequence, amount }: Pick<OtpOrder, 'pan' | 'sequence' | 'amount'>): ResponseCode | null {
    if (!isCard(pan)) return 14;
    if (this.#settings.sequences?.includes(sequence) === false) return 63;
    return amount % AMOUNT_STEP === 0 ? null : 13;
  }

  /** Sends the cardholder a new PIN for this order; an earlier one for the same order is void. */
  sendPin(order: OtpOrder): void {
    const { pinLength, pinLifeMs, monotonicMs } = this.#settings;
    const pin = String(randomInt(10 ** (pinLength - 1), 10 ** pinLength));
    this.#pins.set(order.orderId, { ...order, pin, issuedAt: monotonicMs(), used: false });
    this.#inbox.push(writeSms(order, pin, pinLifeMs));
    if (this.#inbox.length > SMS_KEPT) this.#inbox.shift();
  }

  /** The gateway's own id of an order, which it tells from now on; null where it has none. */
  invoiceOf(orderId: string): string | null {
    if (!this.#settings.invoiceIds) return null;
    const invoiceId = `inv-${randomInt(100_000_000_000, 1_000_000_000_000)}`;
    this.#invoices.set(invoiceId, orderId);
    this.#named.add(orderId);
    return invoiceId;
  }

  /** The order that a panel means: by the gateway's own id once that was told, by the order's until then. */
  orderOf(invoiceId: string): string {
    return this.#invoices.get(invoiceId) ?? (this.#named.has(invoiceId) ? NO_ORDER : invoiceId);
  }

  /** Decides a payment, and takes the money when it is right and the card's plan says so. */
  pay(order: PayOrder): Verdict {
    const issued = this.#pins.get(order.orderId);
    const amount = order.amount ?? issued?.amount ?? 0;
    const fault = this.refusal({ ...order, amount }) ?? this.#faultOf(order, amount, issued);
    if (fault !== null) return { refId: null, code: fault, reply: 'plain' };

    const { charges, code, reply } = this.#settings.temper.plans(order.pan).pay;
    return { refId: charges ? this.#charge(order, amount) : null, code, reply };
  }

  #faultOf(order: PayOrder, amount: number, issued: IssuedPin | undefined): ResponseCode | null {
    const { strict } = this.#settings.temper;
    if (strict && this.#charges.some((charge) => charge.orderId === order.orderId)) return 94;
    if (issued === undefined) return 55;
    if (issued.pan !== order.pan) return 14;
    if (issued.sequence !== order.sequence) return 63;
    if (issued.amount !== amount) return 13;
    return this.#tryPin(order, issued);
  }

  #tryPin({ pan, pin }: PayOrder, issued: IssuedPin): ResponseCode | null {
    const wrongSoFar = this.#wrongPins.get(pan) ?? 0;
    if (wrongSoFar >= WRONG_PINS_ALLOWED) return 75;
    const { monotonicMs, pinLifeMs, temper } = this.#settings;
    if ((issued.used && temper.strict) || monotonicMs() - issued.issuedAt > pinLifeMs) return 55;
    if (issued.pin !== pin) {
      this.#wrongPins.set(pan, wrongSoFar + 1);
      return wrongSoFar + 1 >= WRONG_PINS_ALLOWED ? 75 : 55;
    }
    issued.used = true;
    this.#wrongPins.delete(pan);
    return null;
  }

  #charge({ orderId, pan, sequence, ivr, mobile }: PayOrder, amount: number): string {
    const refId = String(randomInt(100_000_000_000, 1_000_000_000_000));
    const last4 = pan.slice(-4);
    const at = new Date().toISOString();
    this.#charges.push({ orderId, amount, refId, last4, sequence, ivr, merchant_cid: mobile, at });
    return refId;
  }
}

/** 16 digits with a right Luhn digit (ISO/IEC 7812-1). */
function isCard(pan: string): boolean {
  if (!/^\d{16}$/.test(pan)) return false;
  const sum = [...pan].reduce((total, char, index) => {
    const weighed = Number(char) * (index % 2 === 0 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}
