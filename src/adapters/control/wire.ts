import type { OperationName } from '../../application/operations.ts';

/** What `POST /operations/NAME` carries. */
export interface Call {
  /** Left out for an operation that takes none. */
  readonly argument?: unknown;
}

/** What comes back: what the operation gave, or the fault that it ended with. */
export type Reply =
  | { readonly value: unknown }
  | { readonly fault: { readonly name: string; readonly message: string } };

/** Written down here because it is also a guard: nothing else can be called from outside. */
const OPERATIONS: Readonly<Record<OperationName, true>> = {
  applyMerchants: true,
  merchants: true,
  addInvoice: true,
  invoice: true,
  cancelInvoice: true,
  extendInvoice: true,
  invoices: true,
  payments: true,
  payment: true,
  doubts: true,
  resolve: true,
  calls: true,
  call: true,
  replay: true,
  placeCall: true,
  webhooks: true,
  webhook: true,
  resendWebhooks: true,
  webhookSecret: true,
  receipts: true,
  receipt: true,
  resendReceipts: true,
  optOutOfReceipts: true,
  optInToReceipts: true,
  receiptOptOuts: true,
  createKey: true,
  keys: true,
  rotateKey: true,
  revokeKey: true,
  connectBank: true,
  bankConsents: true,
  revokeBank: true,
  convertIban: true,
  health: true,
  inspectBooks: true,
};

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
