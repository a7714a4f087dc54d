/** One key as Asterisk reports it, when it is released. */
export interface Release {
  readonly key: string;
  /** When it was released, by Asterisk's clock. Milliseconds. */
  readonly atMs: number;
  readonly durationMs: number;
}

/**
 * Makes the judge of one channel: says whether a key is the echo of the one before. About once in twenty
 * calls one press is reported twice, 20 ms apart (call.md, "Gathers"). The same key cannot have been
 * pressed again when most of this press lies before the end of the last one.
 *
 * "Most of it", not "any of it": an exchange that is itself an Asterisk overstates a key's length while
 * sound flows (measured: 160 ms for 100), and then the same digit keyed twice seems to overlap a little.
 */
export function echoes(): (release: Release) => boolean {
  const lastEnd = new Map<string, number>();
  return ({ key, atMs, durationMs }) => {
    const overlapMs = (lastEnd.get(key) ?? Number.NEGATIVE_INFINITY) - (atMs - durationMs);
    if (overlapMs > durationMs / 2) return true;
    lastEnd.set(key, atMs);
    return false;
  };
}
