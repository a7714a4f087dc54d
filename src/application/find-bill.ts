import type { BillSearch } from '../domain/call/command.ts';
import type { EventOf } from '../domain/call/event.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import type { Rial } from '../domain/payment/amount.ts';
import type { Log, PaymentStore, System } from './ports.ts';

export interface FindBillPorts {
  readonly payments: PaymentStore;
  readonly system: System;
  readonly log: Log;
}

type Found = EventOf<'BillFound'> | EventOf<'BillsFound'> | EventOf<'BillRefused'>;

/** As many as a caller can keep in mind; the keys for them end before that for another number. */
const MOST_OFFERS = 4;

/**
 * Finds what is to be paid. The bill of a fixed or keyed amount is written only with its first attempt; invoices
 * are found by their code or by their payer.
 */
export async function findBill(ports: FindBillPorts, policy: LinePolicy, by: BillSearch): Promise<Found> {
  switch (by.type) {
    case 'line':
      return policy.bill.type === 'fixed'
        ? newBill(ports, policy.bill.amount)
        : { type: 'BillRefused', why: 'notFound' };
    case 'amount':
      return newBill(ports, by.amount);
    case 'code':
      return looked(ports, policy, () => findByCode(ports, policy, by.code));
    case 'payer':
      return looked(ports, policy, async () => ({
        type: 'BillsFound',
        offers: await ports.payments.findCallerBills(policy.merchantId, by.mobile, MOST_OFFERS),
      }));
  }
}

function newBill({ system }: FindBillPorts, amount: Rial): Found {
  return { type: 'BillFound', bill: { billId: system.newId('bill'), amount, invoiceId: null } };
}

async function findByCode(
  { payments }: FindBillPorts,
  { merchantId }: LinePolicy,
  code: string,
): Promise<Found> {
  const found = await payments.findInvoiceBill(merchantId, code);
  return typeof found === 'string' ? { type: 'BillRefused', why: found } : { type: 'BillFound', bill: found };
}

async function looked(
  { log }: FindBillPorts,
  { merchantId }: LinePolicy,
  look: () => Promise<Found>,
): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    log.error({ error, merchantId }, 'an invoice could not be looked up');
    return { type: 'BillRefused', why: 'storeDown' };
  }
}
