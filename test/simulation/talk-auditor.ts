import { judgeEntries, judgePin } from './judge-entries.ts';
import { judgePayer, type PinAsked } from './judge-payer.ts';
import { type Earlier, judgePending } from './judge-pending.ts';
import { judgePlaces } from './judge-places.ts';
import { judgeTime } from './judge-time.ts';
import { judgeAmounts, judgeComfort, judgeHandOver, judgeVerdicts } from './judge-words.ts';
import { LINES } from './lines.ts';
import type { RegisterAnswer } from './register.ts';
import { type Move, type Say, type SeenChannel, stateAt } from './seen.ts';

/** All that the conversations of a world are judged by, when it has come to rest. */
export interface Talk {
  readonly channels: readonly SeenChannel[];
  /** By attempt, in the order of their COMMITs. */
  readonly attempts: readonly (readonly Move[])[];
  /** What left for the bank, in order. */
  readonly pays: readonly { readonly orderId: string; readonly pin: string; readonly leftMs: number }[];
  /** The requests for a PIN that left, and what the registers of who pays have said. */
  readonly pins: readonly PinAsked[];
  readonly registerAnswers: readonly RegisterAnswer[];
  /** When the bank's answer reached us, by order id. */
  readonly answeredMs: ReadonlyMap<string, number>;
  /** The lengths that some bank's PINs were believed to have. */
  readonly lengths: ReadonlySet<number>;
  /** Whether the books were away at times. */
  readonly faults: boolean;
  readonly restMs: number;
}

/** Judges the conversations by call.md. @param sayOf how a rule says what it found of a call */
export function judgeTalk(talk: Talk, sayOf: (channel: SeenChannel) => Say): void {
  const told = tellings(talk);
  for (const channel of talk.channels) judgeChannel(talk, channel, told, sayOf(channel));
  // While processes die and are stopped, others give their places away.
  if (!talk.faults) judgePlaces(talk.channels, sayOf);
}

function judgeChannel(
  { attempts, pays, pins, registerAnswers, answeredMs, lengths, faults, restMs }: Talk,
  channel: SeenChannel,
  told: ReadonlyMap<string, number>,
  say: Say,
): void {
  const own = attempts.filter(([first]) => channel.callIds.has(first?.row.attempt.callId ?? ''));
  const orders = new Set(own.map(([first]) => first?.row.attempt.orderId));
  const ownPays = pays.filter(({ orderId }) => orders.has(orderId));
  const earlier = earlierOf(channel, attempts, told);
  judgeTime(channel, restMs, say);
  judgeEntries(channel, lengths, say);
  for (const pay of ownPays) judgePin(channel, pay, lengths, say);
  const asked = own.flatMap(([first]) => (first === undefined ? [] : pinsOf(pins, first.row.attempt)));
  judgePayer(channel, { asked, answers: registerAnswers, faults }, say);
  judgeVerdicts(channel, say);
  if (LINES.find(({ number }) => number === channel.did)?.bill.type === 'caller') judgeAmounts(channel, say);
  const doubts = earlier.filter(({ moves }) => !own.includes(moves)).map(({ moves }) => moves);
  judgeComfort(channel, { paysMs: ownPays.map(({ leftMs }) => leftMs), doubts }, say);
  judgeHandOver(channel, { attempts: own, answeredMs, mayBeLeft: faults }, say);
  judgePending(channel, earlier, say);
}

function pinsOf(pins: Talk['pins'], attempt: Move['row']['attempt']) {
  return pins.filter(({ orderId }) => orderId === attempt.orderId).map((pin) => ({ ...pin, attempt }));
}

/** The attempts of the mobile that a caller's network presents. */
function earlierOf(
  { callerNumber }: SeenChannel,
  attempts: Talk['attempts'],
  told: ReadonlyMap<string, number>,
): readonly Earlier[] {
  const mobile = /^(?:\+98|98|0)(9\d{9})$/.exec(callerNumber ?? '')?.[1];
  if (mobile === undefined) return [];
  return attempts.flatMap((moves) => {
    const attempt = moves[0]?.row.attempt;
    if (attempt?.mobile !== `+98${mobile}`) return [];
    return [{ line: attempt.line, moves, heardMs: told.get(attempt.attemptId) ?? null }];
  });
}

/** When each attempt's *paid* was heard to its end first: in its own call, or told in a later one of its payer. */
function tellings({ channels, attempts }: Talk): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const channel of channels) {
    for (const [index, { type, atMs }] of channel.facts.entries()) {
      const said = channel.facts.slice(0, index).findLast((fact) => fact.type === 'said');
      const fact = channel.facts[index];
      if (type !== 'promptOver' || fact?.type !== 'promptOver' || fact.heard !== 'whole') continue;
      if (said?.type !== 'said') continue;
      const own = said.clips.includes('paid');
      if (!own && !said.clips.includes('pending.paid')) continue;
      const heard = own
        ? attempts.filter((moves) => isOf(channel, moves))
        : earlierOf(channel, attempts, told).map(({ moves }) => moves);
      for (const moves of heard) noteHeard(told, moves, atMs);
    }
  }
  return told;
}

function isOf({ callIds }: SeenChannel, [first]: readonly Move[]): boolean {
  return callIds.has(first?.row.attempt.callId ?? '');
}

/** It may be heard before the books have it. */
function noteHeard(told: Map<string, number>, moves: readonly Move[], atMs: number): void {
  const attemptId = moves[0]?.row.attempt.attemptId ?? '';
  const state = stateAt(moves, atMs) ?? '';
  if (['dispatched', 'unknown', 'paid'].includes(state)) {
    told.set(attemptId, Math.min(told.get(attemptId) ?? atMs, atMs));
  }
}
