import { type Request, type RequestHandler, type Response, Router } from 'express';
import { befalling } from '../befall.ts';
import type { Ground } from '../ground.ts';
import type { SandboxApplication } from './application.ts';
import { ACCESS_DENIED, STATUS_TEXTS, type StatusCode } from './codes.ts';
import type { Ways } from './ways.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A face of PayStar's: its application, and how it spells its replies. */
export interface Face {
  readonly name: 'transfer' | 'identity';
  readonly application: SandboxApplication;
  readonly ways: Ways;
}

/** One service of a face. */
export interface Service {
  /** All required, texts that are not empty. */
  readonly texts: readonly string[];
  /** Rial from the wallet, when it is answered. */
  readonly cost: number;
  /** What is answered in `data`, or the code of a refusal. */
  readonly answer: (asked: Fields) => object | StatusCode;
}

/** A router with what every face has: the faults, and the address where its key is refreshed. */
export function faceRouter(ground: Ground, face: Face, refreshPath: string): Router {
  const router = Router();
  router.use(
    befalling(ground, (_request, response, code, httpStatus) => {
      if (isStatusCode(code)) refuse(face, response, code, httpStatus);
      else response.status(httpStatus ?? 200).json({ status: code, data: [], message: '' });
    }),
  );
  router.post(refreshPath, (request, response) => {
    const asked = fieldsOf(request.body);
    const { application } = face;
    if (!hasTexts(asked, ['application_id', 'access_password', 'refresh_token'])) {
      return refuse(face, response, 10);
    }
    const code = application.refusalOfKey(asked);
    if (code !== null) return refuse(face, response, code);
    const { key, expires } = application.giveKey();
    succeed(face, response, { api_key: key, api_key_expire_date: expires });
  });
  return router;
}

/** Answers a service: parameters, application, bearer, password, address, service, credit, content (contracts.md 9). */
export function serving(face: Face, name: string, service: Service): RequestHandler {
  return (request, response) => {
    const asked = request.method === 'GET' ? request.query : fieldsOf(request.body);
    if (!hasTexts(asked, ['application_id', 'access_password', ...service.texts])) {
      return refuse(face, response, 10);
    }
    const { application } = face;
    const refusal = application.refusal(asked, bearerOf(request), name, service.cost);
    if (refusal !== null) return refuse(face, response, refusal);
    const answer = service.answer(asked);
    if (typeof answer === 'number') return refuse(face, response, answer);
    application.condition.credit -= service.cost;
    succeed(face, response, answer);
  };
}

function bearerOf(request: Request): string {
  return request.headers.authorization ?? '';
}

function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}

function hasTexts(asked: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof asked[name] === 'string' && asked[name] !== '');
}

function succeed({ name, ways }: Face, response: Response, data: object): void {
  const told = ways.data === 'array' && !Array.isArray(data) ? [data] : data;
  const message = STATUS_TEXTS[1];
  response.json({ status: spelled(ways, saysWords(name, ways) ? 'ok' : 1), data: told, message });
}

function refuse({ name, ways }: Face, response: Response, code: StatusCode, httpStatus = 200): void {
  response.status(httpStatus);
  if (!saysWords(name, ways)) {
    response.json({ status: spelled(ways, code), data: [], message: STATUS_TEXTS[code] });
    return;
  }
  const message = code === 4 || code === 5 ? ACCESS_DENIED : STATUS_TEXTS[code];
  response.json({ status: spelled(ways, 'fail'), data: {}, message });
}

function saysWords(name: Face['name'], ways: Ways): boolean {
  return (name === 'transfer') !== (ways.status === 'other');
}

function spelled(ways: Ways, status: string | number): string | number {
  return ways.status === 'text' ? String(status).toUpperCase() : status;
}

function isStatusCode(code: number): code is StatusCode {
  return code in STATUS_TEXTS;
}
