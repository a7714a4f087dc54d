import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Fault } from '../application/fault.ts';
import type { Merchant } from '../application/ports.ts';
import { type DatesFile, readDatesFiles, withClosedDays } from './closed-days.ts';
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
  /** A file beside the merchants file in which it stands; absent for that file itself. */
  readonly file?: string;
  /** Where in the file, such as `merchants[0].lines[1].bill`; empty for the whole file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly wrong: string;
}

function tell({ file, path, line, column, wrong }: FileProblem): string {
  const where = file === undefined ? '' : `${file}, `;
  return `  ${where}line ${line}, column ${column}${path === '' ? '' : `, ${path}`}: ${wrong}`;
}

/**
 * Reads merchants and their lines from a YAML file (design.md, "Store, queue, processes"), and the dates on which
 * they are closed from the files that it names. Rejects with `MerchantsFileFault` when something in it is wrong or
 * not built yet, and with `Fault` when it cannot be read.
 */
export async function readMerchantsFile(file: string): Promise<readonly Merchant[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Fault(`${file} cannot be read: ${reasonOf(error)}.`);
  });
  return parseMerchants(text, file, (name) => readFile(resolve(dirname(file), name), 'utf8'));
}

/**
 * Reads the text of a merchants file.
 * @param file its name in what is said of it
 * @param readBeside resolves to the text of a file that it names
 */
export async function parseMerchants(
  text: string,
  file: string,
  readBeside: (name: string) => Promise<string>,
): Promise<readonly Merchant[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ pos, message }) => problemAt(lines, pos[0], '', message));
  if (broken.length > 0) throw new MerchantsFileFault(file, broken);
  const parsed = merchantsSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines));
    throw new MerchantsFileFault(
      file,
      problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    );
  }
  const files = await readDatesFiles(parsed.data, readBeside);
  const wrong = files.flatMap((dates) => datesProblems(dates, document, lines));
  if (wrong.length > 0) throw new MerchantsFileFault(file, wrong);
  const dates = new Map(files.map(({ name, read }) => [name, 'dates' in read ? read.dates : []]));
  return withClosedDays(parsed.data, (name) => dates.get(name) ?? []);
}

/** The wrong dates of a file, at their own lines; or that it cannot be read, where it is named. */
function datesProblems(
  { name, path, read }: DatesFile,
  document: Document,
  lines: LineCounter,
): readonly FileProblem[] {
  if ('problems' in read) return read.problems.map((problem) => ({ file: name, path: '', ...problem }));
  const wrong = `${name} cannot be read: ${reasonOf(read)}.`;
  return [problemAt(lines, offsetOf(document, path), spell(path), wrong)];
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'there is no such file' : error.message;
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
