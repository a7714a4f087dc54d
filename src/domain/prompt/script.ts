/** A sentence of the script with its slots filled. */
export interface Prompt {
  readonly key: string;
  readonly slots?: Readonly<Record<string, string | number>>;
}
