import { OperationFault } from '../../application/fault.ts';
import type { BankConsent, ConsentGate, ConsentStore, Log } from '../../application/ports.ts';
import { TokenKeeper, type TokenShelf } from '../provider/tokens.ts';
import { type Oauth, SanbodFault } from './oauth.ts';
import type { SanbodToken } from './read-token.ts';
import type { Access } from './services.ts';
import type { SanbodSettings } from './settings.ts';

/** Where tokens of consents are kept; see the store. */
interface Tokens {
  connect(consentId: string, token: SanbodToken): Promise<boolean>;
  shelf(consentId: string): TokenShelf<SanbodToken>;
  last(consentId: string): Promise<SanbodToken | null>;
  drop(consentId: string): Promise<void>;
}

export interface ConsentParts {
  readonly oauth: Oauth;
  readonly store: Pick<ConsentStore, 'list'>;
  readonly tokens: Tokens;
  readonly system: SanbodSettings['system'];
  readonly log: Log;
}

/** Sanbod's part in a consent. */
export function createConsentGate({ oauth, tokens, system, log }: ConsentParts): ConsentGate {
  return {
    page: async (asked) => (await oauth.authorize(asked)).href,
    async connect(consentId, code) {
      const token = await oauth.exchange(code);
      const [kept, failure] = await tokens.connect(consentId, token).then(
        (isKept) => [isKept, null] as const,
        (error: unknown) => [false, error] as const,
      );
      if (kept) return;
      // Nobody has it any more.
      await oauth
        .revoke(token)
        .catch((error: Error) => log.warn({ consentId, why: error.message }, 'not revoked'));
      if (failure !== null) throw failure;
      throw new SanbodFault('This consent was revoked while its account was being connected.');
    },
    /** Alone, so that no renewal under way puts a fresh token in the place of the one that is revoked. */
    forget: (consentId) =>
      tokens.shelf(consentId).alone(async () => {
        const last = await tokens.last(consentId);
        if (last === null) return false;
        await oauth.revoke(await current(consentId, last));
        await tokens.drop(consentId);
        return true;
      }),
  };

  /**
   * Whether a token that has ended still ends what it belongs to is not said anywhere: a fresh one does. It is kept
   * until Sanbod has confirmed, since the refresh token that it came of may be used up.
   */
  async function current(consentId: string, token: SanbodToken): Promise<SanbodToken> {
    if (system.now() < token.renewAt) return token;
    const fresh = await oauth.refresh(token).catch(() => null);
    if (fresh === null) return token;
    // The shelf keeps it, and says that the consent is revoked, which is known here.
    await tokens
      .shelf(consentId)
      .write(fresh)
      .catch(() => undefined);
    return fresh;
  }
}

/** Finds the consent under which an account is worked with, and keeps its token fresh. */
export function createConsentAccess({ oauth, store, tokens, system }: ConsentParts) {
  const keepers = new Map<string, TokenKeeper<SanbodToken>>();
  const keeperOf = (consentId: string) => {
    const known = keepers.get(consentId);
    if (known !== undefined) return known;
    const keeper = new TokenKeeper<SanbodToken>({
      shelf: tokens.shelf(consentId),
      system,
      renew(old) {
        if (old === null)
          throw new OperationFault('This consent was revoked. Connect again: zangpay sanbod connect');
        return oauth.refresh(old);
      },
    });
    keepers.set(consentId, keeper);
    return keeper;
  };
  return (depositNumber: string): Access =>
    async () =>
      keeperOf(consentFor(await store.list(), depositNumber).consentId);
}

/** The newest consent for just this account, or the one for all of a holder's accounts where there is no doubt. */
function consentFor(consents: readonly BankConsent[], depositNumber: string): BankConsent {
  const connected = consents.filter(({ status }) => status === 'connected');
  const own = connected.find(({ account }) => account === depositNumber);
  if (own !== undefined) return own;
  const [first, ...others] = connected.filter(({ account }) => account === null);
  if (first === undefined) {
    throw new OperationFault('No bank has consented for this account. Ask for it: zangpay sanbod connect');
  }
  if (others.some(({ provider }) => provider !== first.provider)) {
    throw new OperationFault(
      'Several banks are connected: say which account each is for with zangpay sanbod connect --account.',
    );
  }
  return first;
}
