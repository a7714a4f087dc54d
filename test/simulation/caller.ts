import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Channel, Party, PhoneExchange } from './exchange.ts';

/** Who calls: what they hold in their hands, and how clumsy they are. Probabilities and milliseconds. */
export interface Persona {
  readonly number: string | null;
  readonly mobile: string;
  readonly did: string;
  readonly invoiceCode: string;
  readonly pans: readonly string[];
  readonly wrongKey: number;
  readonly wrongPin: number;
  readonly wrongPlace: number;
  readonly doubledKey: number;
  readonly silence: number;
  readonly hangUp: number;
  readonly early: number;
  /** Asks for a new PIN as often as it is offered. */
  readonly stubborn: boolean;
  readonly thinkMs: number;
  readonly keyMs: number;
}

type Question = 'invoice' | 'confirm' | 'mobile' | 'card' | 'pin' | 'menu' | 'ways' | 'reference';

/** The clips by which a caller knows what is asked; the last one of a prompt counts. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  'bill.invoice.ask': 'invoice',
  'bill.confirm.ask': 'confirm',
  'mobile.confirm.ask': 'confirm',
  'card.confirm.ask': 'confirm',
  'mobile.ask': 'mobile',
  'card.ask': 'card',
  'pin.ask': 'pin',
  'pin.maybe': 'pin',
  'pin.hint': 'pin',
  'pin.waiting': 'pin',
  'pin.wrong': 'pin',
  'pin.finish': 'pin',
  'pin.menu.wait': 'menu',
  'way.end': 'ways',
  'paid.reference.again': 'reference',
};

/** A person on the telephone. What they key is driven by what they hear, well or badly. */
export class Caller implements Party {
  readonly persona: Persona;
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #exchange: PhoneExchange;
  readonly #secrets: Set<string>;
  #channel: Channel | null = null;
  #asked: Question | null = null;
  #pan: string;
  #pin: string | null = null;
  /** Counts what they set out to key; a new purpose ends the old one. */
  #purpose = 0;

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

  get channel(): Channel | null {
    return this.#channel;
  }

  dial(): void {
    this.#channel = this.#exchange.ring(this.persona.did, this.persona.number, this);
    // Nobody waits for ever, whatever becomes of the program.
    this.#clock.after(this.#dice.between(200_000, 1_500_000), () => this.#hangUp());
  }

  hears(clips: readonly string[]): void {
    this.#purpose += 1;
    if (this.#dice.chance(this.persona.hangUp)) {
      this.#clock.after(this.#dice.between(0, 6_000), () => this.#hangUp());
    }
    this.#asked = clips.map((clip) => QUESTIONS[clip]).findLast((question) => question !== undefined) ?? null;
    if (this.#asked !== null && this.#dice.chance(this.persona.early)) this.#respond(0);
  }

  promptOver(): void {
    if (this.#asked !== null && !this.#dice.chance(this.persona.silence)) this.#respond(this.persona.thinkMs);
  }

  hungUp(): void {
    this.#purpose += 1;
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
      const key = keys.charAt(0);
      this.#exchange.key(this.#channel, key);
      if (this.#dice.chance(this.persona.doubledKey)) this.#exchange.key(this.#channel, key);
      if (keys.length > 1) this.#type(keys.slice(1), purpose, this.#dice.between(80, this.persona.keyMs));
    });
  }

  #keysFor(asked: Question | null): string {
    const { persona } = this;
    switch (asked) {
      case 'invoice':
        return `${this.#or(persona.invoiceCode, persona.wrongPlace, this.#pan)}#`;
      case 'mobile':
        return this.#or(persona.mobile, persona.wrongPlace, this.#pan);
      case 'card':
        return this.#cardKeys();
      case 'pin':
        return this.#pinKeys();
      case 'confirm':
        return this.#dice.chance(0.9) ? '1' : '2';
      case 'menu':
        return this.#dice.pick(['1', '2', '3', '3', '#']);
      case 'ways':
        return persona.stubborn ? '2' : this.#dice.pick(['1', '2', '2', '3']);
      case 'reference':
        return this.#dice.chance(0.3) ? '1' : '';
      case null:
        return '';
    }
  }

  #cardKeys(): string {
    this.#pan = this.#dice.pick(this.persona.pans);
    this.#pin = null;
    if (!this.#dice.chance(this.persona.wrongKey)) return this.#pan;
    const at = this.#dice.between(0, 15);
    return this.#pan.slice(0, at) + this.#dice.digits(1) + this.#pan.slice(at + 1);
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

  #hangUp(): void {
    if (this.#channel !== null) this.#exchange.leave(this.#channel);
  }
}
