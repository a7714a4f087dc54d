import { connectControl } from '../adapters/control/client.ts';
import { probeSandbox } from '../adapters/paystar/sandbox-probe.ts';
import { missingClips } from '../adapters/sound/check.ts';
import type { Database } from '../adapters/store/database.ts';
import { Fault } from '../application/fault.ts';
import type { Operations } from '../application/operations.ts';
import type { IdentityRegister, Log } from '../application/ports.ts';
import { type Config, requireLive } from '../config.ts';
import { LANGUAGES } from '../domain/merchant/line.ts';

/**
 * Two servers of one data folder would take the calls from each other before the second one noticed. Rejects
 * with `Fault` when one is running there.
 */
export async function requireAlone(dataDir: string): Promise<void> {
  if ((await connectControl(dataDir)) === null) return;
  throw new Fault(
    `A server is running on ${dataDir}: end it first, or give this one another ZANGPAY_DATA_DIR.`,
  );
}

/** Asterisk skips a missing clip without a word, so that a payer would miss a sentence. */
export async function requireSounds(folder: string): Promise<void> {
  const missing = await missingClips(folder, LANGUAGES);
  if (missing.length === 0) return;
  throw new Fault(
    `${missing.length} clips are missing in ${folder}: ${missing.join(', ')}. Make them with "npm run prompts", or set ZANGPAY_SOUNDS.`,
  );
}

/**
 * A gateway that does not say that it is the sandbox is the live one, which asks for more settings
 * (payment.md, "Live guard").
 */
export async function isLive(config: Config): Promise<boolean> {
  const { baseUrl, isPrivate } = config.gateway;
  const probed = isPrivate ? await probeSandbox(baseUrl) : 'live';
  if (probed === 'sandbox') return false;
  if (probed === 'silent' && config.panKey === null) {
    throw new Fault(
      `No sandbox answers at ${baseUrl}. Start it with "npx zangpay sandbox", or set PAYSTAR_BASE_URL.`,
    );
  }
  requireLive(config);
  return true;
}

export async function guardDurability(live: boolean, database: Database, log: Log): Promise<void> {
  const { fsync, synchronousCommit } = await database.durability();
  if (fsync && synchronousCommit) return;
  if (live) {
    throw new Fault(
      'The live gateway needs a PostgreSQL with fsync and synchronous_commit on: a committed payment must outlive a power cut.',
    );
  }
  log.warn({ store: database.kind }, 'the store does not fsync: a power cut may lose what was written last');
}

/** A line whose payers cannot be verified takes calls all the same, and does with them what its `verifyDown` says. */
export async function warnUnverified(
  operations: Pick<Operations, 'merchants'>,
  identity: IdentityRegister | null,
  log: Log,
): Promise<void> {
  if (identity !== null) return;
  const lines = (await operations.merchants()).flatMap((merchant) => merchant.lines);
  const asking = lines.filter(({ verify }) => verify !== null).map(({ number }) => number);
  if (asking.length === 0) return;
  log.warn(
    { lines: asking },
    'payers of these lines cannot be verified: set PAYSTAR_IDENTITY_APPLICATION_ID, PAYSTAR_IDENTITY_ACCESS_PASSWORD and PAYSTAR_IDENTITY_REFRESH_TOKEN',
  );
}
