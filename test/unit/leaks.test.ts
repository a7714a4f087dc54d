import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLeaks } from '../support/leaks.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CARD = '6037990000001004';
const PIN = '83920475';
const folder = tempFolder();
afterAll(() => folder.remove());

async function scan(text: string): Promise<readonly string[]> {
  const place = join(folder.path, crypto.randomUUID(), 'deep');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'any.log'), text);
  return (await findLeaks(place, [CARD, PIN])).map(({ spelling }) => spelling);
}

describe('the leak scan', () => {
  it.each([
    ['plain', `pan=${CARD}.`],
    ['plain', `{"pin":"${PIN}"}`],
    ['reversed', [...CARD].reverse().join('')],
    ['spaced', [...CARD].join(' ')],
    ['in groups of four', '6037 9900 0000 1004'],
    ['as a date', `born ${PIN.slice(0, 4)}-${PIN.slice(4, 6)}-${PIN.slice(6)}`],
    ['hex', Buffer.from(CARD).toString('hex').toUpperCase()],
    ['URL-encoded', [...CARD].map((digit) => `%3${digit}`).join('')],
    ['Persian digits', '۶۰۳۷۹۹۰۰۰۰۰۰۱۰۰۴'],
    ['base64', Buffer.from(CARD).toString('base64')],
    ['base64', Buffer.from(`{"pan":"${CARD}"}`).toString('base64')],
    ['base64', Buffer.from(`x${CARD}y`).toString('base64')],
  ])('finds a secret %s', async (spelling, text) => {
    expect(await scan(`\0\u00ff before ${text} after`)).toContain(spelling);
  });

  it('finds nothing in a masked card, a hash or a longer number that holds the digits of a PIN', async () => {
    expect(await scan(`603799******1004 ${'ab'.repeat(32)} order 12${PIN}34`)).toEqual([]);
  });
});
