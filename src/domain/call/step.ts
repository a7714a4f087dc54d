import type { GatherId, GatherRequest } from '../gather/gather.ts';
import type { Prompt } from '../prompt/script.ts';
import type { CallCommand } from './command.ts';
import type { CallEventType, EventOf } from './event.ts';
import type { At, CallState, StageName, Talk } from './state.ts';

/** What one event does to a call. */
export interface Step {
  readonly state: CallState;
  readonly commands: readonly CallCommand[];
}

/** A cell that does nothing, and why. */
export interface Ignored {
  readonly ignores: string;
}

/** One cell of the table stage x event. */
export type Cell<N extends StageName, E extends CallEventType> =
  | ((state: At<N>, event: EventOf<E>) => Step)
  | Ignored;

/** What comes from outside the conversation; stages take it alike (stages/coming-back.ts, stages/gateway.ts,
 * stages/operator.ts, stages/verify.ts). */
export type OutsideEvent =
  | 'LineGap'
  | 'Resumed'
  | 'GatewayOpened'
  | 'GatewayClosed'
  | 'OperatorEnded'
  | 'PayerChecked';

/** One row of the table. Its type makes the compiler refuse a cell that is not written down. */
export type WholeRow<N extends StageName> = { readonly [E in CallEventType]: Cell<N, E> };

/** The cells that a stage writes down itself. */
export type Row<N extends StageName> = Omit<WholeRow<N>, OutsideEvent>;

/** Some cells of a row that many stages share. */
export type Cells<E extends CallEventType> = { readonly [K in E]: Ignored };

/** Ignores the same events for one reason. */
export function ignoring<E extends CallEventType>(why: string, ...events: readonly E[]): Cells<E> {
  return Object.fromEntries(events.map((event) => [event, { ignores: why }])) as Cells<E>;
}

/** Talk with what it asks of the line: the talk goes into the next state, the commands into the step. */
export interface Said {
  readonly talk: Talk;
  readonly commands: readonly CallCommand[];
}

export interface Asked extends Said {
  readonly gather: GatherId;
}

/** Says something, stopping what is being said. */
export function speak(talk: Talk, prompts: readonly Prompt[], verdict = false): Said {
  const play = talk.plays + 1;
  return {
    talk: { ...talk, plays: play, playing: play },
    commands: [...hush(talk), { type: 'Play', play, language: talk.language, prompts, verdict }],
  };
}

/** Stops what is being said, if anything is. */
export function hush(talk: Talk): readonly CallCommand[] {
  return talk.playing === null ? [] : [{ type: 'StopPlay', play: talk.playing }];
}

/** Opens a gather and asks its question. The gather comes first, so that no early key is lost. */
export function ask(talk: Talk, request: GatherRequest, prompts: readonly Prompt[]): Asked {
  const gather = talk.gathers + 1;
  const said = speak({ ...talk, gathers: gather }, prompts);
  return { ...said, gather, commands: [{ type: 'OpenGather', gather, request }, ...said.commands] };
}
