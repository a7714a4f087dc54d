import type { PanelStore } from '../../application/ports.ts';
import { attemptToPay, keepGatewayInvoice } from './attempt-to-pay.ts';
import type { Database } from './database.ts';
import { findInvoice } from './invoice-bills.ts';
import { openOrder } from './orders.ts';

/** What a merchant's panel needs of the books. */
export function createPanelStore(database: Database): PanelStore {
  return {
    findInvoiceById: findInvoice(database, 'invoiceId'),
    openOrder: openOrder(database),
    attemptToPay: attemptToPay(database),
    keepGatewayInvoice: keepGatewayInvoice(database),
  };
}
