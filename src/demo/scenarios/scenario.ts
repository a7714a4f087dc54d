import type { Language } from '../../domain/merchant/line.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { PromptKey } from '../../domain/prompt/script.ts';
import type { SettingName } from './settings.ts';
import type { Stage } from './stage.ts';

/** One story of the telephone: played for a person to watch (`zangpay demo --scenario NAME`), and by the tests. */
export interface Scenario {
  /** Such as `wrong-pin-then-new`. */
  readonly name: string;
  /** What happens, in one sentence for people. */
  readonly about: string;
  /** Left out, the usual one. */
  readonly setting?: SettingName;
  readonly act: (stage: Stage) => Promise<void>;
  readonly outcome: Outcome;
}

/** What must have come of it, by the journal, the books and the bank's own ledger. */
export interface Outcome extends Money {
  /** Sentences that were said, in this order, call after call; others may stand between them. */
  readonly hears: readonly PromptKey[];
  readonly never?: readonly PromptKey[];
  /** What each attempt was for, in Rial, where that is what the scenario is about. */
  readonly amounts?: readonly number[];
  /** The language in which the last sentence of each call was said, where that is what the scenario is about. */
  readonly languages?: readonly Language[];
  /** Where its last call ended; `ended` when left out. All calls before it end. */
  readonly stage?: 'ended' | 'handedOver';
  /** What callers who were not answered were told, as Q.850 causes; none when left out. */
  readonly causes?: readonly number[];
  /** What may become of the money instead, where two things race by their nature, such as a PIN and a hang-up. */
  readonly orElse?: Money;
}

export interface Money {
  /** What became of the attempts of all its calls, the oldest first. */
  readonly attempts: readonly AttemptState[];
  /** How many of them the bank has charged. */
  readonly charges: number;
}
