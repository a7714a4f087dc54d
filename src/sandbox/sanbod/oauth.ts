import type { Request, Response } from 'express';
import type { Grants } from './grants.ts';
import { type Body, Refused, textOf } from './reply.ts';
import type { Switches } from './switches.ts';

/** The banks of the test environment (contracts.md 6.1). */
export const PROVIDERS = { '057': 'پاسارگاد', '054': 'پارسیان', '059': 'سینا' } as const;

const CONSENT_SCOPES = [
  'statement',
  'normaltransfer',
  'achtransfer',
  'achreport',
  'rtgstransfer',
  'rtgsreport',
];
const CLIENT_SCOPES = ['ibaninquiry', 'cardtoiban', 'cardtodeposit', 'deposittoiban', 'ibantodeposit'];

interface Oauth {
  readonly grants: Grants;
  readonly switches: Switches;
}

/** The redirect to the bank's page; the documents' address for tokens is this one too (contracts.md 6.2). */
export function authorize(
  { grants, switches }: Oauth,
  request: Request,
  response: Response,
  body: Body,
): void {
  if ('grant_type' in body) {
    token({ grants, switches }, request, response, body);
    return;
  }
  const provider = textOf(body, 'provider_code');
  if (!Object.hasOwn(PROVIDERS, provider))
    throw new Refused(422, { provider_code: ['is no bank of the test'] });
  const redirectUri = textOf(body, 'redirect_uri');
  if (!URL.canParse(redirectUri)) throw new Refused(422, { redirect_uri: ['must be a URL'] });
  textOf(body, 'client_id');
  if (body.response_type !== 'code') throw new Refused(422, { response_type: ['must be code'] });
  if (!Number.isSafeInteger(body.state)) throw new Refused(422, { state: ['must be a number'] });
  const scopes = scopesIn(body, CONSENT_SCOPES);
  const id = grants.open({ provider, redirectUri, scopes, state: String(body.state) });
  const host = request.get('host') ?? 'localhost';
  response.redirect(302, `${request.protocol}://${host}/sanbod-bank/${id}`);
}

export function token({ grants, switches }: Oauth, request: Request, response: Response, body: Body): void {
  requireClient(request);
  const give = (granted: object) =>
    response.json(switches.tokenFrame ? { error: false, message: granted, result_number: 1 } : granted);
  switch (body.grant_type) {
    case 'authorization_code': {
      const grant = grants.takeCode(textOf(body, 'code'));
      if (grant === null) throw new Refused(400, { code: ['is used, old or none'] });
      give({ ...grants.issue(grant, switches.shortTokens), refresh_token: grants.issueRefresh(grant) });
      return;
    }
    case 'client_credentials': {
      textOf(body, 'provider_code');
      const scopes = scopesIn(body, CLIENT_SCOPES);
      give(grants.issue({ scopes, deposits: [], kind: 'client', revoked: false }, switches.shortTokens));
      return;
    }
    case 'refresh_token': {
      const grant = grants.refreshed(textOf(body, 'refresh_token'), switches.rotateRefresh);
      if (grant === null) throw new Refused(400, { refresh_token: ['is revoked, old or none'] });
      give({
        ...grants.issue(grant, switches.shortTokens),
        ...(switches.rotateRefresh ? { refresh_token: grants.issueRefresh(grant) } : {}),
      });
      return;
    }
    default:
      throw new Refused(422, { grant_type: ['is not known'] });
  }
}

/** Both names that the documents give its one field. */
export function revoke(grants: Grants, response: Response, body: Body): void {
  const revoked = grants.revoke(
    textOf('token' in body ? { access_token: body.token } : body, 'access_token'),
  );
  if (!revoked) throw new Refused(400, { access_token: ['is not known'] });
  response.json({ error: false, message: 'token revoked', result_number: 1 });
}

/** Any client is one here, but for a password that says that it is wrong. */
function requireClient(request: Request): void {
  const [, basic = ''] = /^Basic (.+)$/.exec(request.get('authorization') ?? '') ?? [];
  const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  if (!id || !secret || secret === 'wrong') throw new Refused(401, 'the client is not known');
}

function scopesIn(body: Body, known: readonly string[]): readonly string[] {
  const { scope } = body;
  if (Array.isArray(scope) && scope.length > 0 && scope.every((one) => known.includes(one))) return scope;
  throw new Refused(422, { scope: [`must be some of ${known.join(', ')}`] });
}
