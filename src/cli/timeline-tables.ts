import type { AttemptRefusal, OperatorEnd, Pending, RecordedBy } from '../domain/call/event.ts';
import type { Malformed } from '../domain/gather/gather.ts';
import type { CheckFinding } from '../domain/identity/payer-check.ts';
import type { BillRefusal } from '../domain/payment/bill.ts';

/** What the members of closed unions are called in the story of a call. */

export const MALFORMED: Readonly<Record<Malformed, string>> = {
  notOffered: 'not offered here',
  length: 'not as many as are due',
  checkDigit: 'the check digit is wrong',
  notMobile: 'not a mobile number',
  notBirthDate: 'not a date of birth',
  tooLong: 'too many',
  range: 'outside the bounds',
  card: 'it begins as a card does',
};

export const PLACES: Readonly<Record<RecordedBy, string>> = {
  queue: 'in the queue',
  database: 'in the database',
  spool: 'on our disk',
};

export const BILL_REFUSALS: Readonly<Record<BillRefusal, string>> = {
  notFound: 'no such invoice',
  expired: 'the invoice has expired',
  cancelled: 'the invoice is cancelled',
  paid: 'the invoice is paid already',
  busy: 'another payment of this bill is being made',
  unknown: 'a payment of this bill is not known yet',
  storeDown: 'the store does not answer',
};

export const FINDINGS: Readonly<Record<CheckFinding, string>> = {
  matched: 'says that they belong together',
  mismatched: 'says that they do not belong together',
  unavailable: 'gives no answer that can be used',
  tooOften: 'is not asked: it was asked often enough for this payer today',
};

export const ATTEMPT_REFUSALS: Readonly<Record<AttemptRefusal, string>> = {
  billPaid: 'refused: the bill is paid already',
  billClosed: 'refused: the bill is closed',
  billBusy: 'refused: another payment of this bill is being made',
  billUnknown: 'refused: a payment of this bill is not known yet',
  payerBusy: 'refused: another payment of this payer is being made',
  payerUnknown: 'refused: an earlier payment of this payer is not known yet',
  pinBudget: 'refused: the card has had its wrong PINs',
  expired: 'refused: the payment is too old',
  notPrepared: 'refused: the payment is not prepared any more',
  cardLimit: 'refused: too many PINs were asked for this card',
  callerLimit: 'refused: too many PINs or cards were tried by this payer or on this line',
  callerGone: 'refused: the caller is gone',
  storeDown: 'the store does not answer',
};

export const PENDING: Readonly<Record<Pending['type'], string>> = {
  unknown: 'an earlier payment of this caller is not known yet',
  paid: 'an earlier payment of this caller was made and not told to its end',
};

export const OPERATOR_ENDS: Readonly<Record<OperatorEnd, string>> = {
  answered: 'the caller is back from the operator',
  busy: 'the operator is busy',
  noAnswer: 'the operator does not answer',
};

export const REFUSED_LINES = {
  down: 'takes no payments now',
  full: 'has as many calls as it takes',
  blocked: 'does not answer this caller',
} as const;
