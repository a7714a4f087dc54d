import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Operations } from '../../application/operations.ts';
import { nationalMobile } from '../../domain/merchant/mobile.ts';
import type { Fault } from '../../sandbox/faults.ts';
import type { Person } from '../../sandbox/people.ts';
import { testCards } from '../../sandbox/test-cards.ts';
import { Caller, type CallerOptions, SMS_READ_MS } from '../caller.ts';
import type { SipCall, SipDialling, SipPhone } from '../telephone/sip-phone.ts';
import type { Dialling, PhoneCall, Telephone } from '../telephone.ts';
import { inventCard, STRANGE_BANK } from './cards-of-payers.ts';
import { LINES, type LineName, MERCHANT, SEATS } from './lines.ts';

/** What scenarios are played on: a running server with everything around it. */
export interface Ground extends CallerOptions {
  readonly operations: Operations;
  readonly telephone: Telephone;
  /** For callers with odd habits. */
  readonly sipPhone: SipPhone;
  /** Where the sandbox answers. */
  readonly bankUrl: string;
}

const Inbox = z.array(z.object({ orderId: z.string(), pin: z.string() }));

const Ledger = z.array(z.object({ orderId: z.string(), refId: z.string() }));

/** How a call is placed, but for the line. */
export type Manner = Partial<Omit<Dialling, 'to'>>;

/** One scenario's own stage: its payers' numbers and cards are nobody else's, so that many play side by side. */
export class Stage {
  /** The payer's mobile, in E.164. */
  readonly mobile: string;
  /** A second payer's. */
  readonly otherMobile: string;
  /** A card of the payer's own, which pays. */
  readonly card: string;
  /** Another one, which pays too. */
  readonly otherCard: string;
  /** One that pays, of a bank that nobody here knows. */
  readonly strangeCard: string;
  readonly #ground: Ground;
  readonly #callers: Caller[] = [];

  /** @param nth tells this scenario's numbers from those of all others */
  constructor(ground: Ground, nth: number) {
    this.#ground = ground;
    this.mobile = `+98913${String(5_000_000 + nth)}`;
    this.otherMobile = `+98913${String(6_000_000 + nth)}`;
    this.card = inventCard(nth, 0);
    this.otherCard = inventCard(nth, 1);
    this.strangeCard = inventCard(nth, 2, STRANGE_BANK);
  }

  /** The payer's mobile as it is keyed. */
  get keyedMobile(): string {
    return nationalMobile(this.mobile);
  }

  get operations(): Operations {
    return this.#ground.operations;
  }

  /** The calls that were made, in order. */
  get callIds(): readonly string[] {
    return this.#callers.map(({ callId }) => callId);
  }

  /** Why each call that was not answered ended, as Q.850 causes; waits for their ends. */
  async causes(): Promise<readonly number[]> {
    const causes: number[] = [];
    for (const { phone } of this.#callers) {
      if (!(await phone.answered)) causes.push((await phone.ended).cause);
    }
    return causes;
  }

  /** Dials a line, and waits for nothing. */
  async dial(line: LineName, manner: Manner = {}): Promise<Caller> {
    return this.dialNumber(LINES[line].number, manner);
  }

  /** Dials any number. */
  async dialNumber(to: string, manner: Manner = {}): Promise<Caller> {
    const dialling = { from: this.keyedMobile, ...manner, to };
    const shown = dialling.withheld === true || dialling.from === '' ? null : dialling.from;
    return this.ring(to, shown, () => this.#ground.telephone.call(dialling));
  }

  /** Dials in a way of one's own. `shown`: the number under which the call arrives, if it shows one. */
  async ring(to: string, shown: string | null, dial: () => Promise<PhoneCall>): Promise<Caller> {
    const caller = await Caller.ring(this.#ground, { to, from: shown }, dial);
    this.#callers.push(caller);
    return caller;
  }

  /**
   * Dials by a telephone with odd habits, and waits for nothing.
   * @param shown the number under which the call arrives, null for none; From spells it unless that is given
   */
  async dialOddly(
    line: LineName,
    shown: string | null,
    dialling: Partial<SipDialling> = {},
  ): Promise<{ readonly caller: Caller; readonly phone: SipCall }> {
    const dialled = Promise.withResolvers<SipCall>();
    const caller = await this.ring(LINES[line].number, shown, async () => {
      dialled.resolve(await this.phoneOnly(line, { from: shown ?? '', ...dialling }));
      return dialled.promise;
    });
    return { caller, phone: await dialled.promise };
  }

  /** The same, and cuts the greeting short. */
  async callOddly(
    line: LineName,
    shown: string | null,
    dialling: Partial<SipDialling> = {},
  ): Promise<Caller> {
    const { caller } = await this.dialOddly(line, shown, dialling);
    await caller.reached('greet');
    await caller.key('#');
    return caller;
  }

  /** Dials by such a telephone, and does not follow the call in the books. */
  phoneOnly(line: LineName, dialling: Omit<SipDialling, 'to'>): Promise<SipCall> {
    return this.#ground.sipPhone.call({ ...dialling, to: LINES[line].number });
  }

  /** Dials, and cuts the greeting short. */
  async call(line: LineName, manner: Manner = {}): Promise<Caller> {
    const caller = await this.dial(line, manner);
    await caller.reached('greet');
    await caller.key('#');
    return caller;
  }

  /** Keys a card when it is asked for, and confirms it where that is asked. */
  async keyCard(caller: Caller, card = this.card): Promise<void> {
    await caller.asked('card.ask');
    await caller.key(card);
    if ((await caller.reachedOneOf('card.confirm', 'attempt.commit')) !== 'card.confirm') return;
    await caller.asked('card.confirm');
    await caller.key('1');
  }

  /** Keys the PIN that the bank texted for this call's newest attempt, when it is asked for. */
  async keyPin(caller: Caller): Promise<void> {
    await caller.askedForPin();
    await caller.key(`${await this.pinFor(caller)}#`);
  }

  /** Keys one that is wrong. */
  async keyWrongPin(caller: Caller): Promise<void> {
    await caller.askedForPin();
    const right = await this.pinFor(caller);
    await caller.key(`${right.slice(0, -1)}${(Number(right.at(-1)) + 1) % 10}#`);
  }

  /** Card and PIN. */
  async keyAll(caller: Caller, card = this.card): Promise<void> {
    await this.keyCard(caller, card);
    await this.keyPin(caller);
  }

  /** Card and PIN, and the reference heard to its beginning. */
  async pay(caller: Caller, card = this.card): Promise<void> {
    await this.keyAll(caller, card);
    await caller.asked('reference');
  }

  /** Says who they are, as often as the line asks: by national id, and by birth date where it asks for the card. */
  async keyIdentity(
    caller: Caller,
    { nationalId, jalaliBirthDate, birthDate }: Pick<Person, 'nationalId' | 'jalaliBirthDate' | 'birthDate'>,
  ): Promise<void> {
    const keyedDate = jalaliBirthDate.replaceAll('-', '');
    for (const secret of [nationalId, keyedDate, birthDate]) this.#ground.keyed.add(secret);
    await caller.asked('nationalId.ask');
    await caller.key(nationalId);
    if ((await caller.reachedOneOf('birthDate.ask', 'payer.check')) !== 'birthDate.ask') return;
    await caller.key(keyedDate);
    await caller.asked('birthDate.confirm');
    await caller.key('1');
    await caller.reached('payer.check');
  }

  /** Switches a fault of one of the sandbox's services on, for as long as the sandbox runs. */
  async switchOn(service: string, fault: Fault): Promise<void> {
    const reply = await fetch(`${this.#ground.bankUrl}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service, fault }),
    });
    if (!reply.ok) throw new Error(`the sandbox switches no such fault on: ${await reply.text()}`);
  }

  /** Keys an invoice's code when it is asked for, and confirms the amount. */
  async keyInvoice(caller: Caller, code: string): Promise<void> {
    await caller.asked('bill.invoice');
    await caller.key(`${code}#`);
    await this.confirm(caller, 'bill.confirm');
  }

  async confirm(caller: Caller, stage: 'bill.confirm' | 'mobile.confirm' | 'card.confirm'): Promise<void> {
    await caller.asked(stage);
    await caller.key('1');
  }

  /** The PIN that was texted for a call's newest attempt. */
  async pinFor(caller: Caller): Promise<string> {
    const orderId = await caller.newestOrder();
    for (let tries = 0; tries < 100; tries += 1) {
      const inbox = await fetch(`${this.#ground.bankUrl}/_sandbox/sms`);
      const message = Inbox.parse(await inbox.json()).find((each) => each.orderId === orderId);
      if (message !== undefined) {
        this.#ground.keyed.add(message.pin);
        // Keys that come sooner after a PIN was asked for are thrown away.
        await sleep(SMS_READ_MS);
        return message.pin;
      }
      await sleep(100);
    }
    throw new Error('the bank texted no PIN');
  }

  /**
   * A test card of the sandbox by its name. On one line each is used by one scenario only: what it leaves in flight or
   * in doubt blocks it there.
   */
  testCard(name: string): string {
    const found = testCards.find((each) => each.name === name);
    if (found === undefined) throw new Error(`there is no test card ${name}`);
    return found.number;
  }

  /** A new invoice of the bookshop; resolves to its code. */
  async invoice(amount = 750_000, more: { readonly mobile?: string; readonly expiresAt?: number } = {}) {
    const { code } = await this.operations.addInvoice({ merchantId: MERCHANT, amount, ...more });
    return code;
  }

  /** Waits until the books have an attempt of a call in one of these states. */
  async booked(caller: Caller, ...states: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      const attempts = await this.operations.payments({ callId: caller.callId, limit: 50 });
      if (attempts.some(({ state }) => states.includes(state))) return;
      await sleep(100);
    }
    throw new Error(`no attempt of ${caller.callId} became ${states.join(' or ')}`);
  }

  /** Waits until the books have the end of a call. */
  async over(caller: Caller): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
      if ((await this.operations.call(caller.callId)).call.endedAt !== null) return;
      await sleep(100);
    }
    throw new Error(`call ${caller.callId} does not end`);
  }

  /** A person finds out that a payment in doubt was made. */
  async findPaid(caller: Caller): Promise<void> {
    const [newest] = await this.operations.payments({ callId: caller.callId, limit: 1 });
    const ledger = Ledger.parse(await (await fetch(`${this.#ground.bankUrl}/_sandbox/ledger`)).json());
    const charge = ledger.find(({ orderId }) => orderId === newest?.orderId);
    if (newest === undefined || charge === undefined) throw new Error('the bank has no such charge');
    const finding = { type: 'paid', refId: charge.refId } as const;
    const { attemptId } = newest;
    await this.operations.resolve({ attemptId, finding, evidence: 'The ledger of the bank', who: 'sara' });
  }

  /** The next call that an operator's telephone gets. */
  operatorRings(seat: keyof typeof SEATS): Promise<PhoneCall> {
    return this.#ground.telephone.nextCall(SEATS[seat]);
  }
}

/** Puts the operators of the lines at their seats. */
export function castSeats(telephone: Telephone): void {
  for (const [manner, extension] of Object.entries(SEATS))
    telephone.seat(extension, manner as keyof typeof SEATS);
}
