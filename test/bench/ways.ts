import { Pool } from 'undici';
import type { Payer } from './payers.ts';
import type { Pay } from './round.ts';

/** Both ways to pay send the same bodies; every answer is read and judged. */

/** Connections to one side, which are kept. */
export interface Client {
  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

interface Answer {
  readonly httpStatus: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function connect(url: string): Client {
  const pool = new Pool(url);
  return {
    async post(path, body, headers) {
      const { statusCode, body: answer } = await pool.request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { httpStatus: statusCode, body: (await answer.json()) as Answer['body'] };
    },
    close: () => pool.close(),
  };
}

/** What payers take turns with. */
export interface Doors {
  readonly keys: readonly string[];
  readonly lines: readonly string[];
}

const PIN = '73915284';

export function payOverApi(client: Client, doors: Doors): Pay {
  return async (payer) => {
    const asked = await client.post('/v1/otp', otpBody(payer, doors), headersOf(payer, doors, 'otp'));
    const { id: attemptId } = asked.body;
    if (asked.httpStatus !== 201 || typeof attemptId !== 'string') throw wrong('POST /v1/otp', asked);
    const body = payBody(payer, attemptId);
    const paid = await client.post('/v1/payments', body, headersOf(payer, doors, 'pay'));
    const { status, refId } = paid.body;
    if (status !== 'paid' || typeof refId !== 'string') throw wrong('POST /v1/payments', paid);
  };
}

export function payBare(client: Client, doors: Doors): Pay {
  return async (payer) => {
    const asked = await client.post('/v1/otp', otpBody(payer, doors), headersOf(payer, doors, 'otp'));
    if (asked.body.status !== 1) throw wrong('the bare POST /v1/otp', asked);
    const body = payBody(payer, `att_${payer.orderId}`);
    const paid = await client.post('/v1/payments', body, headersOf(payer, doors, 'pay'));
    const { status, data } = paid.body;
    if (status !== 1 || !/"refID":"\d{12}"/.test(JSON.stringify(data)))
      throw wrong('the bare POST /v1/payments', paid);
  };
}

function otpBody({ pan, orderId, nth }: Payer, { lines }: Doors): object {
  return { pan, amount: 500_000, orderId, line: lines[nth % lines.length] };
}

function payBody({ pan, mobile }: Payer, attemptId: string): object {
  return { attemptId, pan, pin: PIN, payerMobile: mobile };
}

function headersOf({ nth, orderId }: Payer, { keys }: Doors, call: 'otp' | 'pay') {
  return { authorization: `Bearer ${keys[nth % keys.length]}`, 'idempotency-key': `${call}-${orderId}` };
}

function wrong(what: string, { httpStatus, body }: Answer): Error {
  return new Error(
    `${what} was answered with ${httpStatus}: ${JSON.stringify(body.code ?? body.status ?? null)}`,
  );
}
