import type { CallCommand } from '../../src/domain/call/command.ts';
import type { CallEvent, CallEventType, TimerEvent } from '../../src/domain/call/event.ts';
import { foldGather, type Gather, type GatherInput, openGather } from '../../src/domain/gather/fold.ts';
import type { GatherId, GatherRequest } from '../../src/domain/gather/gather.ts';

/** Who was asked something and has to answer. */
type Ask = 'line' | 'pickUp' | 'bill' | 'payer' | 'attempt' | 'otp' | 'pay' | 'record' | 'hangUp';

/** Something that happens by itself at that time. */
interface Due {
  readonly atMs: number;
  readonly event: CallEvent;
}

interface OpenGather {
  readonly id: GatherId;
  readonly request: GatherRequest;
  readonly state: Gather;
  /** When it falls silent; null while its question is being said. */
  readonly silentAtMs: number | null;
}

/** How long one sentence is said at the most. */
const SENTENCE_MS = 10_000;

/** After how long whoever was asked has answered at the worst, or the application speaks in their place. */
const WITHIN_MS: Readonly<Record<Ask, number>> = {
  line: 2_000,
  pickUp: 2_000,
  // A few statements of the database, each with a time-out.
  bill: 30_000,
  payer: 15_000,
  attempt: 60_000,
  otp: 20_000,
  pay: 120_000,
  record: 2_000,
  hangUp: 5_000,
};

const ANSWERED_BY: Partial<Readonly<Record<CallEventType, Ask>>> = {
  LinePolicyLoaded: 'line',
  Answered: 'pickUp',
  BillFound: 'bill',
  BillsFound: 'bill',
  BillRefused: 'bill',
  PayerChecked: 'payer',
  AttemptCommitted: 'attempt',
  OtpReplied: 'otp',
  PayReplied: 'pay',
  ResultRecorded: 'record',
  ResultNotRecorded: 'record',
  CallerGone: 'hangUp',
};

/** The net that the dialplan sets under every call, in milliseconds (call.md, "Dialplan shape"). */
const NET_MS = 900_000;

/**
 * What runs around the pure machine while nobody does anything: the prompt that is being said, the gather that
 * will fall silent, the timers that were started, who was asked, and the net of the dialplan. It follows the
 * commands as the application does, and has no clock: `next` moves its time to what happens next.
 */
export class Around {
  nowMs = 0;
  /** Whether an attempt of this caller may have moved money, as a bystander would say who does not trust the call. */
  moneyMayHaveMoved = false;
  #netAtMs = NET_MS;
  #gather: OpenGather | null = null;
  #prompt: Due | null = null;
  readonly #timers = new Map<TimerEvent, Due>();
  readonly #asks = new Map<Ask, Due>();

  /** What the open gather asks for. */
  get request(): GatherRequest | null {
    return this.#gather?.request ?? null;
  }

  /** Which timers run, who was asked, and whether money may have moved: it tells states apart that look alike. */
  get key(): string {
    const running = [...this.#timers.keys(), ...this.#asks.keys()].sort();
    return `${running.join()} ${this.moneyMayHaveMoved}`;
  }

  copy(): Around {
    const copy = new Around();
    copy.nowMs = this.nowMs;
    copy.moneyMayHaveMoved = this.moneyMayHaveMoved;
    copy.#netAtMs = this.#netAtMs;
    copy.#gather = this.#gather;
    copy.#prompt = this.#prompt;
    for (const [timer, due] of this.#timers) copy.#timers.set(timer, due);
    for (const [ask, due] of this.#asks) copy.#asks.set(ask, due);
    return copy;
  }

  /** What an event changes here, before the machine takes it. */
  hear(event: CallEvent): void {
    this.moneyMayHaveMoved ||= this.#mayMoveMoney(event);
    const answered = ANSWERED_BY[event.type];
    if (answered !== undefined) this.#asks.delete(answered);
    switch (event.type) {
      case 'CallerDeadline':
      case 'PinExpired':
      case 'CallLimitNear':
      case 'WaitedMore':
        this.#timers.delete(event.type);
        break;
      case 'AttemptRefused':
        this.#asks.delete('attempt');
        this.#asks.delete('pay');
        break;
      case 'PromptEnded':
        this.#prompt = null;
        this.#fold({ type: 'promptEnded' });
        break;
      case 'KeyHeard':
        this.#fold({ type: 'key', key: 'digit' });
        break;
      case 'GatherEnded':
        this.#gather = null;
        break;
      case 'PayReplied':
        this.#ask('record', { type: 'ResultNotRecorded', attemptId: event.attemptId });
        break;
      case 'LineGap':
        // The end of what was being said is lost for good.
        this.#prompt = null;
        break;
      case 'Resumed':
      case 'OperatorEnded':
        this.#forgetAll();
        break;
      default:
        break;
    }
  }

  /** What a command starts and stops here. */
  run(command: CallCommand): void {
    switch (command.type) {
      case 'Play':
        this.#prompt = {
          atMs: this.nowMs + SENTENCE_MS * command.prompts.length,
          event: { type: 'PromptEnded', play: command.play, heard: 'whole' },
        };
        this.#fold({ type: 'promptBegan' });
        break;
      case 'StopPlay':
        this.#prompt = null;
        this.#fold({ type: 'promptEnded' });
        break;
      case 'OpenGather': {
        const { gather: state, waitMs } = openGather(command.request, this.#prompt !== null);
        const { gather: id, request } = command;
        this.#gather = { id, request, state, silentAtMs: this.#after(waitMs) };
        break;
      }
      case 'CloseGather':
      case 'WipeSecrets':
        this.#gather = null;
        break;
      case 'StartTimer': {
        const { timer, ms } = command;
        this.#timers.set(timer, { atMs: this.nowMs + ms, event: { type: timer } });
        break;
      }
      case 'StopTimer':
        this.#timers.delete(command.timer);
        break;
      case 'SetNet':
        this.#netAtMs = this.nowMs + command.seconds * 1_000;
        break;
      case 'LoadLinePolicy':
        this.#ask('line', { type: 'LinePolicyLoaded', line: { status: 'down' } });
        break;
      case 'Answer':
        this.#ask('pickUp', { type: 'Answered' });
        break;
      case 'FindBill':
        this.#ask('bill', { type: 'BillRefused', why: 'storeDown' });
        break;
      case 'CheckPayer': {
        const { check } = command;
        this.#ask('payer', {
          type: 'PayerChecked',
          check,
          finding: 'unavailable',
          tookMs: WITHIN_MS.payer,
        });
        break;
      }
      case 'CommitAttempt':
        this.#ask('attempt', { type: 'AttemptRefused', why: 'storeDown' });
        break;
      case 'RequestOtp': {
        const { attemptId } = command;
        this.#ask('otp', { type: 'OtpReplied', attemptId, otp: { type: 'unknown' }, tookMs: WITHIN_MS.otp });
        break;
      }
      case 'Pay': {
        const { attemptId } = command;
        const outcome = { type: 'unknown', why: 'timeout', code: null } as const;
        this.#ask('pay', { type: 'PayReplied', attemptId, outcome, tookMs: WITHIN_MS.pay });
        break;
      }
      case 'Reject':
      case 'HangUp':
        this.#ask('hangUp', { type: 'CallerGone', cause: null });
        break;
      case 'KeepMedia':
      case 'RememberLanguage':
      case 'NoteTold':
      case 'HandOver':
      case 'AbandonAttempt':
        break;
    }
  }

  /** Moves time to what happens next by itself. The net ends the channel when nothing else happens before. */
  next(): { readonly event: CallEvent; readonly byNet: boolean } {
    const net: Due = { atMs: this.#netAtMs, event: { type: 'CallerGone', cause: null } };
    const dues = [...this.#timers.values(), ...this.#asks.values()];
    if (this.#prompt !== null) dues.push(this.#prompt);
    const first = dues.reduce((sooner, due) => (due.atMs < sooner.atMs ? due : sooner), net);
    const gather = this.#gather;
    if (gather !== null && gather.silentAtMs !== null && gather.silentAtMs < first.atMs) {
      this.nowMs = gather.silentAtMs;
      return { event: this.#fallSilent(gather), byNet: false };
    }
    this.nowMs = first.atMs;
    return { event: first.event, byNet: first === net };
  }

  /** Nobody who was asked answers any more. That a result is not recorded in time, the application says itself. */
  loseAnswers(): void {
    for (const ask of this.#asks.keys()) if (ask !== 'record') this.#asks.delete(ask);
  }

  /** Whether the net would end the channel before the soft limit ends the call. */
  get netIsSooner(): boolean {
    const limit = this.#timers.get('CallLimitNear');
    return limit !== undefined && this.#netAtMs <= limit.atMs;
  }

  #mayMoveMoney(event: CallEvent): boolean {
    switch (event.type) {
      case 'LinePolicyLoaded':
        return 'caller' in event.line && event.line.caller.pending?.type === 'unknown';
      case 'PayReplied':
        return true;
      case 'CallerDeadline':
      case 'ResultNotRecorded':
        return this.#asks.has('pay');
      case 'Resumed':
        return event.outcome !== null;
      default:
        return false;
    }
  }

  #fallSilent(open: OpenGather): CallEvent {
    const { id: gather } = open;
    const act = this.#fold({ type: 'timeUp' });
    if (act?.type === 'silent') return { type: 'GatherSilent', gather, have: act.have, nth: act.nth };
    return { type: 'GatherEnded', gather, verdict: { type: 'malformed', why: 'length', count: 1 } };
  }

  #fold(input: GatherInput) {
    const open = this.#gather;
    if (open === null) return null;
    const { gather: state, act, waitMs } = foldGather(open.state, input);
    this.#gather = { ...open, state, silentAtMs: this.#after(waitMs) };
    return act;
  }

  #ask(ask: Ask, event: CallEvent): void {
    this.#asks.set(ask, { atMs: this.nowMs + WITHIN_MS[ask], event });
  }

  #after(ms: number | null): number | null {
    return ms === null ? null : this.nowMs + ms;
  }

  /** Another process has none of what this one had. */
  #forgetAll(): void {
    this.#gather = null;
    this.#prompt = null;
    this.#timers.clear();
    this.#asks.clear();
  }
}
