import type { LineSlots } from '../../src/application/ports.ts';

interface Place {
  readonly line: string;
  owner: string;
}

/** The places of a line's calls, by the rules of the contract suite. */
export class Places implements LineSlots {
  /** By call id. */
  readonly taken = new Map<string, Place>();
  readonly #isHeard: (owner: string) => boolean;

  /** @param isHeard whether a process has been heard of lately */
  constructor(isHeard: (owner: string) => boolean) {
    this.#isHeard = isHeard;
  }

  async take({ line, callId, owner, most }: Parameters<LineSlots['take']>[0]): Promise<boolean> {
    const own = this.taken.get(callId);
    if (own !== undefined) {
      own.owner = owner;
      return true;
    }
    for (const [of, place] of this.taken) {
      if (place.line === line && !this.#isHeard(place.owner)) this.taken.delete(of);
    }
    const count = [...this.taken.values()].filter((place) => place.line === line).length;
    if (count >= most) return false;
    this.taken.set(callId, { line, owner });
    return true;
  }

  async release(callId: string, owner: string): Promise<void> {
    if (this.taken.get(callId)?.owner === owner) this.taken.delete(callId);
  }
}
