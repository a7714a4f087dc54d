/** A merchant's own recordings, which replace sounds by name. */
export interface Recordings {
  /**
   * For one line: where the sound of a name such as `fa/bye` lies in the sounds folder. The line's own recording
   * comes before the merchant's, and that before the one that is shipped.
   */
  of(merchantId: string, line: string): Promise<(sound: string) => string>;
}
