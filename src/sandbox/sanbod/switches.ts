/** What no document decides, or what a bank may do either way: a client must get along with each (contracts.md 9). */
export interface Switches {
  /** What becomes of an order that came before: it is refused, or the first one is answered again. */
  duplicates: 'refuse' | 'first';
  /** How the last status of Satna is spelled. */
  settled: 'TASFIYEH_SHODE' | 'TASFIYEH_SHODEH';
  /** Whether a refresh token is good once. */
  rotateRefresh: boolean;
  /** Whether tokens come in the frame of all other calls. */
  tokenFrame: boolean;
  /** Whether `authorize` is only at the address that the documents misspell. */
  onlyMisspelled: boolean;
  /** Whether deposittoiban answers as in its sample: for another account, with an IBAN that is none. */
  falseSample: boolean;
  /** Whether access tokens end after half a minute instead of an hour. */
  shortTokens: boolean;
}

export function defaultSwitches(): Switches {
  return {
    duplicates: 'refuse',
    settled: 'TASFIYEH_SHODE',
    rotateRefresh: true,
    tokenFrame: false,
    onlyMisspelled: false,
    falseSample: false,
    shortTokens: false,
  };
}

const CHOICES: Readonly<Record<keyof Switches, readonly unknown[]>> = {
  duplicates: ['refuse', 'first'],
  settled: ['TASFIYEH_SHODE', 'TASFIYEH_SHODEH'],
  rotateRefresh: [true, false],
  tokenFrame: [true, false],
  onlyMisspelled: [true, false],
  falseSample: [true, false],
  shortTokens: [true, false],
};

/** Turns the switches that are named; the name of one that is wrong, or null. */
export function turn(switches: Switches, wanted: Readonly<Record<string, unknown>>): string | null {
  const wrong = Object.entries(wanted).find(
    ([name, value]) => !(name in CHOICES && CHOICES[name as keyof Switches].includes(value)),
  );
  if (wrong !== undefined) return wrong[0];
  Object.assign(switches, wanted);
  return null;
}
