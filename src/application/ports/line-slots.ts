/** How many calls a line has at once, counted by the living processes that have them (call.md, "Numbers of a caller"). */
export interface LineSlots {
  /**
   * Takes a place on a line for a call; false when `most` are taken. A call that has one keeps it, under its new
   * owner. The place of a call whose process is gone is given away as soon as another asks, taken over or not.
   */
  take(slot: {
    readonly line: string;
    readonly callId: string;
    readonly owner: string;
    readonly most: number;
  }): Promise<boolean>;
  /** Gives the place of a call free, unless another process has the call by now. More than once is no error. */
  release(callId: string, owner: string): Promise<void>;
}
