import type { Selectable } from 'kysely';
import type { CallJournal, CallSummary } from '../../application/ports.ts';
import type { JournalEntry } from '../../domain/call/journal.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** The calls and their journals. An entry is never changed. */
export function createCallJournal({ db }: Database): CallJournal {
  return {
    async begin({ at, ...call }) {
      await db
        .insertInto('calls')
        .values({ ...call, startedAt: new Date(at) })
        .onConflict((conflict) => conflict.column('callId').doUpdateSet({ owner: call.owner }))
        .execute();
    },
    async append(entries) {
      if (entries.length === 0) return;
      try {
        await db.insertInto('journal').values(entries.map(fromEntry)).execute();
      } catch (error) {
        if (!isDouble(error) || !(await areWritten(db, entries))) throw error;
      }
    },
    async note(callId, { endedAt, ...facts }) {
      await db
        .updateTable('calls')
        .set({ ...facts, ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt) }) })
        .where('callId', '=', callId)
        .execute();
    },
    async read(callId) {
      const rows = await db
        .selectFrom('journal')
        .selectAll()
        .where('callId', '=', callId)
        .orderBy('seq')
        .execute();
      return rows.map(toEntry);
    },
    async callOn(channelId) {
      const call = await db
        .selectFrom('calls')
        .select('callId')
        .where('channelId', '=', channelId)
        .where('endedAt', 'is', null)
        .orderBy('startedAt', 'desc')
        .limit(1)
        .executeTakeFirst();
      return call?.callId ?? null;
    },
    async list({ line, limit }) {
      let query = summaries(db);
      if (line !== undefined) query = query.where('calls.line', '=', line);
      const rows = await query
        .orderBy('calls.startedAt', 'desc')
        .orderBy('calls.callId', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toSummary);
    },
    async show(callId) {
      const row = await summaries(db).where('calls.callId', '=', callId).executeTakeFirst();
      return row === undefined ? null : toSummary(row);
    },
  };
}

function fromEntry({ at, event, commands, ...entry }: JournalEntry) {
  return { ...entry, at: new Date(at), event: JSON.stringify(event), commands: JSON.stringify(commands) };
}

/** PostgreSQL's code of a unique violation. */
function isDouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

/** Whether just these entries are there: their append came through, and only its acknowledgement was lost. */
async function areWritten(db: Database['db'], entries: readonly JournalEntry[]): Promise<boolean> {
  const callIds = [...new Set(entries.map(({ callId }) => callId))];
  const rows = await db.selectFrom('journal').selectAll().where('callId', 'in', callIds).execute();
  const written = new Set(rows.map((row) => wordsOf(toEntry(row))));
  return entries.every((entry) => written.has(wordsOf(entry)));
}

function wordsOf({ callId, seq, at, flowVersion, event, stage, commands }: JournalEntry): string {
  return JSON.stringify([callId, seq, at, flowVersion, event, stage, commands]);
}

function toEntry(row: Selectable<Tables['journal']>): JournalEntry {
  return { ...row, at: row.at.getTime() };
}

type SummaryRow = Omit<Selectable<Tables['calls']>, 'channelId' | 'owner'> & {
  stage: string | null;
  seq: number | null;
};

/** Each call with its last entry, which knows the stage and, since there are no gaps, the count. */
function summaries(db: Database['db']) {
  return db
    .selectFrom('calls')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('journal')
          .select(['stage', 'seq'])
          .whereRef('journal.callId', '=', 'calls.callId')
          .orderBy('seq', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select([
      'calls.callId',
      'calls.line',
      'calls.merchantId',
      'calls.caller',
      'calls.startedAt',
      'calls.endedAt',
      'last.stage',
      'last.seq',
    ]);
}

function toSummary({ seq, ...row }: SummaryRow): CallSummary {
  return {
    ...row,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    stage: row.stage ?? 'arrived',
    entries: seq ?? 0,
  };
}
