import type { Caller } from '../caller.ts';

/** Rejects when so much sound has not reached the caller's ear. Milliseconds. */
export async function hearsSound(caller: Caller, atLeastMs: number): Promise<void> {
  const { soundMs } = await caller.heard();
  if (soundMs < atLeastMs) throw new Error(`the caller heard ${soundMs} ms of sound, not ${atLeastMs}`);
}
