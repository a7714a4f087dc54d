import type { TimedFact } from './channel.ts';
import { LONGEST_KEYING_MS, RECOVERY_MS, type Say, type SeenChannel } from './seen.ts';

/**
 * Every call comes to an end, and nobody is left in silence (call.md, "Gathers"; issue 4). What is listened to is
 * the line alone: what was said when, which keys came, and who hung up.
 */

/** A conversation ends within 15 minutes ... */
const LONGEST_TALK_MS = 900_000;
/**
 * ... or soon after its last key: the soft limit waits while keys came within 25 s, looks again 25 s later, and
 * a payment that was begun with the last key has 30 s, its recording 2 s, and its verdict and the last words some 20.
 */
const AFTER_LAST_KEY_MS = 120_000;
const LONGEST_WITH_KEYS_MS = LONGEST_KEYING_MS + AFTER_LAST_KEY_MS;

/** Events of the line come up to 2.5 s late, and what is asked of the books and the line takes its time. */
const SLACK_MS = 4_000;

/** How long each question waits for a key until something is said: the longest of its row in call.md, "Gathers". */
const PATIENCE_MS: readonly (readonly [clip: RegExp, ms: number])[] = [
  [
    /^(greet\.language|pending\.other|bill\.caller\.other|\w+\.confirm\.ask|way\.end|pin\.menu\.wait)$/,
    8_000,
  ],
  [/^paid\.reference\.again$/, 8_000],
  [/^bill\.invoice\.ask$/, 13_000],
  [/^bill\.open\.(toman|rial|finish)$/, 13_000],
  [/^mobile\.(ask|more\.\d)$/, 13_000],
  [/^card\.(ask|more\.\d)$/, 25_000],
  [/^verify\.(nationalId\.ask|birthDate\.ask|more\.\d)$/, 25_000],
  [/^verify\.birthDate\.confirm$/, 8_000],
  // The register has 15 s.
  [/^verify\.asking$/, 15_000],
  // The last wait before a new PIN is offered is the longer, the longer the bank's PINs take: up to 90 - 45 s.
  [/^pin\.(ask|maybe|hint|waiting|finish|wrong)$/, 45_000],
  // The bank has 15 s to answer the request for a PIN, and may be reached 3 s late.
  [/^otp\.asking$/, 18_000],
  // While it is asked to pay there is music, and a word every 12 s.
  [/^pay\.(wait|still)$/, 12_000],
];
/** Where nothing is asked the next sentence follows at once. A verdict waits 2 s for its recording and its journal. */
const NOTHING_ASKED_MS = 4_000;

export function judgeTime({ facts }: SeenChannel, restMs: number, say: Say): void {
  const over = facts.findIndex(({ type }) => type === 'over');
  if (over < 0) say('end', 'never ends');
  const ear = new Ear(say);
  for (const fact of over < 0 ? facts : facts.slice(0, over + 1)) ear.hear(fact);
  if (over < 0) ear.wait(restMs);
}

/** Listens to one call from its beginning. */
class Ear {
  readonly #say: Say;
  #answered = false;
  #withOperator = false;
  #talkSinceMs = 0;
  #lastKeyMs = 0;
  /** Null while something is being said. */
  #quietSinceMs: number | null = null;
  /** Up to here nothing could be expected of an application that was dead, stopped or cut off. */
  #excusedMs = 0;
  #clips: readonly string[] = [];

  constructor(say: Say) {
    this.#say = say;
  }

  hear(fact: TimedFact): void {
    const { atMs } = fact;
    this.wait(atMs);
    switch (fact.type) {
      case 'answered':
      case 'back':
        this.#answered = true;
        this.#withOperator = false;
        this.#talkSinceMs = atMs;
        this.#quietSinceMs = atMs;
        return;
      case 'said':
        this.#clips = fact.clips;
        this.#quietSinceMs = null;
        return;
      case 'promptOver':
        this.#quietSinceMs = atMs;
        return;
      case 'key':
        this.#lastKeyMs = atMs;
        // A key is an answer, and the wait for the next begins with it.
        if (this.#quietSinceMs !== null) this.#quietSinceMs = atMs;
        return;
      case 'disturbed':
        this.#excusedMs = Math.max(this.#excusedMs, fact.untilMs + RECOVERY_MS);
        if (fact.untilMs < Number.POSITIVE_INFINITY) this.#talkSinceMs += fact.untilMs + RECOVERY_MS - atMs;
        return;
      case 'takenUp':
        this.#talkSinceMs = atMs;
        this.#excusedMs = atMs + RECOVERY_MS;
        return;
      case 'handedOver':
        this.#withOperator = true;
        return;
      case 'media':
      case 'over':
    }
  }

  /** Time goes by until then. */
  wait(untilMs: number): void {
    if (!this.#answered || this.#withOperator || untilMs < this.#excusedMs) return;
    const talkMs = untilMs - this.#talkSinceMs;
    const longAfterKeys = untilMs - this.#lastKeyMs > AFTER_LAST_KEY_MS;
    if (talkMs > (longAfterKeys ? LONGEST_TALK_MS : LONGEST_WITH_KEYS_MS)) {
      const when = longAfterKeys ? 'long after its last key' : 'with keys that never end';
      this.#say('end', `goes on after ${Math.round(talkMs / 1_000)} s, ${when}, at ${untilMs}`);
      this.#talkSinceMs = untilMs;
    }
    if (this.#quietSinceMs === null) return;
    const quietMs = untilMs - Math.max(this.#quietSinceMs, this.#excusedMs);
    if (quietMs <= patienceAfter(this.#clips) + SLACK_MS) return;
    this.#say(
      'silence',
      `${Math.round(quietMs / 1_000)} s after ${this.#clips.at(-1) ?? 'the answer'}, at ${untilMs}`,
    );
    this.#quietSinceMs = untilMs;
  }
}

function patienceAfter(clips: readonly string[]): number {
  const found = PATIENCE_MS.filter(([pattern]) => clips.some((clip) => pattern.test(clip)));
  return Math.max(NOTHING_ASKED_MS, ...found.map(([, ms]) => ms));
}
