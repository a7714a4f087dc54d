import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Every row of "What happens when…" in ARCHITECTURE.md names tests, and they are there. */

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const section = page.slice(page.indexOf('## What happens when…\n'));
const rows = section
  .slice(0, section.indexOf('\n## ', 1))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| fault '))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

/** What a cell names: a file, then the tests in it, in quotes. "The same" means the file of the row before. */
function testsIn(cell: string): readonly { readonly file: string; readonly names: readonly string[] }[] {
  return cell.split(/(?=`[\w/-]+\.test\.ts`|`contract\/suites\/[\w-]+\.ts`)/).flatMap((part) => {
    const file = /^`([^`]+)`/.exec(part)?.[1];
    const names = [...part.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    return file === undefined ? [] : [{ file, names }];
  });
}

/** A name as it may stand in the code: `…` is what a table of cases fills in. */
function pattern(name: string): RegExp {
  const words = name.split('…').map((text) => text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(words.join('.*'));
}

describe('what happens when', () => {
  test('has its rows', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  test.each(rows.map((cells) => [cells[0] ?? '', cells.at(-1) ?? '']))(
    '%s: is shown by tests',
    (_, shownBy) => {
      if (shownBy === 'the same') return;
      const named = testsIn(shownBy);
      expect(named.length).toBeGreaterThan(0);
      for (const { file, names } of named) {
        const text = readFileSync(join(ROOT, 'test', file), 'utf8');
        for (const name of names) expect(pattern(name).test(text), `${file} has "${name}"`).toBe(true);
      }
    },
  );
});
