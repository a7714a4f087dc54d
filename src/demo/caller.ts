import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations } from '../application/operations.ts';
import type { JournalEntry } from '../domain/call/journal.ts';
import { readMobile } from '../domain/merchant/mobile.ts';
import type { PromptKey } from '../domain/prompt/script.ts';
import type { PhoneCall } from './telephone.ts';

const PATIENCE_MS = 60_000;
const LOOK_MS = 150;

/** What reading the bank's SMS takes at least: keys that come sooner are thrown away (stages/pin.ts). */
export const SMS_READ_MS = 1_200;
/** Nobody keys faster by hand. */
const BY_HAND = { durationMs: 100, betweenMs: 120 } as const;

/** Where a caller calls, and how they are. */
export interface CallerOptions {
  readonly operations: Pick<Operations, 'calls' | 'call'>;
  /** Gets every card that is keyed: what must be found nowhere afterwards. */
  readonly keyed: Set<string>;
  /** How long they think before they key. Milliseconds. */
  readonly thinkMs?: number;
}

/** Whom they call, and under which number they are known there; null when it is withheld or no number. */
export interface Ringing {
  readonly to: string;
  readonly from: string | null;
}

/** A scripted caller: keys by hand, and follows the call in the server's own journal. */
export class Caller {
  readonly callId: string;
  readonly phone: PhoneCall;
  readonly #options: CallerOptions;
  /** How far into the journal this caller has looked. */
  #seen = 0;

  private constructor(callId: string, phone: PhoneCall, options: CallerOptions) {
    this.callId = callId;
    this.phone = phone;
    this.#options = options;
  }

  /** Dials, and finds the call in the books. */
  static async ring(
    options: CallerOptions,
    { to, from }: Ringing,
    dial: () => Promise<PhoneCall>,
  ): Promise<Caller> {
    const { operations } = options;
    return oneByOne(`${to} ${from}`, async () => {
      const before = new Set((await operations.calls({ limit: 100 })).map(({ callId }) => callId));
      const phone = await dial();
      return new Caller(await callOf(operations, { to, from }, before), phone, options);
    });
  }

  async key(digits: string, timing: Parameters<PhoneCall['key']>[1] = BY_HAND): Promise<void> {
    if (/^\d{16}$/.test(digits)) this.#options.keyed.add(digits);
    await sleep(this.#options.thinkMs ?? 0);
    await this.phone.key(digits, timing);
  }

  hangUp(): Promise<void> {
    return this.phone.hangUp();
  }

  heard(): ReturnType<PhoneCall['heard']> {
    return this.phone.heard();
  }

  /** Waits until a question of that stage is asked, after what this caller has seen so far. */
  asked(stage: string): Promise<JournalEntry> {
    return this.#until(
      `the question of ${stage}`,
      (entry) => entry.stage === stage && entry.commands.some(({ type }) => type === 'OpenGather'),
    );
  }

  reached(stage: string): Promise<JournalEntry> {
    return this.#until(`the stage ${stage}`, (entry) => entry.stage === stage);
  }

  /** Waits until the first of these stages is reached, and resolves to it. */
  async reachedOneOf(...stages: readonly string[]): Promise<string> {
    return (await this.#until(`one of ${stages.join(', ')}`, ({ stage }) => stages.includes(stage))).stage;
  }

  /** Waits for the question for the PIN, and as long as it takes at least to read the bank's SMS. */
  async askedForPin(): Promise<void> {
    await this.reached('pin.ask');
    await sleep(SMS_READ_MS);
  }

  /** Waits until a sentence begins to be said. */
  told(key: PromptKey): Promise<JournalEntry> {
    return this.#until(`the sentence ${key}`, (entry) => saidIn(entry).includes(key));
  }

  /** Waits until what is being said now has been heard to its end. */
  heardOut(): Promise<JournalEntry> {
    return this.#until(
      'the end of a prompt',
      ({ event }) => event.type === 'PromptEnded' && event.heard === 'whole',
    );
  }

  /** Every sentence of the call so far, in order. */
  async said(): Promise<readonly PromptKey[]> {
    return (await this.#entries()).flatMap(saidIn);
  }

  /** The order id of the newest attempt of the call. */
  async newestOrder(): Promise<string> {
    const events = (await this.#entries()).map(({ event }) => event);
    const committed = events.findLast((event) => event.type === 'AttemptCommitted');
    if (committed === undefined) throw new Error(`call ${this.callId} has no attempt`);
    return committed.orderId;
  }

  async #entries(): Promise<readonly JournalEntry[]> {
    return (await this.#options.operations.call(this.callId)).entries;
  }

  async #until(what: string, match: (entry: JournalEntry) => boolean): Promise<JournalEntry> {
    const deadline = Date.now() + PATIENCE_MS;
    let entries: readonly JournalEntry[] = [];
    while (Date.now() < deadline) {
      entries = await this.#entries();
      const found = entries.findIndex((entry, index) => index >= this.#seen && match(entry));
      const entry = entries[found];
      if (entry !== undefined) {
        this.#seen = found + 1;
        return entry;
      }
      await sleep(LOOK_MS);
    }
    const way = entries.map(({ event, stage }) => `${event.type} -> ${stage}`).join('\n');
    throw new Error(`${what} did not come in call ${this.callId}:\n${way}`);
  }
}

export function saidIn(entry: JournalEntry): readonly PromptKey[] {
  return entry.commands.flatMap((command) =>
    command.type === 'Play' ? command.prompts.map(({ key }) => key) : [],
  );
}

const dialling = new Map<string, Promise<unknown>>();

/** Callers who look alike in the books are told apart by their order: each dials when the one before was found. */
function oneByOne<T>(alike: string, dial: () => Promise<T>): Promise<T> {
  const turn = (dialling.get(alike) ?? Promise.resolve()).then(dial);
  dialling.set(
    alike,
    turn.catch(() => undefined),
  );
  return turn;
}

async function callOf(
  operations: CallerOptions['operations'],
  { to, from }: Ringing,
  before: ReadonlySet<string>,
): Promise<string> {
  const spelled = (number: string | null) => (number === null ? null : (readMobile(number) ?? number));
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const calls = await operations.calls({ limit: 100 });
    const mine = calls.find(
      ({ callId, line, caller }) => !before.has(callId) && line === to && spelled(caller) === spelled(from),
    );
    if (mine !== undefined) return mine.callId;
    await sleep(LOOK_MS);
  }
  throw new Error(`the call from ${from} to ${to} did not arrive`);
}
