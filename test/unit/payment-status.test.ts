import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATES, type AttemptState, mayMove } from '../../src/domain/payment/attempt.ts';
import { maySettle } from '../../src/domain/payment/finding.ts';
import { type BillStatus, billStatus, mayCharge } from '../../src/domain/payment/status.ts';

/** What a bill is when its attempts are in both of two states; the diagonal is one attempt alone. */
const TABLE: Readonly<Record<AttemptState, Readonly<Record<AttemptState, BillStatus>>>> = {
  prepared: row('open', { dispatched: 'processing', paid: 'paid', unknown: 'unknown', reversed: 'reversed' }),
  declined: row('open', { dispatched: 'processing', paid: 'paid', unknown: 'unknown', reversed: 'reversed' }),
  notSent: row('open', { dispatched: 'processing', paid: 'paid', unknown: 'unknown', reversed: 'reversed' }),
  notPaid: row('open', { dispatched: 'processing', paid: 'paid', unknown: 'unknown', reversed: 'reversed' }),
  reversed: row('reversed', { dispatched: 'processing', paid: 'paid', unknown: 'unknown' }),
  unknown: row('unknown', { dispatched: 'processing', paid: 'paid' }),
  paid: row('paid', { dispatched: 'processing' }),
  dispatched: row('processing', {}),
};

function row(
  otherwise: BillStatus,
  given: Partial<Record<AttemptState, BillStatus>>,
): Record<AttemptState, BillStatus> {
  const filled = ATTEMPT_STATES.map((state) => [state, given[state] ?? otherwise]);
  return Object.fromEntries(filled) as Record<AttemptState, BillStatus>;
}

const PAIRS = ATTEMPT_STATES.flatMap((one) => ATTEMPT_STATES.map((other) => [one, other] as const));

describe('the status of a bill', () => {
  it('is open without an attempt', () => {
    expect(billStatus([])).toBe('open');
  });

  it.each(PAIRS)('of attempts that are %s and %s', (one, other) => {
    expect(billStatus([one, other])).toBe(TABLE[one][other]);
    expect(billStatus([other, 'notSent', one, 'declined'])).toBe(TABLE[one][other]);
  });

  it.each<[BillStatus, boolean]>([
    ['open', true],
    ['processing', false],
    ['unknown', false],
    ['paid', false],
    ['reversed', true],
  ])('%s: may be charged is %s', (status, may) => {
    expect(mayCharge(status)).toBe(may);
  });
});

/** payment.md, "States", written down once more. */
const EDGES = [
  'prepared dispatched',
  'prepared notSent',
  'dispatched paid',
  'dispatched declined',
  'dispatched unknown',
  'dispatched notSent',
  'unknown paid',
  'unknown declined',
  'unknown notPaid',
  'unknown notSent',
  'notPaid paid',
  'notPaid declined',
  'declined paid',
  'notSent paid',
  'paid reversed',
];

describe('an attempt', () => {
  it.each(PAIRS)('from %s to %s moves by the edges that there are', (from, to) => {
    expect(mayMove(from, to)).toBe(EDGES.includes(`${from} ${to}`));
  });

  it.each(ATTEMPT_STATES)('that is %s is settled by a person only where that is allowed', (state) => {
    expect(maySettle(state, 'notPaid')).toBe(state === 'unknown');
    expect(maySettle(state, 'paid')).toBe(['unknown', 'notPaid', 'declined', 'notSent'].includes(state));
  });
});
