import type { Gateway, GatewayTrace, Log, OtpRequest, PayRequest, System } from '../../application/ports.ts';
import { Secret } from '../../application/secret.ts';
import type { Rial } from '../../domain/payment/amount.ts';
import type { OtpOutcome, Outcome } from '../../domain/payment/outcome.ts';
import type { Exchange } from '../provider/exchange.ts';
import { type Fields, jsonBody } from '../provider/json-body.ts';
import { openProvider, type Provider, type ProviderRequest } from '../provider/provider.ts';
import { type Reading, readInvoiceId, readOtp, readPay } from './read-reply.ts';

type GatewayFields = Fields & { readonly amount?: number };

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
  /**
   * Which of the fields that contracts.md 5.2 leaves out of a panel's `pay`, though its text says otherwise, are sent
   * all the same; by default both.
   */
  readonly panelSends?: { readonly amount: boolean; readonly orderId: boolean };
  /** How long a request may take to its last byte, in milliseconds. */
  readonly otpTimeoutMs: number;
  readonly payTimeoutMs: number;
  readonly log: Log;
  readonly clock: Pick<System, 'after' | 'monotonicMs'>;
}

const SENDS_BOTH = { amount: true, orderId: true };
const DEFAULT_PATHS = { otp: '/ivr/bpm/otp-v2', pay: '/ivr/bpm/pay' };

/**
 * Opens the gateway. `close` takes no more requests and resolves when those under way have ended, at the
 * latest at their deadlines.
 */
export function connectGateway(settings: GatewaySettings): Gateway & { close(): Promise<void> } {
  const paths = settings.paths ?? DEFAULT_PATHS;
  const { baseUrl, amountUnit, otpTimeoutMs, payTimeoutMs, clock } = settings;
  const provider = openProvider({ baseUrl, connectMs: otpTimeoutMs, clock });

  return {
    async requestOtp(request) {
      const startedAt = clock.monotonicMs();
      const amount = inUnit(request.amount, amountUnit);
      const route = { path: paths.otp, timeoutMs: otpTimeoutMs };
      const heard = await post(provider, settings, route, otpFields(request, amount));
      const reply = conclude('otp', settings, request, heard, readOtp(heard, amount), startedAt);
      const accepted = reply.outcome.type === 'accepted';
      return { ...reply, invoiceId: accepted ? readInvoiceId(heard, request) : null };
    },
    async pay(request, mayStillSend) {
      const startedAt = clock.monotonicMs();
      const amount = inUnit(request.amount, amountUnit);
      const route = { path: paths.pay, timeoutMs: payTimeoutMs, mayStillSend };
      // The reply is compared with these; the call's own secrets are wiped when the caller hangs up.
      const secrets = { pan: copyOf(request.pan), pin: copyOf(request.pin) };
      try {
        const fields = payFields({ ...request, ...secrets }, amount, settings.panelSends ?? SENDS_BOTH);
        const heard = await post(provider, settings, route, fields);
        return conclude('pay', settings, request, heard, readPay(heard, secrets), startedAt);
      } finally {
        secrets.pan.wipe();
        secrets.pin.wipe();
      }
    },
    close: () => provider.close(),
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

/** contracts.md 5.2: `ivr` 1 for a call, 0 for a panel, with its quirks (5.4). */
function payFields(
  request: PayRequest,
  amount: number,
  sends: NonNullable<GatewaySettings['panelSends']>,
): GatewayFields {
  const { door, orderId, pan, pin, mobile, sequence } = request;
  const payer = { pin, merchant_cid: mobile };
  if (door.channel === 'phone') return { ivr: 1, ...otpFields(request, amount), ...payer };
  return {
    ivr: 0,
    ...(sends.amount ? { amount } : {}),
    pan,
    ...(sends.orderId ? { order_id: orderId } : {}),
    invoice_id: door.invoiceId ?? orderId,
    sequence,
    ...payer,
  };
}

async function post(
  provider: Provider,
  settings: GatewaySettings,
  route: Pick<ProviderRequest, 'path' | 'timeoutMs' | 'mayStillSend'>,
  fields: GatewayFields,
): Promise<Exchange> {
  if (!Number.isSafeInteger(fields.amount ?? 0)) return unsent('the amount is no whole number of Toman');
  const body = jsonBody(fields);
  if (body === null) return unsent('the card or the PIN was wiped already');
  const { header } = settings;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(header && { [header.name]: header.value }),
  };
  return provider.ask({ ...route, method: 'POST', headers, body });
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
