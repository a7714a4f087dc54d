/**
 * Where Sanbod's calls are. The documents give no base path and misspell what they give (contracts.md 6.2, 6.3): these
 * are assumptions, and `SANBOD_PATHS` puts others in their place.
 */
export const SANBOD_PATHS = {
  authorize: '/oauth/v1/authorize',
  token: '/oauth/v1/token',
  revoke: '/oauth/v1/revoke',
  normaltransfer: '/banks/v1/normaltransfer',
  achtransfer: '/banks/v1/achtransfer',
  rtgstransfer: '/banks/v1/rtgstransfer',
  statement: '/banks/v1/statement',
  achreport: '/banks/v1/achreport',
  rtgsreport: '/banks/v1/rtgsreport',
  deposittoiban: '/sanboom/v1/banksinquiry/deposittoiban',
  cardtoiban: '/sanboom/v1/banksinquiry/cardtoiban',
  cardtodeposit: '/sanboom/v1/banksinquiry/cardtodeposit',
  ibantodeposit: '/banks/v1/ibantodeposit',
} as const;

export type SanbodPaths = Readonly<Record<keyof typeof SANBOD_PATHS, string>>;

/** Reads `statement=/a/statement, token=/b/token`; null when a name or a path is none. */
export function readSanbodPaths(text: string): SanbodPaths | null {
  const pairs = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => part.split('='));
  const isRight = pairs.every(
    ([name = '', path = '', ...more]) =>
      Object.hasOwn(SANBOD_PATHS, name) && /^\/[\w/.-]*$/.test(path) && more.length === 0,
  );
  return isRight ? { ...SANBOD_PATHS, ...Object.fromEntries(pairs) } : null;
}
