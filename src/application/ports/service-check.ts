/** What a look at an outside service told: `note` says what was seen, or what is wrong and what to do about it. */
export type ServiceHealth =
  | {
      readonly ok: true;
      readonly note: string;
      /** When the token that was got is to be renewed, where one was. Milliseconds since the epoch. */
      readonly renewAt?: number;
    }
  | { readonly ok: false; readonly wrong: string; readonly remedy: string };

/** A service that can be looked at without anything happening. Never rejects. */
export interface Checkable {
  check(): Promise<ServiceHealth>;
}

/** A clock elsewhere, good for rough drift and nothing else (contracts.md 7). */
export interface RoughClock {
  /** How far this machine's clock is ahead of it, in milliseconds; null when it told no time. Never rejects. */
  aheadMs(): Promise<number | null>;
}
