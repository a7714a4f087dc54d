import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Fault } from '../../application/fault.ts';
import type { System } from '../../application/ports.ts';
import type { TokenShelf } from '../provider/tokens.ts';
import type { SanbodToken } from '../sanbod/read-token.ts';
import type { SealedBox } from '../sealed-box.ts';
import type { Database } from './database.ts';
import { dropLease, takeLease } from './leases.ts';

/** Longer than a renewal takes at its worst; a holder that died is waited for no longer than this. */
const LEASE_MS = 45_000;
const WAIT_MS = 60_000;
const LOOK_MS = 100;

/** The tokens of consents, sealed. */
export interface ConsentTokens {
  /** Keeps the first token of a consent that was taken; false: it was ended meanwhile. */
  connect(consentId: string, token: SanbodToken): Promise<boolean>;
  /** Where the token of a consent lies, for all processes on these books. Empty when the consent is not in force. */
  shelf(consentId: string): TokenShelf<SanbodToken>;
  /** The token of a consent, also of a revoked one; null when there is none. */
  last(consentId: string): Promise<SanbodToken | null>;
  drop(consentId: string): Promise<void>;
}

export function createConsentTokens(
  { db }: Database,
  box: SealedBox,
  system: Pick<System, 'after' | 'monotonicMs'>,
): ConsentTokens {
  const sealedFields = (consentId: string, token: SanbodToken) => ({
    tokens: box.seal(JSON.stringify(token), consentId),
    renewAt: new Date(token.renewAt),
    renewedAt: sql<Date>`clock_timestamp()`,
  });
  const read = async (consentId: string, statuses: readonly ('connected' | 'revoked')[]) => {
    const row = await db
      .selectFrom('bankConsents')
      .select('tokens')
      .where('consentId', '=', consentId)
      .where('status', 'in', statuses)
      .executeTakeFirst();
    const sealed = row?.tokens ?? null;
    return sealed === null ? null : opened(box, sealed, consentId);
  };
  return {
    async connect(consentId, token) {
      const row = await db
        .updateTable('bankConsents')
        .set({
          ...sealedFields(consentId, token),
          status: 'connected',
          settledAt: sql<Date>`clock_timestamp()`,
        })
        .where('consentId', '=', consentId)
        .where('status', '=', 'taken')
        .returning('consentId')
        .executeTakeFirst();
      return row !== undefined;
    },
    shelf: (consentId) => ({
      read: () => read(consentId, ['connected']),
      async write(token) {
        const row = await db
          .updateTable('bankConsents')
          .set(sealedFields(consentId, token))
          .where('consentId', '=', consentId)
          .where('tokens', 'is not', null)
          .returning('status')
          .executeTakeFirst();
        // Kept even so: it is what has to be revoked at Sanbod.
        if (row?.status !== 'connected') throw new Fault('This consent was revoked.');
      },
      alone: (work) => alone(db, `consent ${consentId}`, system, work),
    }),
    last: (consentId) => read(consentId, ['connected', 'revoked']),
    async drop(consentId) {
      await db
        .updateTable('bankConsents')
        .set({ tokens: null, renewAt: null })
        .where('consentId', '=', consentId)
        .where('status', '=', 'revoked')
        .execute();
    },
  };
}

function opened(box: SealedBox, sealed: string, consentId: string): SanbodToken {
  const text = box.open(sealed, consentId);
  if (text !== null) return JSON.parse(text) as SanbodToken;
  throw new Fault(
    `The token of consent ${consentId} cannot be opened: ZANGPAY_SECRET is not what it was. Connect again: zangpay sanbod connect`,
  );
}

/** Works while no other process does. The lease ends by itself should this process die. */
async function alone<R>(
  db: Database['db'],
  name: string,
  system: Pick<System, 'after' | 'monotonicMs'>,
  work: () => Promise<R>,
): Promise<R> {
  const holder = randomUUID();
  const until = system.monotonicMs() + WAIT_MS;
  while (!(await takeLease(db, name, holder, LEASE_MS))) {
    if (system.monotonicMs() >= until) {
      throw new Fault('Another process has been renewing this token for too long. Please try again.');
    }
    await new Promise<void>((resolve) => system.after(LOOK_MS, resolve));
  }
  try {
    return await work();
  } finally {
    // A lease that cannot be given back ends by itself; what was done is done.
    await dropLease(db, name, holder).catch(() => undefined);
  }
}
