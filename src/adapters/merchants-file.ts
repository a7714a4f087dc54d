import { readFile } from 'node:fs/promises';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Fault } from '../application/fault.ts';
import type { Merchant } from '../application/ports.ts';
import { merchantsSchema } from './merchants-schema.ts';

/** A merchants file cannot be applied. Holds every problem at once; its message tells them all. */
export class MerchantsFileFault extends Fault {
  override readonly name = 'MerchantsFileFault';
  readonly problems: readonly FileProblem[];

  constructor(file: string, problems: readonly FileProblem[]) {
    super(`${file} cannot be applied:\n${problems.map(tell).join('\n')}`);
    this.problems = problems;
  }
}

export interface FileProblem {
  /** Where in the file, such as `merchants[0].lines[1].bill`; empty for the whole file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly wrong: string;
}

function tell({ path, line, column, wrong }: FileProblem): string {
  return `  line ${line}, column ${column}${path === '' ? '' : `, ${path}`}: ${wrong}`;
}

/**
 * Reads merchants and their lines from a YAML file (design.md, "Store, queue, processes"). Rejects with
 * `MerchantsFileFault` when something in it is wrong or not built yet, and with `Fault` when it cannot be read.
 */
export async function readMerchantsFile(file: string): Promise<readonly Merchant[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new Fault(`${file} cannot be read: ${why}.`);
  });
  return parseMerchants(text, file);
}

/** Reads the text of a merchants file. `file` is its name in what is said of it. */
export function parseMerchants(text: string, file: string): readonly Merchant[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ pos, message }) => problemAt(lines, pos[0], '', message));
  if (broken.length > 0) throw new MerchantsFileFault(file, broken);
  const parsed = merchantsSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines));
  throw new MerchantsFileFault(
    file,
    problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

/** One problem of an issue, or one for each field that nobody knows. */
function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): readonly FileProblem[] {
  const at = (path: readonly PropertyKey[], wrong: string) =>
    problemAt(lines, offsetOf(document, path), spell(path), wrong);
  if (issue.code !== 'unrecognized_keys') return [at(issue.path, issue.message)];
  return issue.keys.map((key) => at([...issue.path, key], 'There is no such field. Is it misspelt?'));
}

function problemAt(lines: LineCounter, offset: number, path: string, wrong: string): FileProblem {
  const { line, col } = lines.linePos(offset);
  return { path, line, column: col, wrong };
}

/** Where a path begins in the text; for a field that is missing, where what should hold it begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function spell(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
