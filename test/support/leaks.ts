import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A place where a secret was found, without the secret. */
export interface Leak {
  readonly file: string;
  /** Which of the secrets that were looked for, counting from 0. */
  readonly secret: number;
  readonly spelling: string;
}

/** Looks for secrets of digits, in every spelling of payment.md's invariant 12, in all files below a folder. */
export async function findLeaks(folder: string, secrets: readonly string[]): Promise<readonly Leak[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const spellings = secrets.flatMap((digits, secret) =>
    spellingsOf(digits).map(([spelling, pattern]) => ({ secret, spelling, pattern })),
  );
  const found: Leak[] = [];
  for (const file of files) {
    // Bytes as they are: what is not UTF-8 around a secret must not hide it.
    const text = await readFile(file, 'latin1');
    for (const { secret, spelling, pattern } of spellings) {
      if (pattern.test(text)) found.push({ file, secret, spelling });
    }
  }
  return found;
}

/** A short secret counts only where it stands alone: within longer numbers it occurs by chance. */
const STANDS_ALONE = 12;

function spellingsOf(digits: string): readonly (readonly [string, RegExp])[] {
  const reversed = [...digits].reverse().join('');
  const bytes = Buffer.from(digits);
  const texts: readonly (readonly [string, string])[] = [
    ['hex', bytes.toString('hex')],
    ['URL-encoded', [...bytes].map((byte) => `%${byte.toString(16)}`).join('')],
    ['Persian digits', latin1([...digits].map((digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit))).join(''))],
    ['Arabic digits', latin1([...digits].map((digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit))).join(''))],
    ...base64Of(digits),
  ];
  return [
    ['plain', numeric(digits)],
    ['reversed', numeric(reversed)],
    ['spaced', new RegExp([...digits].join('[ \\-_,.]{1,3}'))],
    ['in groups of four', new RegExp((digits.match(/.{1,4}/g) ?? []).join('[ \\-_.]'))],
    ...(digits.length === DATE_LENGTH ? [['as a date', dated(digits)] as const] : []),
    ...texts.map(([name, text]) => [name, new RegExp(literally(text), 'i')] as const),
  ];
}

/** A birth date is keyed as eight digits, and travels with marks between them. */
const DATE_LENGTH = 8;

function dated(digits: string): RegExp {
  const [, ...parts] = /^(.{4})(.{2})(.{2})$/.exec(digits) ?? [];
  return new RegExp(parts.join('[-/.]'));
}

function numeric(digits: string): RegExp {
  return new RegExp(digits.length < STANDS_ALONE ? `(?<!\\d)${digits}(?!\\d)` : digits);
}

/** Base64 at each of its three alignments, without the ends that depend on what stands around. */
function base64Of(digits: string): readonly (readonly [string, string])[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + digits).toString('base64');
    return ['base64', encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1)] as const;
  });
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
