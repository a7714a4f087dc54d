import type { SandboxClock } from '../clock.ts';

/** A message as a tester sees it. */
export interface SentMessage {
  readonly messageid: number;
  /** `09…`. */
  readonly receptor: string;
  readonly text: string;
  readonly sender: string;
  /** The sender's own id; null when none was given. */
  readonly localid: string | null;
  /** Kavenegar's number of how far it has come. */
  readonly status: number;
  readonly statustext: string;
  /** Seconds since the epoch. */
  readonly date: number;
}

/** What a message is sent with. */
export type Written = Pick<SentMessage, 'receptor' | 'text' | 'sender' | 'localid'>;

type Kept = Omit<SentMessage, 'status' | 'statustext'> & { readonly sentAt: number };

export const STATUS_TEXTS: Readonly<Record<number, string>> = {
  1: 'در صف ارسال',
  5: 'ارسال به مخابرات',
  6: 'خطا در ارسال پیام',
  10: 'رسیده به گیرنده',
  11: 'نرسیده به گیرنده',
  14: 'بلاک شده است، عدم تمایل گیرنده به دریافت پیامک',
  100: 'شناسه پیامک نامعتبر است',
};

const UNDERWAY_AFTER_MS = 2_000;
const FINAL_AFTER_MS = 6_000;
const KEPT = 1_000;

/** Which receivers never get a message, by the last four digits of their number. */
const ENDINGS: Readonly<Record<string, number>> = { '0006': 6, '0011': 11 };
export const FATES =
  'A message is queued, underway after 2 s and delivered after 6 s of the clock. It fails for a number that ends in ' +
  '0006 (status 6), does not arrive at one that ends in 0011 (11), and is blocked for those who opted out (14).';

/** The messages that were sent, each moved on by the clock. */
export class Outbox {
  readonly #clock: SandboxClock;
  readonly #messages: Kept[] = [];
  readonly #optedOut = new Set<string>();
  #lastId = 1_000_000;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The last thousand, oldest first. */
  get messages(): readonly SentMessage[] {
    return this.#messages.map((kept) => this.#seen(kept));
  }

  /** From now on the receiver wants no messages, or wants them again. */
  block(receptor: string, blocked: boolean): void {
    if (blocked) this.#optedOut.add(receptor);
    else this.#optedOut.delete(receptor);
  }

  /** Takes a message; a `localid` that was there before for this receiver gets the first message again. */
  send(written: Written): SentMessage {
    const earlier = this.#messages.find(
      ({ localid, receptor }) =>
        localid !== null && localid === written.localid && receptor === written.receptor,
    );
    if (earlier !== undefined) return this.#seen(earlier);
    this.#lastId += 1;
    const sentAt = this.#clock.now();
    const kept = { ...written, messageid: this.#lastId, date: Math.floor(sentAt / 1_000), sentAt };
    this.#messages.push(kept);
    if (this.#messages.length > KEPT) this.#messages.shift();
    return this.#seen(kept);
  }

  /** How far a message has come; 100 for an id that is not known. */
  statusOf(messageid: number): number {
    const kept = this.#messages.find((message) => message.messageid === messageid);
    return kept === undefined ? 100 : this.#status(kept);
  }

  #seen(kept: Kept): SentMessage {
    const { sentAt: _, ...message } = kept;
    const status = this.#status(kept);
    return { ...message, status, statustext: STATUS_TEXTS[status] ?? '' };
  }

  #status({ receptor, sentAt }: Kept): number {
    if (this.#optedOut.has(receptor)) return 14;
    const age = this.#clock.now() - sentAt;
    if (age < UNDERWAY_AFTER_MS) return 1;
    if (age < FINAL_AFTER_MS) return 5;
    return ENDINGS[receptor.slice(-4)] ?? 10;
  }
}
