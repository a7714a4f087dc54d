import type { Selectable } from 'kysely';
import type { Evidence, PaymentReader } from '../../application/ports.ts';
import { ATTEMPT_COLUMNS, toAttempt } from './attempt-row.ts';
import type { Database } from './database.ts';
import { listDoubts } from './doubts.ts';
import type { Tables } from './schema.ts';

/** Attempts and their evidence, for people. */
export function createPaymentReader(database: Database): PaymentReader {
  const { db } = database;
  const attempts = () =>
    db.selectFrom('attempts').innerJoin('bills', 'bills.billId', 'attempts.billId').select(ATTEMPT_COLUMNS);
  return {
    async list({ merchantId, state, callId, limit }) {
      let query = attempts();
      if (merchantId !== undefined) query = query.where('bills.merchantId', '=', merchantId);
      if (state !== undefined) query = query.where('attempts.state', '=', state);
      if (callId !== undefined) query = query.where('attempts.callId', '=', callId);
      const rows = await query
        .orderBy('attempts.preparedAt', 'desc')
        .orderBy('attempts.attemptId', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toAttempt);
    },
    doubts: (filter) => listDoubts(database, filter),
    async show(attemptId) {
      const row = await attempts().where('attempts.attemptId', '=', attemptId).executeTakeFirst();
      if (row === undefined) return null;
      const evidence = await db
        .selectFrom('evidence')
        .selectAll()
        .where('attemptId', '=', attemptId)
        .orderBy('recordedAt')
        .execute();
      return { attempt: toAttempt(row), evidence: evidence.map(toEvidence) };
    },
  };
}

function toEvidence({ attemptId: _, ...row }: Selectable<Tables['evidence']>): Evidence {
  return { ...row, learnedAt: row.learnedAt.getTime(), recordedAt: row.recordedAt.getTime() };
}
