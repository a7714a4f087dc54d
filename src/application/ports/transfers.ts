import type { Rial } from '../../domain/payment/amount.ts';

/** One transfer from an account of the application (contracts.md 3.1). */
export interface TransferOrder {
  /** Ours, unique, and written down before it is sent: what is left open is looked up by it. */
  readonly trackId: string;
  readonly amount: Rial;
  /** The account that it comes from, as it is registered in the application; opaque. */
  readonly deposit: string;
  /** An IBAN, or an account. */
  readonly destination: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The receiver's identifier of the deposit; null when there is none, as for an IBAN. */
  readonly payId: string | null;
}

/** A transfer as PayStar's list tells of it. What it leaves out is null. */
export interface TransferRow {
  readonly trackId: string | null;
  readonly hashId: string | null;
  readonly amount: Rial | null;
  /** `other`: a word that is not in the contract. It is not final. */
  readonly status: 'pending' | 'success' | 'failed' | 'other';
  readonly referenceCode: string | null;
  /** The bank's words about it, at most 200 characters. */
  readonly message: string | null;
}

/**
 * What came of sending (contracts.md 1.5). `accepted` is not settled: its row, where one came, or the list says how far
 * it is. `failed`: this request moved nothing, which says nothing about an earlier one with the same track id.
 * `unknown`: it may have moved money; it is looked up by its track id and never sent again under another.
 */
export type TransferSent =
  | { readonly type: 'accepted'; readonly row: TransferRow | null }
  | { readonly type: 'failed'; readonly why: 'notSent' | 'refused'; readonly code: number | null }
  | { readonly type: 'unknown'; readonly code: number | null };

/** Null: the list could not be had, which says nothing about any transfer. */
export type TransferList = readonly TransferRow[] | null;

/** Which rows of the list are wanted. */
export interface TransferQuery {
  readonly deposit?: string;
  readonly trackId?: string;
  /** Rows to pass over, and rows to tell; always sent together (contracts.md 3.2). */
  readonly page?: { readonly skip: number; readonly limit: number };
}

/** Bank transfers by PayStar (contracts.md 3). Never rejects. */
export interface Transfers {
  /** @param mayStillSend asked in the moment in which the first byte would leave, as for a payment */
  send(order: TransferOrder, mayStillSend: () => boolean): Promise<TransferSent>;
  list(query: TransferQuery): Promise<TransferList>;
}
