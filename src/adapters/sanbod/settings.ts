import type { Log, System } from '../../application/ports.ts';
import type { Provider } from '../provider/provider.ts';

/** The business calls, by the last part of their paths (contracts.md 6.4 to 6.6). */
export type SanbodService =
  | 'normaltransfer'
  | 'achtransfer'
  | 'rtgstransfer'
  | 'statement'
  | 'achreport'
  | 'rtgsreport'
  | 'deposittoiban'
  | 'cardtoiban'
  | 'ibantodeposit'
  | 'cardtodeposit';

/** What needs the account holder's consent; it is also what is asked for, by these names (contracts.md 6.1). */
export const CONSENT_SCOPES = [
  'statement',
  'normaltransfer',
  'achtransfer',
  'achreport',
  'rtgstransfer',
  'rtgsreport',
] as const satisfies readonly SanbodService[];

/** What a client of its own right may ask for; written small, as the sample body has them (contracts.md 6.1). */
export const CLIENT_SCOPES = [
  'ibaninquiry',
  'cardtoiban',
  'cardtodeposit',
  'deposittoiban',
  'ibantodeposit',
] as const;

/** Below the base address, each with a leading slash. The documents leave most of them open (contracts.md 6.3). */
export type SanbodPaths = Readonly<Record<'authorize' | 'token' | 'revoke' | SanbodService, string>>;

/** How Sanbod is spoken to; one of these for all its clients. */
export interface SanbodSettings {
  readonly provider: Provider;
  readonly client: { readonly id: string; readonly secret: string };
  /** Our callback as it is registered at Sanbod; null: nobody can be asked for consent. */
  readonly redirectUrl: string | null;
  readonly paths: SanbodPaths;
  /** The `provider_code` of tokens without a consent. */
  readonly clientProvider: string;
  /** How `transferAmount` is written: as every sample has it, or as the tables say (contracts.md 6.4). */
  readonly amountAs: 'text' | 'number';
  /** A fresh trace id for each attempt, of letters and digits. */
  readonly newTraceId: () => string;
  readonly log: Log;
  readonly system: Pick<System, 'now'>;
}

/** To the last byte of a reply, in milliseconds. */
export const ASK_MS = 15_000;
/** Banks take their time with money, and an order that was given up on is an order in doubt. */
export const TRANSFER_MS = 60_000;
