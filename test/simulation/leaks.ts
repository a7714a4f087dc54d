/** Looks for secrets of digits in text, in every spelling of payment.md's invariant 12. Shares no other code. */

export interface Leak {
  readonly place: string;
  readonly spelling: string;
}

/** A short secret counts only where it stands alone: within longer numbers it occurs by chance. */
const STANDS_ALONE = 12;

type Reader = (found: string) => string;

const SPELLINGS: readonly (readonly [spelling: string, pattern: RegExp, read: Reader])[] = [
  ['plain', /\d{8,}/g, (found) => found],
  ['reversed', /\d{8,}/g, (found) => [...found].reverse().join('')],
  ['spaced', /\d(?:[ \-_,.]{1,3}\d){7,}/g, (found) => found.replace(/\D/g, '')],
  ['in groups of four', /\d{4}(?:[ \-_.]\d{4})+/g, (found) => found.replace(/\D/g, '')],
  ['as a date', /\d{4}[-/.]\d{2}[-/.]\d{2}/g, (found) => found.replace(/\D/g, '')],
  ['hex', /(?:3\d){8,}/g, (found) => found.replace(/3(\d)/g, '$1')],
  ['URL-encoded', /(?:%3\d){8,}/g, (found) => found.replace(/%3(\d)/g, '$1')],
  ['Persian digits', /[۰-۹]{8,}/g, (found) => fromDigitsAt(found, 0x06f0)],
  ['Arabic digits', /[٠-٩]{8,}/g, (found) => fromDigitsAt(found, 0x0660)],
];

/** What base64 makes of digits: every fourth letter is one of three, after a group that is not all digits. */
const MAYBE_BASE64 = /[A-Za-z0-9+/]{0,4}(?:[MNO][A-Za-z0-9][A-Za-z0-9][0-9A-Za-z]){2,}[A-Za-z0-9+/]*/g;

export function findLeaks(
  texts: Iterable<readonly [place: string, text: string]>,
  secrets: ReadonlySet<string>,
): readonly Leak[] {
  const lengths = [...new Set([...secrets].map(({ length }) => length))];
  const holds = (digits: string) => lengths.some((length) => holdsOne(digits, length, secrets));
  const leaks: Leak[] = [];
  for (const [place, text] of texts) {
    for (const [spelling, pattern, read] of SPELLINGS) {
      for (const [found] of text.matchAll(pattern)) if (holds(read(found))) leaks.push({ place, spelling });
    }
    for (const [found] of text.matchAll(MAYBE_BASE64)) {
      if (decodings(found).some(holds)) leaks.push({ place, spelling: 'base64' });
    }
  }
  return leaks;
}

function holdsOne(digits: string, length: number, secrets: ReadonlySet<string>): boolean {
  if (length < STANDS_ALONE) return secrets.has(digits);
  for (let at = 0; at + length <= digits.length; at += 1) {
    if (secrets.has(digits.slice(at, at + length))) return true;
  }
  return false;
}

/** The runs of digits in a text that may be base64, whichever of its letters it begins with. */
function decodings(found: string): readonly string[] {
  return [0, 1, 2, 3].flatMap(
    (shift) =>
      Buffer.from(found.slice(shift), 'base64')
        .toString('latin1')
        .match(/\d{8,}/g) ?? [],
  );
}

function fromDigitsAt(found: string, zero: number): string {
  return [...found].map((letter) => letter.charCodeAt(0) - zero).join('');
}
