import { z } from 'zod';
import { BANK_IDS, bankOf, showCard } from '../../../domain/payment/card.ts';

/** What may be shown of a card. */
export const card = z.object({
  first6: z.string(),
  last4: z.string(),
  bank: z.enum(BANK_IDS).nullable().describe('The bank that issued it; null: not known.'),
  masked: z.string().describe('As people read it: 6037 99** **** 1234'),
});

export function cardOf({ first6, last4 }: { readonly first6: string; readonly last4: string }) {
  return { first6, last4, bank: bankOf(first6), masked: showCard({ first6, last4 }) };
}
