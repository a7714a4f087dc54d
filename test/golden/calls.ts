import type { JournalEntry } from '../../src/domain/call/journal.ts';
import { LiveCall } from '../support/live-call.ts';
import { BILLS } from './calls/bills.ts';
import { type Life, toTheEnd } from './calls/life.ts';
import { PAYMENTS } from './calls/payments.ts';
import { TROUBLES } from './calls/troubles.ts';
import { WHO_PAYS } from './calls/who-pays.ts';

/** Every call that can be recorded, by the name of its journal. */
export const CALLS: Readonly<Record<string, Life>> = { ...BILLS, ...PAYMENTS, ...TROUBLES, ...WHO_PAYS };

/**
 * Lives a call through the application layer, in simulated time and with nothing but fakes around it.
 * @returns its journal
 */
export async function live(life: Life): Promise<readonly JournalEntry[]> {
  const call = new LiveCall();
  const last = (await life(call)) ?? call;
  await toTheEnd(last);
  return last.journal.entries;
}
