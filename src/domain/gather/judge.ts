import { isBirthDate } from '../identity/birth-date.ts';
import { isNationalId, NATIONAL_ID_LENGTH } from '../identity/national-id.ts';
import { isInvoiceCode } from '../merchant/invoice.ts';
import { readMobile } from '../merchant/mobile.ts';
import { beginsAsCard, CARD_LENGTH, isCardNumber, maskOf } from '../payment/card.ts';
import { PIN_MIN } from '../payment/pin.ts';
import type { GatherRequest, GatherVerdict, Malformed } from './gather.ts';
import { AMOUNT_MIN } from './limits.ts';

/**
 * Judges what was keyed, inside the vault.
 * @param digits the ASCII codes of what was kept; a card stays bytes but for its first six and last four
 * @param count how many digits were keyed, those that were too many included
 * @param today the Gregorian date in Iran, such as `2026-03-21`
 */
export function judge(
  request: GatherRequest,
  digits: Uint8Array,
  count: number,
  today: string,
): GatherVerdict {
  if (count > digits.length) return malformed('tooLong', count);
  switch (request.kind) {
    case 'choice':
      return judgeChoice(request.keys, text(digits));
    case 'invoice':
      return judgeInvoice(text(digits));
    case 'mobile':
      return judgeMobile(digits);
    case 'amount':
      return judgeAmount(request, text(digits));
    case 'card':
      return judgeCard(digits);
    case 'nationalId':
      return judgeNationalId(digits);
    case 'birthDate':
      return isBirthDate(digits, today) ? { type: 'birthDate' } : malformed('notBirthDate', digits.length);
    case 'pin':
      return count >= PIN_MIN ? { type: 'pin', length: count } : malformed('length', count);
  }
}

function judgeChoice(keys: string, key: string): GatherVerdict {
  return keys.includes(key) ? { type: 'choice', key } : malformed('notOffered', 1);
}

function judgeInvoice(code: string): GatherVerdict {
  if (beginsAsCard(code)) return malformed('card', code.length);
  return isInvoiceCode(code) ? { type: 'invoice', code } : malformed('checkDigit', code.length);
}

/** Only an amount that may be paid leaves the vault as a number. */
function judgeAmount(
  { min, max }: { readonly min: number; readonly max: number },
  digits: string,
): GatherVerdict {
  if (digits.length < AMOUNT_MIN) return malformed('length', digits.length);
  if (beginsAsCard(digits)) return malformed('card', digits.length);
  const value = Number(digits);
  return value < min || value > max ? malformed('range', digits.length) : { type: 'amount', value };
}

function judgeMobile(digits: Uint8Array): GatherVerdict {
  const mobile = readMobile(text(digits));
  return mobile === null ? malformed('notMobile', digits.length) : { type: 'mobile', mobile };
}

function judgeCard(digits: Uint8Array): GatherVerdict {
  if (digits.length !== CARD_LENGTH) return malformed('length', digits.length);
  if (!isCardNumber(digits)) return malformed('checkDigit', digits.length);
  return { type: 'card', card: maskOf(digits) };
}

function judgeNationalId(digits: Uint8Array): GatherVerdict {
  if (digits.length !== NATIONAL_ID_LENGTH) return malformed('length', digits.length);
  return isNationalId(digits) ? { type: 'nationalId' } : malformed('checkDigit', digits.length);
}

function malformed(why: Malformed, count: number): GatherVerdict {
  return { type: 'malformed', why, count };
}

function text(digits: Uint8Array): string {
  return String.fromCharCode(...digits);
}
