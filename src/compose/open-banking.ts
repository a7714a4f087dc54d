import { randomUUID } from 'node:crypto';
import { openProvider, type Provider } from '../adapters/provider/provider.ts';
import { shelfInMemory, TokenKeeper } from '../adapters/provider/tokens.ts';
import { createConsentAccess, createConsentGate } from '../adapters/sanbod/consents.ts';
import { createConversions } from '../adapters/sanbod/conversions.ts';
import { createOauth, type Oauth, SanbodFault } from '../adapters/sanbod/oauth.ts';
import type { SanbodToken } from '../adapters/sanbod/read-token.ts';
import { createReports } from '../adapters/sanbod/reports.ts';
import type { SanbodSettings } from '../adapters/sanbod/settings.ts';
import { createTransfers } from '../adapters/sanbod/transfers.ts';
import { createSealedBox } from '../adapters/sealed-box.ts';
import { createConsentStore } from '../adapters/store/bank-consents.ts';
import { createConsentTokens } from '../adapters/store/consent-tokens.ts';
import type { Database } from '../adapters/store/database.ts';
import type { OpenBankingPorts } from '../application/open-banking-operations.ts';
import type {
  BankReports,
  BankTransfers,
  Checkable,
  Log,
  ServiceHealth,
  System,
} from '../application/ports.ts';
import type { BooksConfig, OpenBankingConfig } from '../config.ts';

/** Sanbod as it is opened: what operators do with it, and what moves and tells of money. */
export interface OpenBanking {
  readonly operated: OpenBankingPorts;
  readonly transfers: BankTransfers;
  readonly reports: BankReports;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;

/** Sanbod without books: all that needs no consent. */
export interface Sanbod extends Checkable {
  readonly settings: SanbodSettings;
  readonly oauth: Oauth;
  /** The token of our client's own right. */
  readonly own: TokenKeeper<SanbodToken>;
  close(): Promise<void>;
}

/** @param patienceMs how long any request may take at most; as long as its kind may unless given */
export function openSanbod(
  { baseUrl, ...rest }: OpenBankingConfig,
  { system, log }: { readonly system: System; readonly log: Log },
  patienceMs = Number.POSITIVE_INFINITY,
): Sanbod {
  const opened = openProvider({ baseUrl, connectMs: Math.min(CONNECT_MS, patienceMs), clock: system });
  const provider: Provider = {
    ...opened,
    ask: (request) => opened.ask({ ...request, timeoutMs: Math.min(request.timeoutMs, patienceMs) }),
  };
  const newTraceId = () => randomUUID().replaceAll('-', '');
  const settings: SanbodSettings = { ...rest, provider, newTraceId, log, system };
  const oauth = createOauth(settings);
  const own = new TokenKeeper<SanbodToken>({
    shelf: shelfInMemory(),
    renew: () => oauth.clientToken(),
    system,
  });
  return { settings, oauth, own, check: () => checkClient(own), close: () => provider.close() };
}

async function checkClient(own: TokenKeeper<SanbodToken>): Promise<ServiceHealth> {
  try {
    const { renewAt } = await own.get();
    return { ok: true, note: 'Sanbod answers, and gives our client a token', renewAt };
  } catch (error) {
    if (!(error instanceof SanbodFault)) throw error;
    const wrong = error.message.replace(/\.( Please try again\.)?$/, '');
    const remedy = 'Check the network and SANBOD_BASE_URL, and id and secret against Sanbod’s console.';
    return { ok: false, wrong, remedy };
  }
}

/** Opens Sanbod over the books that its tokens are kept in; null where no client of it is configured. */
export function openOpenBanking(
  { openBanking: config, secret }: Pick<BooksConfig, 'openBanking' | 'secret'>,
  { database, system, log }: { readonly database: Database; readonly system: System; readonly log: Log },
): OpenBanking | null {
  if (config === null) return null;
  const { settings, oauth, own, close } = openSanbod(config, { system, log });
  const store = createConsentStore(database);
  const tokens = createConsentTokens(database, createSealedBox(secret, 'bank tokens'), system);
  const parts = { oauth, store, tokens, system, log };
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
    close,
  };
}
