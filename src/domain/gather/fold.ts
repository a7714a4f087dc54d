import type { GatherRequest } from './gather.ts';
import { type GatherLimits, limitsOf } from './limits.ts';

/** A gather counts keys and never sees a digit: those are in the vault. */
export interface Gather {
  readonly limits: GatherLimits;
  /** Digits keyed since the beginning or the last clearing, those that were not kept included. */
  readonly count: number;
  /** Silences since the last key. */
  readonly silences: number;
}

/** A key of the telephone by what it means here; A to D mean nothing. */
export type KeyClass = 'digit' | 'hash' | 'star' | 'other';

export type GatherInput =
  | { readonly type: 'key'; readonly key: KeyClass }
  | { readonly type: 'promptBegan' }
  | { readonly type: 'promptEnded' }
  | { readonly type: 'timeUp' };

/** What to do with the key, and what to tell the call. */
export type GatherAct =
  | { readonly type: 'nothing' }
  | { readonly type: 'keep' }
  | { readonly type: 'keepAndEnd' }
  /** A digit too many: forget what is in hand, for it may be a card keyed at the wrong prompt. */
  | { readonly type: 'overflow' }
  | { readonly type: 'clear' }
  | { readonly type: 'ignore' }
  | { readonly type: 'end' }
  | { readonly type: 'goBack' }
  | { readonly type: 'silent'; readonly have: number; readonly nth: number };

/** One step: the gather after it, what it does, and how long to wait for `timeUp` (null: not at all). */
export interface GatherStep {
  readonly gather: Gather;
  readonly act: GatherAct;
  readonly waitMs: number | null;
}

/** A gather that has just been opened; `speaking` when its question is still being said. */
export function openGather(request: GatherRequest, speaking: boolean): GatherStep {
  const gather = { limits: limitsOf(request), count: 0, silences: 0 };
  return { gather, act: { type: 'nothing' }, waitMs: speaking ? null : waitOf(gather) };
}

/** The fold over keys, prompts and time. Pure: the caller keeps the clock and the digits. */
export function foldGather(gather: Gather, input: GatherInput): GatherStep {
  switch (input.type) {
    case 'key':
      return onKey(gather, input.key);
    case 'promptBegan':
      return { gather, act: { type: 'nothing' }, waitMs: null };
    case 'promptEnded':
      return { gather, act: { type: 'nothing' }, waitMs: waitOf(gather) };
    case 'timeUp':
      return onTimeUp(gather);
  }
}

function onKey(gather: Gather, key: KeyClass): GatherStep {
  switch (key) {
    case 'digit':
      return onDigit({ ...gather, count: gather.count + 1, silences: 0 });
    case 'hash':
      return onHash(gather);
    case 'star':
      return onStar(gather);
    case 'other':
      return going(gather, { type: 'ignore' });
  }
}

function onDigit(gather: Gather): GatherStep {
  const { maxDigits, endsByLength } = gather.limits;
  if (gather.count > maxDigits) return going(gather, { type: 'overflow' });
  if (gather.count === maxDigits && endsByLength) return ended(gather, { type: 'keepAndEnd' });
  return going(gather, { type: 'keep' });
}

/**
 * With nothing keyed a hash is the tail of an entry that ended by length, and is ignored. In an entry that
 * only its length can end, the caller is told how much has arrived; that is no silence, since a key was heard, and
 * whoever presses it again and again is not given up for it.
 */
function onHash(gather: Gather): GatherStep {
  if (gather.count === 0) return going(gather, { type: 'ignore' });
  return gather.limits.hashEnds ? ended(gather, { type: 'end' }) : silent({ ...gather, silences: 0 });
}

function onStar(gather: Gather): GatherStep {
  if (gather.count > 0) return going({ ...gather, count: 0, silences: 0 }, { type: 'clear' });
  return gather.limits.starGoesBack ? ended(gather, { type: 'goBack' }) : going(gather, { type: 'ignore' });
}

function onTimeUp(gather: Gather): GatherStep {
  const judged = gather.count > 0 && gather.limits.silentWithKeys === 'judge';
  return judged ? ended(gather, { type: 'end' }) : silent(gather);
}

function silent(before: Gather): GatherStep {
  const gather = { ...before, silences: before.silences + 1 };
  return going(gather, { type: 'silent', have: gather.count, nth: gather.silences });
}

function going(gather: Gather, act: GatherAct): GatherStep {
  return { gather, act, waitMs: waitOf(gather) };
}

function ended(gather: Gather, act: GatherAct): GatherStep {
  return { gather, act, waitMs: null };
}

function waitOf(gather: Gather): number {
  const { firstKeyMs, betweenKeysMs } = gather.limits;
  if (gather.count > 0) return betweenKeysMs;
  return firstKeyMs[gather.silences] ?? (firstKeyMs.at(-1) as number);
}
