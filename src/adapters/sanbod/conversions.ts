import type { BankAnswer, IbanConversions } from '../../application/ports.ts';
import type { Secret } from '../../application/secret.ts';
import { isCardNumber } from '../../domain/payment/card.ts';
import { bankCodeOf, judgeIban, readIban } from '../../domain/payout/iban.ts';
import type { Fields } from '../provider/json-body.ts';
import { isFields, readText, type Fields as Values } from './read-values.ts';
import { type Access, answerOf, askService } from './services.ts';
import { ASK_MS, type SanbodService, type SanbodSettings } from './settings.ts';

/** Something found in a reply, or why it cannot be used. */
type Found = { readonly value: string } | { readonly why: string };

/**
 * The four conversions (contracts.md 6.6). One of the documents' own samples answers for another account of another bank
 * with an IBAN that is none: what is echoed must be what was asked, and every IBAN must be one.
 */
export function createConversions(settings: SanbodSettings, access: Access): IbanConversions {
  const ask = async (service: SanbodService, fields: Fields, read: (message: Values) => Found) =>
    answerOf(await askService(settings, { service, fields, access, timeoutMs: ASK_MS }), (message) =>
      isFields(message) ? read(message) : { why: 'The reply holds nothing that was asked for.' },
    );

  return {
    async depositToIban({ depositNumber, provider }) {
      const deposit = depositNumber.trim();
      if (deposit === '') return notAsked('Give the number of the account.');
      if (!/^\d{3}$/.test(provider)) return notAsked('Give the code of the bank: three digits, such as 057.');
      return ask('deposittoiban', { depositNumber: deposit, provider }, (message) => {
        if (readText(message.depositNumber) !== deposit) return ANOTHER;
        const found = ibanIn(message);
        if ('why' in found || bankCodeOf(found.value) === provider) return found;
        return { why: `The reply is for an account of bank ${bankCodeOf(found.value)}, not of ${provider}.` };
      });
    },
    cardToIban: async (card) =>
      cardFault(card) ??
      ask('cardtoiban', { cardNumber: card }, (message) =>
        echoes(message, card) ? ibanIn(message) : ANOTHER,
      ),
    async ibanToDeposit(text) {
      const iban = readIban(text);
      if (iban === null) return notAsked('This is no valid IBAN. See: zangpay iban check IBAN');
      return ask('ibantodeposit', { iban }, (message) =>
        echoedIban(message) === iban ? depositIn(message) : ANOTHER,
      );
    },
    cardToDeposit: async (card) =>
      cardFault(card) ??
      ask('cardtodeposit', { cardNumber: card }, (message) =>
        echoes(message, card) ? depositIn(message) : ANOTHER,
      ),
  };
}

const ANOTHER: Found = { why: 'The reply is for another card or account than was asked for.' };

function notAsked(why: string): BankAnswer<never> {
  return { type: 'notAsked', why };
}

/** The documents' samples put an IBAN where the card belongs: it is refused here, before anything is sent. */
function cardFault(card: Secret): BankAnswer<never> | null {
  if (card.expose(isCardNumber)) return null;
  const looksLikeIban = card.expose((bytes) => bytes.length >= 24 || bytes[0] === 0x49 || bytes[0] === 0x69);
  return notAsked(
    looksLikeIban
      ? 'This is an IBAN, not a card: give the 16 digits of the card.'
      : 'This is no card number: give its 16 digits, as they are printed on it.',
  );
}

function echoes({ cardNumber }: Values, card: Secret): boolean {
  const echoed = readText(cardNumber);
  return echoed !== null && card.expose((bytes) => Buffer.from(echoed).equals(bytes));
}

function echoedIban({ iban }: Values): string | null {
  const text = readText(iban);
  return text === null ? null : readIban(text);
}

function ibanIn({ iban }: Values): Found {
  const verdict = judgeIban(readText(iban) ?? '');
  return verdict.valid ? { value: verdict.iban } : { why: 'The reply holds no valid IBAN.' };
}

function depositIn({ depositNumber }: Values): Found {
  const deposit = readText(depositNumber);
  return deposit === null ? { why: 'The reply holds no account number.' } : { value: deposit };
}
