import type { Line, Merchant } from '../../application/ports.ts';

/** The lines that the scenarios call, with an operator's seat for each way in which one may behave. */

export const MERCHANT = 'bookshop';
export const BLOCKED_CALLER = '09120000099';

/** Where operators sit, and what they do when it rings. */
export const SEATS = { answers: '3000', hangsUp: '3001', busy: '3002', rings: '3003' } as const;

const line = (number: string, bill: Line['bill'], special: Partial<Line> = {}): Line => ({
  merchantId: MERCHANT,
  number,
  aliases: [],
  sequence: 'acd54b56ddd651a5cc3v',
  languages: ['fa'],
  bill,
  confirmCard: true,
  operator: null,
  hours: null,
  maxCalls: null,
  verify: null,
  ...special,
});

const FIXED = { type: 'fixed', amount: 500_000 } as const;
const OPEN = { type: 'open', min: 10_000, max: 500_000_000, unit: 'toman' } as const;

/** By what is special of each. */
export const LINES = {
  fixed: line('4000', FIXED),
  english: line('4001', FIXED, { languages: ['en'], confirmCard: false }),
  menu: line('4002', { type: 'invoice' }, { languages: ['fa', 'en'] }),
  invoice: line('4003', { type: 'invoice' }, { confirmCard: false }),
  caller: line('4004', { type: 'caller' }, { confirmCard: false }),
  open: line('4005', OPEN, { confirmCard: false }),
  aliased: line('4007', FIXED, { aliases: ['+982140074007'], languages: ['en'], confirmCard: false }),
  openRial: line('4006', { ...OPEN, unit: 'rial' }, { languages: ['en'], confirmCard: false }),
  operatorAnswers: line('4010', FIXED, { operator: SEATS.answers }),
  operatorHangsUp: line('4011', FIXED, { operator: SEATS.hangsUp }),
  operatorBusy: line('4012', FIXED, { operator: SEATS.busy }),
  operatorRings: line('4013', FIXED, { operator: SEATS.rings }),
  closed: line('4020', FIXED, { hours: { days: {}, closedDays: [] } }),
  small: line('4021', FIXED, { maxCalls: 1 }),
  verifiesMobile: line('4030', FIXED, { verify: { by: 'shahkar', whenDown: 'stop' } }),
  verifiesCard: line('4031', FIXED, { verify: { by: 'card', whenDown: 'stop' } }),
  verifiesOrGoesOn: line('4032', FIXED, { verify: { by: 'shahkar', whenDown: 'goOn' } }),
} as const satisfies Readonly<Record<string, Line>>;

export type LineName = keyof typeof LINES;

export const CAST: Merchant = {
  merchantId: MERCHANT,
  name: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  webhookUrl: null,
  blockedCallers: ['+989120000099'],
  lines: Object.values(LINES),
};
