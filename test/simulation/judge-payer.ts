import { LINES } from './lines.ts';
import type { RegisterAnswer } from './register.ts';
import type { Say, SeenChannel, SeenRow } from './seen.ts';

/**
 * On a line that finds out who pays, the bank is asked for a PIN only when the register has said that the payer is who
 * they say, or when it has given no answer and the line goes on without one (issue 6, part 3).
 */

/** A request for a PIN that has left. */
export interface PinAsked {
  readonly orderId: string;
  readonly pan: string;
  readonly leftMs: number;
}

export interface PayerSeen {
  readonly asked: readonly (PinAsked & Pick<SeenRow, 'attempt'>)[];
  readonly answers: readonly RegisterAnswer[];
  /** Whether the register and what is counted were away at times. */
  readonly faults: boolean;
}

/** How often the registers may be asked about one mobile in a day. */
export const CHECKS_PER_PAYER_DAY = 3;

export function judgePayer({ did, rangMs }: SeenChannel, seen: PayerSeen, say: Say): void {
  const verify = LINES.find(({ number }) => number === did)?.verify ?? null;
  if (verify === null) return;
  for (const { pan, leftMs, attempt } of seen.asked) {
    const about = verify.by === 'card' ? pan : `0${attempt.mobile?.slice(3)}`;
    const known = seen.answers.some(
      (answer) => answer.about === about && answer.matched && rangMs <= answer.atMs && answer.atMs <= leftMs,
    );
    const mayGoOn = verify.whenDown === 'goOn' && seen.faults;
    if (!known && !mayGoOn) say('payer', 'a PIN was asked for, and nobody had said who pays');
  }
}

/** @param answers all of a world, which is shorter than a day */
export function judgeGuessing(answers: readonly RegisterAnswer[], say: (what: string) => void): void {
  const aboutMobiles = answers.filter(({ about }) => about.startsWith('09'));
  for (const [, of] of Map.groupBy(aboutMobiles, ({ about }) => about)) {
    if (of.length > CHECKS_PER_PAYER_DAY) say(`the register was asked ${of.length} times about one mobile`);
  }
}
