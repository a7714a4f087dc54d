import packageJson from '../package.json' with { type: 'json' };
import { Fault } from './application/fault.ts';
import type { OtpCaps, ReceiptLimits } from './application/ports.ts';
import { isPrivateAddress } from './config/address.ts';
import { liveProblems, type Reading, sanbodProblems, startProblems } from './config/guard.ts';
import { SANBOD_PATHS, type SanbodPaths } from './config/sanbod-paths.ts';
import { type Environment, type Problem, readSetting, type Setting } from './config/setting.ts';
import { VARIABLE_NAMES, type Values, type VariableName } from './config/variables.ts';

export { isPrivateAddress } from './config/address.ts';
export { isNetwork } from './config/network.ts';
export type { Environment, Problem, Setting } from './config/setting.ts';
export type { VariableName } from './config/variables.ts';

export const VERSION: string = packageJson.version;

/** The environment of this process. Nothing else in the project reads it. */
export const environment: Environment = process.env;

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

/** The configuration is wrong. Holds every problem at once; its message tells them all. */
export class ConfigFault extends Fault {
  override readonly name = 'ConfigFault';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], wayOut = '') {
    super(`The configuration is wrong:\n${problems.map(tell).join('\n')}${wayOut}`);
    this.problems = problems;
  }
}

function tell({ variable, wrong, remedy }: Problem): string {
  return `  ${variable} ${wrong}. ${remedy}`;
}

const TWO_WAYS_OUT = `
Two ways on:
  to try it out     run "npx zangpay sandbox", and set PAYSTAR_BASE_URL to the address that it prints
                    (or "npm run demo", which does everything by itself)
  to take payments  set DATABASE_URL to a PostgreSQL, and PAYSTAR_AMOUNT_UNIT, ZANGPAY_PAN_KEY and
                    ZANGPAY_SECRET, which the live gateway asks for`;

/**
 * Reads all that a server needs.
 * @throws ConfigFault with every problem at once, those of the live gateway among them
 */
export function readConfig(env: Environment): Config {
  const { values, problems } = readAll(env, VARIABLE_NAMES);
  const all = [...problems, ...startProblems(values)];
  if (all.length === 0) return configOf(values as Values);
  throw new ConfigFault(all, values.DATABASE_URL === null && !env.PAYSTAR_BASE_URL ? TWO_WAYS_OUT : '');
}

/**
 * Reads a configuration as far as it can be read, for whoever looks for what is wrong: a variable that is not in its
 * form counts as unset. Every problem is told beside it.
 */
export function readConfigAnyway(env: Environment): {
  readonly config: Config;
  readonly problems: readonly Problem[];
} {
  const { values, problems } = readAll(env, VARIABLE_NAMES);
  const ill = problems.map(({ variable }) => variable);
  const config = configOf({ ...values, ...readAll({}, ill).values } as Values);
  return { config, problems: [...problems, ...startProblems(values)] };
}

/** Reads what is needed to open the books, and looks at nothing else. Throws `ConfigFault`. */
export function readBooksConfig(env: Environment): BooksConfig {
  const { values, problems } = readAll(env, [
    'DATABASE_URL',
    'ZANGPAY_DATA_DIR',
    'LOG_LEVEL',
    'ZANGPAY_SECRET',
    'PAYSTAR_IDENTITY_APPLICATION_ID',
    ...SANBOD,
  ]);
  const all = [...problems, ...sanbodProblems(values)];
  if (all.length > 0) throw new ConfigFault(all);
  return booksOf(values as Values);
}

const SANBOD = [
  'SANBOD_BASE_URL',
  'SANBOD_CLIENT_ID',
  'SANBOD_CLIENT_SECRET',
  'SANBOD_REDIRECT_URL',
  'SANBOD_PATHS',
  'SANBOD_CLIENT_PROVIDER',
  'SANBOD_AMOUNT_AS',
] as const;

/** The port that the sandbox listens on unless it is told another, or the fault that there is with it. */
export function readSandboxPort(env: Environment): number | ConfigFault {
  const { values, problems } = readAll(env, ['SANDBOX_PORT']);
  return problems.length > 0 ? new ConfigFault(problems) : (values as Values).SANDBOX_PORT;
}

/** The folder of the sounds, for the commands that make and check them. Throws `ConfigFault`. */
export function readSoundsDir(env: Environment): string {
  const { values, problems } = readAll(env, ['ZANGPAY_SOUNDS']);
  if (problems.length > 0) throw new ConfigFault(problems);
  return (values as Values).ZANGPAY_SOUNDS;
}

/** What the demo needs: it makes everything else itself. */
export interface DemoConfig {
  readonly dataDir: string;
  readonly cacheDir: string;
  /** What setup.sh took; null when it did not run. */
  readonly setupMs: number | null;
}

/** Throws `ConfigFault`. */
export function readDemoConfig(env: Environment): DemoConfig {
  const { values, problems } = readAll(env, ['ZANGPAY_DATA_DIR', 'ZANGPAY_CACHE']);
  if (problems.length > 0) throw new ConfigFault(problems);
  const { ZANGPAY_DATA_DIR: dataDir, ZANGPAY_CACHE: cacheDir } = values as Values;
  const setupMs = env.ZANGPAY_SETUP_MS;
  return { dataDir, cacheDir, setupMs: setupMs === undefined ? null : Number(setupMs) };
}

/** Every variable as it is in force, secrets masked, and every problem that would keep a server from starting. */
export function inspectConfig(env: Environment): {
  readonly settings: readonly Setting[];
  readonly problems: readonly Problem[];
} {
  const { settings, values, problems } = readAll(env, VARIABLE_NAMES);
  return { settings, problems: [...problems, ...startProblems(values)] };
}

/**
 * Refuses a private address that turned out not to be the sandbox, unless everything that the live
 * gateway asks for was given (payment.md, "Live guard"). Throws `ConfigFault`.
 */
export function requireLive(config: Config): void {
  const problems = liveProblems({
    DATABASE_URL: config.databaseUrl,
    PAYSTAR_AMOUNT_UNIT: config.gateway.amountUnit,
    ZANGPAY_PAN_KEY: config.panKey,
    ZANGPAY_SECRET: config.secret,
  });
  if (problems.length > 0) throw new ConfigFault(problems);
}

function readAll(env: Environment, names: readonly VariableName[]) {
  const readings = names.map((name) => readSetting(env, name));
  return {
    settings: readings.map(({ setting }) => setting),
    problems: readings.flatMap((reading) => ('problem' in reading ? [reading.problem] : [])),
    values: Object.fromEntries(
      readings.flatMap((reading) => ('value' in reading ? [[reading.setting.variable, reading.value]] : [])),
    ) as Reading,
  };
}

function booksOf(values: Values): BooksConfig {
  return {
    databaseUrl: values.DATABASE_URL,
    dataDir: values.ZANGPAY_DATA_DIR,
    logLevel: values.LOG_LEVEL,
    secret: values.ZANGPAY_SECRET,
    verifiesPayers: values.PAYSTAR_IDENTITY_APPLICATION_ID !== null,
    openBanking: openBankingOf(values),
  };
}

function openBankingOf(values: Values): OpenBankingConfig | null {
  const { SANBOD_CLIENT_ID: id, SANBOD_CLIENT_SECRET: secret } = values;
  if (id === null || secret === null) return null;
  return {
    baseUrl: values.SANBOD_BASE_URL,
    client: { id, secret },
    redirectUrl: values.SANBOD_REDIRECT_URL,
    paths: values.SANBOD_PATHS ?? SANBOD_PATHS,
    clientProvider: values.SANBOD_CLIENT_PROVIDER,
    amountAs: values.SANBOD_AMOUNT_AS,
  };
}

function configOf(values: Values): Config {
  return {
    ...booksOf(values),
    queueUrl: values.QUEUE_URL,
    cacheDir: values.ZANGPAY_CACHE,
    soundsDir: values.ZANGPAY_SOUNDS,
    ari: {
      url: values.ARI_URL,
      username: values.ARI_USERNAME,
      password: values.ARI_PASSWORD ?? '',
      app: values.ARI_APP,
    },
    ami: amiOf(values),
    gateway: {
      baseUrl: values.PAYSTAR_BASE_URL,
      isPrivate: isPrivateAddress(values.PAYSTAR_BASE_URL),
      amountUnit: values.PAYSTAR_AMOUNT_UNIT,
      otpPath: values.PAYSTAR_OTP_PATH,
      payPath: values.PAYSTAR_PAY_PATH,
      header: values.PAYSTAR_HEADER,
      panelSends: { amount: values.PAYSTAR_PANEL_SENDS_AMOUNT, orderId: values.PAYSTAR_PANEL_SENDS_ORDER_ID },
    },
    bankServices: bankServicesOf(values),
    panKey: values.ZANGPAY_PAN_KEY,
    http: { host: values.HTTP_HOST, port: values.HTTP_PORT },
    api: {
      trustProxy: values.HTTP_TRUST_PROXY ?? [],
      requestsPerMinute: values.ZANGPAY_API_REQUESTS_PER_MINUTE,
    },
    limits: {
      otpReplyMs: values.ZANGPAY_OTP_SECONDS,
      callerDeadlineMs: values.ZANGPAY_CALLER_SECONDS,
      payReplyMs: values.ZANGPAY_PAY_SECONDS,
      pinLifeMs: values.ZANGPAY_PIN_SECONDS,
      callSoftMs: values.ZANGPAY_CALL_SECONDS,
      otpsPerCall: values.ZANGPAY_OTPS_PER_CALL,
      declinesPerCall: values.ZANGPAY_DECLINES_PER_CALL,
    },
    otpCaps: {
      otpsPerCardHour: values.ZANGPAY_OTPS_PER_CARD_HOUR,
      otpsPerCallerHour: values.ZANGPAY_OTPS_PER_CALLER_HOUR,
      otpsPerLineHour: values.ZANGPAY_OTPS_PER_LINE_HOUR,
      otpsPerKeyHour: values.ZANGPAY_OTPS_PER_KEY_HOUR,
      cardsPerCallerDay: values.ZANGPAY_CARDS_PER_CALLER_DAY,
    },
    callsPerCallerHour: values.ZANGPAY_CALLS_PER_CALLER_HOUR,
    checksPerPayerDay: values.ZANGPAY_CHECKS_PER_PAYER_DAY,
    webhooks: { privateAllowed: values.ZANGPAY_WEBHOOK_PRIVATE },
    ringsPerMobileHour: values.ZANGPAY_RINGS_PER_MOBILE_HOUR,
    receiptLimits: {
      perMobileHour: values.ZANGPAY_RECEIPTS_PER_MOBILE_HOUR,
      perMobileDay: values.ZANGPAY_RECEIPTS_PER_MOBILE_DAY,
      perMerchantHour: values.ZANGPAY_RECEIPTS_PER_MERCHANT_HOUR,
    },
    drainMs: values.ZANGPAY_DRAIN_SECONDS,
    gatewayFailures: values.ZANGPAY_GATEWAY_FAILURES,
  };
}

function amiOf(values: Values): Config['ami'] {
  const { AMI_HOST: host, AMI_PORT: port, AMI_USERNAME: username, AMI_PASSWORD: password } = values;
  return password === null ? null : { host, port, username, password };
}

function bankServicesOf(values: Values): BankServicesConfig {
  const transfer = applicationOf(
    values.PAYSTAR_APPLICATION_ID,
    values.PAYSTAR_ACCESS_PASSWORD,
    values.PAYSTAR_REFRESH_TOKEN,
  );
  const identity = applicationOf(
    values.PAYSTAR_IDENTITY_APPLICATION_ID,
    values.PAYSTAR_IDENTITY_ACCESS_PASSWORD,
    values.PAYSTAR_IDENTITY_REFRESH_TOKEN,
  );
  return {
    paystarUrl: values.PAYSTAR_BASE_URL,
    transfer: transfer && { ...transfer, bank: values.PAYSTAR_TRANSFER_BANK },
    identity: identity && { ...identity, deadlineMs: values.ZANGPAY_IDENTITY_SECONDS },
    kavenegar: {
      baseUrl: values.KAVENEGAR_BASE_URL,
      apiKey: values.KAVENEGAR_API_KEY,
      sender: values.KAVENEGAR_SENDER,
      template: values.KAVENEGAR_TEMPLATE,
      statusMethod: values.KAVENEGAR_STATUS_METHOD,
    },
  };
}

/** All three or none: the guard has seen to it. */
function applicationOf(
  applicationId: string | null,
  accessPassword: string | null,
  refreshToken: string | null,
): ApplicationConfig | null {
  if (applicationId === null || accessPassword === null || refreshToken === null) return null;
  return { applicationId, accessPassword, refreshToken };
}
