import type {
  BankAnswer,
  BankReports,
  PayaQuery,
  PayaRow,
  SatnaQuery,
  SatnaRow,
  StatementQuery,
  StatementRow,
} from '../../application/ports.ts';
import { payaStatus, satnaStatus } from '../../domain/payout/transfer-status.ts';
import { readMs, readRial, readRows, readText, type Fields as Values } from './read-values.ts';
import { type Access, answerOf, askService } from './services.ts';
import { ASK_MS, type SanbodService, type SanbodSettings } from './settings.ts';

/** The default of the documents: a bank that gives fewer rows than it was asked for would look like the end. */
const PAGE = 25;
/** A report that never ends is a fault of the other side. */
const MOST_PAGES = 400;

type Body = Readonly<Record<string, string | number>>;

interface Report<T> {
  readonly service: SanbodService;
  /** Without `offset` and `length`. Optional names are sent without the marks that the samples give them. */
  readonly body: Body;
  readonly access: Access;
  /** Null for a row that cannot be read: then the whole report cannot be believed. */
  readonly readRow: (row: Values) => T | null;
}

/**
 * The three reports (contracts.md 6.5). `result_number` is no proof of a total: pages are asked for until one is not
 * full. Times are milliseconds in both directions, whatever the documents call them.
 */
export function createReports(
  settings: SanbodSettings,
  accessOf: (depositNumber: string) => Access,
): BankReports {
  const askAll = async <T>(query: { readonly depositNumber: string }, report: Omit<Report<T>, 'access'>) => {
    const depositNumber = query.depositNumber.trim();
    if (depositNumber === '') return { type: 'notAsked', why: 'Give the number of the account.' } as const;
    const body = { depositNumber, ...report.body };
    return readPages(settings, { ...report, body, access: accessOf(depositNumber) });
  };
  return {
    statement: (query) =>
      askAll(query, { service: 'statement', body: statementBody(query), readRow: statementRow }),
    paya: (query) => askAll(query, { service: 'achreport', body: payaBody(query), readRow: payaRow }),
    satna: (query) => askAll(query, { service: 'rtgsreport', body: satnaBody(query), readRow: satnaRow }),
  };
}

async function readPages<T>(
  settings: SanbodSettings,
  { service, body, access, readRow }: Report<T>,
): Promise<BankAnswer<readonly T[]>> {
  const rows: T[] = [];
  let before = '';
  let traceId = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const fields = { ...body, offset: page * PAGE, length: PAGE };
    const answer = await askService(settings, { service, fields, access, timeoutMs: ASK_MS });
    const read = answerOf(answer, (message) => readPage(message, readRow));
    if (read.type !== 'answered') return read;
    traceId = read.traceId;
    const told = JSON.stringify(read.value);
    if (read.value.length > 0 && told === before) return unusable('gives the same page again', traceId);
    before = told;
    rows.push(...read.value);
    if (read.value.length < PAGE) return { ...read, value: rows };
  }
  return unusable(`has more than ${MOST_PAGES} pages`, traceId);
}

function unusable(what: string, traceId: string): BankAnswer<never> {
  return { type: 'unusable', why: `The report ${what}: ask for a shorter time.`, traceId };
}

function readPage<T>(message: unknown, readRow: (row: Values) => T | null) {
  const rows = readRows(message);
  if (rows === null) return { why: 'The reply holds no list of rows.' };
  const value = rows.map(readRow);
  const wrong = value.indexOf(null);
  if (wrong >= 0) return { why: `Row ${wrong + 1} of a page cannot be read.` };
  return { value: value.filter((row): row is T & {} => row !== null) };
}

/** `order` is always sent: the documents contradict themselves on what it is otherwise. */
function statementBody({ order, only, from, to }: StatementQuery): Body {
  return given({
    order: order === 'oldestFirst' ? 'ASC' : 'DSC',
    action: only?.toUpperCase(),
    fromDateTime: from,
    toDateTime: to,
  });
}

function payaBody({
  iban,
  ownerName,
  factorNumber,
  referenceId,
  amount,
  issued,
  registered,
}: PayaQuery): Body {
  return given({
    destinationIban: iban,
    destinationOwnerName: ownerName,
    factorNumber,
    referenceId,
    fromTransactionAmount: amount?.from,
    toTransactionAmount: amount?.to,
    fromIssueDateTime: issued?.from,
    toIssueDateTime: issued?.to,
    fromRegisterDateTime: registered?.from,
    toRegisterDateTime: registered?.to,
  });
}

function satnaBody({ docNumber, from, to }: SatnaQuery): Body {
  return given({ docNumber, fromDateTime: from, toDateTime: to });
}

/** Without what was not asked for. */
function given(body: Readonly<Record<string, string | number | undefined>>): Body {
  const pairs = Object.entries(body).filter(
    (pair): pair is [string, string | number] => pair[1] !== undefined,
  );
  return Object.fromEntries(pairs);
}

function statementRow(row: Values): StatementRow | null {
  const at = readMs(row.transactionDate);
  const amount = readRial(row.transferAmount);
  if (at === null || amount === null) return null;
  return {
    at,
    amount,
    balance: readRial(row.balance),
    description: readText(row.description),
    referenceId: readText(row.referenceId),
    docNumber: readText(row.docNumber),
    chequeNumber: readText(row.chequeNumber),
  };
}

function payaRow(row: Values): PayaRow | null {
  const referenceId = readText(row.referenceId);
  const registeredAt = readMs(row.registerDateTime);
  const status = readText(row.status);
  if (referenceId === null || registeredAt === null || status === null) return null;
  return {
    referenceId,
    registeredAt,
    status: payaStatus(status),
    description: readText(row.transferDescription),
  };
}

function satnaRow(row: Values): SatnaRow | null {
  const docNumber = readText(row.docNumber);
  const registeredAt = readMs(row.registerDateTime);
  const amount = readRial(row.transferAmount);
  const status = readText(row.status);
  if (docNumber === null || registeredAt === null || amount === null || status === null) return null;
  return {
    docNumber,
    registeredAt,
    amount,
    source: readText(row.sourceDepositNumber),
    destination: readText(row.destinationDepositNumber),
    status: satnaStatus(status),
  };
}
