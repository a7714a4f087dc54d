import type { CallEvent } from '../domain/call/event.ts';
import {
  foldGather,
  type Gather,
  type GatherInput,
  type GatherStep,
  type KeyClass,
  openGather,
} from '../domain/gather/fold.ts';
import type { GatherId, GatherRequest, GatherVerdict } from '../domain/gather/gather.ts';
import { judge } from '../domain/gather/judge.ts';
import { dateInIran } from '../domain/merchant/hours.ts';
import type { CallVault, System } from './ports.ts';

interface OpenGather {
  readonly id: GatherId;
  readonly request: GatherRequest;
  readonly name: string;
  readonly state: Gather;
}

/** Where a non-secret entry is kept while it is keyed; it may be a card keyed at the wrong prompt. */
const PLAIN_ENTRY = 'entry';

/** What is needed after its gather, and never leaves the vault. */
const KEPT: ReadonlySet<GatherVerdict['type']> = new Set(['card', 'pin', 'nationalId', 'birthDate']);

/**
 * Runs the gathers of one call: the fold decides, the vault keeps the digits, and the call hears only of
 * keys by their time and of verdicts. This is the last place that sees a raw key.
 */
export class GatherRunner {
  readonly #vault: CallVault;
  readonly #system: System;
  readonly #tell: (event: CallEvent) => void;
  #open: OpenGather | null = null;
  #speaking = false;
  #cancelWait: () => void = () => undefined;
  #deafUntilMs = 0;

  constructor(vault: CallVault, system: System, tell: (event: CallEvent) => void) {
    this.#vault = vault;
    this.#system = system;
    this.#tell = tell;
  }

  open(id: GatherId, request: GatherRequest): void {
    this.close();
    const name = 'ref' in request ? request.ref : PLAIN_ENTRY;
    this.#vault.begin(name);
    const step = openGather(request, this.#speaking);
    this.#open = { id, request, name, state: step.gather };
    this.#deafUntilMs = this.#system.monotonicMs() + ('deafMs' in request ? request.deafMs : 0);
    this.#wait(step.waitMs);
  }

  /** Closes the open gather, if there is one, and forgets what was keyed into it. */
  close(): void {
    if (this.#open !== null) this.#vault.clear(this.#open.name);
    this.#end();
  }

  promptBegan(): void {
    this.#speaking = true;
    this.#fold({ type: 'promptBegan' });
  }

  promptEnded(): void {
    this.#speaking = false;
    this.#fold({ type: 'promptEnded' });
  }

  key(key: string): void {
    const isDeaf = this.#open === null || this.#system.monotonicMs() < this.#deafUntilMs;
    if (isDeaf) this.#tell({ type: 'KeysIgnored', count: 1 });
    else this.#fold({ type: 'key', key: classOf(key) }, key);
  }

  #fold(input: GatherInput, key = ''): void {
    const open = this.#open;
    if (open === null) return;
    const step = foldGather(open.state, input);
    this.#open = { ...open, state: step.gather };
    this.#wait(step.waitMs);
    this.#act(this.#open, step.act, key);
  }

  #act({ id, request, name, state }: OpenGather, act: GatherStep['act'], key: string): void {
    switch (act.type) {
      case 'nothing':
        return;
      case 'ignore':
        return this.#tell({ type: 'KeysIgnored', count: 1 });
      case 'silent':
        return this.#tell({ type: 'GatherSilent', gather: id, have: act.have, nth: act.nth });
      case 'clear':
      case 'overflow':
        this.#vault.clear(name);
        return this.#tell({ type: 'KeyHeard', gather: id });
      case 'keep':
        this.#vault.append(name, key);
        return this.#tell({ type: 'KeyHeard', gather: id });
      case 'keepAndEnd':
        this.#vault.append(name, key);
        this.#tell({ type: 'KeyHeard', gather: id });
        return this.#finish(id, name, this.#judge(request, name, state.count));
      case 'end':
        return this.#finish(id, name, this.#judge(request, name, state.count));
      case 'goBack':
        this.#tell({ type: 'KeyHeard', gather: id });
        return this.#finish(id, name, { type: 'star' });
    }
  }

  #judge(request: GatherRequest, name: string, count: number): GatherVerdict {
    const today = dateInIran(this.#system.now());
    return this.#vault.secret(name).expose((digits) => judge(request, digits, count, today));
  }

  /** Only a well-formed secret stays in the vault after its gather. */
  #finish(gather: GatherId, name: string, verdict: GatherVerdict): void {
    if (!KEPT.has(verdict.type)) this.#vault.clear(name);
    this.#end();
    this.#tell({ type: 'GatherEnded', gather, verdict });
  }

  #end(): void {
    this.#open = null;
    this.#wait(null);
  }

  #wait(ms: number | null): void {
    this.#cancelWait();
    this.#cancelWait =
      ms === null ? () => undefined : this.#system.after(ms, () => this.#fold({ type: 'timeUp' }));
  }
}

function classOf(key: string): KeyClass {
  if (/^\d$/.test(key)) return 'digit';
  if (key === '#') return 'hash';
  return key === '*' ? 'star' : 'other';
}
