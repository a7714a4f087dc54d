import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { befalling, type Refuse } from '../befall.ts';
import type { Ground } from '../ground.ts';
import { bankPages } from './bank-page.ts';
import { convert } from './conversions.ts';
import { type Grant, Grants } from './grants.ts';
import { Ledger } from './ledger.ts';
import { authorize, revoke, token } from './oauth.ts';
import { type Body, Refused, refuse, succeed } from './reply.ts';
import { achReport, rtgsReport, statement } from './reports.ts';
import { defaultSwitches, type Switches, turn } from './switches.ts';
import { order } from './transfers.ts';

/** All that this Sanbod remembers. */
interface Sanbod extends Ground {
  readonly grants: Grants;
  readonly ledger: Ledger;
  readonly switches: Switches;
}

const CONSENTED = [
  'normaltransfer',
  'achtransfer',
  'rtgstransfer',
  'statement',
  'achreport',
  'rtgsreport',
] as const;
const CONVERTED = ['deposittoiban', 'cardtoiban', 'ibantodeposit', 'cardtodeposit'] as const;
const SERVICES: readonly string[] = [...CONSENTED, ...CONVERTED, 'authorize', 'token', 'revoke'];

/**
 * Sanbod's open banking (contracts.md 6, 9). No base path is documented, so that a call is known by the last part of
 * its address. The bank's page is under `/sanbod-bank`, the switches under `/_sandbox/sanbod`.
 */
export function sanbodFace(ground: Ground): Router {
  const sanbod: Sanbod = {
    ...ground,
    grants: new Grants(ground.clock),
    ledger: new Ledger(ground.clock),
    switches: defaultSwitches(),
  };
  const router = Router();
  router.use('/sanbod-bank', bankPages(sanbod.grants));
  router.use('/_sandbox/sanbod', switchboard(sanbod.switches));
  const calls = Router();
  calls.use(befalling(ground, refuseWithCode), express.text({ type: () => true, limit: '16kb' }));
  calls.use((request, response) => answer(sanbod, request, response));
  calls.use(refusing);
  router.post('/*path', (request, response, next) => {
    if (SERVICES.includes(serviceOf(request.path))) calls(request, response, next);
    else next();
  });
  return router;
}

/** Sanbod has no table of codes: any number is a plain refusal. */
const refuseWithCode: Refuse = (_request, response, code, httpStatus = 400) => {
  response.status(httpStatus).json({ error: true, message: `code ${code}`, result_number: code });
};

function serviceOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function switchboard(switches: Switches): Router {
  const router = Router();
  router.get('/', (_request, response) => void response.json(switches));
  router.post('/', express.json({ limit: '4kb' }), (request, response) => {
    const wrong = turn(switches, (request.body ?? {}) as Record<string, unknown>);
    if (wrong === null) response.json(switches);
    else response.status(422).json({ error: `there is no switch ${wrong} with such a value` });
  });
  return router;
}

function answer(sanbod: Sanbod, request: Request, response: Response): void {
  const { grants, switches } = sanbod;
  const service = serviceOf(request.path);
  const body = bodyOf(request);
  if (service === 'revoke') return revoke(grants, response, body);
  if (service === 'token') return token(sanbod, request, response, body);
  if (service === 'authorize') {
    if (switches.onlyMisspelled && !request.path.includes('/oautht/'))
      throw new Refused(404, 'no such address');
    requireTrace(request);
    return authorize(sanbod, request, response, body);
  }
  requireTrace(request);
  const grant = grantOf(sanbod, request, service);
  if (grant.kind === 'consent') requireDeposit(grant, body);
  const name = grant.kind === 'consent' ? 'traceid' : 'trace_id';
  succeed(response, messageOf(sanbod, service as Service, body), name);
}

type Service = (typeof CONSENTED)[number] | (typeof CONVERTED)[number];

function messageOf({ ledger, switches, clock }: Sanbod, service: Service, body: Body): object {
  switch (service) {
    case 'normaltransfer':
      return order(ledger, switches, 'normal', body);
    case 'achtransfer':
      return order(ledger, switches, 'paya', body);
    case 'rtgstransfer':
      return order(ledger, switches, 'satna', body);
    case 'statement':
      return statement(ledger, body, clock.now());
    case 'achreport':
      return achReport(ledger, body, switches.settled);
    case 'rtgsreport':
      return rtgsReport(ledger, body, switches.settled);
    case 'deposittoiban':
    case 'cardtoiban':
    case 'ibantodeposit':
    case 'cardtodeposit':
      return convert(service, body, switches.falseSample);
  }
}

/** Letters and digits, and required (contracts.md 6.3). */
function requireTrace(request: Request): void {
  const { traceid } = request.query;
  if (typeof traceid !== 'string' || !/^[a-zA-Z0-9]+$/.test(traceid)) {
    throw new Refused(422, { traceid: ['must be letters and digits'] });
  }
}

function grantOf({ grants }: Sanbod, request: Request, service: string): Grant {
  const [, bearer = ''] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
  const grant = grants.bearer(bearer);
  if (grant === null) throw new Refused(401, 'the token is revoked, old or none');
  if (!grant.scopes.includes(service)) throw new Refused(403, { scope: ['is not granted'] });
  return grant;
}

/** An account that was not consented to. The test accounts come in two lengths, and both are taken. */
function requireDeposit({ deposits }: Grant, body: Body): void {
  const name = 'sourceDepositNumber' in body ? 'sourceDepositNumber' : 'depositNumber';
  const plain = (text: unknown) => String(text).trim().replace('-2618257-', '-218257-');
  if (deposits.some((deposit) => plain(deposit) === plain(body[name]))) return;
  throw new Refused(403, { [name]: ['the account is not granted'] });
}

function bodyOf(request: Request): Body {
  try {
    const body: unknown = JSON.parse(String(request.body));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch {
    // Told below, as anything else that is no object.
  }
  throw new Refused(400, 'the body must be a JSON object');
}

const refusing: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refused) refuse(response, error);
  else next(error);
};
