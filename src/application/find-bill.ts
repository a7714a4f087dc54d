import type { CommandOf } from '../domain/call/command.ts';
import type { EventOf } from '../domain/call/event.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import type { Log, PaymentStore, System } from './ports.ts';

export interface FindBillPorts {
  readonly payments: PaymentStore;
  readonly system: System;
  readonly log: Log;
}

/**
 * Finds what is to be paid: the line's fixed amount, whose bill is written only with its first attempt, or
 * the invoice of a code.
 */
export async function findBill(
  ports: FindBillPorts,
  policy: LinePolicy,
  by: CommandOf<'FindBill'>['by'],
): Promise<EventOf<'BillFound'> | EventOf<'BillRefused'>> {
  if (by.type === 'code') return findByCode(ports, policy.merchantId, by.code);
  if (policy.bill.type !== 'fixed') return { type: 'BillRefused', why: 'notFound' };
  const billId = ports.system.newId('bill');
  return { type: 'BillFound', bill: { billId, amount: policy.bill.amount, invoiceId: null } };
}

async function findByCode({ payments, log }: FindBillPorts, merchantId: string, code: string) {
  try {
    const found = await payments.findInvoiceBill(merchantId, code);
    return typeof found === 'string'
      ? ({ type: 'BillRefused', why: found } as const)
      : ({ type: 'BillFound', bill: found } as const);
  } catch (error) {
    log.error({ error, merchantId }, 'an invoice could not be looked up');
    return { type: 'BillRefused', why: 'storeDown' } as const;
  }
}
