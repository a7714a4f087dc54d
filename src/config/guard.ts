import { isPrivateAddress } from './address.ts';
import type { Problem } from './setting.ts';
import type { Values, VariableName } from './variables.ts';

/** What was read: a variable with a problem of its own is left out, one that is unset is null. */
export type Reading = { readonly [N in VariableName]?: Values[N] };

const RANDOM = 'Give 32 random bytes of its own: openssl rand -hex 32.';

/** What keeps a server from starting, though each variable by itself is well formed. */
export function startProblems(values: Reading): readonly Problem[] {
  const { ARI_PASSWORD, PAYSTAR_BASE_URL, ZANGPAY_CALLER_SECONDS, ZANGPAY_PAY_SECONDS } = values;
  const live = PAYSTAR_BASE_URL !== undefined && !isPrivateAddress(PAYSTAR_BASE_URL);
  const toldTooLate =
    ZANGPAY_CALLER_SECONDS !== undefined &&
    ZANGPAY_PAY_SECONDS !== undefined &&
    ZANGPAY_CALLER_SECONDS >= ZANGPAY_PAY_SECONDS;
  return [
    ...unset(ARI_PASSWORD, 'ARI_PASSWORD', 'Give the password of the ARI user (ari.conf).'),
    ...(live ? liveProblems(values) : []),
    ...(toldTooLate ? [CALLER_TOLD_TOO_LATE] : []),
    ...APPLICATIONS.flatMap((names) => halfGiven(values, names)),
    ...(isInClear(values) ? [IN_CLEAR] : []),
    ...sanbodProblems(values),
    ...(values.HTTP_BEHIND_TLS === 'yes' && values.HTTP_TRUST_PROXY === null ? [PROXY_UNKNOWN] : []),
  ];
}

/** What the live gateway asks for beyond what a sandbox does without (payment.md, "Live guard", "Amounts"). */
export function liveProblems(values: Reading): readonly Problem[] {
  const { DATABASE_URL, PAYSTAR_AMOUNT_UNIT, ZANGPAY_PAN_KEY, ZANGPAY_SECRET } = values;
  const oneKey = ZANGPAY_PAN_KEY && ZANGPAY_SECRET?.equals(ZANGPAY_PAN_KEY);
  return [
    ...unset(
      DATABASE_URL,
      'DATABASE_URL',
      'Live payments need PostgreSQL: postgres://USER:PASSWORD@HOST/NAME.',
    ),
    ...unset(PAYSTAR_AMOUNT_UNIT, 'PAYSTAR_AMOUNT_UNIT', 'Ask PayStar what it counts in: rial or toman.'),
    ...unset(ZANGPAY_PAN_KEY, 'ZANGPAY_PAN_KEY', RANDOM),
    ...unset(ZANGPAY_SECRET, 'ZANGPAY_SECRET', RANDOM),
    ...(oneKey ? [SAME_KEYS] : []),
  ];
}

/** The variables of PayStar's applications: all of one, or none. */
const APPLICATIONS: readonly (readonly VariableName[])[] = [
  ['PAYSTAR_APPLICATION_ID', 'PAYSTAR_ACCESS_PASSWORD', 'PAYSTAR_REFRESH_TOKEN'],
  ['PAYSTAR_IDENTITY_APPLICATION_ID', 'PAYSTAR_IDENTITY_ACCESS_PASSWORD', 'PAYSTAR_IDENTITY_REFRESH_TOKEN'],
];

function halfGiven(values: Reading, names: readonly VariableName[]): readonly Problem[] {
  const missing = names.filter((name) => values[name] === null);
  if (missing.length === names.length) return [];
  const given = names.filter((name) => !missing.includes(name)).join(' and ');
  const remedy = 'An application has all three, or none: take it from PayStar’s panel.';
  return missing.map((variable) => ({ variable, wrong: `is not set, and ${given} is`, remedy }));
}

/** Half of a pair of credentials, and tokens of a real bank that would be kept under a key that everybody knows. */
export function sanbodProblems(values: Reading): readonly Problem[] {
  const { SANBOD_CLIENT_ID: id, SANBOD_CLIENT_SECRET: secret, SANBOD_BASE_URL: url } = values;
  const BOTH = 'The console of Sanbod gives an id and a secret: give both, or neither.';
  if (id === null && secret === null) return [];
  const isKept = url !== undefined && !isPrivateAddress(url);
  return [
    ...unset(id, 'SANBOD_CLIENT_ID', BOTH),
    ...unset(secret, 'SANBOD_CLIENT_SECRET', BOTH),
    ...(isKept
      ? unset(values.ZANGPAY_SECRET, 'ZANGPAY_SECRET', `Tokens of banks are kept under it. ${RANDOM}`)
      : []),
  ];
}

const CALLER_TOLD_TOO_LATE: Problem = {
  variable: 'ZANGPAY_CALLER_SECONDS',
  wrong: 'is not below ZANGPAY_PAY_SECONDS',
  remedy: 'The bank is waited for longer than the caller is.',
};

/** Cards come in by HTTP: what others can reach must have TLS in front of it. */
function isInClear({ HTTP_HOST: host, HTTP_BEHIND_TLS }: Reading): boolean {
  if (host === undefined || HTTP_BEHIND_TLS === 'yes') return false;
  const url = `http://${host.includes(':') ? `[${host}]` : host}`;
  return !URL.canParse(url) || !isPrivateAddress(url);
}

const IN_CLEAR: Problem = {
  variable: 'HTTP_HOST',
  wrong: 'is an address that others can reach, and HTTP_BEHIND_TLS is not "yes"',
  remedy:
    'Card numbers must not cross a network in clear: put a proxy with TLS in front and set HTTP_BEHIND_TLS=yes, or listen on 127.0.0.1.',
};

/** Limits and allow-lists go by the client's address, which only the proxy tells. */
const PROXY_UNKNOWN: Problem = {
  variable: 'HTTP_TRUST_PROXY',
  wrong: 'is not set, and HTTP_BEHIND_TLS is "yes"',
  remedy: 'Give the address of the proxy in front, such as 127.0.0.1: it tells who the client is.',
};

const SAME_KEYS: Problem = {
  variable: 'ZANGPAY_SECRET',
  wrong: 'is the same as ZANGPAY_PAN_KEY',
  remedy: RANDOM,
};

function unset(value: unknown, variable: VariableName, remedy: string): readonly Problem[] {
  return value === null ? [{ variable, wrong: 'is not set', remedy }] : [];
}
