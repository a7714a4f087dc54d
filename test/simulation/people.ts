import { invoiceCode } from '../../src/domain/merchant/invoice.ts';
import type { Persona } from './caller.ts';
import type { Dice } from './dice.ts';

/** Who lives in a simulated world: invoices and callers, few enough to get into each other's way. */

/** By bank, how many digits the PINs of its cards have. Only those of eight can be searched for at rest. */
const PREFIXES: Readonly<Record<string, number>> = { '603799': 8, '610433': 8, '627412': 6, '123456': 8 };

export function pinLengthOf(pan: string): number {
  return PREFIXES[pan.slice(0, 6)] ?? 8;
}

/** What the lines are called by, as often as these weights say. */
const DIALLED = {
  ...{ 1000: 4, 2000: 4, 3000: 4, 4000: 2, 5000: 2, 6000: 3, 7000: 1 },
  ...{ 8000: 2, 8001: 1, 8002: 1, 8003: 1 },
};

export interface Invoice {
  readonly code: string;
  readonly amount: number;
  /** The payer's, nationally spelled; null when it is not known. */
  readonly mobile: string | null;
}

export function drawInvoices(dice: Dice, count: number, people: readonly Person[]): readonly Invoice[] {
  return Array.from({ length: count }, (_, index) => ({
    code: invoiceCode(String(1_000_000 + index)),
    amount: dice.between(10, 9_000) * 1_000,
    mobile: dice.chance(0.7) ? dice.pick(people).mobile : null,
  }));
}

export interface Person {
  /** Nationally spelled: 09… */
  readonly mobile: string;
  readonly pans: readonly string[];
  readonly nationalId: string;
  /** When they were born: in the Persian calendar as it is keyed, and `YYYY-MM-DD` as the register has it. */
  readonly birthDate: string;
  readonly born: string;
  /** Whether their mobile is registered to them, or to somebody who bought it for them. */
  readonly registered: boolean;
}

export function drawPeople(dice: Dice, count: number): readonly Person[] {
  const cards = Array.from({ length: count }, () => drawCard(dice));
  return Array.from({ length: count }, () => ({
    mobile: `091${dice.digits(8)}`,
    pans: dice.chance(0.4) ? [dice.pick(cards), dice.pick(cards)] : [dice.pick(cards)],
    nationalId: drawNationalId(dice),
    ...drawBirth(dice),
    registered: dice.chance(0.8),
  }));
}

/** Ten digits with a right check digit (contracts.md 8), leading zeros included. */
export function drawNationalId(dice: Dice): string {
  const body = dice.digits(9);
  const rest = [...body].reduce((sum, digit, index) => sum + Number(digit) * (10 - index), 0) % 11;
  return body + (rest < 2 ? rest : 11 - rest);
}

const PERSIAN = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  ...{ timeZone: 'UTC', year: 'numeric', month: '2-digit', day: '2-digit' },
});

/** A day between 1940 and 2008, in both calendars by the calendar of the language. */
function drawBirth(dice: Dice): Pick<Person, 'birthDate' | 'born'> {
  const day = new Date(Date.UTC(1940, 0, 1) + dice.between(0, 24_800) * 86_400_000);
  const part = Object.fromEntries(PERSIAN.formatToParts(day).map(({ type, value }) => [type, value]));
  return { birthDate: `${part.year}${part.month}${part.day}`, born: day.toISOString().slice(0, 10) };
}

/** E.164, as a merchant's list of blocked callers and an invoice have it. */
export function internationally(mobile: string): string {
  return `+98${mobile.slice(1)}`;
}

/** One caller: a person, in one of their moods. */
export function drawPersona(dice: Dice, people: readonly Person[], invoices: readonly Invoice[]): Persona {
  const person = dice.pick(people);
  const clumsy = dice.chance(0.4);
  const stubborn = dice.chance(0.1);
  const slow = dice.chance(0.15);
  const sometimes = (most: number) => (clumsy ? (most * dice.between(0, 100)) / 100 : 0);
  return {
    ...person,
    number: drawNumber(dice, person.mobile),
    did: dice.weighed(DIALLED),
    invoiceCode: dice.pick(invoices).code,
    amount: String(dice.between(10, 4_000) * (dice.chance(0.1) ? 100 : 1_000)),
    wrongKey: sometimes(0.4),
    wrongPin: stubborn ? 0.9 : sometimes(0.6),
    wrongPlace: sometimes(0.3),
    wrongPerson: dice.chance(0.15) ? 0.6 : 0,
    doubledKey: sometimes(0.03),
    strayKey: sometimes(0.03),
    tail: dice.chance(0.2) ? dice.pick(['#', '#', '##', '7']) : '',
    fidgets: sometimes(0.5),
    silence: sometimes(0.3),
    hangUp: dice.chance(0.3) ? 0.1 : 0,
    stubborn,
    seeksOperator: dice.chance(0.2) ? 0.5 : 0.02,
    callsBack: dice.chance(0.7) ? 0.9 : 0,
    early: dice.pick([0, 0, 0.3, 1]),
    thinkMs: dice.between(300, clumsy ? 14_000 : 3_000),
    keyMs: slow ? 24_000 : dice.between(150, clumsy ? 3_000 : 700),
    pinKeyMs: slow ? 9_500 : dice.between(150, clumsy ? 3_000 : 700),
    patienceMs: dice.chance(0.4) ? 3_000_000 : dice.between(200_000, 1_500_000),
  };
}

/** As the network presents it: in one of its spellings, not at all, or a landline's. */
function drawNumber(dice: Dice, mobile: string): string | null {
  if (dice.chance(0.15)) return null;
  if (dice.chance(0.07)) return dice.pick(['02188001122', '982188001122']);
  return dice.pick([mobile, mobile, internationally(mobile), internationally(mobile).slice(1)]);
}

/** An invented card with a right check digit. */
function drawCard(dice: Dice): string {
  const body = dice.pick(Object.keys(PREFIXES)) + dice.digits(9);
  const sum = [...body].reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return body + ((10 - (sum % 10)) % 10);
}
