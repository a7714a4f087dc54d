import type { AttemptResult } from './payment-store.ts';

export interface ResultQueue {
  /** Resolves when the result is safely in the queue; rejects at once when the queue is not there. */
  add(result: AttemptResult): Promise<void>;
  /** Begins to work: the handler is idempotent, since a job may run twice. */
  work(handler: (result: AttemptResult) => Promise<void>): Promise<void>;
  healthy(): boolean;
  close(): Promise<void>;
}
