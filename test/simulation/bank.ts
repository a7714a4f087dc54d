import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import { pinLengthOf } from './people.ts';

/** What a request carries, as the bank reads it. `leftMs`: when its bytes left the sender. */
export interface OtpAsked {
  readonly orderId: string;
  readonly pan: string;
  readonly amount: number;
  readonly sequence: string;
  readonly leftMs: number;
}

export interface PayAsked extends OtpAsked {
  readonly pin: string;
}

/** Money that moved. The bank's own book, and the auditor's truth. */
export interface Charge {
  readonly orderId: string;
  readonly pan: string;
  readonly amount: number;
  readonly refId: string;
  readonly atMs: number;
}

export interface Reply {
  readonly httpStatus: number;
  readonly body: string;
}

export interface BankWatcher {
  payArrived(pay: PayAsked, wrongPin: boolean): void;
  charged(charge: Charge): void;
}

/** What a bank does with a `pay` whose PIN it takes. Weights. */
export interface Temper {
  readonly paid: number;
  readonly declined: number;
  /** An answer that decides nothing, charged or not. */
  readonly unclear: number;
  readonly garbage: number;
  readonly serverError: number;
  readonly noReference: number;
}

export const STRICT: Temper = {
  paid: 9,
  declined: 2,
  unclear: 0,
  garbage: 0,
  serverError: 0,
  noReference: 0,
};

const DECLINES = [3, 5, 13, 14, 21, 42, 51, 51, 51, 54, 57, 61, 61, 62, 63, 78, 90];
const UNCLEAR = [20, 80, 91, 94, 1, 12];
const GARBAGE = ['', '<html>Bad Gateway</html>', '[]', '{"status":', 'null', '{"status":"ok"}'];

/**
 * A bank that helps nobody: a repeated order id charges again, a PIN can be used twice, and what it says
 * unclearly it may have done. Clear answers are true: nobody could keep books against a liar.
 */
export class Bank {
  readonly ledger: Charge[] = [];
  readonly pays: PayAsked[] = [];
  /** Every PIN of eight digits that was sent out, for the leak scan: shorter ones occur by chance. */
  readonly pins = new Set<string>();
  readonly #pinsOf = new Map<string, Set<string>>();
  readonly #wrong = new Map<string, number>();
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #watcher: BankWatcher;
  temper: Temper = STRICT;
  /** The text message to the card's owner. */
  sms: (pan: string, pin: string) => void = () => undefined;

  constructor(clock: Clock, dice: Dice, watcher: BankWatcher) {
    this.#clock = clock;
    this.#dice = dice;
    this.#watcher = watcher;
  }

  requestOtp(asked: OtpAsked): Reply {
    if (this.#dice.chance(0.02)) return ok({ status: -1, message: 'refused' });
    const pin = this.#newPin(asked.pan);
    if (!this.#dice.chance(0.04)) {
      const afterMs = this.#dice.between(500, this.#dice.chance(0.15) ? 118_000 : 12_000);
      this.#clock.after(afterMs, () => this.sms(asked.pan, pin));
    }
    if (this.#dice.chance(0.005)) return ok({ status: 1, data: { price: asked.amount + 1_000 } });
    return ok({ status: 1, data: { price: asked.amount } });
  }

  pay(asked: PayAsked): Reply {
    this.pays.push(asked);
    const wrong = !this.#pinsOf.get(asked.pan)?.has(asked.pin);
    this.#watcher.payArrived(asked, wrong);
    if (wrong) return this.#wrongPin(asked.pan);
    switch (this.#dice.weighed({ ...this.temper })) {
      case 'paid':
        return ok({ status: 1, data: { refID: this.#charge(asked) } });
      case 'declined':
        return ok({ status: -1, data: { transactionStatus: this.#dice.pick(DECLINES) } });
      case 'unclear':
        this.#perhaps(asked);
        return ok({ status: -1, data: { transactionStatus: this.#dice.pick(UNCLEAR) } });
      case 'garbage':
        this.#perhaps(asked);
        return { httpStatus: this.#dice.pick([200, 200, 502, 404]), body: this.#dice.pick(GARBAGE) };
      case 'serverError':
        this.#perhaps(asked);
        return { httpStatus: 500, body: JSON.stringify({ status: -1, data: { transactionStatus: 51 } }) };
      case 'noReference':
        this.#perhaps(asked);
        return ok({ status: 1, data: { refID: this.#dice.pick(['', '0', '000000000000', null]) } });
    }
  }

  #wrongPin(pan: string): Reply {
    const count = (this.#wrong.get(pan) ?? 0) + 1;
    this.#wrong.set(pan, count);
    return ok({ status: -1, data: { transactionStatus: count > 2 ? '75' : 55 } });
  }

  #perhaps(asked: PayAsked): void {
    if (this.#dice.chance(0.5)) this.#charge(asked);
  }

  #charge({ orderId, pan, amount }: PayAsked): string {
    const refId = `7${this.#dice.digits(11)}`;
    const charge = { orderId, pan, amount, refId, atMs: this.#clock.ms };
    this.ledger.push(charge);
    this.#watcher.charged(charge);
    return refId;
  }

  /** Digits that nobody else has: where they turn up, they leaked. */
  #newPin(pan: string): string {
    const length = pinLengthOf(pan);
    let pin = this.#dice.digits(length);
    while (this.pins.has(pin)) pin = this.#dice.digits(length);
    if (length === 8) this.pins.add(pin);
    const ofCard = this.#pinsOf.get(pan) ?? new Set();
    this.#pinsOf.set(pan, ofCard.add(pin));
    return pin;
  }
}

function ok(body: object): Reply {
  return { httpStatus: 200, body: JSON.stringify(body) };
}
