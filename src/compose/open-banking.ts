import { randomUUID } from 'node:crypto';
import { openProvider } from '../adapters/provider/provider.ts';
import { shelfInMemory, TokenKeeper } from '../adapters/provider/tokens.ts';
import { createConsentAccess, createConsentGate } from '../adapters/sanbod/consents.ts';
import { createConversions } from '../adapters/sanbod/conversions.ts';
import { createOauth } from '../adapters/sanbod/oauth.ts';
import type { SanbodToken } from '../adapters/sanbod/read-token.ts';
import { createReports } from '../adapters/sanbod/reports.ts';
import type { SanbodSettings } from '../adapters/sanbod/settings.ts';
import { createTransfers } from '../adapters/sanbod/transfers.ts';
import { createSealedBox } from '../adapters/sealed-box.ts';
import { createConsentStore } from '../adapters/store/bank-consents.ts';
import { createConsentTokens } from '../adapters/store/consent-tokens.ts';
import type { Database } from '../adapters/store/database.ts';
import type { OpenBankingPorts } from '../application/open-banking-operations.ts';
import type { BankReports, BankTransfers, Log, System } from '../application/ports.ts';
import type { BooksConfig } from '../config.ts';

/** Sanbod as it is opened: what operators do with it, and what moves and tells of money. */
export interface OpenBanking {
  readonly operated: OpenBankingPorts;
  readonly transfers: BankTransfers;
  readonly reports: BankReports;
  /** Rejects with a sentence when Sanbod gives our client no token. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;

/** Opens Sanbod over the books that its tokens are kept in; null where no client of it is configured. */
export function openOpenBanking(
  { openBanking: config, secret }: Pick<BooksConfig, 'openBanking' | 'secret'>,
  { database, system, log }: { readonly database: Database; readonly system: System; readonly log: Log },
): OpenBanking | null {
  if (config === null) return null;
  const { baseUrl, ...rest } = config;
  const provider = openProvider({ baseUrl, connectMs: CONNECT_MS, clock: system });
  const newTraceId = () => randomUUID().replaceAll('-', '');
  const settings: SanbodSettings = { ...rest, provider, newTraceId, log, system };
  const oauth = createOauth(settings);
  const store = createConsentStore(database);
  const tokens = createConsentTokens(database, createSealedBox(secret, 'bank tokens'), system);
  const parts = { oauth, store, tokens, system, log };
  const own = new TokenKeeper<SanbodToken>({
    shelf: shelfInMemory(),
    renew: () => oauth.clientToken(),
    system,
  });
  const accessOf = createConsentAccess(parts);
  return {
    operated: {
      consents: store,
      gate: createConsentGate(parts),
      conversions: createConversions(settings, async () => own),
      system,
      log,
    },
    transfers: createTransfers(settings, accessOf),
    reports: createReports(settings, accessOf),
    check: () => own.get().then(() => undefined),
    close: () => provider.close(),
  };
}
