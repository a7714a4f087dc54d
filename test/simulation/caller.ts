import type { Channel, Party } from './channel.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { PhoneExchange } from './exchange.ts';
import { drawNationalId } from './people.ts';

/** Who calls: what they hold in their hands, and how clumsy they are. Probabilities and milliseconds. */
export interface Persona {
  /** As the network presents it; null: withheld. */
  readonly number: string | null;
  readonly mobile: string;
  readonly did: string;
  readonly invoiceCode: string;
  /** An open amount, as it is keyed. */
  readonly amount: string;
  readonly pans: readonly string[];
  readonly nationalId: string;
  /** In the Persian calendar, as it is keyed. */
  readonly birthDate: string;
  /** Keys a national id that is not theirs. */
  readonly wrongPerson: number;
  readonly wrongKey: number;
  readonly wrongPin: number;
  /** Keys the card where something else is asked for. */
  readonly wrongPlace: number;
  readonly doubledKey: number;
  /** A star, a hash or a letter among what they key. */
  readonly strayKey: number;
  /** What they key behind sixteen digits of a card, or eleven of a mobile. */
  readonly tail: string;
  /** Keys something while nothing is asked of them. */
  readonly fidgets: number;
  readonly silence: number;
  readonly hangUp: number;
  /** Asks for a new PIN as often as it is offered. */
  readonly stubborn: boolean;
  readonly seeksOperator: number;
  /** Calls again when the result was not known, or not heard to its end. */
  readonly callsBack: number;
  readonly early: number;
  readonly thinkMs: number;
  /** At most so long between two keys, and between two of a PIN. */
  readonly keyMs: number;
  readonly pinKeyMs: number;
  /** After so long they hang up, whatever becomes of the program. */
  readonly patienceMs: number;
}

type Question =
  | 'language'
  | 'offers'
  | 'other'
  | 'invoice'
  | 'amount'
  | 'finish'
  | 'confirm'
  | 'mobile'
  | 'mobileRest'
  | 'card'
  | 'cardRest'
  | 'nationalId'
  | 'detailsRest'
  | 'birthDate'
  | 'pin'
  | 'menu'
  | 'ways'
  | 'reference'
  | 'waiting';

/** The clips by which a caller knows what is asked; the last one of a prompt counts. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  'greet.language': 'language',
  'pending.other': 'other',
  'bill.invoice.ask': 'invoice',
  'bill.caller.other': 'offers',
  'bill.open.toman': 'amount',
  'bill.open.rial': 'amount',
  'bill.open.finish': 'finish',
  'bill.confirm.ask': 'confirm',
  'mobile.confirm.ask': 'confirm',
  'card.confirm.ask': 'confirm',
  'mobile.ask': 'mobile',
  'mobile.more.2': 'mobileRest',
  'card.ask': 'card',
  'card.more.2': 'cardRest',
  'verify.nationalId.ask': 'nationalId',
  'verify.more.2': 'detailsRest',
  'verify.birthDate.ask': 'birthDate',
  'verify.birthDate.confirm': 'confirm',
  'verify.asking': 'waiting',
  'otp.asking': 'waiting',
  'pin.ask': 'pin',
  'pin.maybe': 'pin',
  'pin.hint': 'pin',
  'pin.waiting': 'pin',
  'pin.wrong': 'pin',
  'pin.finish': 'finish',
  'pin.menu.wait': 'menu',
  'pay.wait': 'waiting',
  'pay.still': 'waiting',
  'way.end': 'ways',
  'paid.reference.again': 'reference',
};

/** What somebody keys for no reason. */
const STRAY = ['*', '#', '0', '5', 'A'];

/** A person on the telephone. What they key is driven by what they hear, well or badly. */
export class Caller implements Party {
  readonly persona: Persona;
  readonly channels: Channel[] = [];
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #exchange: PhoneExchange;
  readonly #secrets: Set<string>;
  #asked: Question | null = null;
  #pan: string;
  #pin: string | null = null;
  /** What they were asked to say who they are with last. */
  #rest = '';
  /** Counts what they set out to key; a new purpose ends the old one. */
  #purpose = 0;
  #willCall = false;
  /** What they heard of their payment last, and whether it was said to its end. */
  #verdict: { readonly paid: boolean; whole: boolean } | null = null;

  constructor(
    persona: Persona,
    parts: {
      readonly clock: Clock;
      readonly dice: Dice;
      readonly exchange: PhoneExchange;
      /** Every card and PIN that anybody keys, for the leak scan. */
      readonly secrets: Set<string>;
    },
  ) {
    this.persona = persona;
    this.#clock = parts.clock;
    this.#dice = parts.dice;
    this.#exchange = parts.exchange;
    this.#secrets = parts.secrets;
    this.#pan = persona.pans[0] as string;
  }

  /** The channel of the call that they are in, or were in last. */
  get #channel(): Channel | null {
    return this.channels.at(-1) ?? null;
  }

  /** Whether they are about to call once more. */
  get willCall(): boolean {
    return this.#willCall;
  }

  dial(): void {
    this.#willCall = false;
    const channel = this.#exchange.ring(this.persona.did, this.persona.number, this);
    if (channel === null) return;
    this.channels.push(channel);
    this.#verdict = null;
    this.#clock.after(this.persona.patienceMs, () => this.#exchange.leave(channel));
  }

  hears(clips: readonly string[]): void {
    this.#purpose += 1;
    if (this.#dice.chance(this.persona.hangUp)) this.#hangUpIn(this.#dice.between(0, 6_000));
    if (clips.includes('paid')) this.#verdict = { paid: true, whole: false };
    if (clips.includes('unknown')) this.#verdict = { paid: false, whole: false };
    this.#asked = clips.map((clip) => QUESTIONS[clip]).findLast((question) => question !== undefined) ?? null;
    if (this.#asked !== null && this.#dice.chance(this.persona.early)) this.#respond(0);
    else if (this.#dice.chance(this.persona.fidgets)) this.#type(this.#dice.pick(STRAY), this.#purpose, 400);
  }

  promptOver(): void {
    if (this.#verdict !== null) this.#verdict.whole = true;
    if (this.#asked !== null && !this.#dice.chance(this.persona.silence)) this.#respond(this.persona.thinkMs);
  }

  hungUp(): void {
    this.#purpose += 1;
    this.#asked = null;
    const [verdict, { callsBack }] = [this.#verdict, this.persona];
    const wonders = verdict !== null && !(verdict.paid && verdict.whole);
    if (!wonders || this.channels.length >= MOST_CALLS || !this.#dice.chance(callsBack)) return;
    this.#willCall = true;
    this.#clock.after(this.#dice.between(5_000, 240_000), () => this.dial());
  }

  /** The bank's text message. */
  getsPin(pan: string, pin: string): void {
    if (!this.persona.pans.includes(pan)) return;
    this.#pin = pin;
    if (this.#asked === 'pin') this.#respond(this.#dice.between(500, 5_000));
  }

  #respond(afterMs: number): void {
    const keys = this.#keysFor(this.#asked);
    if (keys === '') return;
    this.#purpose += 1;
    this.#type(keys, this.#purpose, afterMs);
  }

  #type(keys: string, purpose: number, afterMs: number): void {
    this.#clock.after(afterMs, () => {
      if (purpose !== this.#purpose || this.#channel === null) return;
      this.#press(keys.charAt(0));
      if (this.#dice.chance(this.persona.doubledKey)) this.#press(keys.charAt(0));
      if (this.#dice.chance(this.persona.strayKey)) this.#press(this.#dice.pick(STRAY));
      const slowest = this.#asked === 'pin' ? this.persona.pinKeyMs : this.persona.keyMs;
      if (keys.length > 1) this.#type(keys.slice(1), purpose, this.#dice.between(80, slowest));
    });
  }

  #press(key: string): void {
    if (this.#channel !== null) this.#exchange.key(this.#channel, key);
  }

  #keysFor(asked: Question | null): string {
    const { persona } = this;
    switch (asked) {
      case 'language':
        return this.#dice.pick(['1', '1', '2', '5', '']);
      case 'offers':
        return this.#dice.chance(persona.wrongPlace) ? this.#pan : this.#dice.pick(['1', '1', '1', '2', '9']);
      case 'other':
        return this.#dice.chance(0.7) ? '1' : '2';
      case 'invoice':
        return `${this.#or(this.#mistaken(persona.invoiceCode), persona.wrongPlace, this.#pan)}#`;
      case 'amount':
        return `${this.#or(this.#mistaken(persona.amount), persona.wrongPlace, this.#pan)}#`;
      case 'finish':
        return this.#dice.pick(['#', '#', '#', '*', '']);
      case 'mobile':
        return this.#or(this.#mistaken(persona.mobile), persona.wrongPlace, this.#pan) + persona.tail;
      case 'mobileRest':
        return `*${persona.mobile}`;
      case 'card':
        return this.#cardKeys() + persona.tail;
      case 'cardRest':
        return `*${this.#pan}`;
      case 'nationalId':
        return this.#nationalIdKeys() + persona.tail;
      case 'birthDate':
        this.#rest = persona.birthDate;
        return this.#mistaken(persona.birthDate);
      case 'detailsRest':
        return `*${this.#rest}`;
      case 'pin':
        return this.#pinKeys();
      case 'confirm':
        return this.#dice.chance(0.9) ? '1' : '2';
      case 'menu':
        return this.#offered('1', '2', '3', '3', '#');
      case 'ways':
        return persona.stubborn ? '2' : this.#offered('1', '2', '2', '3');
      case 'reference':
        return this.#dice.chance(0.3) ? '1' : '';
      case 'waiting':
        return this.#dice.chance(persona.fidgets) ? this.#dice.digits(6) + this.#dice.pick(['#', '']) : '';
      case null:
        return '';
    }
  }

  #offered(...keys: readonly string[]): string {
    return this.#dice.chance(this.persona.seeksOperator) ? '0' : this.#dice.pick(keys);
  }

  #cardKeys(): string {
    this.#pan = this.#dice.pick(this.persona.pans);
    this.#pin = null;
    return this.#mistaken(this.#pan);
  }

  #nationalIdKeys(): string {
    this.#rest = this.persona.nationalId;
    if (!this.#dice.chance(this.persona.wrongPerson)) return this.#mistaken(this.persona.nationalId);
    const others = drawNationalId(this.#dice);
    this.#secrets.add(others);
    return others;
  }

  /** The same digits, one of them perhaps wrong. */
  #mistaken(digits: string): string {
    if (!this.#dice.chance(this.persona.wrongKey)) return digits;
    const at = this.#dice.between(0, digits.length - 1);
    return digits.slice(0, at) + this.#dice.digits(1) + digits.slice(at + 1);
  }

  #pinKeys(): string {
    if (this.#pin === null && !this.#dice.chance(0.02)) return '';
    const pin = this.#or(this.#pin ?? '', this.#pin === null ? 1 : this.persona.wrongPin, this.#wrongPin());
    const slip = this.#dice.chance(this.persona.wrongKey) ? `${pin.slice(0, 3)}*` : '';
    return `${slip}${pin}#`;
  }

  #wrongPin(): string {
    const pin = this.#dice.digits(8);
    this.#secrets.add(pin);
    return pin;
  }

  #or(right: string, probability: number, wrong: string): string {
    return this.#dice.chance(probability) ? wrong : right;
  }

  #hangUpIn(ms: number): void {
    const channel = this.#channel;
    if (channel !== null) this.#clock.after(ms, () => this.#exchange.leave(channel));
  }
}

/** Of one person about one payment. */
const MOST_CALLS = 3;
