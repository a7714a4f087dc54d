/** One key as Asterisk reports it, when it is released. */
export interface Release {
  readonly key: string;
  /** When it was released, by Asterisk's clock. Milliseconds. */
  readonly atMs: number;
  readonly durationMs: number;
}

/** Asterisk wants such a pause between two keys. */
const PAUSE_MS = 45;
/** It looks at the clock when sound arrives, every 20 ms, and now and then a packet is late. */
const LATENESS_MS = 45;
/** How late an echo may be that is sure to come. */
const STALL_MS = 500;

/**
 * Makes the judge of one channel: says whether a key is the echo of the one before. A key that comes sooner
 * after another than Asterisk likes is reported at once, put aside, and reported again when its time has come:
 * the same key with the same length, once, with nothing in between. Asterisk then plays it to itself for its
 * length, and puts aside what comes meanwhile. So no key waits longer than the one before it was long, and the
 * pause; and one that comes while an echo is played is sure to wait.
 */
export function echoes(): (release: Release) => boolean {
  let last: Release | undefined;
  let lastIsEcho = false;
  /** Until when the last key may still have its echo. */
  let echoUntilMs = Number.NEGATIVE_INFINITY;
  return (release) => {
    const isSame = release.key === last?.key && release.durationMs === last.durationMs;
    const isEcho = isSame && !lastIsEcho && release.atMs <= echoUntilMs;
    const freeMs = last === undefined ? release.atMs : last.atMs + last.durationMs + PAUSE_MS;
    const latenessMs = lastIsEcho && release.atMs < freeMs ? STALL_MS : LATENESS_MS;
    echoUntilMs = Math.max(freeMs + latenessMs, release.atMs + PAUSE_MS);
    last = release;
    lastIsEcho = isEcho;
    return isEcho;
  };
}
