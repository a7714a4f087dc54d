import { type CallJournal, JournalTaken } from '../../src/application/ports.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

/** The journals, as text: what is at rest, and what a new process reads back. */
export class Journals implements Pick<CallJournal, 'begin' | 'take' | 'append' | 'note' | 'read' | 'callOn'> {
  readonly calls = new Map<string, string[]>();
  readonly begun: Parameters<CallJournal['begin']>[0][] = [];
  readonly #owners = new Map<string, string>();
  readonly #onChannel = new Map<string, string>();

  async begin(call: Parameters<CallJournal['begin']>[0]): Promise<void> {
    // A call that comes back from an operator goes on.
    this.#onChannel.set(call.channelId, call.callId);
    this.#owners.set(call.callId, call.owner);
    if (this.calls.has(call.callId)) return;
    this.calls.set(call.callId, []);
    this.begun.push(call);
  }

  async take(callId: string, owner: string): Promise<void> {
    if (this.calls.has(callId)) this.#owners.set(callId, owner);
  }

  async append(entries: readonly JournalEntry[], owner: string): Promise<void> {
    for (const { callId } of entries) {
      if (this.#owners.get(callId) !== owner) throw new JournalTaken('another process has the call');
    }
    const taken = entries.filter(({ callId, seq }) => this.calls.get(callId)?.[seq] !== undefined);
    if (taken.length > 0) {
      const same = entries.every(
        (entry) => this.calls.get(entry.callId)?.[entry.seq] === JSON.stringify(entry),
      );
      if (!same) throw new JournalTaken('an entry of that number is there already');
      return;
    }
    for (const entry of entries) {
      const kept = this.calls.get(entry.callId) as string[];
      kept[entry.seq] = JSON.stringify(entry);
    }
  }

  async note(callId: string, { endedAt }: { endedAt?: number }, owner?: string): Promise<void> {
    if (endedAt === undefined || (owner !== undefined && this.#owners.get(callId) !== owner)) return;
    for (const [channelId, onIt] of this.#onChannel) if (onIt === callId) this.#onChannel.delete(channelId);
  }

  async callOn(channelId: string): Promise<string | null> {
    return this.#onChannel.get(channelId) ?? null;
  }

  async read(callId: string): Promise<readonly JournalEntry[]> {
    return Object.values(this.calls.get(callId) ?? []).map((text) => JSON.parse(text));
  }
}
