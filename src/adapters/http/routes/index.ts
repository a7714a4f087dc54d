import type { Route } from '../route.ts';
import { bulkInvoiceRoutes } from './bulk-invoices.ts';
import { type CallRoutePorts, callRoutes } from './calls.ts';
import { invoiceChangeRoutes } from './invoice-changes.ts';
import { type InvoiceRoutePorts, invoiceRoutes } from './invoices.ts';
import { type OtpRoutePorts, otpRoutes } from './otp.ts';
import { type PayRoutePorts, payRoutes } from './pay.ts';
import { type PaymentRoutePorts, paymentRoutes } from './payments.ts';
import { type WebhookRoutePorts, webhookRoutes } from './webhook-events.ts';

/** What the routes are made of, each file's own. */
export type ApiRoutePorts = OtpRoutePorts &
  PayRoutePorts &
  PaymentRoutePorts &
  InvoiceRoutePorts &
  CallRoutePorts &
  WebhookRoutePorts;

/** The one list of routes: what is served, documented and tested. */
export function createRoutes(ports: ApiRoutePorts): readonly Route[] {
  return [
    ...otpRoutes(ports),
    ...payRoutes(ports),
    ...paymentRoutes(ports),
    ...invoiceRoutes(ports),
    ...invoiceChangeRoutes(ports),
    ...bulkInvoiceRoutes(ports),
    ...callRoutes(ports),
    ...webhookRoutes(ports),
  ];
}
