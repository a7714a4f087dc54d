import type { Bill, BillRefusal } from '../../domain/payment/bill.ts';
import type { PanelStore, System } from '../ports.ts';
import type { PanelOtpRequest, PanelRefusal } from './panel-payments.ts';

export interface FindPanelBillPorts {
  readonly panelStore: PanelStore;
  readonly system: System;
}

/**
 * The bill of what a panel lets pay, or why it cannot be paid now. That of an order is born with its first request,
 * with the amount of that. Rejects when the store does.
 */
export async function findPanelBill(
  { panelStore, system }: FindPanelBillPorts,
  { merchantId, purchase, amount }: PanelOtpRequest,
  line: string,
): Promise<Bill | PanelRefusal> {
  switch (purchase.type) {
    case 'order': {
      const { orderId } = purchase;
      const billId = system.newId('bill');
      const found = await panelStore.openOrder({ merchantId, orderId, billId, line, amount });
      if (found === 'amountDiffers') return found;
      return typeof found === 'string' ? ORDER_REFUSALS[found] : found;
    }
    case 'invoice': {
      const found = await panelStore.findInvoiceById(merchantId, purchase.invoiceId);
      if (typeof found === 'string') return INVOICE_REFUSALS[found];
      return found.amount === amount ? found : 'amountDiffers';
    }
  }
}

const INVOICE_REFUSALS: Readonly<Record<BillRefusal, PanelRefusal>> = {
  notFound: 'noInvoice',
  expired: 'invoiceExpired',
  cancelled: 'invoiceCancelled',
  paid: 'billPaid',
  busy: 'billBusy',
  unknown: 'billUnknown',
  storeDown: 'storeDown',
};

/** An order has no invoice that could expire or be cancelled; its bill may be closed all the same. */
const ORDER_REFUSALS: Readonly<Record<BillRefusal, PanelRefusal>> = {
  ...INVOICE_REFUSALS,
  notFound: 'billClosed',
  expired: 'billClosed',
  cancelled: 'billClosed',
};
