import {
  type CallJournal,
  ChannelGone,
  type LeftCall,
  type LeftCalls,
  type Log,
  type ProcessRegister,
  type System,
  type Telephony,
} from './ports.ts';
import { inRounds } from './rounds.ts';

export interface TakeOverPorts {
  readonly leftCalls: LeftCalls;
  readonly journal: Pick<CallJournal, 'note'>;
  readonly processes: ProcessRegister;
  readonly telephony: Telephony;
  readonly system: System;
  readonly log: Log;
  readonly owner: string;
}

const LOOK_MS = 5_000;
/**
 * When the process of a call counts as gone. A caller waits meanwhile, so that it is given up sooner here than
 * where money is settled.
 */
export const SILENT_MS = 15_000;
/** One process at a time tries to take a call; it has its journal in hand long before this. */
const LEASE_MS = 60_000;

/**
 * Takes over the calls of processes that have died and do not come back (payment.md, "Who settles what is
 * left"; call.md, "What ARI does"): each is claimed by a lease, moved to our application, and then arrives as
 * `found`. Returns the function that ends it.
 */
export function startTakeOver(ports: TakeOverPorts): () => Promise<void> {
  return inRounds(ports.system, LOOK_MS, async () => {
    try {
      for (const call of await ports.leftCalls.find(SILENT_MS)) await takeOver(ports, call);
    } catch (error) {
      ports.log.warn({ error }, 'calls of dead processes could not be looked for');
    }
  });
}

async function takeOver(ports: TakeOverPorts, { callId, channelId }: LeftCall): Promise<void> {
  const { journal, processes, telephony, system, log, owner } = ports;
  if (!(await processes.takeLease(`call:${callId}`, owner, LEASE_MS))) return;
  try {
    await telephony.take(channelId);
    log.warn({ callId }, 'a call of a dead process was taken over');
  } catch (error) {
    if (!(error instanceof ChannelGone)) throw error;
    // Its caller hung up while nobody was there to hear it.
    await journal.note(callId, { endedAt: system.now() });
  }
}
