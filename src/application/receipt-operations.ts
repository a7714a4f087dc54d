import type { Mobile } from '../domain/merchant/mobile.ts';
import { receiptText } from '../domain/receipt/text.ts';
import { OperationFault } from './fault.ts';
import type { OptOut, Receipt, ReceiptFilter, ReceiptReader, ReceiptSelection } from './ports.ts';

/** A receipt with its text, as it would go out now. */
export type ShownReceipt = Receipt & { readonly text: string };

/** What operators can do about receipts: a part of `Operations`. */
export interface ReceiptOperations {
  /** Newest first. */
  receipts(filter: ReceiptFilter): Promise<readonly Receipt[]>;
  receipt(receiptId: string): Promise<ShownReceipt>;
  /** Sends one again, whatever became of it, or all that are parked, of one merchant or of all. */
  resendReceipts(selection: ReceiptSelection): Promise<{ readonly resent: number }>;
  /** From now on this payer gets no receipts of a merchant, or none at all with null. */
  optOutOfReceipts(payer: Omit<OptOut, 'since'>): Promise<Omit<OptOut, 'since'>>;
  /** Ends an opt-out, or with null all of a payer; resolves to how many there were. */
  optInToReceipts(payer: Omit<OptOut, 'since'>): Promise<{ readonly ended: number }>;
  /** Newest first. */
  receiptOptOuts(filter: { readonly mobile?: Mobile; readonly limit: number }): Promise<readonly OptOut[]>;
}

export interface ReceiptOperationsPorts {
  readonly receiptReader: ReceiptReader;
}

export function createReceiptOperations({ receiptReader }: ReceiptOperationsPorts): ReceiptOperations {
  return {
    receipts: (filter) => receiptReader.list(filter),
    async receipt(receiptId) {
      const receipt = await receiptReader.show(receiptId);
      if (receipt === null) throw noReceipt(receiptId);
      return { ...receipt, text: receiptText(receipt.facts) };
    },
    async resendReceipts(selection) {
      const resent = await receiptReader.resend(selection);
      if (resent === 0 && 'receiptId' in selection) throw noReceipt(selection.receiptId);
      return { resent };
    },
    async optOutOfReceipts(payer) {
      if (await receiptReader.optOut(payer)) return payer;
      throw new OperationFault(`There is no merchant ${payer.merchantId}. See: zangpay merchants`);
    },
    optInToReceipts: async (payer) => ({ ended: await receiptReader.optIn(payer) }),
    receiptOptOuts: (filter) => receiptReader.optOuts(filter),
  };
}

function noReceipt(receiptId: string): OperationFault {
  return new OperationFault(`There is no receipt ${receiptId}. See: zangpay receipts list`);
}
