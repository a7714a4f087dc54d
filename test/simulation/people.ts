import type { Line } from '../../src/application/ports.ts';
import { invoiceCode } from '../../src/domain/merchant/invoice.ts';
import type { Persona } from './caller.ts';
import type { Dice } from './dice.ts';

/** Who lives in a simulated world: lines, invoices and callers, few enough to get into each other's way. */

const AMOUNT = 500_000;
const PREFIXES = ['603799', '610433', '627412', '123456'];
const COMMON = { merchantId: 'shop', aliases: [], language: 'fa' } as const;

export const LINES: readonly Line[] = [
  {
    ...COMMON,
    number: '1000',
    sequence: 'seq-fixed',
    bill: { type: 'fixed', amount: AMOUNT },
    confirmCard: true,
  },
  { ...COMMON, number: '2000', sequence: 'seq-invoice', bill: { type: 'invoice' }, confirmCard: false },
];

export interface Invoice {
  readonly code: string;
  readonly amount: number;
}

export function drawInvoices(dice: Dice, count: number): readonly Invoice[] {
  return Array.from({ length: count }, (_, index) => ({
    code: invoiceCode(String(1_000_000 + index)),
    amount: dice.between(10, 9_000) * 1_000,
  }));
}

interface Person {
  readonly mobile: string;
  readonly pans: readonly string[];
}

export function drawPeople(dice: Dice, count: number): readonly Person[] {
  const cards = Array.from({ length: count }, () => drawCard(dice));
  return Array.from({ length: count }, () => ({
    mobile: `091${dice.digits(8)}`,
    pans: dice.chance(0.4) ? [dice.pick(cards), dice.pick(cards)] : [dice.pick(cards)],
  }));
}

/** One caller: a person, in one of their moods. */
export function drawPersona(dice: Dice, people: readonly Person[], invoices: readonly Invoice[]): Persona {
  const person = dice.pick(people);
  const clumsy = dice.chance(0.4);
  const stubborn = dice.chance(0.1);
  const slow = dice.chance(0.1);
  const sometimes = (most: number) => (clumsy ? (most * dice.between(0, 100)) / 100 : 0);
  return {
    ...person,
    number: dice.chance(0.2) ? null : person.mobile,
    did: dice.chance(0.5) ? '1000' : '2000',
    invoiceCode: dice.pick(invoices).code,
    wrongKey: sometimes(0.4),
    wrongPin: stubborn ? 0.9 : sometimes(0.6),
    wrongPlace: sometimes(0.3),
    doubledKey: sometimes(0.03),
    silence: sometimes(0.3),
    hangUp: dice.chance(0.3) ? 0.1 : 0,
    stubborn,
    early: dice.pick([0, 0, 0.3, 1]),
    thinkMs: dice.between(300, clumsy ? 14_000 : 3_000),
    keyMs: slow ? 9_000 : dice.between(150, clumsy ? 3_000 : 700),
  };
}

/** An invented card with a right check digit. */
function drawCard(dice: Dice): string {
  const body = dice.pick(PREFIXES) + dice.digits(9);
  const sum = [...body].reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return body + ((10 - (sum % 10)) % 10);
}
