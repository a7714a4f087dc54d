import type { PayerCheck } from '../../domain/identity/payer-check.ts';
import type { OpeningHours } from '../../domain/merchant/hours.ts';
import type { BillSource, Language, LineLanguages } from '../../domain/merchant/line.ts';
import { Fault } from '../fault.ts';

/** A line as `apply` declares it and as a call loads it. */
export interface Line {
  readonly merchantId: string;
  readonly number: string;
  readonly aliases: readonly string[];
  readonly sequence: string;
  readonly languages: LineLanguages;
  readonly bill: BillSource;
  readonly confirmCard: boolean;
  /** How it is found out who pays; null: nobody asks. */
  readonly verify: PayerCheck | null;
  /** The extension of an operator; null when there is none. */
  readonly operator: string | null;
  /** Null: always open. */
  readonly hours: OpeningHours | null;
  /** How many calls the line takes at once; null: as many as come. */
  readonly maxCalls: number | null;
  /** Whether payers are texted receipts; left out: as the merchant wants it. */
  readonly receipts?: boolean;
}

export interface Merchant {
  readonly merchantId: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly webhookUrl: string | null;
  /** Callers who are not answered: mobiles in E.164, other numbers as the network presents them. */
  readonly blockedCallers: readonly string[];
  /** No payer is texted a receipt, but on lines that say otherwise; left out: payers are. */
  readonly receipts?: false;
  readonly lines: readonly Line[];
}

/** A number or an alias that a merchant declares belongs to another line or to another merchant. */
export class LineTaken extends Fault {
  override readonly name = 'LineTaken';

  constructor(number: string, merchantId: string) {
    super(`The number ${number}, declared for merchant ${merchantId}, already belongs to another line.`);
  }
}

/** A line with what a call must know of its merchant. */
export interface FoundLine extends Line {
  readonly merchantName: Merchant['name'];
  readonly blockedCallers: Merchant['blockedCallers'];
}

export interface MerchantStore {
  /**
   * Declares merchants and their lines, any number of times; those not named stay as they are. All or
   * nothing: rejects with `LineTaken` when a number belongs to another line.
   */
  apply(merchants: readonly Merchant[]): Promise<void>;
  list(): Promise<readonly Merchant[]>;
  /** The line that answers this number, in any of its spellings, with its merchant's name. */
  findLine(did: string): Promise<FoundLine | null>;
  /** A merchant's first line, in the order of their numbers; null when it has none. */
  firstLine(merchantId: string): Promise<FoundLine | null>;
}
