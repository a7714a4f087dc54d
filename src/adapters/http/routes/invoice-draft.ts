import { z } from 'zod';
import type { DraftRefusal, InvoiceDraft } from '../../../application/panel/invoices.ts';
import { amount, merchantOrderId, millisecondsOf, mobile } from '../fields.ts';
import type { ProblemCode } from '../problems.ts';
import { description, expiresAt, invoiceCode } from './invoice.ts';

/** What a new invoice is made of: the fields of a request and the columns of a file. */
export const newInvoice = z.object({
  amount,
  code: invoiceCode.optional(),
  description: description.optional(),
  payerMobile: mobile.optional(),
  orderId: merchantOrderId.optional(),
  expiresAt: expiresAt.optional(),
});

export function draftOf(
  merchantId: string,
  {
    payerMobile,
    expiresAt: until,
    code,
    description: what,
    orderId,
    amount: rial,
  }: z.output<typeof newInvoice>,
): InvoiceDraft {
  return {
    merchantId,
    amount: rial,
    ...(code === undefined ? {} : { code }),
    ...(what === undefined ? {} : { description: what }),
    ...(payerMobile === undefined ? {} : { mobile: payerMobile }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(until === undefined ? {} : { expiresAt: millisecondsOf(until) }),
  };
}

/** The problem that each refusal of a new invoice is, and the field at fault. */
export const DRAFT_PROBLEMS: Readonly<Record<DraftRefusal, readonly [ProblemCode, string | null]>> = {
  amountStep: ['amount_step', 'amount'],
  codeMalformed: ['invalid_field', 'code'],
  codeCheckDigit: ['code_check_digit', 'code'],
  codeTaken: ['code_taken', 'code'],
  noFreeCode: ['no_free_code', 'code'],
  expiryPassed: ['expiry_passed', 'expiresAt'],
  // The merchant of a key is there as long as the key.
  noMerchant: ['internal', null],
};
