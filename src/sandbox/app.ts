import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { Bank } from './bank.ts';
import { befalling, type Refuse } from './befall.ts';
import { ContractBroken, readPayOrder } from './contract.ts';
import { controls } from './controls.ts';
import { type Delivery, deliver } from './delivery.ts';
import type { Ground } from './ground.ts';
import { PayLog } from './pay-log.ts';
import { type Delays, otpV2, pay } from './paystar.ts';
import { RequestLog } from './request-log.ts';
import { sanbodFace } from './sanbod/face.ts';
import { SERVICES_HELP, services } from './services.ts';
import { testCards } from './test-cards.ts';

const OTP_PATH = '/api/ivr/bpm/otp-v2';
const PAY_PATH = '/api/ivr/bpm/pay';

const LINKS = {
  cards: '/_sandbox/cards',
  people: '/_sandbox/people',
  messages: '/_sandbox/messages',
  applications: '/_sandbox/applications',
};

/** The sandbox's HTTP: the gateway's two calls, the other services, and what a tester may do under `/_sandbox`. */
export function createApp(bank: Bank, delays: Delays, hostile: boolean, ground: Ground): Express {
  const { faces, views } = services(ground);
  const log = new RequestLog([OTP_PATH, PAY_PATH]);
  const payLog = new PayLog();
  const app = express().disable('x-powered-by').disable('etag');

  app.get('/_sandbox', (_request, response) => {
    response.json({ sandbox: true, hostile, charges: bank.ledger.length, ...LINKS, rules: SERVICES_HELP });
  });
  app.get('/_sandbox/sms', (request, response) => {
    const { pan_last4: last4 } = request.query;
    response.json(bank.inbox.filter((sms) => last4 === undefined || sms.last4 === last4));
  });
  app.get('/_sandbox/ledger', (_request, response) => void response.json(bank.ledger));
  app.get('/_sandbox/pays', (_request, response) => void response.json(payLog.pays));
  app.get('/_sandbox/requests', (_request, response) => void response.json(log.requests));
  app.get('/_sandbox/cards', (_request, response) => {
    response.json(testCards.map(({ number, name, happens }) => ({ number, name, happens })));
  });

  app.use('/_sandbox', controls(ground), views);
  app.use(sanbodFace(ground));

  app.use('/api', express.text({ type: () => true, limit: '16kb' }), readingJson(log));
  app.use('/api/ivr', befalling(ground, refuseWithCode));
  app.post(
    OTP_PATH,
    answering((body) => otpV2(bank, body)),
  );
  app.post(
    PAY_PATH,
    answering((body, response) => {
      const order = readPayOrder(body, (invoiceId) => bank.orderOf(invoiceId));
      payLog.add(order.orderId, response);
      return pay(bank, delays, order);
    }),
  );
  app.all([OTP_PATH, PAY_PATH], (_request, response) => refuse(response, 405, ['the method must be POST']));
  app.use(faces);
  app.use((_request, response) => refuse(response, 404, ['there is nothing at this address']));
  app.use(refusingUnreadable);
  return app;
}

/** Makes the body its JSON value, or undefined when it is none, and logs that it came. */
function readingJson(log: RequestLog): RequestHandler {
  return (request, _response, next) => {
    request.body = parseJson(request.body);
    log.add(request, request.body);
    next();
  };
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function answering(call: (body: unknown, response: Response) => Delivery): RequestHandler {
  return (request, response) => {
    if (!request.is('application/json')) {
      refuse(response, 415, ['the content type must be application/json']);
    } else if (request.body === undefined) {
      refuse(response, 400, ['the body must be valid JSON']);
    } else {
      try {
        deliver(response, call(request.body, response));
      } catch (error) {
        if (!(error instanceof ContractBroken)) throw error;
        refuse(response, 422, error.faults);
      }
    }
  };
}

/** What express could not read (too long, an unknown charset), and our own faults; no value is repeated. */
const refusingUnreadable: ErrorRequestHandler = (error: { status?: unknown }, _request, response, _next) => {
  refuse(response, typeof error.status === 'number' ? error.status : 500, ['the request cannot be read']);
};

/** A decline with a code of contracts.md 5.3, told as both calls tell one. */
const refuseWithCode: Refuse = (_request, response, code, httpStatus = 200) => {
  const data = { refID: '0', transactionStatus: String(code) };
  response.status(httpStatus).json({ status: 0, data, errors: [] });
};

/** A request outside the contract: nothing was decided about any payment. */
function refuse(response: Response, httpStatus: number, errors: readonly string[]): void {
  response.status(httpStatus).json({ status: 0, data: [], errors });
}
