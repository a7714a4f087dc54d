import { beginsAsCard } from '../payment/card.ts';
import { luhnSum } from '../payment/luhn.ts';

/** The code a caller keys for an invoice: 6 to 11 digits, the last a Luhn check digit. */
export type InvoiceCode = string;

/**
 * One less than call.md allows: people key their card at the wrong prompt, and payment.md ("Cards") lets no
 * entry of 12 or more digits be kept.
 */
export const INVOICE_CODE_MAX = 11;

/** Adds the check digit to a body of 5 to 10 digits. */
export function invoiceCode(body: string): InvoiceCode {
  const sum = luhnSum(asciiOf(`${body}0`));
  return body + ((10 - (sum % 10)) % 10);
}

/** True for 6 to 11 digits whose check digit is right, and that cannot be the beginning of a card. */
export function isInvoiceCode(code: string): boolean {
  return /^\d{6,11}$/.test(code) && luhnSum(asciiOf(code)) % 10 === 0 && !beginsAsCard(code);
}

function asciiOf(digits: string): Uint8Array {
  return Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
}
