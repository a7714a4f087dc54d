import type {
  BankTransferOrder,
  BankTransfers,
  TransferOutcome,
  TransferResult,
} from '../../application/ports.ts';
import { readIban } from '../../domain/payout/iban.ts';
import { payaLeavesAt, transferLimitsAt } from '../../domain/payout/timing.ts';
import { payaStatus } from '../../domain/payout/transfer-status.ts';
import type { Fields } from '../provider/json-body.ts';
import { isFields, readRial, readRows, readText } from './read-values.ts';
import { type Access, type Answer, askService } from './services.ts';
import { type SanbodService, type SanbodSettings, TRANSFER_MS } from './settings.ts';

/** An order in the words of the service: the keys and their case are those of the samples (contracts.md 6.4). */
interface Prepared {
  readonly service: SanbodService;
  readonly fields: Fields;
  readonly read: (message: unknown) => TransferOutcome;
}

/**
 * The three transfers. Whatever is neither a clear yes nor a clear no is `unknown`, and is never sent again: nothing
 * says that a trace id makes a call idempotent.
 * @param accessOf the consent under which an account is worked with
 */
export function createTransfers(
  settings: SanbodSettings,
  accessOf: (depositNumber: string) => Access,
): BankTransfers {
  return {
    async transfer(order): Promise<TransferResult> {
      const prepared = prepare(order, settings.amountAs);
      if ('why' in prepared) return { type: 'notSent', why: prepared.why, traceId: null };
      const { service, fields, read } = prepared;
      const access = accessOf(order.sourceDeposit.trim());
      const answer = await askService(settings, { service, fields, access, timeoutMs: TRANSFER_MS });
      const outcome = withHint(outcomeOf(answer, read), order, settings.system.now());
      const traceId = answer.type === 'noAccess' ? null : answer.traceId;
      const told = { call: service, traceId, outcome: outcome.type };
      if (outcome.type === 'unknown')
        settings.log.warn({ ...told, why: outcome.why }, 'a transfer is in doubt');
      else settings.log.info(told, 'a transfer was answered');
      return { ...outcome, traceId };
    },
  };
}

function outcomeOf(answer: Answer, read: Prepared['read']): TransferOutcome {
  switch (answer.type) {
    case 'noAccess':
      return { type: 'notSent', why: answer.why };
    case 'neverLeft':
      return { type: 'notSent', why: `Sanbod cannot be reached: ${answer.note}.` };
    case 'refused':
      return { type: 'failed', why: 'refused', reasons: answer.reasons };
    case 'unclear':
      return unknown(`Sanbod gave no clear answer: ${answer.note}`);
    case 'success':
      return certain(read(answer.message), answer.asked);
  }
}

/** Of an order that went out twice the bank may call the first one the duplicate's original. */
function certain(outcome: TransferOutcome, asked: number): TransferOutcome {
  const isDuplicate = outcome.type === 'failed' && outcome.why === 'duplicate';
  return isDuplicate && asked > 1
    ? unknown('The bank has this order already, and it went out twice, since its token was refused')
    : outcome;
}

/** What our dated tables know (contracts.md 6.7): when it leaves, or why it may have been refused. */
function withHint(outcome: TransferOutcome, order: BankTransferOrder, now: number): TransferOutcome {
  if (outcome.type === 'accepted' && order.kind === 'paya') {
    return { ...outcome, leavesAt: payaLeavesAt(now, []) };
  }
  if (outcome.type !== 'failed' || outcome.why !== 'refused') return outcome;
  const { satnaFrom, payaUpTo } = transferLimitsAt(now);
  const hint =
    order.kind === 'paya' && order.amount > payaUpTo
      ? `Paya takes up to ${payaUpTo} Rial in one order`
      : order.kind === 'satna' && order.amount < satnaFrom
        ? `Satna begins with ${satnaFrom} Rial`
        : null;
  return hint === null ? outcome : { ...outcome, reasons: [...outcome.reasons, hint] };
}

function unknown(why: string): TransferOutcome {
  return { type: 'unknown', why: `${why}. Look it up in the report before you order it again.` };
}

function prepare(
  order: BankTransferOrder,
  amountAs: SanbodSettings['amountAs'],
): Prepared | { readonly why: string } {
  if (!Number.isSafeInteger(order.amount) || order.amount <= 0) {
    return { why: 'The amount must be a whole number of Rial above zero.' };
  }
  const sourceDepositNumber = order.sourceDeposit.trim();
  if (sourceDepositNumber === '') return { why: 'Give the account that the money leaves.' };
  const transferAmount = amountAs === 'text' ? String(order.amount) : order.amount;
  const from = { sourceDepositNumber, transferAmount };
  return order.kind === 'normal' ? prepareNormal(order, from) : prepareToIban(order, from);
}

type Source = { readonly sourceDepositNumber: string; readonly transferAmount: string | number };

function prepareNormal(
  order: Extract<BankTransferOrder, { kind: 'normal' }>,
  { sourceDepositNumber, transferAmount }: Source,
): Prepared | { readonly why: string } {
  const destinationDepositNumber = order.destinationDeposit.trim();
  if (destinationDepositNumber === '') return { why: 'Give the account that the money goes to.' };
  const fields = { sourceDepositNumber, destinationDepositNumber, transferAmount };
  return { service: 'normaltransfer', fields, read: readNormal };
}

function prepareToIban(
  order: Extract<BankTransferOrder, { kind: 'paya' | 'satna' }>,
  { sourceDepositNumber, transferAmount }: Source,
): Prepared | { readonly why: string } {
  const iban = readIban(order.iban);
  if (iban === null) return { why: 'The IBAN that the money goes to is not valid.' };
  const names = {
    receiverFirstName: order.receiver.firstName.trim(),
    receiverLastName: order.receiver.lastName.trim(),
    description: order.description.trim(),
  };
  const empty = Object.entries(names).find(([, text]) => text === '')?.[0];
  if (empty !== undefined) return { why: `The transfer lacks its ${empty}.` };
  if (order.kind === 'satna') {
    const fields = { sourceDepositNumber, destinationIban: iban, transferAmount, ...names };
    return { service: 'rtgstransfer', fields, read: readSatna };
  }
  const fields = { sourceDepositNumber, iban, transferAmount, ...names };
  return { service: 'achtransfer', fields, read: (message) => readPaya(message, iban, order.amount) };
}

function readNormal(message: unknown): TransferOutcome {
  return accepted(isFields(message) ? message.docNumber : null);
}

/** An array by the documents; an object is taken too. */
function readSatna(message: unknown): TransferOutcome {
  const [row] = readRows(message) ?? [];
  return accepted(row?.referenceId);
}

function accepted(reference: unknown): TransferOutcome {
  const text = readText(reference);
  return text === null
    ? unknown('The bank accepted it without a reference')
    : { type: 'accepted', reference: text, status: null, leavesAt: null };
}

/** `error` false says that the call went well, not the order: `transactionStatus` does (contracts.md 6.4). */
function readPaya(message: unknown, iban: string, amount: number): TransferOutcome {
  if (!isFields(message)) return unknown('The reply does not say what became of it');
  const { transactionStatus, transferStatus, referenceId } = message;
  const status = readText(transactionStatus)?.toUpperCase() ?? null;
  if (status === null) return unknown('The reply does not say what became of it');
  if (status === 'ERROR_DUPLICATE') {
    const reasons = ['ERROR_DUPLICATE: the bank has this order already; look up the first one.'];
    return { type: 'failed', why: 'duplicate', reasons };
  }
  if (/^ERROR(_|$)/.test(status)) return { type: 'failed', why: 'refused', reasons: [status.slice(0, 60)] };
  // The list of words is not Sanbod's own: one that is in none may be a kind of acceptance.
  if (status !== 'ACCEPTED') return unknown(`The bank's word for it is in no table (${status.slice(0, 60)})`);
  const reference = readText(referenceId);
  if (reference === null) return unknown('The bank accepted it without a reference');
  if (tellsOfAnother(message, iban, amount)) return unknown('The bank accepted another IBAN or amount');
  const standing = readText(transferStatus);
  const now = standing === null ? null : payaStatus(standing);
  return { type: 'accepted', reference, status: now, leavesAt: null };
}

function tellsOfAnother(message: Readonly<Record<string, unknown>>, iban: string, amount: number): boolean {
  const toldIban = readText(message.iban);
  return (
    (toldIban !== null && readIban(toldIban) !== iban) ||
    (message.transferAmount !== undefined && readRial(message.transferAmount) !== amount)
  );
}
