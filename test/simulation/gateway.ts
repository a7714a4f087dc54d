import { readOtp, readPay } from '../../src/adapters/paystar/read-reply.ts';
import type { Exchange } from '../../src/adapters/provider/exchange.ts';
import type { Gateway, GatewayTrace, OtpRequest, PayRequest } from '../../src/application/ports.ts';
import { Secret } from '../../src/application/secret.ts';
import type { Bank, OtpAsked, Reply } from './bank.ts';
import type { Clock } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Host } from './host.ts';

/** What becomes of a request whose bytes have left. Weights. */
export interface Fates {
  readonly answered: number;
  readonly late: number;
  /** Some seconds after the caller was told that nothing is known. */
  readonly afterDeadline: number;
  readonly lost: number;
  readonly resetBefore: number;
  readonly resetAfter: number;
}

export const CALM: Fates = {
  answered: 1,
  late: 0,
  afterDeadline: 0,
  lost: 0,
  resetBefore: 0,
  resetAfter: 0,
};

export interface GatewayFaults {
  readonly away: () => boolean;
  /** How likely the process is stopped between asking for a connection and sending. */
  readonly stopsBeforeSending: () => number;
  readonly fates: () => Fates;
}

/** An answer to `pay` that reached a process. */
export interface Heard {
  readonly orderId: string;
  readonly host: Host;
  readonly outcome: string;
  readonly atMs: number;
}

interface Road {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly bank: Bank;
  readonly faults: GatewayFaults;
  /** A request for a PIN has left, whether or not it arrives. */
  readonly otpLeft: (otp: OtpAsked) => void;
  readonly heard: (heard: Heard) => void;
}

const OTP_MS = 15_000;
export const PAY_MS = 120_000;

/** The way from one process to the bank. Replies are read by the product's own reader. */
export function gatewayOf(host: Host, road: Road): Gateway {
  const { bank, clock } = road;
  return {
    async requestOtp(request) {
      const asked = askedOf(request);
      if (asked === null) return { outcome: { type: 'notConnected' }, trace: traceOf(null), invoiceId: null };
      const began = clock.ms;
      const exchange = await post(
        host,
        road,
        OTP_MS,
        () => true,
        (leftMs) => {
          road.otpLeft({ ...asked, leftMs });
          return () => bank.requestOtp({ ...asked, leftMs });
        },
      );
      const { outcome } = readOtp(exchange, request.amount);
      return { outcome, trace: { ...traceOf(exchange), tookMs: clock.ms - began }, invoiceId: null };
    },
    async pay(request: PayRequest, mayStillSend) {
      const asked = askedOf(request);
      const pin = digitsOf(request.pin);
      const secrets = { pan: copyOf(request.pan), pin: copyOf(request.pin) };
      const began = clock.ms;
      const exchange: Exchange =
        asked === null || pin === null
          ? { type: 'neverLeft', why: 'notConfirmed', detail: 'the card or the PIN was wiped already' }
          : await post(
              host,
              road,
              PAY_MS,
              mayStillSend,
              (leftMs) => () => bank.pay({ ...asked, pin, leftMs }),
            );
      const { outcome } = readPay(exchange, secrets);
      road.heard({ orderId: request.orderId, host, outcome: outcome.type, atMs: clock.ms });
      return { outcome, trace: { ...traceOf(exchange), tookMs: clock.ms - began } };
    },
  };
}

/** Once on the wire, a request does not depend on its sender any more: it may be dead when the bank reads it. */
async function post(
  host: Host,
  { clock, dice, faults }: Road,
  timeoutMs: number,
  mayStillSend: () => boolean,
  leave: (leftMs: number) => () => Reply,
): Promise<Exchange> {
  if (dice.chance(faults.stopsBeforeSending())) host.stopFor(dice.between(500, 150_000));
  await host.pause(dice.between(1, dice.chance(0.02) ? 3_000 : 60));
  if (faults.away()) return { type: 'neverLeft', why: 'notConnected', detail: 'ECONNREFUSED' };
  if (!mayStillSend()) return { type: 'neverLeft', why: 'notConfirmed', detail: 'too late' };
  const serve = leave(clock.ms);
  const fate = dice.weighed({ ...faults.fates() });
  const arrivesMs = dice.between(5, fate === 'late' ? 20_000 : 300);
  const reply: { said?: Reply } = {};
  if (fate !== 'resetBefore') {
    clock.after(arrivesMs, () => {
      reply.said = serve();
    });
  }
  const backMs = arrivesMs + backAfter(dice, fate, timeoutMs);
  if (fate === 'lost' || backMs >= timeoutMs) {
    await host.pause(timeoutMs);
    return { type: 'lost', why: 'timeout', httpStatus: null, detail: 'timeout' };
  }
  await host.pause(backMs);
  if (fate === 'resetBefore' || fate === 'resetAfter' || reply.said === undefined) {
    return { type: 'lost', why: 'connectionLost', httpStatus: null, detail: 'ECONNRESET' };
  }
  return { type: 'reply', location: null, ...reply.said };
}

function backAfter(dice: Dice, fate: keyof Fates, timeoutMs: number): number {
  if (fate === 'afterDeadline') return dice.between(29_000, 41_000);
  return dice.between(50, fate === 'late' ? timeoutMs : 4_000);
}

function askedOf({ orderId, pan, amount, sequence }: OtpRequest): Omit<OtpAsked, 'leftMs'> | null {
  const digits = digitsOf(pan);
  return digits === null ? null : { orderId, pan: digits, amount, sequence };
}

/** Null when it was wiped. */
function digitsOf(secret: Secret): string | null {
  const digits = secret.expose((bytes) => String.fromCharCode(...bytes));
  return /^\d+$/.test(digits) ? digits : null;
}

function copyOf(secret: Secret): Secret {
  return new Secret(secret.expose((bytes) => Uint8Array.from(bytes)));
}

function traceOf(exchange: Exchange | null): GatewayTrace {
  const httpStatus = exchange?.type === 'reply' ? exchange.httpStatus : null;
  return { httpStatus, code: null, tookMs: 0, note: exchange?.type ?? 'wiped' };
}
