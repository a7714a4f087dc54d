import { connectGateway, type GatewaySettings } from '../../src/adapters/paystar/gateway.ts';
import type { Log, PayDoor, PayRequest } from '../../src/application/ports.ts';
import { Secret } from '../../src/application/secret.ts';

export const PIN = '73915284';
export const PAN = '6037990000001004';

export function secretOf(digits: string): Secret {
  return new Secret(Buffer.from(digits, 'latin1'));
}

/** A payment of 500,000 Rial; give what differs. */
export function payRequest(
  differing: {
    pan?: string;
    pin?: string;
    orderId?: string;
    amount?: number;
    sequence?: string;
    door?: PayDoor;
  } = {},
): PayRequest {
  return {
    sequence: differing.sequence ?? 'acd54b56ddd651a5cc3v',
    orderId: differing.orderId ?? '204817395610284736',
    amount: differing.amount ?? 500_000,
    pan: secretOf(differing.pan ?? PAN),
    pin: secretOf(differing.pin ?? PIN),
    mobile: '+989121234567',
    door: differing.door ?? { channel: 'phone' },
  };
}

/** The system's clock. */
const CLOCK: GatewaySettings['clock'] = {
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A log that keeps its lines as JSON. */
function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  return { lines, info: keep, warn: keep, error: keep };
}

/** The client as the tests use it: short deadlines, Rial. */
export function clientOf(baseUrl: string, differing: Partial<GatewaySettings> = {}) {
  const log = keptLog();
  const gateway = connectGateway({
    baseUrl,
    amountUnit: 'rial',
    otpTimeoutMs: 400,
    payTimeoutMs: 400,
    log,
    clock: CLOCK,
    ...differing,
  });
  return { ...gateway, log };
}

/** Every spelling in which a secret could leave: plain, reversed, base64, hex, Persian digits. */
export function spellingsOf(digits: string): string[] {
  return [
    digits,
    [...digits].reverse().join(''),
    Buffer.from(digits).toString('base64').replace(/=+$/, ''),
    Buffer.from(digits).toString('hex'),
    digits.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit))),
  ];
}
