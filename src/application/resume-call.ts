import type { CallCommand } from '../domain/call/command.ts';
import type { EventOf, OperatorEnd, Pending } from '../domain/call/event.ts';
import { foldJournal, type JournalEntry } from '../domain/call/journal.ts';
import { type CallState, isTalking, type TalkingState } from '../domain/call/state.ts';
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
  const entries = await takenJournal(ports, callId);
  const state = foldJournal(entries);
  if (!isTalking(state)) return 'over';
  const attempts = await ports.attempts.list({ callId, limit: MOST_ATTEMPTS });
  const known = await setAsideWhatIsPrepared(ports, callId, attempts);
  ports.log.warn({ callId, stage: state.stage }, 'a call that was left behind goes on');
  const pending = forgottenIn(entries, state, known);
  const event = {
    type: 'Resumed',
    outcome: outcomeIn(state, known),
    ...(pending === null ? {} : { pending }),
  } as const;
  return goOn(ports, origin, { callId, state, entries }, event);
}

/**
 * Goes on with a call that an operator had: its journal knows where it stood.
 * @returns as `resumeCall`
 */
export async function bringBackCall(
  ports: SessionPorts,
  origin: CallOrigin,
  callId: string | null,
  operator: OperatorEnd,
): Promise<CallSession | 'over' | 'unknown'> {
  if (callId === null) return 'unknown';
  const entries = await takenJournal(ports, callId);
  const state = foldJournal(entries);
  if (state.stage !== 'handedOver') return isTalking(state) ? resumeCall(ports, origin, callId) : 'over';
  return goOn(ports, origin, { callId, state, entries }, { type: 'OperatorEnded', operator });
}

async function goOn(
  ports: SessionPorts,
  origin: CallOrigin,
  { callId, state, entries }: { callId: string; state: CallState; entries: readonly JournalEntry[] },
  event: EventOf<'Resumed' | 'OperatorEnded'>,
): Promise<CallSession> {
  const policy = policyIn(entries);
  await keepSlot(ports, callId, policy);
  return CallSession.goOn(ports, origin, { callId, state, policy, seq: entries.at(-1)?.seq ?? 0 }, event);
}

/** Taken before it is read: whoever had the call before can add nothing to it that is not read here. */
async function takenJournal({ journal, owner }: SessionPorts, callId: string) {
  await journal.take(callId, owner);
  return journal.read(callId);
}

/** Resolves to the attempts as they are then. */
async function setAsideWhatIsPrepared(
  { payments, attempts }: SessionPorts,
  callId: string,
  known: readonly Attempt[],
): Promise<readonly Attempt[]> {
  let all = true;
  for (const { attemptId } of known.filter(({ state }) => state === 'prepared')) {
    all = (await payments.setAside(attemptId, 'crash')) && all;
  }
  // One that could not be set aside was dispatched meanwhile: its process was only stopped, and has gone on.
  return all ? known : attempts.list({ callId, limit: MOST_ATTEMPTS });
}

/** Its place on the line, if it still has one, is held by this process from now on; an operator's call has none. */
async function keepSlot(ports: SessionPorts, callId: string, policy: LinePolicy | null): Promise<void> {
  if (policy === null) return;
  // With no place to give away, only a call that has one already gets it.
  await ports.slots
    .take({ line: policy.line, callId, owner: ports.owner, most: 0 })
    .catch((error: unknown) => ports.log.warn({ error, callId }, 'the place of a call was not kept'));
}

/** More than one call can make. */
const MOST_ATTEMPTS = 100;

function policyIn(entries: readonly JournalEntry[]): LinePolicy | null {
  for (const { event } of entries) {
    if (event.type === 'LinePolicyLoaded' && 'policy' in event.line) return event.line.policy;
  }
  return null;
}

/** What the books have of the attempt that the call was about; null when nothing of it was sent. */
function outcomeIn(state: TalkingState, attempts: readonly Attempt[]): Outcome | null {
  const own = attempts.find((each) => each.attemptId === attemptIn(state));
  return own === undefined ? null : outcomeOf(own);
}

/**
 * A payment of this call that the books know and its journal does not, because its last entries wait in the spool of
 * the dead or were lost with its disk; one in doubt before one that was paid.
 */
function forgottenIn(
  entries: readonly JournalEntry[],
  state: TalkingState,
  attempts: readonly Attempt[],
): Pending | null {
  const known = new Set(entries.flatMap(({ commands }) => commands.flatMap(paidBy)));
  const own = attemptIn(state);
  const forgotten = attempts.filter(
    (each) => mayHaveMoved(each) && each.attemptId !== own && !known.has(each.attemptId),
  );
  const [first] = forgotten;
  if (first === undefined) return null;
  return forgotten.every((each) => each.state === 'paid')
    ? { type: 'paid', attemptId: first.attemptId }
    : { type: 'unknown', sameLine: true };
}

/** The attempt that a command asks the bank to pay. */
function paidBy(command: CallCommand): readonly string[] {
  return command.type === 'Pay' ? [command.attemptId] : [];
}

function attemptIn(state: TalkingState): string | null {
  return 'attemptId' in state ? state.attemptId : null;
}

const NOT_KNOWN: Outcome = { type: 'unknown', why: 'restart', code: null };

function mayHaveMoved({ state }: Attempt): boolean {
  return state === 'dispatched' || state === 'unknown' || state === 'paid';
}

function outcomeOf({ state, refId, code }: Attempt): Outcome | null {
  if (state === 'prepared' || state === 'notSent') return null;
  if (state === 'paid' && refId !== null) return { type: 'paid', refId };
  if (state === 'declined' && code !== null && isDeclineCode(code)) return { type: 'declined', code };
  return NOT_KNOWN;
}
