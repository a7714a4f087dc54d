import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Charge } from '../../src/sandbox/bank.ts';
import type { ArrivedPay } from '../../src/sandbox/pay-log.ts';
import { findLeaks } from '../support/leaks.ts';
import type { AttemptRow, Books, Entry } from './books.ts';
import type { Deafness } from './faults.ts';
import type { Place } from './place.ts';

/** The judgement of a run: what must be zero is in payment.md, "Invariants". */
export interface Judgement {
  readonly charged: number;
  readonly paid: number;
  /** Charges whose attempt the books hold for unknown. */
  readonly unknownCharged: number;
  /** Charges beyond the first of an order or of an invoice, and charges that the books do not have. */
  readonly doubleCharged: number;
  /** Answers that a living process received and that are recorded nowhere. */
  readonly lostResults: number;
  /** Calls whose last verdict does not fit the ledger. */
  readonly falseVerdicts: number;
  /** Attempts that count as declined or not sent and hold a charge. */
  readonly wronglySettled: number;
  /** Attempts that did not come to rest, and results that lie in a spool. */
  readonly unsettled: number;
  readonly leaks: number;
  readonly resumedCalls: number;
  /** Callers who lost their process between two keys of their card, and whose call went on. */
  readonly resumedInMidEntry: number;
  /** Those of them who paid in the same call. */
  readonly resumedInMidEntryAndPaid: number;
}

/** So long after its last byte an answer may be on its way to the books' owner. */
const IN_HAND_MS = 1_500;

export async function judge(place: Place, deaf: readonly Deafness[]): Promise<Judgement> {
  const { books } = place;
  const ledger = await place.ledger();
  const pays = await place.pays();
  const attempts = await books.attempts();
  const journals = await allJournals(books);
  const byOrder = new Map(attempts.map((attempt) => [attempt.orderId, attempt]));
  const charged = new Set(ledger.map(({ orderId }) => orderId));
  const isCharged = ({ orderId }: AttemptRow) => charged.has(orderId);
  const resumed = [...journals.values()].filter((entries) => entries.some(isResumed));
  const midEntries = [...journals].filter(([, entries]) => wasInMidEntry(entries));
  const paidCalls = new Set(attempts.filter(({ state }) => state === 'paid').map(({ callId }) => callId));
  return {
    charged: ledger.length,
    paid: attempts.filter(({ state }) => state === 'paid').length,
    unknownCharged: attempts.filter((attempt) => attempt.state === 'unknown' && isCharged(attempt)).length,
    doubleCharged: doubled(ledger, byOrder),
    lostResults: pays.filter((pay) => isLost(pay, byOrder.get(pay.orderId), deaf)).length,
    falseVerdicts: [...journals.values()].filter((entries) => isFalse(entries, byOrder, charged)).length,
    wronglySettled: attempts.filter((one) => ['declined', 'notSent'].includes(one.state) && isCharged(one))
      .length,
    unsettled: await unsettled(place),
    leaks: await leaks(place),
    resumedCalls: resumed.length,
    resumedInMidEntry: midEntries.length,
    resumedInMidEntryAndPaid: midEntries.filter(([id]) => paidCalls.has(id)).length,
  };
}

async function allJournals(books: Books): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const journals = new Map<string, readonly Entry[]>();
  for (const callId of await books.calls()) journals.set(callId, await books.journal(callId));
  return journals;
}

/**
 * How many attempts are not at rest, and how many results wait in a spool. That of a process which never comes back
 * is read by nobody: what only it knew is unknown to the books.
 */
export async function unsettled({ books, servers }: Place): Promise<number> {
  const spool = join(servers.at(-1)?.dataFolder ?? '', 'spool');
  const spooled = (await readdir(spool)).filter((file) => file.endsWith('.json'));
  return spooled.length + (await books.unsettled());
}

/** A charge that is one too many, or that no attempt answers for with its amount and, when paid, its reference. */
function doubled(ledger: readonly Charge[], attempts: ReadonlyMap<string, AttemptRow>): number {
  const seen = new Set<string>();
  return ledger.filter((charge) => {
    const attempt = attempts.get(charge.orderId);
    const fits = attempt?.amount === charge.amount && (attempt.refId ?? charge.refId) === charge.refId;
    const purchase = attempt?.invoiceId ?? attempt?.billId ?? charge.orderId;
    const again = seen.has(purchase);
    seen.add(purchase);
    return again || !fits;
  }).length;
}

/** An answer left the bank whole, a process was there to take it, and the books know nothing from the bank. */
function isLost(
  { delivered, endedAt }: ArrivedPay,
  attempt: AttemptRow | undefined,
  deaf: readonly Deafness[],
): boolean {
  if (!delivered || endedAt === null) return false;
  if (deaf.some(({ from, to }) => from - IN_HAND_MS < endedAt && endedAt < to)) return false;
  return attempt === undefined || !attempt.sources.includes('bank');
}

/** What is said of an attempt, and whether money may then have moved by it. */
const SAYS: Readonly<Record<string, 'charged' | 'untouched'>> = {
  paid: 'charged',
  declined: 'untouched',
  'nothing.taken': 'untouched',
};

/** The verdict that was said last, and heard whole, must be true of its attempt. */
function isFalse(
  entries: readonly Entry[],
  byOrder: ReadonlyMap<string, AttemptRow>,
  charged: ReadonlySet<string>,
): boolean {
  const ids = new Map([...byOrder.values()].map(({ attemptId, orderId }) => [attemptId, orderId]));
  const whole = new Set(
    entries.filter(({ event }) => event.heard === 'whole').map(({ event }) => event.play),
  );
  let orderId: string | undefined;
  let last: boolean | null = null;
  for (const { event, commands } of entries) {
    if (event.type === 'AttemptCommitted') orderId = ids.get(String(event.attemptId));
    for (const { type, play, prompts } of commands) {
      if (type !== 'Play' || !whole.has(play)) continue;
      for (const { key } of prompts as readonly { key: string }[]) {
        const says = SAYS[key];
        if (says !== undefined && orderId !== undefined) last = (says === 'charged') === charged.has(orderId);
      }
    }
  }
  return last === false;
}

function isResumed({ event }: Entry): boolean {
  return event.type === 'Resumed';
}

/** Some keys of a card had come when the process was lost. */
function wasInMidEntry(entries: readonly Entry[]): boolean {
  return entries.some((entry, index) => {
    if (!isResumed(entry) || entries[index - 1]?.stage !== 'card.ask') return false;
    const before = entries.slice(0, index);
    const asked = before.findLastIndex(({ commands }) => commands.some(({ type }) => type === 'OpenGather'));
    return before.slice(asked).some(({ event }) => event.type === 'KeyHeard');
  });
}

/** Looks at everything at rest: the run's folder, PostgreSQL's and Redis' files, and the books as text. */
async function leaks({ folder, postgres, redis, keyed }: Place): Promise<number> {
  await postgres.dump(`${folder}/books.sql`);
  const places = [folder, postgres.dataFolder, redis.dataFolder];
  const found = await Promise.all(places.map((place) => findLeaks(place, [...keyed])));
  return found.flat().length;
}
