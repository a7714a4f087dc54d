import { type AttemptResult, ForeignResult } from './ports.ts';
import { type RecordResultPorts, recordInBooks } from './record-result.ts';
import { inRounds } from './rounds.ts';
import { within } from './waiting.ts';

export type DrainPorts = Pick<RecordResultPorts, 'spool' | 'payments' | 'system' | 'log'>;

const EVERY_MS = 5_000;
/** A database that hangs keeps each result waiting for so long, and loses none. */
const PATIENCE_MS = 5_000;

/**
 * Brings into the books what waits in the spool (payment.md, "Writing the result"). Resolves when that which
 * a dead process left there has been tried; later a result is taken up when one round has seen it and the
 * next still does, since most are on their way through the queue. To record one that the books have changes
 * nothing in them. Resolves to the function that ends it.
 */
export async function startDrainer(ports: DrainPorts): Promise<() => Promise<void>> {
  let ended = false;
  let seen: ReadonlySet<string> = new Set();
  const drain = async (isLeft: (evidenceId: string) => boolean): Promise<void> => {
    const results = await listed(ports);
    for (const result of results) {
      if (!ended && isLeft(result.evidenceId)) await bringIn(ports, result);
    }
    seen = new Set(results.map(({ evidenceId }) => evidenceId));
  };
  await drain(() => true);
  const endRounds = inRounds(ports.system, EVERY_MS, () => drain((evidenceId) => seen.has(evidenceId)));
  return () => {
    ended = true;
    return endRounds();
  };
}

async function listed({ spool, log }: DrainPorts): Promise<readonly AttemptResult[]> {
  try {
    return await spool.list();
  } catch (error) {
    log.error({ error }, 'the spool cannot be read: results may wait in it');
    return [];
  }
}

/** One that cannot be brought in keeps no other waiting. */
async function bringIn(ports: DrainPorts, result: AttemptResult): Promise<void> {
  const { spool, system, log } = ports;
  const { attemptId, evidenceId } = result;
  try {
    await within(system, PATIENCE_MS, recordInBooks(ports, result, 'spool'));
  } catch (error) {
    if (!(error instanceof ForeignResult)) {
      return log.error({ error, attemptId }, 'a result waits in the spool');
    }
    log.error(
      { error, attemptId, evidenceId },
      'a result in the spool is not of these books: it is set aside',
    );
    await spool.setAside(evidenceId).catch((why: unknown) => {
      log.error({ error: why, evidenceId }, 'a result in the spool could not be set aside');
    });
  }
}
