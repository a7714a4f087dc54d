import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { befalling } from '../befall.ts';
import type { Ground } from '../ground.ts';
import { RETURN_TEXTS } from './codes.ts';
import { type Outbox, type SentMessage, STATUS_TEXTS } from './outbox.ts';

/** The API key that exists; `0` is enough for the clock. */
export const KAVENEGAR_KEY = 'sandbox-kavenegar-key';

const SENDER = '10004346';
const MOST_RECEPTORS = 200;
const LONGEST = 900;
const TEHRAN_MS = 12_600_000;

/** An answer's entries, or the return code of a refusal. */
type Answer = object | number;
type Fields = Readonly<Record<string, string | undefined>>;

/** Kavenegar below `/v1` (contracts.md 7): GET or form-encoded POST. */
export function kavenegarFace(ground: Ground, outbox: Outbox): Router {
  const router = Router();
  router.use(express.urlencoded({ extended: false, limit: '64kb' }));
  router.use(befalling(ground, (_request, response, code, httpStatus) => refuse(response, code, httpStatus)));
  router.all('/:key/utils/getdate.json', (_request, response) => {
    answer(response, dateEntries(ground.clock.now()));
  });
  router.all(
    '/:key/sms/send.json',
    serving((fields) => send(outbox, fields)),
  );
  router.all(
    '/:key/sms/status.json',
    serving((fields) => status(outbox, fields)),
  );
  router.all(
    '/:key/verify/lookup.json',
    serving((fields) => lookup(outbox, fields)),
  );
  router.use((_request, response) => refuse(response, 404));
  return router;
}

function serving(service: (fields: Fields) => Answer): RequestHandler {
  return (request, response) => {
    if (request.params.key !== KAVENEGAR_KEY) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'POST') return refuse(response, 405);
    const answered = service(fieldsOf(request));
    if (typeof answered === 'number') refuse(response, answered);
    else answer(response, answered);
  };
}

function fieldsOf(request: Request): Fields {
  const given: [string, unknown][] = Object.entries({ ...request.query, ...request.body });
  return Object.fromEntries(given.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

function send(outbox: Outbox, { receptor, message, sender, date, localid }: Fields): Answer {
  if (receptor === undefined || message === undefined) return 400;
  if (receptor === '') return 406;
  const receptors = receptor.split(',');
  const localids = localid === undefined ? receptors.map(() => null) : localid.split(',');
  if (receptors.length > MOST_RECEPTORS) return 414;
  if (!receptors.every(isMobile)) return 411;
  if (sender !== undefined && !/^\d{4,20}$/.test(sender)) return 412;
  if (message.trim() === '' || message.length > LONGEST) return 413;
  if (date !== undefined && !/^\d{1,10}$/.test(date)) return 417;
  if (localids.length !== receptors.length) return 419;
  return receptors.map((to, index) =>
    entryOf(
      outbox.send({
        receptor: to,
        text: message,
        sender: sender ?? SENDER,
        localid: localids[index] ?? null,
      }),
    ),
  );
}

function status(outbox: Outbox, { messageid }: Fields): Answer {
  if (messageid === undefined) return 400;
  return messageid.split(',').map((id) => {
    const reached = outbox.statusOf(Number(id));
    return { messageid: Number(id), status: reached, statustext: STATUS_TEXTS[reached] };
  });
}

/** One entry, not in a list: the documents show either (contracts.md 7). */
function lookup(outbox: Outbox, fields: Fields): Answer {
  const { receptor, template, token, token2, token3, token10, token20 } = fields;
  if (receptor === undefined || template === undefined || token === undefined) return 400;
  if (receptor === '' || token === '') return 406;
  if (!isMobile(receptor)) return 411;
  if (!/^[\w-]+$/.test(template) || template === 'missing') return 424;
  const tokens = [token, token2, token3, token10, token20].filter((given) => given !== undefined);
  if (tokens.some((given) => /\s/.test(given))) return 431;
  const text = `${template}: ${tokens.join(' ')}`;
  return entryOf(outbox.send({ receptor, text, sender: SENDER, localid: null }));
}

function isMobile(text: string): boolean {
  return /^(\+98|0098|98|0)?9\d{9}$/.test(text);
}

function entryOf({ messageid, text, status: reached, statustext, sender, receptor, date }: SentMessage) {
  return { messageid, message: text, status: reached, statustext, sender, receptor, date, cost: 120 };
}

/** Tehran's wall clock, whose `unixtime` counts it as if it were UTC, as the documents' sample does. */
function dateEntries(now: number): object {
  const wall = new Date(now + TEHRAN_MS);
  return {
    datetime: wall.toISOString().slice(0, 19).replace('T', ' '),
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    unixtime: Math.floor(wall.getTime() / 1_000),
  };
}

function answer(response: Response, entries: object): void {
  response.json({ return: { status: 200, message: RETURN_TEXTS[200] }, entries });
}

/** Its HTTP status is the return code, where that can be one. */
function refuse(
  response: Response,
  code: number,
  httpStatus = code >= 400 && code <= 599 ? code : 200,
): void {
  response
    .status(httpStatus)
    .json({ return: { status: code, message: RETURN_TEXTS[code] ?? '' }, entries: null });
}
