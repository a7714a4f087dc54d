import { opensAt } from '../../domain/merchant/hours.ts';
import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { BillRefusal } from '../../domain/payment/bill.ts';
import type {
  CallRequest,
  CallRequests,
  FoundLine,
  InvoiceStore,
  Log,
  MerchantCall,
  MerchantStore,
  PayerRinger,
  PaymentStore,
  System,
} from '../ports.ts';

export interface CallBackPorts {
  readonly invoices: Pick<InvoiceStore, 'show'>;
  readonly payments: Pick<PaymentStore, 'findInvoiceBill'>;
  readonly merchants: Pick<MerchantStore, 'findLine' | 'firstLine'>;
  readonly requests: CallRequests;
  /** Null where no Asterisk can be asked to ring: without an AMI password. */
  readonly ringer: PayerRinger | null;
  /** False while the gateway is down: whoever answers could not pay. */
  readonly gatewayWorks: () => boolean;
  /** How often one mobile is rung in an hour, whoever asks for it. */
  readonly ringsPerMobileHour: number;
  readonly system: System;
  readonly log: Log;
}

export interface CallBack {
  readonly merchantId: string;
  readonly invoiceId: string;
  /** Whom to ring. */
  readonly mobile: Mobile;
  /** The line that rings, in any of its spellings; left out, the merchant's first. */
  readonly line?: string;
}

/** Why nobody is rung. */
export type CallBackRefused =
  | {
      readonly refused:
        | 'noInvoice'
        | Exclude<BillRefusal, 'notFound' | 'storeDown'>
        | 'noLine'
        | 'payerBlocked'
        | 'gatewayDown'
        | 'noExchange';
    }
  /** `opensAt`: milliseconds since the epoch; null when the line has no opening hours. */
  | { readonly refused: 'lineClosed'; readonly opensAt: number | null }
  | { readonly refused: 'rungTooOften'; readonly waitMs: number };

/**
 * Rings a payer, who walks into the payment of an invoice when they answer. Resolves once the telephone is about to
 * ring; how that ends is settled later.
 * @param noted is told the id before anything rings
 */
export async function callBack(
  ports: CallBackPorts,
  wanted: CallBack,
  noted: (callRequestId: string) => Promise<void>,
): Promise<CallRequest | CallBackRefused> {
  const { merchantId, invoiceId, mobile } = wanted;
  const invoice = await ports.invoices.show({ merchantId, invoiceId });
  if (invoice === null) return { refused: 'noInvoice' };
  const bill = await ports.payments.findInvoiceBill(merchantId, invoice.code);
  if (typeof bill === 'string')
    return { refused: bill === 'notFound' || bill === 'storeDown' ? 'noInvoice' : bill };
  const line = await lineOf(ports, wanted);
  if (line === null) return { refused: 'noLine' };
  const refused = lineRefusal(ports, line, mobile);
  if (refused !== null) return refused;
  if (ports.ringer === null) return { refused: 'noExchange' };
  const callRequestId = ports.system.newId('ring');
  await noted(callRequestId);
  const request = await ports.requests.add(
    { callRequestId, merchantId, invoiceId, line: line.number, mobile },
    ports.ringsPerMobileHour,
  );
  if ('waitMs' in request) return { refused: 'rungTooOften', ...request };
  return ring({ ...ports, ringer: ports.ringer }, request, invoice.code);
}

/** A merchant rings by its own lines only. */
async function lineOf(
  { merchants }: CallBackPorts,
  { merchantId, line }: CallBack,
): Promise<FoundLine | null> {
  if (line === undefined) return merchants.firstLine(merchantId);
  const found = await merchants.findLine(line);
  return found?.merchantId === merchantId ? found : null;
}

function lineRefusal(
  { system, gatewayWorks }: CallBackPorts,
  { hours, blockedCallers }: FoundLine,
  mobile: Mobile,
): CallBackRefused | null {
  if (blockedCallers.includes(mobile)) return { refused: 'payerBlocked' };
  const now = system.now();
  const opens = hours === null ? now : opensAt(hours, now);
  if (opens !== now) return { refused: 'lineClosed', opensAt: opens };
  return gatewayWorks() ? null : { refused: 'gatewayDown' };
}

async function ring(
  ports: CallBackPorts & { readonly ringer: PayerRinger },
  request: CallRequest,
  code: string,
): Promise<CallRequest | CallBackRefused> {
  const { ringer, requests, log } = ports;
  const { callRequestId, line, mobile } = request;
  try {
    const { ended } = await ringer.ring({ callRequestId, line, mobile, invoice: code });
    void ended.then((outcome) => (outcome === null ? undefined : settle(ports, callRequestId, outcome)));
  } catch (error) {
    log.error({ error, callRequestId }, 'a payer could not be rung');
    await settle(ports, callRequestId, 'failed');
    return { refused: 'noExchange' };
  }
  // It rings, whether or not that can be noted.
  await requests.ringing(callRequestId).catch((error: unknown) => {
    log.warn({ error, callRequestId }, 'that a telephone rings was not noted');
  });
  return { ...request, status: 'ringing' };
}

/** What cannot be noted now is settled later by what came of it (settle-call-backs.ts). */
async function settle(
  { requests, log }: Pick<CallBackPorts, 'requests' | 'log'>,
  ...how: Parameters<CallRequests['settle']>
): Promise<void> {
  await requests.settle(...how).catch((error: unknown) => {
    log.warn({ error, callRequestId: how[0] }, 'how a call-back ended was not noted');
  });
}

/** What a call has come to, for the merchant. */
export type CallOutcome = 'paid' | 'notPaid' | 'unknown' | 'reversed';

/** Null while the call, or a payment of it, goes on: nothing may be said yet. */
export function outcomeOf({
  payment,
  endedAt,
}: Pick<MerchantCall, 'payment' | 'endedAt'>): CallOutcome | null {
  switch (payment) {
    case 'processing':
      return null;
    case 'open':
      return endedAt === null ? null : 'notPaid';
    case 'paid':
    case 'unknown':
    case 'reversed':
      return payment;
  }
}
