import type { JournalEntry } from '../domain/call/journal.ts';
import {
  type CallJournal,
  type JournalSpool,
  JournalTaken,
  type Log,
  type SpooledJournal,
  type System,
} from './ports.ts';
import { inRounds } from './rounds.ts';

export interface DrainJournalsPorts {
  readonly journal: Pick<CallJournal, 'begin' | 'append' | 'note' | 'read'>;
  readonly journalSpool: JournalSpool;
  readonly system: System;
  readonly log: Log;
}

const EVERY_MS = 5_000;

/**
 * Brings into the store the journals that wait in the spool of this machine, but for those of running calls, which
 * bring in their own. Resolves when what a dead process left there has been tried, so that whoever takes up its
 * calls finds them whole. One that cannot be brought in keeps no other waiting. Resolves to the function that ends it.
 * @param isRunning whether this process looks after a call
 */
export async function startJournalDrainer(
  ports: DrainJournalsPorts,
  isRunning: (callId: string) => boolean,
): Promise<() => Promise<void>> {
  let ended = false;
  const drain = async (): Promise<void> => {
    for (const spooled of await listed(ports)) {
      if (!ended && !isRunning(spooled.call.callId)) await bringIn(ports, spooled);
    }
  };
  await drain();
  const endRounds = inRounds(ports.system, EVERY_MS, drain);
  return () => {
    ended = true;
    return endRounds();
  };
}

async function listed({ journalSpool, log }: DrainJournalsPorts): Promise<readonly SpooledJournal[]> {
  try {
    return await journalSpool.list();
  } catch (error) {
    log.error({ error }, 'the spool cannot be read: journals may wait in it');
    return [];
  }
}

async function bringIn(ports: DrainJournalsPorts, spooled: SpooledJournal): Promise<void> {
  const { journal, journalSpool, log } = ports;
  const { callId } = spooled.call;
  try {
    const { broughtIn, leftOut } = await store(journal, spooled);
    await journalSpool.drop(callId);
    log.warn({ callId, entries: broughtIn }, 'a journal that waited in the spool is in the store');
    if (leftOut > 0)
      log.error(
        { callId, entries: leftOut },
        'the end of a journal was left out: entries before it are lost',
      );
  } catch (error) {
    if (!(error instanceof JournalTaken)) return log.error({ error, callId }, 'a journal waits in the spool');
    log.error(
      { callId },
      'the end of a journal was left out: another process has gone on with the call without it',
    );
    await journalSpool.drop(callId).catch((why: unknown) => {
      log.error({ error: why, callId }, 'a journal that is left out stays in the spool');
    });
  }
}

/**
 * Where the store has an entry of that number it stays: another process may have gone on with the call. What comes
 * after a gap is left out: folded without what lies between, a journal would tell of a call that never was.
 */
async function store(
  journal: DrainJournalsPorts['journal'],
  { call, entries }: SpooledJournal,
): Promise<{ readonly broughtIn: number; readonly leftOut: number }> {
  const stored = await journal.read(call.callId);
  const last = stored.at(-1)?.seq ?? 0;
  const bySeq = new Map(entries.filter(({ seq }) => seq > last).map((entry) => [entry.seq, entry]));
  const missing = unbroken(bySeq, last + 1);
  // A call that the store does not know has nobody else who could have gone on with it.
  if (stored.length === 0) await journal.begin(call);
  await journal.append(missing, call.owner);
  const end = missing.at(-1);
  if (end?.stage === 'ended') await journal.note(call.callId, { endedAt: end.at }, call.owner);
  return { broughtIn: missing.length, leftOut: bySeq.size - missing.length };
}

function unbroken(bySeq: ReadonlyMap<number, JournalEntry>, from: number): readonly JournalEntry[] {
  const found: JournalEntry[] = [];
  for (let entry = bySeq.get(from); entry !== undefined; entry = bySeq.get(entry.seq + 1)) found.push(entry);
  return found;
}
