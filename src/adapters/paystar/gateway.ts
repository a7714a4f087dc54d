import { Pool } from 'undici';
import type { Gateway, GatewayTrace, Log, OtpRequest, PayRequest, System } from '../../application/ports.ts';
import { Secret } from '../../application/secret.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { OtpOutcome, Outcome } from '../../domain/payment/outcome.ts';
import type { Exchange } from './exchange.ts';
import { type Reading, readOtp, readPay } from './read-reply.ts';
import { type Fields, jsonBody } from './request-body.ts';
import { type Sending, sendOnce } from './send-once.ts';

type GatewayFields = Fields & { readonly amount: number };

/** How PayStar's telephone gateway is reached (contracts.md 5). */
export interface GatewaySettings {
  /** Such as `https://core.paystar.ir/api`. */
  readonly baseUrl: string;
  /** Below `baseUrl`, each with a leading slash; by default those of contracts.md 5.1 and 5.2. */
  readonly paths?: { readonly otp: string; readonly pay: string };
  /** Sent with every request, in case the gateway comes to ask for one; its value is never logged. */
  readonly header?: { readonly name: string; readonly value: string };
  /** What the gateway counts money in; contracts.md cannot prove it. */
  readonly amountUnit: 'rial' | 'toman';
  /** How long a request may take to its last byte, in milliseconds. */
  readonly otpTimeoutMs: number;
  readonly payTimeoutMs: number;
  readonly log: Log;
  readonly clock: Pick<System, 'after' | 'monotonicMs'>;
}

const DEFAULT_PATHS = { otp: '/ivr/bpm/otp-v2', pay: '/ivr/bpm/pay' };

/**
 * Opens the gateway. `close` takes no more requests and resolves when those under way have ended, at the
 * latest at their deadlines.
 *
 * Every request has a connection of its own (`pipelining: 0`): on a connection kept open, the gateway may
 * hang up in the very moment in which a `pay` is written, and the payment would be `unknown` for nothing.
 * HTTP/2 is off: there the library itself may send a request again.
 */
export function connectGateway(settings: GatewaySettings): Gateway & { close(): Promise<void> } {
  const base = new URL(settings.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const paths = settings.paths ?? DEFAULT_PATHS;
  const { amountUnit, otpTimeoutMs, payTimeoutMs, clock } = settings;
  const pool = new Pool(base.origin, { pipelining: 0, allowH2: false, connectTimeout: otpTimeoutMs });

  return {
    async requestOtp(request) {
      const startedAt = clock.monotonicMs();
      const amount = inUnit(request.amount, amountUnit);
      const route = { path: prefix + paths.otp, timeoutMs: otpTimeoutMs, mayStillSend: () => true };
      const heard = await post(pool, settings, route, otpFields(request, amount));
      return conclude('otp', settings, request, heard, readOtp(heard, amount), startedAt);
    },
    async pay(request, mayStillSend) {
      const startedAt = clock.monotonicMs();
      const amount = inUnit(request.amount, amountUnit);
      const route = { path: prefix + paths.pay, timeoutMs: payTimeoutMs, mayStillSend };
      // The reply is compared with these; the call's own secrets are wiped when the caller hangs up.
      const secrets = { pan: copyOf(request.pan), pin: copyOf(request.pin) };
      try {
        const heard = await post(pool, settings, route, payFields({ ...request, ...secrets }, amount));
        return conclude('pay', settings, request, heard, readPay(heard, secrets), startedAt);
      } finally {
        secrets.pan.wipe();
        secrets.pin.wipe();
      }
    },
    close: () => pool.close(),
  };
}

function copyOf(secret: Secret): Secret {
  return new Secret(secret.expose((bytes) => Uint8Array.from(bytes)));
}

/** Fractions of a Toman come out as such; `post` sends whole numbers only. */
function inUnit(amount: Rial, unit: GatewaySettings['amountUnit']): number {
  return unit === 'toman' ? amount / 10 : amount;
}

/** contracts.md 5.1. */
function otpFields(request: OtpRequest, amount: number): GatewayFields {
  return { amount, pan: request.pan, order_id: request.orderId, sequence: request.sequence };
}

/** contracts.md 5.2, `ivr` 1. */
function payFields(request: PayRequest, amount: number): GatewayFields {
  return {
    ivr: 1,
    ...otpFields(request, amount),
    pin: request.pin,
    merchant_cid: request.mobile,
  };
}

async function post(
  pool: Pool,
  settings: GatewaySettings,
  route: Pick<Sending, 'path' | 'timeoutMs' | 'mayStillSend'>,
  fields: GatewayFields,
): Promise<Exchange> {
  if (!Number.isSafeInteger(fields.amount)) return unsent('the amount is no whole number of Toman');
  const body = jsonBody(fields);
  if (body === null) return unsent('the card or the PIN was wiped already');
  const { header } = settings;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(header && { [header.name]: header.value }),
  };
  try {
    return await sendOnce(pool, { ...route, headers, body }, settings.clock);
  } finally {
    body.fill(0);
  }
}

function unsent(detail: string): Exchange {
  return { type: 'neverLeft', why: 'notConfirmed', detail };
}

function conclude<O extends Outcome | OtpOutcome>(
  call: 'otp' | 'pay',
  { log, clock }: GatewaySettings,
  { orderId }: OtpRequest,
  heard: Exchange,
  { outcome, code, note }: Reading<O>,
  startedAt: number,
): { outcome: O; trace: GatewayTrace } {
  const httpStatus = heard.type === 'neverLeft' ? null : heard.httpStatus;
  const trace = { httpStatus, code, tookMs: Math.round(clock.monotonicMs() - startedAt), note };
  const fields = { call, orderId, outcome: outcome.type, ...trace };
  if (outcome.type === 'unknown') log.warn(fields, 'the gateway left it open');
  else log.info(fields, 'the gateway answered');
  return { outcome, trace };
}
