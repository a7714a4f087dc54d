import type { FoundLine, Line } from '../../src/application/ports.ts';

/** The lines of the simulated shop: one of each kind that behaves in a way of its own. */

const OPERATOR = '7001';
const COMMON = {
  merchantId: 'shop',
  aliases: [],
  languages: ['fa'],
  confirmCard: true,
  operator: null,
  hours: null,
  maxCalls: null,
  verify: null,
} as const;

/** A world begins on a Thursday at 03:30 in Iran; this line closes six minutes later. */
const UNTIL_NEARLY_NOW = { days: { thu: [{ from: 0, to: 3 * 60 + 36 }] }, closedDays: [] };

export const LINES: readonly Line[] = [
  { ...COMMON, number: '1000', sequence: 'seq-fixed', bill: { type: 'fixed', amount: 500_000 } },
  { ...COMMON, number: '2000', sequence: 'seq-invoice', bill: { type: 'invoice' }, confirmCard: false },
  { ...COMMON, number: '3000', sequence: 'seq-caller', bill: { type: 'caller' }, operator: OPERATOR },
  {
    ...COMMON,
    number: '4000',
    sequence: 'seq-toman',
    bill: { type: 'open', min: 10_000, max: 50_000_000, unit: 'toman' },
    maxCalls: 3,
  },
  {
    ...COMMON,
    number: '5000',
    sequence: 'seq-rial',
    bill: { type: 'open', min: 10_000, max: 50_000_000, unit: 'rial' },
    operator: OPERATOR,
    confirmCard: false,
  },
  {
    ...COMMON,
    number: '6000',
    sequence: 'seq-two',
    bill: { type: 'invoice' },
    languages: ['fa', 'en'],
    operator: OPERATOR,
    maxCalls: 4,
  },
  {
    ...COMMON,
    number: '7000',
    sequence: 'seq-hours',
    bill: { type: 'fixed', amount: 1_234_000 },
    languages: ['en'],
    hours: UNTIL_NEARLY_NOW,
  },
  {
    ...COMMON,
    number: '8000',
    sequence: 'seq-mobile',
    bill: { type: 'fixed', amount: 250_000 },
    verify: { by: 'shahkar', whenDown: 'stop' },
    confirmCard: false,
  },
  {
    ...COMMON,
    number: '8001',
    sequence: 'seq-card',
    bill: { type: 'invoice' },
    verify: { by: 'card', whenDown: 'stop' },
  },
  {
    ...COMMON,
    number: '8002',
    sequence: 'seq-go-on',
    bill: { type: 'fixed', amount: 750_000 },
    verify: { by: 'shahkar', whenDown: 'goOn' },
    operator: OPERATOR,
  },
  {
    ...COMMON,
    number: '8003',
    sequence: 'seq-card-go-on',
    bill: { type: 'fixed', amount: 900_000 },
    verify: { by: 'card', whenDown: 'goOn' },
    confirmCard: false,
    operator: OPERATOR,
  },
];

/** @param blockedCallers mobiles in E.164 */
export function foundLines(blockedCallers: readonly string[]): readonly FoundLine[] {
  return LINES.map((line) => ({
    ...line,
    merchantName: { fa: 'فروشگاه', en: 'Shop' },
    blockedCallers,
  }));
}
