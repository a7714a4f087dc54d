import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations } from '../../src/application/operations.ts';
import type { Dialling, PhoneCall, Telephone } from '../../src/demo/telephone.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';
import { readMobile } from '../../src/domain/merchant/mobile.ts';

const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/** Where a caller calls, and what of theirs must be found nowhere afterwards. */
interface Around {
  readonly telephone: Telephone;
  readonly operations: Operations;
  readonly keyed: Set<string>;
}

/** A caller in a test: keys by hand, and follows the call in the server's own journal. */
export class Caller {
  readonly callId: string;
  readonly #call: PhoneCall;
  readonly #operations: Operations;
  readonly #keyed: Set<string>;
  /** How far into the journal this caller has looked. */
  #seen = 0;

  private constructor(callId: string, call: PhoneCall, { operations, keyed }: Around) {
    this.callId = callId;
    this.#call = call;
    this.#operations = operations;
    this.#keyed = keyed;
  }

  /** Dials, and finds the call in the books. */
  static async ring(around: Around, dialling: Dialling): Promise<Caller> {
    const { telephone, operations } = around;
    const before = new Set((await operations.calls({ limit: 100 })).map(({ callId }) => callId));
    const call = await telephone.call(dialling);
    const callId = await callOf(operations, dialling, before);
    return new Caller(callId, call, around);
  }

  /** The same, and cuts the greeting short. */
  static async dial(around: Around, dialling: Dialling): Promise<Caller> {
    const caller = await Caller.ring(around, dialling);
    await caller.reached('greet');
    await caller.key('#');
    return caller;
  }

  key(digits: string, timing?: Parameters<PhoneCall['key']>[1]): Promise<void> {
    if (/^\d{16}$/.test(digits)) this.#keyed.add(digits);
    return this.#call.key(digits, timing);
  }

  hangUp(): Promise<void> {
    return this.#call.hangUp();
  }

  heard(): ReturnType<PhoneCall['heard']> {
    return this.#call.heard();
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

  /** Waits until a sentence begins to be said. */
  told(key: string): Promise<JournalEntry> {
    return this.#until(`the sentence ${key}`, (entry) => saidIn(entry).includes(key));
  }

  /** Every sentence of the call so far, in order. */
  async said(): Promise<readonly string[]> {
    return (await this.#entries()).flatMap(saidIn);
  }

  async #entries(): Promise<readonly JournalEntry[]> {
    return (await this.#operations.call(this.callId)).entries;
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

function saidIn(entry: JournalEntry): readonly string[] {
  return entry.commands.flatMap((command) =>
    command.type === 'Play' ? command.prompts.map(({ key }) => key) : [],
  );
}

async function callOf(
  operations: Operations,
  { from, to, withheld }: Dialling,
  before: ReadonlySet<string>,
): Promise<string> {
  const number = withheld === true ? null : readMobile(from);
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const calls = await operations.calls({ limit: 100 });
    const mine = calls.find(
      ({ callId, line, caller }) =>
        !before.has(callId) && line === to && (caller === null ? null : readMobile(caller)) === number,
    );
    if (mine !== undefined) return mine.callId;
    await sleep(LOOK_MS);
  }
  throw new Error(`the call from ${from} to ${to} did not arrive`);
}
