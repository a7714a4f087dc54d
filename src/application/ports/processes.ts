/** A process on these books. */
export interface RunningProcess {
  /** The name that it writes on what it owns; no other start of it has the same. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
}

/** The processes on these books, and what one of them at a time may do. */
export interface ProcessRegister {
  /** Says that the process lives. It counts as gone when it has not said so for a while. */
  heartbeat(running: RunningProcess): Promise<void>;
  /** Takes or renews a lease for so many milliseconds; false while another holds it. */
  takeLease(name: string, owner: string, ms: number): Promise<boolean>;
  /** Strikes a process that ends in good order off the register, and frees its leases. */
  leave(owner: string): Promise<void>;
  /** Forgets processes and leases that have been dead for a day, and the places of calls that such processes had. */
  forgetGone(): Promise<void>;
}

/** A call that nobody looks after. */
export interface LeftCall {
  readonly callId: string;
  readonly channelId: string;
}

export interface LeftCalls {
  /** Calls that have not ended and whose owner has not been heard of for so long, the oldest first. */
  find(silentMs: number): Promise<readonly LeftCall[]>;
}

/** When a dispatched attempt counts as left, in milliseconds by the clock of the database. */
export interface LeftWhen {
  /** Since its dispatch, when besides ... */
  readonly sentMs: number;
  /** ... its owner has not been heard of for this long. */
  readonly silentMs: number;
  /** Since its dispatch, whoever owns it. */
  readonly anywayMs: number;
}

/** A charge in doubt that is due for an alarm. */
export interface AgedDoubt {
  readonly attemptId: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly since: number;
  readonly dueAt: number;
  readonly overdue: boolean;
}

/** What nobody works on any more (payment.md, "Who settles what is left"). */
export interface Leftovers {
  /** Prepared attempts that have expired and dispatched ones that were left, oldest first, some at a time. */
  find(when: LeftWhen): Promise<readonly string[]>;
  /**
   * Moves one of them, `prepared` to `notSent(expired)` and `dispatched` to `unknown(restart)`, and resolves
   * to its new state; null when it is not left after all. Many processes may do so at once.
   */
  settle(attemptId: string, when: LeftWhen): Promise<'notSent' | 'unknown' | null>;
  /** The doubts that have grown old enough for another alarm; each alarm is given out once. */
  raiseDoubts(): Promise<readonly AgedDoubt[]>;
}
