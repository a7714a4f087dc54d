import type { PayRequest } from '../../application/ports.ts';
import type { Secret } from '../../application/secret.ts';

/** So many digits of a card in a row may never be stored (payment.md, "Cards"). */
const CARD_DIGITS = 12;

/**
 * True when a reference repeats what was sent: twelve digits in a row of the card, or the PIN alone. Such a
 * text would carry a secret into the books; and it is no reference.
 */
export function echoesSecret(refId: string, secrets: Pick<PayRequest, 'pan' | 'pin'>): boolean {
  const digits = Buffer.from(refId.replace(/\D/g, ''));
  return secrets.pin.expose((pin) => digits.equals(pin)) || echoesCard(refId, secrets.pan);
}

/** True when a text repeats twelve digits in a row of the card. */
export function echoesCard(text: string, pan: Secret): boolean {
  const digits = Buffer.from(text.replace(/\D/g, ''));
  return pan.expose((card) => sharesDigits(digits, card));
}

function sharesDigits(digits: Buffer, pan: Uint8Array): boolean {
  const card = Buffer.from(pan.buffer, pan.byteOffset, pan.byteLength);
  for (let at = 0; at + CARD_DIGITS <= card.length; at += 1) {
    if (digits.includes(card.subarray(at, at + CARD_DIGITS))) return true;
  }
  return false;
}
