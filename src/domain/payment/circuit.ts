import type { OtpOutcome, Outcome, UnknownReason } from './outcome.ts';

/**
 * What is believed of the gateway, so that callers are told that it is down before they key a card (call.md,
 * "GatewayOpened"). All times are milliseconds on a clock that never goes back.
 */
export type Circuit =
  /** It works. `failedAt` are its failures since it answered last. */
  | { readonly type: 'closed'; readonly failedAt: readonly number[] }
  /** It is down. After a pause one caller is let through. */
  | { readonly type: 'open'; readonly untilMs: number; readonly pauseMs: number }
  /** One caller was let through, and what the gateway answers decides. */
  | { readonly type: 'trying'; readonly sinceMs: number; readonly pauseMs: number };

export interface CircuitLimits {
  /** So many failures in a row mean that the gateway is down; 0: that is never believed. */
  readonly failures: number;
}

export const CLOSED: Circuit = { type: 'closed', failedAt: [] };

/** Failures further apart say nothing of each other. */
const WINDOW_MS = 180_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 60_000;
/** Who was let through may hang up before anything is asked of the bank: then the next one is. */
const TRIAL_MS = 120_000;

/** What one answer says of the gateway itself. */
export type Sign = 'works' | 'fails' | 'nothing';

/**
 * Reads an answer for what it says of the gateway. A well-formed answer, a refusal too, comes from one that works;
 * silence, a lost connection, a page of HTML and a refused request do not.
 */
export function signOf(outcome: Outcome | OtpOutcome): Sign {
  switch (outcome.type) {
    case 'paid':
    case 'declined':
    case 'accepted':
    case 'refused':
    case 'priceMismatch':
      return 'works';
    case 'notConnected':
      return 'fails';
    case 'notSent':
      return outcome.reason === 'notConnected' ? 'fails' : 'nothing';
    case 'unknown':
      return 'why' in outcome && WELL_FORMED.has(outcome.why) ? 'works' : 'fails';
  }
}

const WELL_FORMED: ReadonlySet<UnknownReason> = new Set(['noReference', 'unlistedCode', 'contradiction']);

/** The gateway answered as one that works. */
export function afterSuccess(): Circuit {
  return CLOSED;
}

/** The gateway failed. Late failures of what was asked before change nothing of an open circuit. */
export function afterFailure(circuit: Circuit, nowMs: number, { failures }: CircuitLimits): Circuit {
  switch (circuit.type) {
    case 'closed': {
      const failedAt = [...circuit.failedAt, nowMs].filter((at) => nowMs - at < WINDOW_MS);
      if (failures === 0 || failedAt.length < failures) return { type: 'closed', failedAt };
      return { type: 'open', untilMs: nowMs + FIRST_PAUSE_MS, pauseMs: FIRST_PAUSE_MS };
    }
    case 'open':
      return circuit;
    case 'trying': {
      const pauseMs = Math.min(circuit.pauseMs * 2, LONGEST_PAUSE_MS);
      return { type: 'open', untilMs: nowMs + pauseMs, pauseMs };
    }
  }
}

/** Whether a caller who arrives now may go on to a card, and what is believed afterwards. */
export function admit(
  circuit: Circuit,
  nowMs: number,
): { readonly admitted: boolean; readonly next: Circuit } {
  const mayTry =
    (circuit.type === 'open' && nowMs >= circuit.untilMs) ||
    (circuit.type === 'trying' && nowMs - circuit.sinceMs >= TRIAL_MS);
  if (circuit.type === 'closed') return { admitted: true, next: circuit };
  if (!mayTry) return { admitted: false, next: circuit };
  return { admitted: true, next: { type: 'trying', sinceMs: nowMs, pauseMs: circuit.pauseMs } };
}
