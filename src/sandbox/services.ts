import { type Request, type Response, Router } from 'express';
import type { Ground } from './ground.ts';
import { identityFace } from './identity/face.ts';
import { KAVENEGAR_KEY, kavenegarFace } from './kavenegar/face.ts';
import { FATES, Outbox } from './kavenegar/outbox.ts';
import { type Condition, credentialsOf, SandboxApplication } from './paystar-application/application.ts';
import { changeWays, DOCUMENTED, type Ways } from './paystar-application/ways.ts';
import { MATCHING, people, STRANGER } from './people.ts';
import { transferFace } from './transfer/face.ts';
import { TRANSFER_RULE, TransferBook } from './transfer/transfers.ts';

/** PayStar's applications and Kavenegar, as they are while a sandbox runs. */
interface Services {
  readonly transfer: SandboxApplication;
  readonly transfers: TransferBook;
  readonly identity: SandboxApplication;
  readonly outbox: Outbox;
  readonly ways: Ways;
}

/**
 * The services beside the gateway: their faces below `/api` and `/v1`, and what a tester may see of them and change in
 * them below `/_sandbox`. The body of a request below `/api` is its JSON value, or undefined.
 */
export function services(ground: Ground): { readonly faces: Router; readonly views: Router } {
  const state: Services = {
    transfer: new SandboxApplication('transfer', ground.clock),
    transfers: new TransferBook(ground.clock),
    identity: new SandboxApplication('identity', ground.clock),
    outbox: new Outbox(ground.clock),
    ways: { ...DOCUMENTED },
  };
  const faces = Router();
  const { transfer, transfers, identity, ways, outbox } = state;
  faces.use('/api/open-banking', identityFace(ground, { name: 'identity', application: identity, ways }));
  faces.use('/api', transferFace(ground, { name: 'transfer', application: transfer, ways }, transfers));
  faces.use('/v1', kavenegarFace(ground, outbox));
  return { faces, views: views(state) };
}

function views({ transfer, transfers, identity, outbox, ways }: Services): Router {
  const router = Router();
  router.get('/people', (_request, response) => {
    response.json({ people, stranger: STRANGER, rule: MATCHING });
  });
  router.get('/messages', ({ query: { receptor } }, response) => {
    const asked = outbox.messages.filter((sent) => receptor === undefined || sent.receptor === receptor);
    response.json(
      asked.map(({ receptor, text, localid, messageid, status }) => ({
        receptor,
        text,
        localid,
        messageid,
        status,
      })),
    );
  });
  router.post('/optouts', (request, response) => {
    const { receptor, out } = request.body ?? {};
    if (typeof receptor !== 'string' || typeof out !== 'boolean') {
      return wrong(response, 'give receptor, a mobile such as 09121234567, and out, true or false');
    }
    outbox.block(receptor, out);
    response.json({ receptor, out });
  });
  router.post('/ways', (request, response) => {
    const fault = changeWays(ways, request.body);
    if (fault === null) response.json(ways);
    else wrong(response, fault);
  });
  router.get('/transfers', (_request, response) => void response.json(transfers.all));
  const applications = { transfer, identity };
  router.get('/applications', (_request, response) => {
    response.json(
      Object.values(applications).map(({ id, condition, keysGiven }) => ({ id, ...condition, keysGiven })),
    );
  });
  router.post('/applications', (request, response) => changeApplication(applications, request, response));
  return router;
}

/** `{"application":"identity", …}` with whatever is to be different of `Condition`, and `forgetKeys: true`. */
function changeApplication(
  applications: Readonly<Record<string, SandboxApplication>>,
  { body }: Request,
  response: Response,
): void {
  const { application: name, forgetKeys, ...changed } = body ?? {};
  const application = applications[name];
  if (application === undefined) {
    return wrong(response, `application must be one of: ${Object.keys(applications).join(', ')}`);
  }
  const { condition } = application;
  const unlike = Object.entries(changed).find(
    ([key, value]) => typeof value !== typeof condition[key as keyof Condition],
  );
  if (unlike !== undefined) return wrong(response, `${unlike[0]} is not what an application has`);
  Object.assign(condition, changed);
  if (forgetKeys === true) application.forgetKeys();
  response.json({ id: application.id, ...condition, keysGiven: application.keysGiven });
}

function wrong(response: Response, what: string): void {
  response.status(400).json({ wrong: what });
}

/** The variables that point a server at a sandbox with this address, for everything but the gateway. */
export function serviceEnvironment(url: string): Readonly<Record<string, string>> {
  const transfer = credentialsOf('transfer');
  const identity = credentialsOf('identity');
  return {
    PAYSTAR_APPLICATION_ID: transfer.id,
    PAYSTAR_ACCESS_PASSWORD: transfer.password,
    PAYSTAR_REFRESH_TOKEN: transfer.refreshToken,
    PAYSTAR_IDENTITY_APPLICATION_ID: identity.id,
    PAYSTAR_IDENTITY_ACCESS_PASSWORD: identity.password,
    PAYSTAR_IDENTITY_REFRESH_TOKEN: identity.refreshToken,
    KAVENEGAR_BASE_URL: `${url}/v1`,
    KAVENEGAR_API_KEY: KAVENEGAR_KEY,
    SANBOD_BASE_URL: url,
    SANBOD_CLIENT_ID: 'sandbox-client',
    SANBOD_CLIENT_SECRET: 'sandbox-client-secret',
    // Where a server listens that is told nothing else.
    SANBOD_REDIRECT_URL: 'http://127.0.0.1:3000/sanbod/callback',
  };
}

/** What the index of the sandbox and its help say of the services. */
export const SERVICES_HELP = [MATCHING, TRANSFER_RULE, FATES] as const;
