import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';

/** One journal entry, as it lies in the table. */
export interface Entry {
  readonly seq: number;
  readonly at: Date;
  readonly stage: string;
  readonly event: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly commands: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[];
}

export interface AttemptRow {
  readonly attemptId: string;
  readonly callId: string;
  readonly orderId: string;
  readonly billId: string;
  readonly invoiceId: string | null;
  readonly state: string;
  readonly amount: number;
  readonly refId: string | null;
  readonly surplus: boolean;
  /** From whom something was learned of it. */
  readonly sources: readonly string[];
}

/** The books, read with plain SQL: what judges the product shares no code with it. Waits while the server is away. */
export interface Books {
  /** The newest call of a caller since a time; null when there is none. */
  callOf(mobile: string, since: Date): Promise<string | null>;
  journal(callId: string, afterSeq?: number): Promise<readonly Entry[]>;
  calls(): Promise<readonly string[]>;
  attempts(): Promise<readonly AttemptRow[]>;
  /** How many attempts are not at rest. */
  unsettled(): Promise<number>;
  close(): Promise<void>;
}

const ATTEMPTS = `
  select a.attempt_id as "attemptId", a.call_id as "callId", a.order_id as "orderId", a.bill_id as "billId",
         i.invoice_id as "invoiceId", a.state, a.amount::float8 as amount, a.ref_id as "refId", a.surplus,
         array(select e.source from zangpay.evidence e where e.attempt_id = a.attempt_id) as sources
    from zangpay.attempts a left join zangpay.invoices i using (bill_id)`;

const UNSETTLED = `select count(*)::int as open from zangpay.attempts where state in ('prepared', 'dispatched')`;

export function openBooks(url: string): Books {
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 2_000 });
  pool.on('error', () => undefined);
  const rows = async <T>(text: string, values: readonly unknown[] = []): Promise<readonly T[]> => {
    for (;;) {
      try {
        return (await pool.query(text, [...values])).rows as T[];
      } catch (error) {
        // Class 42 is a mistake of ours, which no waiting mends.
        if (String((error as { code?: unknown }).code).startsWith('42')) throw error;
        await sleep(200);
      }
    }
  };
  return {
    async callOf(mobile, since) {
      const found = await rows<{ id: string }>(
        `select call_id as id from zangpay.calls
          where right(caller, 10) = right($1, 10) and started_at >= $2 order by started_at desc limit 1`,
        [mobile, since],
      );
      return found[0]?.id ?? null;
    },
    journal: (callId, afterSeq = 0) =>
      rows(
        `select seq, at, stage, event, commands from zangpay.journal where call_id = $1 and seq > $2 order by seq`,
        [callId, afterSeq],
      ),
    calls: async () =>
      (await rows<{ id: string }>('select call_id as id from zangpay.calls order by started_at')).map(
        ({ id }) => id,
      ),
    attempts: () => rows(ATTEMPTS),
    unsettled: async () => (await rows<{ open: number }>(UNSETTLED))[0]?.open ?? 0,
    close: () => pool.end(),
  };
}
