import { Fault } from '../../application/fault.ts';
import type { Exchange } from '../provider/exchange.ts';
import type { Fields } from '../provider/json-body.ts';
import { post } from './post.ts';
import { type Frame, parseFields, readFrame, reasonsIn } from './read-frame.ts';
import { readToken, type SanbodToken } from './read-token.ts';
import { ASK_MS, CLIENT_SCOPES, CONSENT_SCOPES, type SanbodSettings } from './settings.ts';

/** Sanbod gave no token, or no page to ask for one. The sentence is for people and holds no secret. */
export class SanbodFault extends Fault {
  override readonly name = 'SanbodFault';
}

/** Sanbod's tokens (contracts.md 6.2). Everything rejects with `SanbodFault` when it does not get what it asks for. */
export interface Oauth {
  /** The bank's page for the account holder's browser. `state` is a safe integer. */
  authorize(asked: { readonly provider: string; readonly state: number }): Promise<URL>;
  /** Makes the code that the browser brought back a token. A code is good once. */
  exchange(code: string): Promise<SanbodToken>;
  /** A token without a consent, for the conversions. */
  clientToken(): Promise<SanbodToken>;
  /** Renews a token. One that comes without a refresh token keeps the old one. */
  refresh(old: SanbodToken): Promise<SanbodToken>;
  revoke(token: SanbodToken): Promise<void>;
}

export function createOauth(settings: SanbodSettings): Oauth {
  const { client, system, clientProvider } = settings;
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  const token = async (fields: Fields): Promise<SanbodToken> => {
    const askedAt = system.now();
    const posting = { to: 'token', fields, authorization, timeoutMs: ASK_MS } as const;
    const reply = readToken((await post(settings, posting)).exchange, askedAt);
    switch (reply.type) {
      case 'granted':
        return reply.token;
      case 'refused':
        throw new SanbodFault(`Sanbod gives no token: ${said(reply.reasons)}.`);
      case 'unavailable':
        throw new SanbodFault(`Sanbod gave no answer about a token: ${reply.why}. Please try again.`);
    }
  };

  return {
    authorize: (asked) => authorize(settings, asked),
    exchange: (code) => token({ code, grant_type: 'authorization_code' }),
    clientToken: () =>
      token({ grant_type: 'client_credentials', scope: CLIENT_SCOPES, provider_code: clientProvider }),
    async refresh({ refreshToken }) {
      if (refreshToken === null) {
        throw new SanbodFault('The bank gave nothing to renew its token by: zangpay sanbod connect');
      }
      const renewed = await token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      return { ...renewed, refreshToken: renewed.refreshToken ?? refreshToken };
    },
    async revoke({ value }) {
      const posting = { to: 'revoke', fields: { access_token: value }, timeoutMs: ASK_MS } as const;
      const frame = readFrame((await post(settings, posting)).exchange);
      if (frame.type !== 'success') throw new SanbodFault(`Sanbod did not confirm it: ${whyNot(frame)}.`);
    },
  };
}

/** The 302 is for a browser: it is not followed here. */
async function authorize(
  settings: SanbodSettings,
  { provider, state }: { readonly provider: string; readonly state: number },
): Promise<URL> {
  const { client, redirectUrl, paths, log } = settings;
  if (redirectUrl === null) {
    throw new SanbodFault('Set SANBOD_REDIRECT_URL to the callback that is registered at Sanbod.');
  }
  const fields = {
    provider_code: provider,
    redirect_uri: redirectUrl,
    scope: CONSENT_SCOPES,
    client_id: client.id,
    response_type: 'code',
    state,
  };
  const ask = (path: string) => post(settings, { to: 'authorize', path, fields, timeoutMs: ASK_MS });
  const first = (await ask(paths.authorize)).exchange;
  const misspelled = paths.authorize.replace('/oauth/', '/oautht/');
  if (first.type !== 'reply' || first.httpStatus !== 404 || misspelled === paths.authorize)
    return pageIn(first);
  log.warn(
    { path: paths.authorize, next: misspelled },
    'Sanbod has no such address: the other spelling is tried',
  );
  return pageIn((await ask(misspelled)).exchange);
}

function pageIn(exchange: Exchange): URL {
  const { location } = exchange.type === 'reply' ? exchange : { location: null };
  const page = location !== null && URL.canParse(location) ? new URL(location) : null;
  const isRedirect = exchange.type === 'reply' && exchange.httpStatus >= 300 && exchange.httpStatus < 400;
  if (isRedirect && page !== null && /^https?:$/.test(page.protocol)) return page;
  throw new SanbodFault(`Sanbod gave no page of the bank: ${pageless(exchange)}.`);
}

function pageless(exchange: Exchange): string {
  const frame = readFrame(exchange);
  if (frame.type === 'success' || exchange.type !== 'reply') return whyNot(frame);
  const fields = parseFields(exchange.body);
  const reasons = fields === null ? [] : reasonsIn(fields);
  return reasons.length > 0 ? said(reasons) : `HTTP ${exchange.httpStatus}`;
}

function whyNot(frame: Frame): string {
  switch (frame.type) {
    case 'success':
      return 'its reply leads nowhere';
    case 'refused':
      return said(frame.reasons);
    case 'unclear':
    case 'neverLeft':
      return frame.note;
  }
}

function said(reasons: readonly string[]): string {
  return reasons.length === 0 ? 'it says no more than that' : reasons.join('; ').replace(/\.+$/, '');
}
