import type { OtpCaps, ReceiptLimits } from '../application/ports.ts';
import type { SanbodPaths } from './sanbod-paths.ts';
import type { Values } from './variables.ts';

/** What a configuration comes to: plain data, read once at the start. */

/** Where the books are: all that a command needs that only reads or writes them. */
export interface BooksConfig {
  /** Null: the embedded store under `dataDir`. */
  readonly databaseUrl: string | null;
  /** Absolute. Holds the embedded store, the spool of results and the control socket. */
  readonly dataDir: string;
  readonly logLevel: Values['LOG_LEVEL'];
  /** 32 bytes, from which secrets of merchants derive. Null when not given, which only the sandbox may do without. */
  readonly secret: Buffer | null;
  /** Whether an application is named by which payers are verified. */
  readonly verifiesPayers: boolean;
  /** Null when no client of Sanbod was given: then there is no open banking. */
  readonly openBanking: OpenBankingConfig | null;
}

/** How Sanbod is reached (contracts.md 6). */
export interface OpenBankingConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly redirectUrl: string | null;
  readonly paths: SanbodPaths;
  readonly clientProvider: string;
  readonly amountAs: 'text' | 'number';
}

/** Everything that a server needs. Times in milliseconds, folders absolute. */
export interface Config extends BooksConfig {
  /** Null: the queue lives in the database. */
  readonly queueUrl: string | null;
  readonly cacheDir: string;
  /** The sounds as Asterisk sees them: a folder for each language. */
  readonly soundsDir: string;
  readonly ari: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly app: string;
  };
  /** Null when no password was given: then no call can be placed. */
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
  } | null;
  readonly gateway: GatewayConfig;
  readonly bankServices: BankServicesConfig;
  /** 32 bytes. Null when not given, which only the sandbox may do without. */
  readonly panKey: Buffer | null;
  readonly http: { readonly host: string; readonly port: number };
  readonly api: {
    /** Proxies whose word on the client's address is taken. */
    readonly trustProxy: readonly string[];
    /** Of one key. */
    readonly requestsPerMinute: number;
  };
  readonly limits: Limits;
  /** Caps against whoever tries out cards (payment.md, "Cards"). */
  readonly otpCaps: OtpCaps;
  /** More calls than these in an hour from one number are not answered. */
  readonly callsPerCallerHour: number;
  /** How often the register of who pays is asked about one mobile, and for one caller, in a day. */
  readonly checksPerPayerDay: number;
  readonly webhooks: {
    /** Whether receivers may be on private and loopback addresses, and without TLS: for the sandbox. */
    readonly privateAllowed: boolean;
  };
  /** How many receipts may be texted; what is more waits. */
  readonly receiptLimits: ReceiptLimits;
  /** How often one mobile is rung in an hour, whichever merchant asks for it. */
  readonly ringsPerMobileHour: number;
  /** How long calls may go on when the server is told to end. */
  readonly drainMs: number;
  /** After so many failures of the gateway in a row callers are told before they key a card; 0: never. */
  readonly gatewayFailures: number;
}

/** The bank services beside the gateway. Each is null when it is not set up. */
export interface BankServicesConfig {
  /** PayStar's, without a slash at its end. */
  readonly paystarUrl: string;
  readonly transfer: (ApplicationConfig & { readonly bank: string }) | null;
  readonly identity: (ApplicationConfig & { readonly deadlineMs: number }) | null;
  readonly kavenegar: {
    readonly baseUrl: string;
    /** Null: no messages are sent; its clock is told to everybody. */
    readonly apiKey: string | null;
    readonly sender: string | null;
    readonly template: string | null;
    readonly statusMethod: string;
  };
}

/** An application of PayStar's panel. */
export interface ApplicationConfig {
  readonly applicationId: string;
  readonly accessPassword: string;
  readonly refreshToken: string;
}

export interface GatewayConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** False: it is live for certain. True: it is live unless `GET /_sandbox` says that it is the sandbox. */
  readonly isPrivate: boolean;
  /** Null when not given, which only the sandbox may do without: it counts in Rial. */
  readonly amountUnit: 'rial' | 'toman' | null;
  readonly otpPath: string;
  readonly payPath: string;
  readonly header: { readonly name: string; readonly value: string } | null;
  /** Which of the fields that the contract leaves out of a panel's `pay` are sent all the same. */
  readonly panelSends: { readonly amount: boolean; readonly orderId: boolean };
}

export interface Limits {
  /** How long the bank may take to say that a PIN is on its way. */
  readonly otpReplyMs: number;
  /** When the caller is told that the result is not known yet. */
  readonly callerDeadlineMs: number;
  /** How long the socket of a `pay` stays open. */
  readonly payReplyMs: number;
  readonly pinLifeMs: number;
  readonly callSoftMs: number;
  readonly otpsPerCall: number;
  readonly declinesPerCall: number;
}
