import { STATUS_CODES } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import helmet from 'helmet';
import type { Health } from '../../application/health.ts';
import type { Log } from '../../application/ports.ts';

/** The HTTP face of a server. Every error is a problem document (RFC 9457) without a stack trace. */
export function createApp({ health, log }: { health: () => Promise<Health>; log: Log }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/health', async (_request, response) => {
    const report = await health();
    logFailing(log, report);
    response
      .status(report.status === 'ok' ? 200 : 503)
      .set('cache-control', 'no-store')
      .json(forPublic(report));
  });
  app.use((request, response) => {
    sendProblem(response, 404, `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use(answerError(log));
  return app;
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

/** Express tells an error handler by its four parameters. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = clientError(error);
    if (status !== null) {
      sendProblem(response, status, 'The request cannot be understood.');
      return;
    }
    log.error({ err: error, method: request.method, path: request.path }, 'a request failed');
    sendProblem(response, 500, 'The server could not answer. Its log says why.');
  };
}

/** Express marks what the client did wrong with a status below 500. */
function clientError(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? status : null;
}

function sendProblem(response: Response, status: number, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail }));
}
