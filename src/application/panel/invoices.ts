import { invoiceCode, isInvoiceCode } from '../../domain/merchant/invoice.ts';
import type { Mobile } from '../../domain/merchant/mobile.ts';
import { isBillable, type Rial } from '../../domain/payment/amount.ts';
import type {
  ChangeRefusal,
  Invoice,
  InvoiceChange,
  InvoiceKey,
  InvoiceStore,
  NewInvoice,
  System,
} from '../ports.ts';

export interface InvoicePorts {
  readonly invoices: InvoiceStore;
  readonly system: System;
}

/** An invoice to add. What is left out is not known; a code is made. */
export interface InvoiceDraft {
  readonly merchantId: string;
  /** Left out, one is made. Given, it is known before the invoice is there. */
  readonly invoiceId?: string;
  readonly amount: Rial;
  readonly code?: string;
  readonly description?: string;
  readonly mobile?: Mobile;
  readonly orderId?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** What it is added for: the same once more adds nothing (InvoiceStore.add). */
  readonly origin?: string;
}

export type DraftRefusal =
  | 'amountStep'
  | 'codeMalformed'
  | 'codeCheckDigit'
  | 'codeTaken'
  | 'noFreeCode'
  | 'expiryPassed'
  | 'noMerchant';

export interface DraftRefused {
  readonly refused: DraftRefusal;
}

/** A code made for an invoice has this many digits before its check digit. */
const CODE_BODY_DIGITS = 7;
/** How often a made code may be taken before giving up: at a million invoices one more try in ten. */
export const CODE_TRIES = 20;

/** Adds an invoice that a caller pays by keying its code. */
export async function addInvoice(
  { invoices, system }: InvoicePorts,
  draft: InvoiceDraft,
): Promise<Invoice | DraftRefused> {
  const refused = refusalOf(draft, system.now());
  if (refused !== null) return { refused };
  const tries = draft.code === undefined ? CODE_TRIES : 1;
  for (let nth = 0; nth < tries; nth += 1) {
    const added = await invoices.add(newInvoice(system, draft));
    if (added === 'noMerchant') return { refused: added };
    if (added !== 'codeTaken') return added;
  }
  return { refused: draft.code === undefined ? 'noFreeCode' : 'codeTaken' };
}

/** How many are added side by side: calls need the store meanwhile. */
const AT_ONCE = 4;

/**
 * Adds many. Each is judged for itself and good ones are added, whatever the others are; of two with one code the
 * first is. The answers come in the order of the drafts.
 */
export async function addInvoices(
  ports: InvoicePorts,
  drafts: readonly InvoiceDraft[],
): Promise<readonly (Invoice | DraftRefused)[]> {
  const doubles = doublesIn(drafts);
  const answers: (Invoice | DraftRefused)[] = [];
  const waiting = drafts.entries();
  const work = async () => {
    for (const [index, draft] of waiting) {
      answers[index] = doubles.has(index) ? { refused: 'codeTaken' } : await addInvoice(ports, draft);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

/** The places of those whose code an earlier draft has, by the merchant of all of them. */
function doublesIn(drafts: readonly InvoiceDraft[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const doubles = new Set<number>();
  for (const [index, { code }] of drafts.entries()) {
    if (code === undefined) continue;
    if (seen.has(code)) doubles.add(index);
    seen.add(code);
  }
  return doubles;
}

/** Changes an invoice; a new amount has to be one that may be asked for. */
export async function changeInvoice(
  { invoices }: Pick<InvoicePorts, 'invoices'>,
  key: InvoiceKey,
  change: InvoiceChange,
): Promise<Invoice | ChangeRefusal | 'amountStep'> {
  const { amount } = change;
  return amount !== undefined && !isBillable(amount) ? 'amountStep' : invoices.change(key, change);
}

function refusalOf({ amount, code, expiresAt }: InvoiceDraft, now: number): DraftRefusal | null {
  if (!isBillable(amount)) return 'amountStep';
  if (code !== undefined && !isInvoiceCode(code)) {
    return /^\d{6,11}$/.test(code) ? 'codeCheckDigit' : 'codeMalformed';
  }
  return expiresAt !== undefined && expiresAt <= now ? 'expiryPassed' : null;
}

function newInvoice(system: System, draft: InvoiceDraft): NewInvoice {
  return {
    invoiceId: draft.invoiceId ?? system.newId('inv'),
    billId: system.newId('bill'),
    merchantId: draft.merchantId,
    code: draft.code ?? randomCode(system),
    amount: draft.amount,
    description: draft.description ?? null,
    mobile: draft.mobile ?? null,
    orderId: draft.orderId ?? null,
    expiresAt: draft.expiresAt ?? null,
    origin: draft.origin ?? null,
  };
}

function randomCode(system: System): string {
  const body = system.random64() % 10n ** BigInt(CODE_BODY_DIGITS);
  return invoiceCode(body.toString().padStart(CODE_BODY_DIGITS, '0'));
}
