import type { CallCommand } from '../../src/domain/call/command.ts';
import type { CallEvent, CallEventType } from '../../src/domain/call/event.ts';
import {
  type Asking,
  type CallState,
  NEW_CALL,
  type StageName,
  type Talk,
} from '../../src/domain/call/state.ts';
import { TABLE, transition } from '../../src/domain/call/transition.ts';
import { fixedLetters, type Letter, lettersAt } from './alphabet.ts';
import { Around } from './around.ts';

/**
 * A walk through all of the machine: from a new call, breadth first, with every letter of the alphabet at every
 * state. States that differ in nothing that steers the call count as one, so that the walk is finite; it depends on
 * nothing but the code, so that it is the same every time. What it meets is the truth about the table: where each
 * cell leads cannot be read from a function.
 */

/** A state that was met, and what runs around it. */
export interface Met {
  readonly state: CallState;
  readonly around: Around;
}

/** Where one cell of the table was seen to lead. */
export interface CellSeen {
  readonly stage: StageName;
  readonly event: CallEventType;
  /** The stages it led to, by what was told there. */
  readonly to: ReadonlyMap<StageName, ReadonlySet<string>>;
}

export interface Walk {
  /** Every state that was met, in the order of how far it is from the beginning. */
  readonly met: readonly Met[];
  /** Every cell that is a function and was called, by `stage x event`. */
  readonly cells: ReadonlyMap<string, CellSeen>;
}

export function cellName(stage: StageName, event: CallEventType): string {
  return `${stage} x ${event}`;
}

/** One step of the walk. */
export interface Stride {
  readonly from: Met;
  readonly to: Met;
  readonly event: CallEvent;
  readonly commands: readonly CallCommand[];
}

/**
 * Walks through the machine.
 * @param watch is told of every step
 * @throws when a cell does, saying which
 */
export function explore(watch: (stride: Stride) => void = () => undefined): Walk {
  const first: Met = { state: NEW_CALL, around: new Around() };
  const met: Met[] = [first];
  const known = new Set([keyOf(first)]);
  const cells = new Map<string, CellSeen & { readonly to: Map<StageName, Set<string>> }>();
  const fixed = lettersByStage();
  // The list grows while it is walked along.
  for (const here of met) {
    const { stage } = here.state;
    const acting = fixed[stage].concat(
      lettersAt(here.state, here.around.request).filter(({ event }) => acts(stage, event)),
    );
    for (const { word, event } of acting) {
      const stride = stepOf(here, event);
      const there = stride.to;
      watch(stride);
      // What belongs to no open question was dropped before the table was asked.
      if (there.state === here.state && 'gather' in event) continue;
      const name = cellName(stage, event.type);
      const cell = cells.get(name) ?? { stage, event: event.type, to: new Map() };
      cells.set(name, cell);
      const words = cell.to.get(there.state.stage) ?? new Set();
      cell.to.set(there.state.stage, words.add(word));
      const key = keyOf(there);
      if (known.has(key)) continue;
      known.add(key);
      met.push(there);
    }
  }
  return { met, cells };
}

function acts(stage: StageName, { type }: CallEvent): boolean {
  return typeof TABLE[stage][type] === 'function';
}

/** Those of the fixed letters at which a stage acts. */
function lettersByStage(): Readonly<Record<StageName, Letter[]>> {
  const stages = Object.keys(TABLE) as StageName[];
  return Object.fromEntries(
    stages.map((stage) => [stage, fixedLetters(stage).filter(({ event }) => acts(stage, event))]),
  ) as Record<StageName, Letter[]>;
}

function stepOf(from: Met, event: CallEvent): Stride {
  try {
    return take(from, event);
  } catch (error) {
    throw new Error(`the cell ${cellName(from.state.stage, event.type)} throws`, { cause: error });
  }
}

/** One event: the machine takes it, and its commands are followed. */
export function take(from: Met, event: CallEvent): Stride {
  const around = from.around.copy();
  around.hear(event);
  const { state, commands } = transition(from.state, event);
  for (const command of commands) around.run(command);
  return { from, to: { state, around }, event, commands };
}

/** What of a state steers the call: its stage, the flags, the counts that have a limit, and what runs around it. */
function keyOf({ state, around }: Met): string {
  const { talk, asking, bill, mobile, card, pan, attemptId, habit, before, ...named } = state as Loose;
  const { nationalId, birthDate, details, ...own } = named;
  const tries = asking == null ? asking : asking.tries;
  return JSON.stringify([own, talk === undefined ? null : steering(talk, pan), tries, around.key]);
}

/** A state of which nothing is known. */
type Loose = { readonly talk?: Talk; readonly asking?: Asking | null } & Readonly<Record<string, unknown>>;

function steering(talk: Talk, pan: unknown): unknown {
  // How often keys have let the call go on steers it at one far limit only: counted, the walk would take for ever.
  const { policy, plays, gathers, playing, language, graces, details, known, ...flags } = talk;
  const { bill, languages, confirmCard, operator, verify } = policy;
  const payer = [verify, details?.by, known?.by, known?.by === 'card' && known.pan === pan];
  return [flags, bill.type, languages.length, confirmCard, operator !== null, payer];
}
