import { Fault, OperationFault } from './fault.ts';
import type { BankConsent, ConsentGate, ConsentStore, Log, System } from './ports.ts';

export interface ConsentPorts {
  readonly consents: ConsentStore;
  readonly gate: ConsentGate;
  readonly system: Pick<System, 'newId' | 'random64'>;
  readonly log: Log;
}

/** A consent that was asked for: the page is for the account holder's browser, and ends when the link does. */
export interface AskedConsent {
  readonly url: string;
  readonly consent: BankConsent;
}

/** What the browser brought back: each null when it was not there, or there twice. */
export interface ReturnedConsent {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
}

/** How a return of the browser ended. `unknown`: nobody asked with that state. `failed`: Sanbod gave no token. */
export type ConsentEnd = 'connected' | 'refused' | 'failed' | 'used' | 'expired' | 'unknown';

/** `nothing`: there is no token of it that Sanbod would have to end. `why` is a sentence where it is unconfirmed. */
export interface RevokedConsent {
  readonly consent: BankConsent;
  readonly atSanbod: 'confirmed' | 'nothing' | 'unconfirmed';
  readonly why: string | null;
}

/** Logging in at a bank takes a text message and some looking for it. */
const LINK_LIFE_MS = 15 * 60_000;

/** Asks for the consent of an account holder (contracts.md 6.2). Rejects with `Fault` when Sanbod gives no page. */
export async function askConsent(
  { consents, gate, system }: ConsentPorts,
  { provider, account }: Pick<BankConsent, 'provider' | 'account'>,
): Promise<AskedConsent> {
  if (!/^\d{3}$/.test(provider)) {
    throw new OperationFault('Give the code of the bank: three digits, such as 057.');
  }
  const state = newState(system);
  const url = await gate.page({ provider, state });
  const consentId = system.newId('con');
  const asked = { consentId, provider, account: account?.trim() || null, linkLifeMs: LINK_LIFE_MS };
  return { url, consent: await consents.ask({ ...asked, state: String(state) }) };
}

/** A random safe integer above zero: Sanbod wants a number, and nobody is to guess it. */
function newState({ random64 }: Pick<System, 'random64'>): number {
  return Number(random64() >> 11n) || 1;
}

/**
 * Takes what the browser brought back. The state is looked at first and is used up by it, whatever else came: one that
 * does not belong to a consent which is waited for changes nothing.
 */
export async function finishConsent(
  { consents, gate, log }: ConsentPorts,
  { state, code, error }: ReturnedConsent,
): Promise<ConsentEnd> {
  if (state === null || !/^\d{1,16}$/.test(state)) return 'unknown';
  const consent = await consents.take(state);
  if (typeof consent === 'string') return consent;
  const { consentId } = consent;
  if (error !== null || code === null) {
    await consents.settle(consentId, 'refused');
    log.info({ consentId }, 'an account holder refused, or came back without a code');
    return 'refused';
  }
  try {
    await gate.connect(consentId, code);
    log.info({ consentId, provider: consent.provider }, 'a bank account is connected');
    return 'connected';
  } catch (failure) {
    await consents.settle(consentId, 'failed');
    const why = failure instanceof Fault ? failure.message : 'it could not be kept';
    log.error({ consentId, why }, 'a bank account could not be connected');
    return 'failed';
  }
}

/**
 * Ends a consent: at once here, so that nobody gets its token any more, and then at Sanbod. Once more tells Sanbod
 * again, when it has not confirmed.
 */
export async function revokeConsent(
  { consents, gate }: ConsentPorts,
  consentId: string,
): Promise<RevokedConsent> {
  const consent = await consents.revoke(consentId);
  if (consent === null) {
    throw new OperationFault(`There is no consent ${consentId} to revoke. See: zangpay sanbod status`);
  }
  try {
    const atSanbod = (await gate.forget(consentId)) ? 'confirmed' : 'nothing';
    return { consent, atSanbod, why: null };
  } catch (failure) {
    if (!(failure instanceof Fault)) throw failure;
    return { consent, atSanbod: 'unconfirmed', why: failure.message };
  }
}
