import { depositOf, ibanOf, isIban } from './iban.ts';
import { type Body, Refused, textOf } from './reply.ts';

/** The card of the documents and its account; every other card has an account made of its digits. */
const SAMPLE_CARD = '5022291301984702';
const SAMPLE_DEPOSIT = '119-813-2618257-1';
/** What the documents answer to another question: no IBAN, of another bank (contracts.md 6.6). */
const FALSE_SAMPLE = { depositNumber: '0100630357602', iban: 'IR910540102220100630357602' };
const CARD_BANK = '059';

export type Conversion = 'deposittoiban' | 'cardtoiban' | 'ibantodeposit' | 'cardtodeposit';

/** The `message` of a conversion (contracts.md 6.6). */
export function convert(service: Conversion, body: Body, falseSample: boolean): object {
  switch (service) {
    case 'deposittoiban': {
      const depositNumber = textOf(body, 'depositNumber');
      const provider = textOf(body, 'provider');
      if (!/^\d{3}$/.test(provider)) throw new Refused(422, { provider: ['must be three digits'] });
      return falseSample ? FALSE_SAMPLE : { depositNumber, iban: ibanOf(provider, depositNumber) };
    }
    case 'cardtoiban': {
      const cardNumber = cardIn(body);
      return { cardNumber, iban: ibanOf(CARD_BANK, depositOfCard(cardNumber)) };
    }
    case 'ibantodeposit': {
      const iban = textOf(body, 'iban');
      if (!isIban(iban)) throw new Refused(422, { iban: ['is not valid'] });
      return { depositNumber: depositOf(iban), iban };
    }
    case 'cardtodeposit': {
      const cardNumber = cardIn(body);
      return { cardNumber, depositNumber: depositOfCard(cardNumber) };
    }
  }
}

function cardIn(body: Body): string {
  const card = textOf(body, 'cardNumber');
  if (!/^\d{16}$/.test(card)) throw new Refused(422, { cardNumber: ['must be 16 digits'] });
  return card;
}

function depositOfCard(card: string): string {
  return card === SAMPLE_CARD ? SAMPLE_DEPOSIT : `119-813-${card.slice(6, 13)}-1`;
}
