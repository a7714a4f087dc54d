import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Health } from '../../application/health.ts';
import type { Log, System } from '../../application/ports.ts';
import { type Asked, problemAnswer, problemOf, send } from './answer.ts';
import { consentPage, type FinishConsent } from './consent-page.ts';
import { documentRoutes } from './docs.ts';
import { openApiOf } from './openapi.ts';
import { ApiProblem } from './problems.ts';
import type { Route } from './route.ts';
import { notesOf, type RequestNotes, type RoutePorts, serveRoute } from './serve-route.ts';

export interface AppPorts {
  readonly health: () => Promise<Health>;
  readonly log: Log;
  readonly system: Pick<System, 'newId' | 'monotonicMs'>;
  readonly version: string;
  /** The merchant API; null: this server has none. */
  readonly api: ApiPorts | null;
  /** What the bank sends back of a consent; left out: this server has no open banking. */
  readonly finishConsent?: FinishConsent | undefined;
}

export interface ApiPorts extends Omit<RoutePorts, 'log'> {
  readonly routes: readonly Route[];
  /** Addresses and networks of the proxies whose word on the client's address is taken. */
  readonly trustProxy: readonly string[];
}

/** The HTTP face of a server. Every error is a problem document (RFC 9457) without a word from the inside. */
export function createApp(ports: AppPorts): Express {
  const { api, log, finishConsent } = ports;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('trust proxy', [...(api?.trustProxy ?? [])]);
  app.use(noteRequest(ports));
  app.use(helmet());
  app.get('/health', answerHealth(ports));
  if (finishConsent !== undefined) app.get('/sanbod/callback', consentPage(finishConsent));
  if (api !== null) {
    app.use(documentRoutes(openApiOf(api.routes, ports.version)));
    addRoutes(app, { ...api, log });
  }
  app.use((_request, response) => {
    send(response, problemAnswer(new ApiProblem('not_found'), notesOf(response)));
  });
  app.use(answerError(log));
  return app;
}

/** Gives each request its id, and writes one line of it when it is answered: no value that was sent. */
function noteRequest({ system, log }: AppPorts): RequestHandler {
  return (request, response, next) => {
    const begun = system.monotonicMs();
    const requestId = system.newId('req');
    const notes: RequestNotes = { requestId, language: languageOf(request), route: null, keyPrefix: null };
    response.locals.notes = notes;
    response.set('request-id', requestId);
    response.once('close', () => {
      const { route, keyPrefix } = notes;
      const status = response.writableFinished ? response.statusCode : null;
      const ms = Math.round(system.monotonicMs() - begun);
      log.info({ method: request.method, route, status, ms, requestId, keyPrefix }, 'a request was answered');
    });
    next();
  };
}

/** English where nothing is asked for: then it is read by a program, or by whoever wrote it. */
function languageOf(request: Request): Asked['language'] {
  return request.acceptsLanguages('en', 'fa') === 'fa' ? 'fa' : 'en';
}

function answerHealth({ health, log }: AppPorts): RequestHandler {
  return async (_request, response) => {
    notesOf(response).route = 'GET /health';
    const report = await health();
    logFailing(log, report);
    response
      .status(report.status === 'ok' ? 200 : 503)
      .set('cache-control', 'no-store')
      .json(forPublic(report));
  };
}

/** Why something is not well may name hosts and users: that is for the log, not for whoever asks. */
function forPublic({ status, checks, version }: Health) {
  const statuses = Object.entries(checks).map(([name, check]) => [name, check.status]);
  return { status, checks: Object.fromEntries(statuses), version };
}

function logFailing(log: Log, { checks }: Health): void {
  for (const [check, result] of Object.entries(checks)) {
    if (result.status === 'failing') log.warn({ check, why: result.why }, 'a health check is failing');
  }
}

function addRoutes(app: Express, api: ApiPorts & RoutePorts): void {
  const methods = new Map<string, string[]>();
  for (const route of api.routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    app[route.method](path, serveRoute(api, route));
    const allowed = route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...allowed]);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (_request, response) => {
      const problem = new ApiProblem('method_not_allowed', { headers: { allow: allowed.join(', ') } });
      send(response, problemAnswer(problem, notesOf(response)));
    });
  }
}

/** Express tells an error handler by its four parameters. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const notes = notesOf(response);
    const problem = isClientError(error)
      ? new ApiProblem('bad_request')
      : problemOf(error, log, { requestId: notes.requestId, route: notes.route ?? '-' });
    send(response, problemAnswer(problem, notes));
  };
}

/** Express marks what the client did wrong with a status below 500: an address that cannot be decoded. */
function isClientError(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500;
}
