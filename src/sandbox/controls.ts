import express, { type Request, type Response, Router } from 'express';
import { readFault } from './faults.ts';
import type { Ground } from './ground.ts';

/**
 * The hands of a tester on the ground of all faces: `POST clock {"advanceMs":n}` moves the clock forward, `POST faults
 * {"service":"…","fault":{"kind":"…"},"times":n}` switches a fault on (without `times` until it is switched off), and
 * `DELETE faults` switches that of `?service=…` off, or all.
 */
export function controls(ground: Ground): Router {
  const router = Router();
  router.use(express.json());
  router.post('/clock', (request, response) => moveClock(ground, request, response));
  router.get('/clock', (_request, response) => void response.json({ now: isoNow(ground) }));
  router.post('/faults', (request, response) => switchOn(ground, request, response));
  router.delete('/faults', ({ query: { service } }, response) => {
    if (typeof service === 'string') ground.faults.off(service);
    else ground.faults.allOff();
    response.json({ off: typeof service === 'string' ? service : 'all' });
  });
  return router;
}

function moveClock(ground: Ground, { body }: Request, response: Response): void {
  const ms: unknown = body?.advanceMs;
  if (!Number.isSafeInteger(ms) || (ms as number) < 0) {
    return refuse(response, 'advanceMs must be a whole number of milliseconds, not below 0');
  }
  ground.clock.advance(ms as number);
  response.json({ now: isoNow(ground) });
}

function isoNow({ clock }: Ground): string {
  return new Date(clock.now()).toISOString();
}

function switchOn({ faults }: Ground, { body }: Request, response: Response): void {
  const { service, times } = body ?? {};
  const fault = readFault(body?.fault);
  if (typeof service !== 'string' || service === '') return refuse(response, 'service must name a service');
  if (fault === null) return refuse(response, KINDS);
  if (times !== undefined && !(Number.isSafeInteger(times) && times > 0)) {
    return refuse(response, 'times must be a whole number above 0, or left out');
  }
  faults.on(service, fault, times ?? Number.POSITIVE_INFINITY);
  response.json({ service, fault, times: times ?? 'until it is switched off' });
}

const KINDS =
  'fault must have a kind: silent, cutBefore, cutAfter, html, brokenJson, empty, delay with ms, http with status, or code with code';

function refuse(response: Response, wrong: string): void {
  response.status(400).json({ wrong });
}
