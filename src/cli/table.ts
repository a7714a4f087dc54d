import Table from 'cli-table3';
import type { Paint } from './paint.ts';

/** Columns without lines: easy on the eye, and easy to cut by a program that should have used `--json`. */
const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const STYLE = { 'padding-left': 0, 'padding-right': 0, head: [], border: [] };

/** Rows under their headings; a heading that begins with `>` is of a column aligned to the right. */
export function table(
  paint: Paint,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const made = new Table({
    head: headings.map((heading) => paint('dim', heading.replace('>', ''))),
    colAligns: headings.map((heading) => (heading.startsWith('>') ? 'right' : 'left')),
    chars: BARE,
    style: STYLE,
  });
  made.push(...rows.map((row) => [...row]));
  return trimLines(made.toString());
}

/** Names and what they stand for, one to a line. */
export function facts(paint: Paint, pairs: readonly (readonly [string, string])[]): string {
  const made = new Table({ chars: BARE, style: STYLE });
  made.push(...pairs.map(([name, value]) => [paint('dim', name), value]));
  return trimLines(made.toString());
}

function trimLines(text: string): string {
  return text.replace(/ +$/gm, '');
}
