import type { CommandOf } from '../domain/call/command.ts';
import type { AttemptRefusal } from '../domain/call/event.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import type { Mobile } from '../domain/merchant/mobile.ts';
import type { Rial } from '../domain/payment/amount.ts';
import type { OrderId } from '../domain/payment/order-id.ts';
import { NO_HABIT, type PinHabit } from '../domain/payment/pin-habit.ts';
import { freezeAttempt } from './freeze-attempt.ts';
import type {
  CardHasher,
  Log,
  NewAttempt,
  OtpCaps,
  PaymentStore,
  PinHabits,
  ReceiptPromises,
  System,
} from './ports.ts';
import type { Secret } from './secret.ts';

export interface CommitAttemptPorts {
  readonly payments: PaymentStore;
  readonly cardHasher: CardHasher;
  readonly system: System;
  readonly log: Log;
  readonly pinHabits: PinHabits;
  readonly otpCaps: OtpCaps;
  readonly receipts: ReceiptPromises;
}

/** An attempt that is in the books as `prepared`: all that asking for its PIN and paying it need. */
export interface CommittedAttempt {
  readonly attemptId: string;
  readonly orderId: OrderId;
  readonly amount: Rial;
  readonly sequence: string;
  readonly mobile: Mobile;
  readonly pinLifeMs: number;
  readonly cardFirst6: string;
  readonly habit: PinHabit;
  /** The payer is texted what becomes of it. */
  readonly receipt: boolean;
}

export interface AttemptOrder {
  readonly callId: string;
  readonly policy: LinePolicy;
  readonly command: CommandOf<'CommitAttempt'>;
  readonly pan: Secret;
}

/** Freezes an attempt and commits it before the bank is asked anything (payment.md, "Words"). */
export async function commitAttempt(
  ports: CommitAttemptPorts,
  order: AttemptOrder,
): Promise<CommittedAttempt | AttemptRefusal> {
  const { policy, command } = order;
  const attempt = freeze(ports, order);
  try {
    if (command.bill.invoiceId === null) await openBill(ports, policy, command);
    const prepared = await ports.payments.prepare(attempt, ports.otpCaps);
    // No call has a key.
    if (prepared === 'keyLimit') return 'callerLimit';
    if (prepared !== 'prepared') return prepared;
    const { mobile } = command;
    const [habit, receipt] = await Promise.all([
      habitOf(ports, attempt.cardFirst6),
      mayPromise(ports, policy.line, mobile),
    ]);
    return { ...attempt, mobile, habit, receipt, pinLifeMs: policy.limits.pinLifeMs };
  } catch (error) {
    ports.log.error({ error, callId: order.callId }, 'an attempt could not be committed');
    return 'storeDown';
  }
}

/** What is known of a bank's PINs is a comfort: nobody is kept from paying for want of it. */
async function habitOf({ pinHabits, log }: CommitAttemptPorts, first6: string): Promise<PinHabit> {
  try {
    return await pinHabits.of(first6);
  } catch (error) {
    log.warn({ error }, 'the habits of a bank could not be read');
    return NO_HABIT;
  }
}

/** What is not known for certain is not promised. */
async function mayPromise(
  { receipts, log }: CommitAttemptPorts,
  line: string,
  mobile: Mobile,
): Promise<boolean> {
  try {
    return await receipts.willText(line, mobile);
  } catch (error) {
    log.warn({ error }, 'whether a payer is texted could not be read');
    return false;
  }
}

async function openBill(
  { payments }: CommitAttemptPorts,
  { merchantId, line }: LinePolicy,
  { bill }: CommandOf<'CommitAttempt'>,
): Promise<void> {
  await payments.openBill({ billId: bill.billId, merchantId, line, amount: bill.amount });
}

function freeze(ports: CommitAttemptPorts, { callId, policy, command, pan }: AttemptOrder): NewAttempt {
  const { bill, mobile, card } = command;
  return freezeAttempt(ports, {
    billId: bill.billId,
    amount: bill.amount,
    line: policy.line,
    sequence: policy.sequence,
    channel: 'phone',
    callId,
    apiKeyId: null,
    mobile,
    card,
    pan,
    pinLifeMs: policy.limits.pinLifeMs,
  });
}
