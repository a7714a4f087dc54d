import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldGather,
  type Gather,
  type GatherInput,
  type GatherStep,
  openGather,
} from '../../../src/domain/gather/fold.ts';
import type { GatherKind, GatherRequest } from '../../../src/domain/gather/gather.ts';
import { limitsOf } from '../../../src/domain/gather/limits.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';

const digit = { type: 'key', key: 'digit' } as const;
const hash = { type: 'key', key: 'hash' } as const;
const star = { type: 'key', key: 'star' } as const;
const timeUp = { type: 'timeUp' } as const;

const REQUESTS: Readonly<Record<GatherKind, GatherRequest>> = {
  choice: { kind: 'choice', keys: '12' },
  invoice: { kind: 'invoice' },
  mobile: { kind: 'mobile' },
  amount: { kind: 'amount', min: 1_000, max: 50_000_000 },
  card: { kind: 'card', ref: 'card.1' },
  nationalId: { kind: 'nationalId', ref: 'nationalId.1' },
  birthDate: { kind: 'birthDate', ref: 'birthDate.1' },
  pin: { kind: 'pin', ref: 'pin.1', habit: NO_HABIT, deafMs: 0 },
};
const KINDS = Object.keys(REQUESTS) as GatherKind[];

const open = (kind: GatherKind, speaking: boolean) => openGather(REQUESTS[kind], speaking);

function play(kind: GatherKind, ...inputs: readonly GatherInput[]): GatherStep {
  return inputs.reduce((step, input) => foldGather(step.gather, input), open(kind, false));
}

function digits(count: number): readonly GatherInput[] {
  return Array.from({ length: count }, () => digit);
}

describe('what ends a gather', () => {
  it.each([
    ['choice', 1],
    ['mobile', 11],
    ['card', 16],
    ['nationalId', 10],
    ['birthDate', 8],
  ] as const)('%s ends at its %i digits', (kind, length) => {
    expect(play(kind, ...digits(length - 1)).waitMs).not.toBeNull();
    expect(play(kind, ...digits(length))).toMatchObject({ act: { type: 'keepAndEnd' }, waitMs: null });
  });

  it.each(['invoice', 'amount', 'pin'] as const)(
    '%s ends by the hash key, and not without digits',
    (kind) => {
      expect(play(kind, hash).act.type).toBe('ignore');
      expect(play(kind, ...digits(6), hash).act.type).toBe('end');
    },
  );

  it('an invoice is judged after a silence, an amount and a PIN never are', () => {
    expect(play('invoice', ...digits(7), timeUp).act.type).toBe('end');
    expect(play('amount', ...digits(7), timeUp).act).toEqual({ type: 'silent', have: 7, nth: 1 });
    expect(play('pin', ...digits(8), timeUp).act).toEqual({ type: 'silent', have: 8, nth: 1 });
  });

  it('a hash in an entry that ends by length only tells how much has arrived', () => {
    expect(play('card', ...digits(15), hash).act).toEqual({ type: 'silent', have: 15, nth: 1 });
    // A key is no silence: nobody is given up for it.
    expect(play('card', ...digits(15), hash, hash, hash).act).toEqual({ type: 'silent', have: 15, nth: 1 });
  });

  it('the hash after an entry that ended by length is nobody’s', () => {
    expect(play('choice', hash).act.type).toBe('ignore');
  });
});

describe('a PIN of a bank whose PINs all have six digits', () => {
  const request: GatherRequest = {
    kind: 'pin',
    ref: 'pin.1',
    habit: { length: 6, delayMs: null },
    deafMs: 0,
  };
  const keyed = (...inputs: readonly GatherInput[]) =>
    inputs.reduce((step, input) => foldGather(step.gather, input), openGather(request, false));

  it('ends at the sixth, and by the hash key before', () => {
    expect(keyed(...digits(6)).act.type).toBe('keepAndEnd');
    expect(keyed(...digits(5), hash).act.type).toBe('end');
  });

  it('is not sent by silence all the same', () => {
    expect(keyed(...digits(5), timeUp).act).toEqual({ type: 'silent', have: 5, nth: 1 });
  });
});

describe('star, letters and too many digits', () => {
  it('a star clears what was keyed, and with nothing keyed goes back', () => {
    expect(play('card', ...digits(3), star)).toMatchObject({ act: { type: 'clear' }, gather: { count: 0 } });
    expect(play('card', star).act.type).toBe('goBack');
    expect(play('invoice', star).act.type).toBe('ignore');
  });

  it('A to D mean nothing', () => {
    expect(play('pin', { type: 'key', key: 'other' }).act.type).toBe('ignore');
  });

  it('digits too many are counted and not kept', () => {
    expect(play('invoice', ...digits(12))).toMatchObject({
      act: { type: 'overflow' },
      gather: { count: 12 },
    });
    expect(play('invoice', ...digits(16), hash)).toMatchObject({
      act: { type: 'end' },
      gather: { count: 16 },
    });
  });
});

describe('waiting', () => {
  it('does not run while something is said', () => {
    expect(open('card', true).waitMs).toBeNull();
    expect(play('card', { type: 'promptBegan' }).waitMs).toBeNull();
    expect(play('card', { type: 'promptBegan' }, { type: 'promptEnded' }).waitMs).toBe(16_000);
  });

  it('gives a payer 25 s between the digits of a card', () => {
    expect(play('card', digit).waitMs).toBe(25_000);
  });

  it('speaks to someone who waits for a PIN after 8, 25, 45 and 60 s', () => {
    let step = open('pin', false);
    const waits = [step.waitMs];
    for (let nth = 1; nth <= 3; nth += 1) {
      step = foldGather(step.gather, timeUp);
      expect(step.act).toEqual({ type: 'silent', have: 0, nth });
      waits.push(step.waitMs);
    }
    expect(waits).toEqual([9_000, 17_000, 20_000, 15_000]);
  });

  it.each([
    ['no sooner than before its old one is likely to come', 5_000, 10_000],
    ['later for a bank whose PINs take long', 35_000, 25_000],
    ['and before the old one has expired', 110_000, 45_000],
  ])('offers a new PIN %s', (_, delayMs, lastWait) => {
    const { firstKeyMs } = limitsOf({
      kind: 'pin',
      ref: 'pin.1',
      habit: { length: null, delayMs },
      deafMs: 0,
    });
    expect(firstKeyMs).toEqual([9_000, 17_000, 20_000, lastWait]);
  });

  it('begins to count silences anew with each key', () => {
    expect(play('card', timeUp, timeUp, digit, timeUp).act).toEqual({ type: 'silent', have: 1, nth: 1 });
  });
});

describe('any gather', () => {
  const input: fc.Arbitrary<GatherInput> = fc.oneof(
    fc.constantFrom('digit', 'hash', 'star', 'other').map((key) => ({ type: 'key', key }) as GatherInput),
    fc.constantFrom('promptBegan', 'promptEnded', 'timeUp').map((type) => ({ type }) as GatherInput),
  );
  const OVER = ['keepAndEnd', 'end', 'goBack'];

  it('keeps no more digits than it may, and waits for ever only while something is said', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.array(input), (kind, inputs) => {
        let gather: Gather = open(kind, false).gather;
        let kept = 0;
        for (const each of inputs) {
          const step = foldGather(gather, each);
          gather = step.gather;
          if (step.act.type === 'keep' || step.act.type === 'keepAndEnd') kept += 1;
          if (step.act.type === 'clear' || step.act.type === 'overflow') kept = 0;
          expect(kept).toBeLessThanOrEqual(limitsOf(REQUESTS[kind]).maxDigits);
          if (OVER.includes(step.act.type)) return;
          expect(step.waitMs === null).toBe(each.type === 'promptBegan');
        }
      }),
    );
  });
});
