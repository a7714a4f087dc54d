import type { Entry, Ledger, Transfer } from './ledger.ts';
import { type Body, optionalOf, Refused, textOf, wholeOf } from './reply.ts';

const THREE_DAYS_MS = 3 * 24 * 3_600_000;
const DEFAULT_LENGTH = 25;

/** The rows of a statement (contracts.md 6.5): amounts as text with a needless fraction, times in milliseconds. */
export function statement(ledger: Ledger, body: Body, now: number): object[] {
  const order = optionalOf(body, 'order') ?? 'ASC';
  if (order !== 'ASC' && order !== 'DSC') throw new Refused(422, { order: ['must be ASC or DSC'] });
  const action = optionalOf(body, 'action');
  const from = wholeOf(body, 'fromDateTime') ?? now - THREE_DAYS_MS;
  const to = wholeOf(body, 'toDateTime') ?? now;
  const entries = ledger
    .entries(textOf(body, 'depositNumber'))
    .filter(({ at }) => at >= from && at <= to)
    .filter(({ amount }) => action === undefined || (action === 'DEBIT') === amount < 0);
  return pageOf(order === 'ASC' ? entries : entries.toReversed(), body).map(entryRow);
}

function entryRow({ at, amount, balance, description, reference }: Entry): object {
  return {
    balance: `${balance}.0`,
    transactionDate: at,
    description,
    referenceId: reference,
    docNumber: reference,
    chequeNumber: '',
    transferAmount: `${amount}.0`,
  };
}

export function achReport(ledger: Ledger, body: Body, settled: string): object[] {
  return pageOf(transfersOf(ledger, 'paya', body, 'referenceId', 'RegisterDateTime'), body).map(
    (transfer) => ({
      referenceId: transfer.reference,
      registerDateTime: String(transfer.at),
      status: ledger.statusOf(transfer, settled),
      transferDescription: transfer.description || null,
    }),
  );
}

export function rtgsReport(ledger: Ledger, body: Body, settled: string): object[] {
  return pageOf(transfersOf(ledger, 'satna', body, 'docNumber', 'DateTime'), body).map((transfer) => ({
    transferAmount: String(transfer.amount),
    destinationDepositNumber: transfer.destination,
    sourceDepositNumber: transfer.source,
    registerDateTime: String(transfer.at),
    docNumber: transfer.reference,
    status: ledger.statusOf(transfer, settled),
  }));
}

function transfersOf(
  ledger: Ledger,
  kind: Transfer['kind'],
  body: Body,
  idName: string,
  timeName: string,
): readonly Transfer[] {
  const source = textOf(body, 'depositNumber');
  const id = optionalOf(body, idName);
  const iban = optionalOf(body, 'destinationIban');
  const from = wholeOf(body, `from${timeName}`) ?? 0;
  const to = wholeOf(body, `to${timeName}`) ?? Number.MAX_SAFE_INTEGER;
  return ledger.transfers.filter(
    (one) =>
      one.kind === kind &&
      one.source === source &&
      (id === undefined || one.reference === id) &&
      (iban === undefined || one.destination === iban) &&
      one.at >= from &&
      one.at <= to,
  );
}

function pageOf<T>(rows: readonly T[], body: Body): readonly T[] {
  const offset = wholeOf(body, 'offset') ?? 0;
  return rows.slice(offset, offset + (wholeOf(body, 'length') ?? DEFAULT_LENGTH));
}
