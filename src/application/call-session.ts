import type { CallEvent, EventOf } from '../domain/call/event.ts';
import { FLOW_VERSION, type JournalEntry } from '../domain/call/journal.ts';
import { type CallState, hasEnded, isTalking, NEW_CALL } from '../domain/call/state.ts';
import { transition } from '../domain/call/transition.ts';
import type { LinePolicy } from '../domain/merchant/line.ts';
import { CAUSES } from './call-line.ts';
import { type CommandPorts, CommandRunner } from './command-runner.ts';
import type { CircuitNews, GatewayCircuit } from './gateway-circuit.ts';
import { GatherRunner } from './gather-runner.ts';
import { JournalWriter } from './journal-writer.ts';
import type { CallJournal, CallVault, JournalSpool, LineEvent, PaymentReader, Vault } from './ports.ts';
import type { RunningCall } from './running-call.ts';
import { atMost, pause } from './waiting.ts';

export type SessionPorts = CommandPorts & {
  readonly circuit: GatewayCircuit;
  readonly journal: CallJournal;
  readonly journalSpool: JournalSpool;
  readonly attempts: Pick<PaymentReader, 'list'>;
  readonly vault: Vault;
  /** Sees every journal entry as it is made, for a demo or a live view. */
  readonly watch: (entry: JournalEntry) => void;
};

/** How long a hang-up may take to be told by the line. */
const HANG_UP_MS = 5_000;

/** The end of a call is noted when the store is there again: for ten minutes it is tried. */
const NOTE_TRIES = 600;
const NOTE_RETRY_MS = 1_000;

type Arrival = Extract<LineEvent, { readonly type: 'arrived' }>;

/** Whose call it is, as the line told it. */
export type CallOrigin = Pick<Arrival, 'channelId' | 'did' | 'callerNumber' | 'presentation' | 'invoice'>;

/** Where a call stands when this process begins to look after it. */
interface Standing {
  readonly callId: string;
  readonly state: CallState;
  readonly policy: LinePolicy | null;
  /** How many entries its journal has. */
  readonly seq: number;
}

/** What the line tells of a call that is looked after. */
export type CallNews = Extract<LineEvent, { readonly type: 'key' | 'promptEnded' | 'gone' | 'gap' }>;

/**
 * One call: a mailbox in front of the pure machine. Events are taken one by one, each is journalled, and
 * its commands are run.
 */
export class CallSession {
  readonly callId: string;
  readonly channelId: string;
  readonly #ports: SessionPorts;
  readonly #vault: CallVault;
  readonly #gathers: GatherRunner;
  readonly #commands: CommandRunner;
  readonly #writer: JournalWriter;
  readonly #mailbox: CallEvent[] = [];
  #state: CallState;
  #policy: LinePolicy | null;
  #seq: number;
  #taking = false;
  /** It has ended here, or was handed over from here. */
  #isOver = false;
  #callerGone = false;
  #closing = false;
  #lastEntry: Promise<void> = Promise.resolve();
  #end: () => void = () => undefined;
  /** Resolves when the call has ended and nothing of it runs any more, a payment that was out included. */
  readonly ended: Promise<void>;

  /** A call that has just arrived. */
  static begin(ports: SessionPorts, origin: CallOrigin): CallSession {
    const callId = ports.system.newId('call');
    const session = new CallSession(ports, origin, { callId, state: NEW_CALL, policy: null, seq: 0 });
    const { did, callerNumber, presentation, invoice } = origin;
    session.#mark();
    const rungFor = invoice === null ? {} : { invoice };
    session.#tell({ type: 'CallArrived', did, callerNumber, presentation, ...rungFor });
    return session;
  }

  /** A call that another process left behind, or that an operator had, from where its journal ends. */
  static goOn(
    ports: SessionPorts,
    origin: CallOrigin,
    standing: Standing,
    event: EventOf<'Resumed' | 'OperatorEnded'>,
  ): CallSession {
    const session = new CallSession(ports, origin, standing);
    session.#tell(event);
    if (ports.circuit.isOpen) session.gatewayChanged('opened');
    return session;
  }

  private constructor(ports: SessionPorts, origin: CallOrigin, standing: Standing) {
    this.callId = standing.callId;
    this.#state = standing.state;
    this.#policy = standing.policy;
    this.#seq = standing.seq;
    this.channelId = origin.channelId;
    this.#ports = ports;
    this.#vault = ports.vault.open(this.callId);
    this.#gathers = new GatherRunner(this.#vault, ports.system, (event) => this.#tell(event));
    const running: RunningCall = {
      callId: this.callId,
      channelId: this.channelId,
      caller: shownNumber(origin),
      vault: this.#vault,
      policy: () => this.#knownPolicy(),
      callerGone: () => this.#callerGone,
      tell: (event) => this.#tell(event),
    };
    this.#commands = new CommandRunner(ports, running, this.#gathers);
    this.#writer = new JournalWriter(ports, this.#recordOf(origin));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** What the line tells of this call's channel. Never throws. */
  hear(event: CallNews): void {
    switch (event.type) {
      case 'key':
        return this.#gathers.key(event.key);
      case 'promptEnded':
        return this.#promptEnded(event);
      case 'gone':
        return this.#gone(event.cause);
      case 'gap':
        return this.#tell({ type: 'LineGap', ms: event.ms });
    }
  }

  /** The gateway was found to be down, or to work again. Never throws. */
  gatewayChanged(news: CircuitNews): void {
    this.#tell({ type: news === 'opened' ? 'GatewayOpened' : 'GatewayClosed' });
  }

  /**
   * Ends the call because this process ends. Resolves as `ended` does: a payment that is out is waited for,
   * and so is its result. The journal is given up when it cannot be written at once.
   */
  async close(): Promise<void> {
    const { telephony, system, log } = this.#ports;
    telephony.hangUp(this.channelId, CAUSES.noService).catch((error: unknown) => {
      log.warn({ error, callId: this.callId }, 'a call could not be hung up');
    });
    this.#closing = true;
    this.#writer.hurry();
    await atMost(system, HANG_UP_MS, this.ended);
    // The line may be dead and never tell.
    this.#gone(null);
    await this.ended;
  }

  #gone(cause: number | null): void {
    if (this.#callerGone) return;
    this.#callerGone = true;
    this.#tell({ type: 'CallerGone', cause });
  }

  #promptEnded({ playbackId, heard }: Extract<LineEvent, { type: 'promptEnded' }>): void {
    const play = Number(playbackId.slice(playbackId.lastIndexOf('.') + 1));
    // Only the end of what is said now gives the floor to the caller; an earlier prompt was stopped by us.
    if (isTalking(this.#state) && this.#state.talk.plays === play) this.#gathers.promptEnded();
    this.#tell({ type: 'PromptEnded', play, heard });
  }

  #tell(event: CallEvent): void {
    // Whoever brings the call back from the operator goes on with its journal: nothing more is written here.
    if (this.#isOver && this.#state.stage === 'handedOver') return;
    this.#mailbox.push(event);
    if (this.#taking) return;
    this.#taking = true;
    for (let next = this.#mailbox.shift(); next !== undefined; next = this.#mailbox.shift()) {
      try {
        this.#take(next);
      } catch (error) {
        // A fault of ours in one step must end neither the process nor the rest of the call.
        this.#ports.log.error({ error, callId: this.callId, seq: this.#seq }, 'a step of a call failed');
      }
    }
    this.#taking = false;
  }

  #take(event: CallEvent): void {
    if (event.type === 'LinePolicyLoaded' && 'policy' in event.line) this.#policy = event.line.policy;
    const { state, commands } = transition(this.#state, event);
    this.#state = state;
    this.#seq += 1;
    const entry: JournalEntry = {
      callId: this.callId,
      seq: this.#seq,
      at: this.#ports.system.now(),
      flowVersion: FLOW_VERSION,
      event,
      stage: state.stage,
      commands,
    };
    const durable = this.#writer.add(entry);
    this.#lastEntry = durable.catch((error: unknown) => {
      this.#ports.log.error({ error, callId: this.callId, seq: entry.seq }, 'a journal entry is lost');
    });
    this.#commands.run(commands, durable);
    if (hasEnded(state) && !this.#isOver) {
      this.#isOver = true;
      void this.#finish();
    }
    // Last, so that whoever looks on can do no harm.
    this.#ports.watch(entry);
  }

  /** Our id goes onto the channel, where it outlives this process. */
  #mark(): void {
    const { telephony, log } = this.#ports;
    telephony.setCallId(this.channelId, this.callId).catch((error: unknown) => {
      log.warn({ error, callId: this.callId }, 'the channel does not carry our call id');
    });
  }

  #recordOf(origin: CallOrigin) {
    return {
      callId: this.callId,
      channelId: origin.channelId,
      line: origin.did,
      caller: shownNumber(origin),
      at: this.#ports.system.now(),
      owner: this.#ports.owner,
    };
  }

  async #finish(): Promise<void> {
    await this.#commands.finish();
    await this.#lastEntry;
    this.#vault.wipe();
    await this.#noteEnd();
    this.#end();
  }

  /** A place that is not given free would be lost to its line for as long as this process lives. */
  async #noteEnd(): Promise<void> {
    const { journal, slots, system, owner } = this.#ports;
    const line = this.#policy === null ? {} : lineOf(this.#policy);
    const endedAt = system.now();
    await Promise.all([
      this.#untilDone(() => journal.note(this.callId, { ...line, endedAt }, owner)),
      this.#untilDone(() => slots.release(this.callId, owner)),
    ]);
  }

  /** Never rejects: after so many tries, or at once when this process ends, it is given up. */
  async #untilDone(note: () => Promise<void>): Promise<void> {
    const { system, log } = this.#ports;
    for (let tries = 1; ; tries += 1) {
      try {
        return await note();
      } catch (error) {
        if (tries === 1) log.error({ error, callId: this.callId }, 'the end of a call was not noted');
        if (tries >= NOTE_TRIES || this.#closing) return;
      }
      await pause(system, NOTE_RETRY_MS);
    }
  }

  #knownPolicy(): LinePolicy {
    if (this.#policy === null) throw new Error(`call ${this.callId} has no line policy yet`);
    return this.#policy;
  }
}

/** Nothing is looked up or kept by a number that its owner withholds. */
function shownNumber({ callerNumber, presentation }: CallOrigin): string | null {
  return presentation === 'allowed' ? callerNumber : null;
}

/** A call is listed under its line's main number, whichever alias was dialled. */
function lineOf({ merchantId, line }: LinePolicy) {
  return { merchantId, line };
}
