import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admit,
  afterFailure,
  afterSuccess,
  type Circuit,
  CLOSED,
  signOf,
} from '../../../src/domain/payment/circuit.ts';
import type { OtpOutcome, Outcome } from '../../../src/domain/payment/outcome.ts';

const LIMITS = { failures: 3 };

function failing(times: readonly number[], from: Circuit = CLOSED): Circuit {
  return times.reduce((circuit, at) => afterFailure(circuit, at, LIMITS), from);
}

describe('the circuit of the gateway', () => {
  test('opens at the third failure in a row', () => {
    expect(failing([0, 1_000]).type).toBe('closed');
    expect(failing([0, 1_000, 2_000])).toEqual({ type: 'open', untilMs: 17_000, pauseMs: 15_000 });
  });

  test('does not count failures that are far apart', () => {
    expect(failing([0, 100_000, 200_000]).type).toBe('closed');
  });

  test('is never open where no number of failures opens it', () => {
    const circuit = [0, 1, 2, 3, 4].reduce<Circuit>(
      (now, at) => afterFailure(now, at, { failures: 0 }),
      CLOSED,
    );
    expect(admit(circuit, 5).admitted).toBe(true);
  });

  test('lets one caller through after its pause, and nobody else until that one has been answered', () => {
    const open = failing([0, 0, 0]);
    expect(admit(open, 14_999).admitted).toBe(false);
    const first = admit(open, 15_000);
    expect(first.admitted).toBe(true);
    expect(admit(first.next, 15_001).admitted).toBe(false);
  });

  test('lets the next one through when the first never asks the bank', () => {
    const { next } = admit(failing([0, 0, 0]), 15_000);
    expect(admit(next, 134_999).admitted).toBe(false);
    expect(admit(next, 135_000).admitted).toBe(true);
  });

  test('pauses longer after each trial that fails, up to a minute', () => {
    let circuit = failing([0, 0, 0]);
    const pauses: number[] = [];
    for (let now = 0; pauses.length < 4; now += 1_000) {
      const { admitted, next } = admit(circuit, now);
      circuit = admitted ? failing([now], next) : next;
      if (admitted && circuit.type === 'open') pauses.push(circuit.pauseMs);
    }
    expect(pauses).toEqual([30_000, 60_000, 60_000, 60_000]);
  });

  test('whatever happened before: one success closes it, and never are two tried at once', () => {
    const step = fc.tuple(fc.constantFrom('fails', 'works', 'arrives'), fc.integer({ min: 0, max: 60_000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let circuit: Circuit = CLOSED;
        let now = 0;
        let triedAt: number | null = null;
        for (const [what, later] of steps) {
          now += later;
          if (what === 'works') {
            circuit = afterSuccess();
            triedAt = null;
            expect(admit(circuit, now).admitted).toBe(true);
          } else if (what === 'fails') {
            circuit = afterFailure(circuit, now, LIMITS);
            triedAt = null;
          } else {
            const wasClosed = circuit.type === 'closed';
            const { admitted, next } = admit(circuit, now);
            if (admitted && !wasClosed) {
              expect(triedAt === null || now - triedAt >= 120_000).toBe(true);
              triedAt = now;
            }
            circuit = next;
          }
        }
      }),
    );
  });
});

describe('what an answer says of the gateway', () => {
  test.each<[Outcome | OtpOutcome, string]>([
    [{ type: 'paid', refId: '1' }, 'works'],
    [{ type: 'declined', code: 51 }, 'works'],
    [{ type: 'accepted' }, 'works'],
    [{ type: 'refused', code: null }, 'works'],
    [{ type: 'priceMismatch' }, 'works'],
    [{ type: 'unknown', why: 'unlistedCode', code: 80 }, 'works'],
    [{ type: 'unknown', why: 'noReference', code: null }, 'works'],
    [{ type: 'unknown', why: 'contradiction', code: null }, 'works'],
    [{ type: 'notConnected' }, 'fails'],
    [{ type: 'notSent', reason: 'notConnected' }, 'fails'],
    [{ type: 'unknown' }, 'fails'],
    [{ type: 'unknown', why: 'timeout', code: null }, 'fails'],
    [{ type: 'unknown', why: 'connectionLost', code: null }, 'fails'],
    [{ type: 'unknown', why: 'httpStatus', code: null }, 'fails'],
    [{ type: 'unknown', why: 'notJson', code: null }, 'fails'],
    [{ type: 'notSent', reason: 'notConfirmed' }, 'nothing'],
  ])('%j: %s', (outcome, sign) => {
    expect(signOf(outcome)).toBe(sign);
  });
});
