import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isPrivateAddress } from './address.ts';
import { isNetwork } from './network.ts';
import { readSanbodPaths, SANBOD_PATHS } from './sanbod-paths.ts';

/** How one variable of the environment is read. An error message of `read` says what to give instead. */
interface Variable {
  readonly read: z.ZodType<unknown, string>;
  /** The text that stands for an unset variable; without it the value is null. */
  readonly fallback?: string;
  /** A secret is never shown, and may come from a file named by `NAME_FILE`. */
  readonly secret?: true;
}

const PROJECT = resolve(import.meta.dirname, '../..');

function whole(min: number, max: number) {
  return z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `Give a whole number from ${min} to ${max}.`,
    )
    .transform(Number);
}

/** Reads seconds, gives milliseconds. */
function seconds(min: number, max: number) {
  return whole(min, max).transform((count) => count * 1_000);
}

function choice<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, `Give one of: ${values.join(', ')}.`);
}

/** On or off. */
const flag = choice('true', 'false').transform((text) => text === 'true');

function url(example: string, ...protocols: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `Give a URL such as ${example}.`,
    );
}

const word = z.string().regex(/^[\w.-]{1,64}$/, 'Give letters, digits, dots and hyphens only.');
const host = z.string().regex(/^[\w.:-]{1,253}$/, 'Give a host name or an address.');
const password = z.string().regex(/^[^\r\n]+$/, 'Give it on one line.');
const folder = z.string().transform((path) => resolve(path));
const gatewayPath = z.string().regex(/^\/[\w/.-]*$/, 'Give a path such as /ivr/bpm/pay.');

const key = z
  .string()
  .regex(/^([0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/i, 'Give 32 random bytes: openssl rand -hex 32.')
  .transform((text): Buffer => Buffer.from(text, text.length === 64 ? 'hex' : 'base64'));

const webAddress = (example: string) =>
  url(example, 'http:', 'https:').refine(
    (text) => !/[?#@]/.test(text),
    'Give it without a user, a query or a fragment.',
  );

/** Cards travel to this address, so outside the private network it is TLS or nothing. */
const gatewayUrl = webAddress('https://core.paystar.ir/api')
  .refine(
    (text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isPrivateAddress(text),
    'Cards are sent there: give an https:// address.',
  )
  .transform((text) => text.replace(/\/+$/, ''));

/** Keys travel to these addresses, and people's numbers. */
const serviceUrl = (example: string) =>
  webAddress(example)
    .refine(
      (text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isPrivateAddress(text),
      'A key is sent there: give an https:// address.',
    )
    .transform((text) => text.replace(/\/+$/, ''));
const method = z.string().regex(/^\w+\/\w+$/, 'Give an area and a method, such as sms/status.');
const template = z.string().regex(/^[\w-]{1,50}$/, 'Give the name of a template in Kavenegar’s panel.');

const header = z
  .string()
  .regex(/^[\w-]+: ?[\x20-\x7e]+$/, 'Give one header such as "Authorization: Bearer …".')
  .transform((text) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon), value: text.slice(colon + 1).trim() };
  });

const networks = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
  .refine(
    (list) => list.every(isNetwork),
    'Give addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, with commas between them.',
  );

/** An address that secrets travel to: outside the private network it is TLS or nothing. */
const secretAddress = (example: string) =>
  webAddress(example).refine(
    (text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isPrivateAddress(text),
    'Secrets are sent there: give an https:// address.',
  );

const sanbodUrl = secretAddress('https://api.sanbod.co').transform((text) => text.replace(/\/+$/, ''));

/** A colon would end it in the header that it is sent in. */
const clientId = z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,200}$/, 'Give it as the console shows it.');

const sanbodPaths = z
  .string()
  .transform((text) => readSanbodPaths(text))
  .refine(
    (paths) => paths !== null,
    `Give pairs such as statement=/banks/v1/statement, with commas, of: ${Object.keys(SANBOD_PATHS).join(', ')}.`,
  )
  .transform((paths) => paths ?? SANBOD_PATHS);

const bankCode = z.string().regex(/^\d{3}$/, 'Give the three digits of a bank, such as 057.');

/** Every variable that Zangpay reads (design.md, "Store, queue, processes"), in the order it is shown. */
export const VARIABLES = {
  DATABASE_URL: {
    read: url('postgres://USER:PASSWORD@HOST/DATABASE', 'postgres:', 'postgresql:'),
    secret: true,
  },
  QUEUE_URL: { read: url('redis://HOST:6379', 'redis:', 'rediss:'), secret: true },
  ZANGPAY_DATA_DIR: { read: folder, fallback: 'data' },
  ZANGPAY_CACHE: { read: folder, fallback: join(homedir(), '.cache', 'zangpay') },
  ZANGPAY_SOUNDS: { read: folder, fallback: join(PROJECT, 'dialplan', 'sounds') },
  ARI_URL: { read: webAddress('http://127.0.0.1:8088'), fallback: 'http://127.0.0.1:8088' },
  ARI_USERNAME: { read: word, fallback: 'zangpay' },
  ARI_PASSWORD: { read: password, secret: true },
  ARI_APP: { read: word, fallback: 'zangpay' },
  AMI_HOST: { read: host, fallback: '127.0.0.1' },
  AMI_PORT: { read: whole(1, 65_535), fallback: '5038' },
  AMI_USERNAME: { read: word, fallback: 'zangpay' },
  AMI_PASSWORD: { read: password, secret: true },
  PAYSTAR_BASE_URL: { read: gatewayUrl, fallback: 'https://core.paystar.ir/api' },
  PAYSTAR_AMOUNT_UNIT: { read: choice('rial', 'toman') },
  PAYSTAR_OTP_PATH: { read: gatewayPath, fallback: '/ivr/bpm/otp-v2' },
  PAYSTAR_PAY_PATH: { read: gatewayPath, fallback: '/ivr/bpm/pay' },
  PAYSTAR_HEADER: { read: header, secret: true },
  PAYSTAR_PANEL_SENDS_AMOUNT: { read: flag, fallback: 'true' },
  PAYSTAR_PANEL_SENDS_ORDER_ID: { read: flag, fallback: 'true' },
  PAYSTAR_APPLICATION_ID: { read: password },
  PAYSTAR_ACCESS_PASSWORD: { read: password, secret: true },
  PAYSTAR_REFRESH_TOKEN: { read: password, secret: true },
  PAYSTAR_TRANSFER_BANK: {
    read: z.string().regex(/^\d{3}$/, 'Give three digits, such as 016.'),
    fallback: '016',
  },
  PAYSTAR_IDENTITY_APPLICATION_ID: { read: password },
  PAYSTAR_IDENTITY_ACCESS_PASSWORD: { read: password, secret: true },
  PAYSTAR_IDENTITY_REFRESH_TOKEN: { read: password, secret: true },
  // A caller waits no longer, whatever is given (verify-payer.ts).
  ZANGPAY_IDENTITY_SECONDS: { read: seconds(1, 15), fallback: '10' },
  KAVENEGAR_BASE_URL: {
    read: serviceUrl('https://api.kavenegar.com/v1').refine(
      (text) => !/\/[^/]{20,}$/.test(text),
      'Give it without the key, which is KAVENEGAR_API_KEY.',
    ),
    fallback: 'https://api.kavenegar.com/v1',
  },
  KAVENEGAR_API_KEY: { read: password, secret: true },
  KAVENEGAR_SENDER: { read: z.string().regex(/^\+?\d{4,20}$/, 'Give the digits of a line.') },
  KAVENEGAR_TEMPLATE: { read: template },
  KAVENEGAR_STATUS_METHOD: { read: method, fallback: 'sms/status' },
  ZANGPAY_PAN_KEY: { read: key, secret: true },
  ZANGPAY_SECRET: { read: key, secret: true },
  ZANGPAY_WEBHOOK_PRIVATE: { read: choice('yes', 'no').transform((text) => text === 'yes'), fallback: 'no' },
  HTTP_HOST: { read: host, fallback: '127.0.0.1' },
  HTTP_PORT: { read: whole(0, 65_535), fallback: '3000' },
  HTTP_BEHIND_TLS: { read: choice('yes', 'no'), fallback: 'no' },
  HTTP_TRUST_PROXY: { read: networks },
  ZANGPAY_API_REQUESTS_PER_MINUTE: { read: whole(1, 1_000_000), fallback: '300' },
  SANBOD_BASE_URL: { read: sanbodUrl, fallback: 'https://api.sanbod.co' },
  SANBOD_CLIENT_ID: { read: clientId },
  SANBOD_CLIENT_SECRET: { read: password, secret: true },
  SANBOD_REDIRECT_URL: { read: secretAddress('https://pay.example.ir/sanbod/callback') },
  SANBOD_PATHS: { read: sanbodPaths },
  SANBOD_CLIENT_PROVIDER: { read: bankCode, fallback: '999' },
  SANBOD_AMOUNT_AS: { read: choice('text', 'number'), fallback: 'text' },
  SANDBOX_PORT: { read: whole(0, 65_535), fallback: '3900' },
  ZANGPAY_OTP_SECONDS: { read: seconds(1, 60), fallback: '15' },
  ZANGPAY_CALLER_SECONDS: { read: seconds(1, 120), fallback: '30' },
  ZANGPAY_PAY_SECONDS: { read: seconds(2, 600), fallback: '120' },
  ZANGPAY_PIN_SECONDS: { read: seconds(10, 300), fallback: '120' },
  ZANGPAY_CALL_SECONDS: { read: seconds(60, 840), fallback: '780' },
  ZANGPAY_OTPS_PER_CALL: { read: whole(1, 10), fallback: '3' },
  ZANGPAY_DECLINES_PER_CALL: { read: whole(1, 20), fallback: '4' },
  ZANGPAY_OTPS_PER_CARD_HOUR: { read: whole(1, 50), fallback: '5' },
  ZANGPAY_OTPS_PER_CALLER_HOUR: { read: whole(1, 1_000), fallback: '10' },
  ZANGPAY_OTPS_PER_LINE_HOUR: { read: whole(1, 100_000), fallback: '600' },
  ZANGPAY_OTPS_PER_KEY_HOUR: { read: whole(1, 1_000_000), fallback: '1000' },
  ZANGPAY_CARDS_PER_CALLER_DAY: { read: whole(1, 100), fallback: '5' },
  ZANGPAY_CALLS_PER_CALLER_HOUR: { read: whole(1, 10_000), fallback: '20' },
  ZANGPAY_CHECKS_PER_PAYER_DAY: { read: whole(1, 1_000), fallback: '6' },
  ZANGPAY_RINGS_PER_MOBILE_HOUR: { read: whole(1, 100), fallback: '3' },
  ZANGPAY_RECEIPTS_PER_MOBILE_HOUR: { read: whole(1, 1_000), fallback: '10' },
  ZANGPAY_RECEIPTS_PER_MOBILE_DAY: { read: whole(1, 1_000), fallback: '30' },
  ZANGPAY_RECEIPTS_PER_MERCHANT_HOUR: { read: whole(1, 1_000_000), fallback: '2000' },
  ZANGPAY_GATEWAY_FAILURES: { read: whole(0, 100), fallback: '3' },
  ZANGPAY_DRAIN_SECONDS: { read: seconds(0, 900), fallback: '60' },
  LOG_LEVEL: { read: choice('debug', 'info', 'warn', 'error', 'silent'), fallback: 'info' },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

type Read<N extends VariableName> = z.output<(typeof VARIABLES)[N]['read']>;

/** What was read of each variable; null where it is unset and has no fallback. */
export type Values = {
  readonly [N in VariableName]: (typeof VARIABLES)[N] extends { readonly fallback: string }
    ? Read<N>
    : Read<N> | null;
};
