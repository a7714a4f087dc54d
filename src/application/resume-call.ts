import { foldJournal, type JournalEntry } from '../domain/call/journal.ts';
import { type CallState, isTalking } from '../domain/call/state.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import type { Outcome } from '../domain/payment/outcome.ts';
import { isDeclineCode } from '../domain/payment/response-code.ts';
import { type CallOrigin, CallSession, type SessionPorts } from './call-session.ts';
import type { Attempt } from './ports.ts';

/**
 * Goes on with a call that another process left on the line: its journal is folded, what it had prepared is
 * set aside, and what it had dispatched is told as the books have it (call.md, "What ARI does").
 * @param marked our call id as the channel carries it; without one the books are asked for the channel, since
 * whoever has paid in this call must not be greeted as somebody new
 * @returns `over` when nothing of it is left to be talked about, `unknown` when the books do not have it
 */
export async function resumeCall(
  ports: SessionPorts,
  origin: CallOrigin,
  marked: string | null,
): Promise<CallSession | 'over' | 'unknown'> {
  const callId = marked ?? (await ports.journal.callOn(origin.channelId));
  if (callId === null) return 'unknown';
  const entries = await ports.journal.read(callId);
  const state = foldJournal(entries);
  if (!isTalking(state)) return 'over';
  const attempts = await ports.attempts.list({ callId, limit: MOST_ATTEMPTS });
  for (const { attemptId } of attempts.filter(({ state }) => state === 'prepared')) {
    await ports.payments.setAside(attemptId, 'crash');
  }
  ports.log.warn({ callId, stage: state.stage }, 'a call that was left behind goes on');
  const standing = { callId, state, policy: policyIn(entries), seq: entries.length };
  return CallSession.goOn(ports, origin, standing, outcomeIn(state, attempts));
}

/** More than one call can make. */
const MOST_ATTEMPTS = 100;

function policyIn(entries: readonly JournalEntry[]): LinePolicy | null {
  for (const { event } of entries) {
    if (event.type === 'LinePolicyLoaded' && event.line.status === 'open') return event.line.policy;
  }
  return null;
}

/** What the books have of the attempt that the call was about; null when nothing of it was sent. */
function outcomeIn(state: CallState, attempts: readonly Attempt[]): Outcome | null {
  const attemptId = 'attemptId' in state ? state.attemptId : null;
  const attempt = attempts.find((each) => each.attemptId === attemptId);
  return attempt === undefined ? null : outcomeOf(attempt);
}

function outcomeOf({ state, refId, code }: Attempt): Outcome | null {
  if (state === 'prepared' || state === 'notSent') return null;
  if (state === 'paid' && refId !== null) return { type: 'paid', refId };
  if (state === 'declined' && code !== null && isDeclineCode(code)) return { type: 'declined', code };
  return { type: 'unknown', why: 'restart', code: null };
}
