import type {
  AgedDoubt,
  Leftovers,
  LeftWhen,
  Log,
  ProcessRegister,
  RunningProcess,
  System,
} from './ports.ts';
import { inRounds } from './rounds.ts';

export interface SweepPorts {
  readonly processes: ProcessRegister;
  readonly leftovers: Leftovers;
  readonly system: System;
  readonly log: Log;
  /** This process, as the books name it. */
  readonly running: RunningProcess;
  /** How long the socket of a `pay` may stay open. Milliseconds. */
  readonly payReplyMs: number;
}

const BEAT_MS = 5_000;
const SWEEP_MS = 10_000;
/** The lease of whoever sweeps: three rounds, so that another takes over soon. */
const LEASE_MS = 30_000;

/** A process that has not been heard of for so long counts as gone. */
const SILENT_MS = 30_000;
/** After the transport's limit, so that a reply at the last moment has the time to be recorded. */
const MARGIN_MS = 30_000;
const ANYWAY_MS = 10 * 60_000;

/**
 * Tells the books that this process lives, and settles what nobody works on any more (payment.md, "Who
 * settles what is left"): always, in every process, one of them at a time. Never at start-up by fiat: another
 * process may be alive. Returns the function that ends both and strikes the process off the register.
 */
export function startSweeper(ports: SweepPorts): () => Promise<void> {
  const { processes, system, log, running } = ports;
  const endBeats = inRounds(system, BEAT_MS, () =>
    processes
      .heartbeat(running)
      .catch((error: unknown) => log.warn({ error }, 'the books were not told that this process lives')),
  );
  const endSweeps = inRounds(system, SWEEP_MS, () =>
    sweep(ports).catch((error: unknown) => log.warn({ error }, 'what is left could not be looked for')),
  );
  return async () => {
    await Promise.all([endSweeps(), endBeats()]);
    await processes
      .leave(running.owner)
      .catch((error: unknown) => log.warn({ error }, 'the books were not told that this process ends'));
  };
}

async function sweep(ports: SweepPorts): Promise<void> {
  const { processes, leftovers, log, running } = ports;
  if (!(await processes.takeLease('sweeper', running.owner, LEASE_MS))) return;
  const when = leftWhen(ports.payReplyMs);
  for (const attemptId of await leftovers.find(when)) await settle(ports, attemptId, when);
  for (const doubt of await leftovers.raiseDoubts()) alarm(log, doubt);
}

function leftWhen(payReplyMs: number): LeftWhen {
  const sentMs = payReplyMs + MARGIN_MS;
  return { sentMs, silentMs: SILENT_MS, anywayMs: Math.max(ANYWAY_MS, sentMs) };
}

/** One that cannot be settled keeps nobody else waiting. */
async function settle({ leftovers, log }: SweepPorts, attemptId: string, when: LeftWhen): Promise<void> {
  try {
    const state = await leftovers.settle(attemptId, when);
    if (state === 'notSent') log.info({ attemptId }, 'a prepared payment has expired');
    if (state === 'unknown')
      log.warn({ attemptId }, 'nobody waits for the bank any more: a charge is in doubt');
  } catch (error) {
    log.error({ error, attemptId }, 'a payment that was left could not be settled');
  }
}

function alarm(log: Log, doubt: AgedDoubt): void {
  if (doubt.overdue) log.error(doubt, 'a charge is in doubt and overdue: see zangpay payments --unknown');
  else log.warn(doubt, 'a charge is in doubt: see zangpay payments --unknown');
}
