import type { TimedFact } from './channel.ts';
import { disturbancesOf, LONGEST_KEYING_MS, type Say, type SeenChannel } from './seen.ts';

/**
 * No payer is cut off in mid-entry, and a PIN is never sent by silence (call.md, "Gathers"). Only what came over the
 * line counts: keys that reached us, and what was said or done meanwhile.
 */

/** So long after the last key an entry may not be cut off. */
const KEYS_APART_MS = { card: 25_000, nationalId: 25_000, birthDate: 25_000, pin: 10_000 } as const;
/** What ends by its length alone. */
const LENGTHS = { card: 16, nationalId: 10, birthDate: 8 } as const;

/** A key that came while the next sentence was on its way to the line was no reason not to say it. */
const ON_ITS_WAY_MS = 300;

type Asked = keyof typeof KEYS_APART_MS;

/** What begins an entry anew, and what may be said in the middle of it. */
const QUESTIONS: Readonly<Record<Asked, RegExp>> = {
  card: /^card\.ask$/,
  nationalId: /^verify\.nationalId\.ask$/,
  birthDate: /^verify\.birthDate\.ask$/,
  pin: /^pin\.(ask|maybe|hint|waiting|finish)$/,
};
const IN_MID_ENTRY: Readonly<Record<Asked, RegExp>> = {
  card: /^card\.more\./,
  nationalId: /^verify\.more\./,
  birthDate: /^verify\.more\./,
  pin: /^pin\.(ask|maybe|hint|waiting|finish)$/,
};

/** What ends an entry for a reason that the payer is told: the bank sends no PIN, or cannot be reached at all. */
const TOLD_WHY = /^(otp\.failed|line\.down|reason\.merchant)$/;

interface Entry {
  readonly asked: Asked;
  digits: number;
  /** Digits that came before the question was heard: they may belong to it. */
  readonly early: number;
  /** Each key of it that reached us, and how many digits were in hand after it. */
  readonly keys: { readonly atMs: number; readonly key: string; readonly digits: number }[];
}

export function judgeEntries(channel: SeenChannel, lengths: ReadonlySet<number>, say: Say): void {
  const disturbances = disturbancesOf(channel);
  const isDisturbed = (atMs: number) =>
    disturbances.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const answeredMs = channel.facts.find(({ type }) => type === 'answered')?.atMs ?? channel.rangMs;
  const mayEnd = (atMs: number) => isDisturbed(atMs) || atMs - answeredMs > LONGEST_KEYING_MS;
  let entry: Entry | null = null;
  for (const fact of channel.facts) {
    const cut = entry !== null && breaksOff(entry, fact);
    if (cut && entry !== null && !mayEnd(fact.atMs)) {
      const sinceMs = fact.atMs - (entry.keys.at(-1)?.atMs ?? 0);
      const by = fact.type === 'said' ? fact.clips.join(' ') : 'a hang-up';
      say('cutOff', `a ${entry.asked} of ${entry.digits} digits, ${sinceMs} ms after a key, by ${by}`);
    }
    entry = after(entry, fact, lengths, () => earlyDigits(channel, fact.atMs));
  }
}

function breaksOff({ asked, keys }: Entry, fact: TimedFact): boolean {
  const known = keys.findLast(({ atMs }) => atMs < fact.atMs - ON_ITS_WAY_MS);
  if (known === undefined || known.digits === 0) return false;
  if (fact.atMs - known.atMs >= KEYS_APART_MS[asked]) return false;
  // A key that ends the entry or begins it anew is why something is said.
  const ending = asked === 'pin' ? /[#*]/ : /\*/;
  if (keys.some(({ atMs, key }) => atMs > known.atMs && ending.test(key))) return false;
  switch (fact.type) {
    case 'over':
      return fact.by === 'us';
    case 'handedOver':
      return true;
    case 'said':
      return !fact.clips.some((clip) => IN_MID_ENTRY[asked].test(clip) || TOLD_WHY.test(clip));
    default:
      return false;
  }
}

function after(
  entry: Entry | null,
  fact: TimedFact,
  lengths: ReadonlySet<number>,
  early: () => number,
): Entry | null {
  if (fact.type === 'said') return askedBy(entry, fact.clips, early);
  if (fact.type !== 'key' || entry === null) return entry;
  if (fact.key === '*') entry.digits = 0;
  else if (fact.key === '#' && entry.asked === 'pin') entry.digits = 0;
  else if (/\d/.test(fact.key)) entry.digits += 1;
  entry.keys.push({ atMs: fact.atMs, key: fact.key, digits: entry.digits });
  return isWhole(entry, lengths) ? null : entry;
}

/** A PIN may be keyed from the moment that the bank is asked for it. */
function earlyDigits({ facts }: SeenChannel, atMs: number): number {
  const said = facts.findLast((fact) => fact.type === 'said' && fact.atMs < atMs);
  const early = said?.type === 'said' && said.clips.includes('otp.asking');
  const fromMs = early ? said.atMs : atMs - ON_ITS_WAY_MS;
  const near = facts.filter((fact) => fromMs <= fact.atMs && fact.atMs <= atMs);
  return near.filter((fact) => fact.type === 'key' && /\d/.test(fact.key)).length;
}

function askedBy(entry: Entry | null, clips: readonly string[], early: () => number): Entry | null {
  if (entry !== null && clips.some((clip) => IN_MID_ENTRY[entry.asked].test(clip))) return entry;
  const asked = (Object.keys(QUESTIONS) as Asked[]).find((kind) =>
    clips.some((clip) => QUESTIONS[kind].test(clip)),
  );
  return asked === undefined ? null : { asked, digits: 0, early: early(), keys: [] };
}

function isWhole({ asked, digits, early }: Entry, lengths: ReadonlySet<number>): boolean {
  if (asked !== 'pin') return digits + early >= LENGTHS[asked];
  return [...lengths].some((length) => digits <= length && length <= digits + early);
}

/** A PIN leaves us only with a hash key behind it, or at a length that its bank's PINs were seen to have. */
export function judgePin(
  { facts }: SeenChannel,
  { pin, leftMs }: { readonly pin: string; readonly leftMs: number },
  lengths: ReadonlySet<number>,
  say: Say,
): void {
  const keys = facts.map((fact) => (fact.type === 'key' && fact.atMs <= leftMs ? fact.key : '')).join('');
  // Letters mean nothing, and no telephone of a payer has them.
  const keyed = keys.replace(/[A-D]/g, '');
  const byLength = lengths.has(pin.length) && keyed.includes(pin);
  if (!byLength && !keyed.includes(`${pin}#`)) say('pin', 'a PIN was sent that nobody ended');
}
