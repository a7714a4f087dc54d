import { luhnSum } from '../../src/domain/payment/luhn.ts';
import type { Person } from './payer.ts';
import type { Place } from './place.ts';

const FIXED = '1000';
const INVOICE = '1001';
const SEQUENCE = 'acd54b56ddd651a5cc3v';
/** Every so many payers one has an invoice; the others pay a fixed amount. */
const INVOICE_EVERY = 4;

/** Sets up the merchant and makes the payers, each with a mobile, a card and, some of them, an invoice of their own. */
export async function invite({ operations }: Place, count: number): Promise<readonly Person[]> {
  const line = (number: string, bill: { type: 'fixed'; amount: number } | { type: 'invoice' }) => ({
    ...{ merchantId: 'bookshop', number, aliases: [], sequence: SEQUENCE, languages: ['fa'] as const },
    ...{ bill, confirmCard: true, operator: null, hours: null, maxCalls: null, verify: null },
  });
  const lines = [line(FIXED, { type: 'fixed', amount: 500_000 }), line(INVOICE, { type: 'invoice' })];
  await operations.applyMerchants([
    {
      merchantId: 'bookshop',
      name: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
      webhookUrl: null,
      blockedCallers: [],
      lines,
    },
  ]);
  return Promise.all(Array.from({ length: count }, (_, index) => person(operations, index)));
}

async function person(operations: Place['operations'], index: number): Promise<Person> {
  const hasInvoice = index % INVOICE_EVERY === INVOICE_EVERY - 1;
  const amount = 1_000_000 + index * 1_000;
  const invoice = hasInvoice ? await operations.addInvoice({ merchantId: 'bookshop', amount }) : null;
  return {
    mobile: `912${String(4_100_000 + index)}`,
    card: cardOf(index),
    line: hasInvoice ? INVOICE : FIXED,
    code: invoice?.code ?? '',
    manner: mannerOf(index),
  };
}

/** Invented cards with a right check digit; each belongs to one payer. */
function cardOf(index: number): string {
  const first = `60379977${String(3_141_592 + index * 7)}`;
  const cards = Array.from('0123456789', (check) => `${first}${check}`);
  return cards.find((card) => luhnSum(Buffer.from(card)) % 10 === 0) ?? first;
}

function mannerOf(index: number): Person['manner'] {
  if (index % 10 === 5) return 'wrongPinFirst';
  if (index % 15 === 7) return 'hangsUpWhilePaying';
  return index % 20 === 11 ? 'hangsUpAtPin' : 'plain';
}
