import type { Request, RequestHandler, Response } from 'express';
import type { CardHasher, KeptAnswer, Log, PresentedKey } from '../../application/ports.ts';
import { type Asked, jsonAnswer, problemAnswer, problemOf, send } from './answer.ts';
import { type AuthPorts, authenticate, requireScope } from './auth.ts';
import { sendCsv } from './csv.ts';
import { hashOfRequest, type Idempotency, readIdempotencyKey } from './idempotency.ts';
import { ApiProblem, PROBLEMS, type ProblemCode } from './problems.ts';
import type { RateLimits } from './rate-limit.ts';
import { readInput, wipe } from './read-input.ts';
import type { CsvReply, ErasedInput, Reply, Route, RouteContext } from './route.ts';

export interface RoutePorts {
  readonly auth: AuthPorts;
  readonly rates: RateLimits;
  readonly idempotency: Idempotency;
  readonly cardHasher: CardHasher;
  readonly log: Log;
  /** True when the server takes nothing new. */
  readonly draining: () => boolean;
}

/** What is known of a request from its first moment. */
export interface RequestNotes extends Asked {
  /** The pattern of the route, for the log. */
  route: string | null;
  /** The beginning of the key, for the log. */
  keyPrefix: string | null;
}

export function notesOf(response: Response): RequestNotes {
  return response.locals.notes as RequestNotes;
}

/** Answers the requests of one route: who asks, what is asked, and then the route itself. */
export function serveRoute(ports: RoutePorts, route: Route): RequestHandler {
  const name = routeName(route);
  return async (request, response) => {
    const notes = notesOf(response);
    notes.route = name;
    try {
      const key = await admit(ports, route, request, response);
      const input = await readInput(route, request);
      try {
        const answer = await run(ports, {
          route,
          input,
          request,
          context: contextOf(key, notes, request, route),
        });
        if ('rows' in answer) await sendCsv(response, answer);
        else send(response, answer);
      } finally {
        wipe(input.secrets);
      }
    } catch (error) {
      const problem = problemOf(error, ports.log, { requestId: notes.requestId, route: name });
      if (response.headersSent) response.destroy();
      else send(response, problemAnswer(problem, notes));
    }
  };
}

/** As the log and the kept answers name a route. */
function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Lets in whoever may ask this now. @throws ApiProblem 401, 403, 429 or 503 */
async function admit(
  ports: RoutePorts,
  route: Route,
  request: Request,
  response: Response,
): Promise<PresentedKey> {
  const { rates, log, draining } = ports;
  const notes = notesOf(response);
  if (route.method !== 'get' && draining()) throw new ApiProblem('draining');
  const address = request.ip ?? '';
  rates.refuseGuesser(address);
  try {
    const key = await identify(ports, request, address);
    notes.keyPrefix = key.prefix;
    response.set(await rates.countKey(key.keyId));
    requireScope(key, route.scope);
    return key;
  } catch (error) {
    throw storeDown(error, log, notes);
  }
}

async function identify(
  { auth, rates }: RoutePorts,
  request: Request,
  address: string,
): Promise<PresentedKey> {
  try {
    return await authenticate(auth, request.headers.authorization, address);
  } catch (error) {
    if (error instanceof ApiProblem && PROBLEMS[error.code].status === 401)
      await rates.countWrongKey(address);
    throw error;
  }
}

/** Without the books nobody is known and nothing is counted: then nothing is let through. */
function storeDown(error: unknown, log: Log, { requestId }: Asked): ApiProblem {
  if (error instanceof ApiProblem) return error;
  log.error({ err: error, requestId }, 'the books could not be asked for a request');
  return new ApiProblem('store_down');
}

function contextOf(key: PresentedKey, notes: RequestNotes, request: Request, route: Route): RouteContext {
  const { merchantId, keyId, mode } = key;
  return {
    merchantId,
    keyId,
    mode,
    requestId: notes.requestId,
    language: notes.language,
    format: formatOf(request, route),
    idempotencyKey: null,
    note: async () => undefined,
  };
}

/** @throws ApiProblem when no form that is accepted can be answered */
function formatOf(request: Request, route: Route): RouteContext['format'] {
  const types = route.csv === true ? ['application/json', 'text/csv'] : ['application/json'];
  const accepted = request.accepts(types);
  if (route.csv === true && /[?&]format=csv(&|$)/.test(request.url)) return 'csv';
  if (accepted === false) throw new ApiProblem('not_acceptable');
  return accepted === 'text/csv' ? 'csv' : 'json';
}

interface Served {
  readonly route: Route;
  readonly context: RouteContext;
  readonly input: ErasedInput;
  readonly request: Request;
}

async function run(ports: RoutePorts, served: Served): Promise<KeptAnswer | CsvReply> {
  const { route, input, request } = served;
  const key = route.idempotent ? readIdempotencyKey(request.get('idempotency-key')) : null;
  const context = { ...served.context, idempotencyKey: key };
  if (key === null) return answerOf(await handle(ports, { ...served, context }));
  const { merchantId, mode } = context;
  const named = { merchantId, mode, route: routeName(route), key };
  const work = {
    request: named,
    hash: hashOfRequest(input, ports.cardHasher),
    resourceId: route.resourceOf?.(input) ?? null,
    first: () =>
      firstAnswer(ports, { ...served, context }, (resourceId) => ports.idempotency.note(named, resourceId)),
    recover: (resourceId: string) => recoveredAnswer({ ...served, context }, resourceId),
  };
  return countingGuesses(ports, context, () => ports.idempotency.run(work));
}

/** The answers by which a card could be told from another one. */
const TELLING: readonly ProblemCode[] = ['card_differs', 'idempotency_key_reused'];

async function countingGuesses<T>(
  { rates, log }: RoutePorts,
  { keyId, ...asked }: RouteContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiProblem && TELLING.includes(error.code)) {
      // Without the count nothing is told: whoever takes the store away must not guess as often as they like.
      await rates.countDiffering(keyId).catch((counting: unknown) => {
        throw storeDown(counting, log, asked);
      });
    }
    throw error;
  }
}

function handle(ports: RoutePorts, { route, context, input }: Served): Promise<Reply> {
  return countingGuesses(ports, context, () => route.handle(context, input));
}

/** Never rejects: a refusal is kept as the first answer, too. */
async function firstAnswer(
  ports: RoutePorts,
  { route, context, ...asked }: Served,
  note: RouteContext['note'],
): Promise<KeptAnswer> {
  try {
    return jsonOf(await handle(ports, { ...asked, route, context: { ...context, note } }));
  } catch (error) {
    const { requestId } = context;
    return problemAnswer(problemOf(error, ports.log, { requestId, route: routeName(route) }), context);
  }
}

async function recoveredAnswer(
  { route, context, input }: Served,
  resourceId: string,
): Promise<KeptAnswer | null> {
  const reply = (await route.recover?.(context, resourceId, input)) ?? null;
  return reply === null ? null : jsonOf(reply);
}

function answerOf(reply: Reply): KeptAnswer | CsvReply {
  return 'rows' in reply ? reply : jsonOf(reply);
}

function jsonOf(reply: Reply): KeptAnswer {
  if ('rows' in reply) throw new Error('A route that is asked for once cannot answer with rows.');
  return jsonAnswer(reply.status, reply.body);
}
