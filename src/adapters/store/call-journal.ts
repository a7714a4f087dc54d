import { type Selectable, sql } from 'kysely';
import { type CallJournal, type CallSummary, JournalTaken } from '../../application/ports.ts';
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
        .onConflict((conflict) => conflict.column('callId').doUpdateSet({ owner: call.owner, endedAt: null }))
        .execute();
    },
    async take(callId, owner) {
      await db.updateTable('calls').set({ owner, endedAt: null }).where('callId', '=', callId).execute();
    },
    async append(entries, owner) {
      if (entries.length === 0) return;
      try {
        await insert(db, entries, owner);
      } catch (error) {
        if (!isDouble(error) && !(error instanceof JournalTaken)) throw error;
        if (!(await areWritten(db, entries))) throw new JournalTaken('another process has written there');
      }
    },
    async note(callId, { endedAt, ...facts }, owner) {
      const noted = db
        .updateTable('calls')
        .set({ ...facts, ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt) }) })
        .where('callId', '=', callId);
      await (owner === undefined ? noted : noted.where('owner', '=', owner)).execute();
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

/**
 * The call is held while its entries are written, so that nobody takes it between reading its journal and going on
 * with it: what is not read by the next is refused to the one before.
 */
async function insert(db: Database['db'], entries: readonly JournalEntry[], owner: string): Promise<void> {
  const rows = JSON.stringify(entries.map(({ at, ...entry }) => ({ ...entry, at: new Date(at) })));
  const { rows: written } = await sql`
    with own as materialized (
      select call_id from calls where call_id = ${entries[0]?.callId} and owner = ${owner} for share
    )
    insert into journal (call_id, seq, at, flow_version, event, stage, commands)
    select "callId", seq, at, "flowVersion", event, stage, commands
    from json_to_recordset(${rows}::json) as entry
      ("callId" text, seq integer, at timestamptz, "flowVersion" integer, event json, stage text, commands json)
    where "callId" in (select call_id from own)
    returning seq`.execute(db);
  if (written.length < entries.length) throw new JournalTaken('another process has the call');
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
