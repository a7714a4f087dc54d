/** The states of an attempt (payment.md, "States"). */
export type AttemptState =
  | 'prepared'
  | 'dispatched'
  | 'paid'
  | 'declined'
  | 'unknown'
  | 'notSent'
  | 'notPaid'
  | 'reversed';

/** Why an attempt was never sent to the bank. */
export const NOT_SENT_REASONS = [
  'hangup',
  'expired',
  'superseded',
  'otpRefused',
  'billBusy',
  'pinBudget',
  'notConfirmed',
  'crash',
  'notConnected',
  'priceMismatch',
] as const;
export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

/** The life that a dynamic PIN must have left when it is dispatched, in milliseconds (payment.md, "Cards"). */
export const PIN_LIFE_LEFT_MS = 5_000;

/** The channel a payment came by: a telephone call, or a merchant's web panel. */
export type PaymentChannel = 'phone' | 'panel';

/**
 * The only edges there are. Those out of a settled state are drawn by evidence alone; the database
 * enforces the same table with a trigger (store/migrations).
 */
const EDGES: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  prepared: ['dispatched', 'notSent'],
  dispatched: ['paid', 'declined', 'unknown', 'notSent'],
  unknown: ['paid', 'declined', 'notPaid', 'notSent'],
  notPaid: ['paid', 'declined'],
  declined: ['paid'],
  notSent: ['paid'],
  paid: ['reversed'],
  reversed: [],
};

export const ATTEMPT_STATES = Object.keys(EDGES) as readonly AttemptState[];

/** True when an attempt may move from one state to the other. */
export function mayMove(from: AttemptState, to: AttemptState): boolean {
  return EDGES[from].includes(to);
}

/** Why a dispatch was refused; told to the caller, and kept as one of `NotSentReason`. */
export type DispatchRefusal =
  | 'billPaid'
  | 'billClosed'
  | 'billBusy'
  /** The result of an attempt of this bill is not known yet. */
  | 'billUnknown'
  /** A charge of this card or this mobile is in flight. */
  | 'payerBusy'
  /** The result of one is not known yet. */
  | 'payerUnknown'
  | 'pinBudget'
  | 'expired'
  | 'notPrepared';

/** The reason kept on the attempt that lost a dispatch. */
export function reasonKept(refusal: DispatchRefusal): NotSentReason {
  if (refusal === 'pinBudget' || refusal === 'expired') return refusal;
  return refusal === 'notPrepared' ? 'superseded' : 'billBusy';
}
