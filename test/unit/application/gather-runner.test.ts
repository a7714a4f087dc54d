import { beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../../src/adapters/vault.ts';
import { GatherRunner } from '../../../src/application/gather-runner.ts';
import type { CallVault } from '../../../src/application/ports.ts';
import type { CallEvent } from '../../../src/domain/call/event.ts';
import type { GatherRequest } from '../../../src/domain/gather/gather.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';
import { BIRTH_DATE, digitsOf, NATIONAL_ID, PAN, PIN } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const CARD: GatherRequest = { kind: 'card', ref: 'card.1' };
const PIN_ASKED: GatherRequest = { kind: 'pin', ref: 'pin.1', habit: NO_HABIT, deafMs: 0 };

let vault: CallVault;
let system: SimulatedSystem;
let events: CallEvent[];
let runner: GatherRunner;
beforeEach(() => {
  vault = createVault().open('call_1');
  system = new SimulatedSystem();
  events = [];
  runner = new GatherRunner(vault, system, (event) => events.push(event));
});

const key = (keys: string) => {
  for (const one of keys) runner.key(one);
};
const last = () => events.at(-1);
const types = () => events.map(({ type }) => type);

describe('a card', () => {
  it('is kept in the vault only: the call hears of its keys and of what may be shown', () => {
    runner.open(1, CARD);
    key(PAN);
    expect(types()).toEqual([...Array(16).fill('KeyHeard'), 'GatherEnded']);
    expect(last()).toEqual({
      type: 'GatherEnded',
      gather: 1,
      verdict: { type: 'card', card: { first6: '603799', last4: '5315', bank: 'melli' } },
    });
    expect(digitsOf(vault.secret('card.1'))).toBe(PAN);
    expect(JSON.stringify(events)).not.toContain(PAN.slice(6, 12));
  });

  it.each([
    ['a wrong check digit', '6037991846275316', 'checkDigit'],
    ['a wrong check digit after a star', '12*6037991846275316', 'checkDigit'],
  ])('with %s is wiped', (_, keys, why) => {
    runner.open(1, CARD);
    const kept = vault.secret('card.1');
    key(keys);
    expect(last()).toMatchObject({ verdict: { type: 'malformed', why, count: 16 } });
    expect(digitsOf(vault.secret('card.1'))).toBe('');
    expect(digitsOf(kept)).not.toMatch(/[1-9]/);
  });
});

describe('who pays', () => {
  it.each([
    ['nationalId', NATIONAL_ID],
    ['birthDate', BIRTH_DATE],
  ] as const)(
    'a %s is kept in the vault only: the call hears of its keys and that it is one',
    (kind, digits) => {
      runner.open(1, { kind, ref: `${kind}.1` });
      key(digits);
      expect(types()).toEqual([...Array(digits.length).fill('KeyHeard'), 'GatherEnded']);
      expect(last()).toEqual({ type: 'GatherEnded', gather: 1, verdict: { type: kind } });
      expect(digitsOf(vault.secret(`${kind}.1`))).toBe(digits);
    },
  );

  it.each([
    ['nationalId', '0837194627'],
    ['birthDate', '13701301'],
    // The day of these tests is long before.
    ['birthDate', '14490101'],
  ] as const)('a %s that is none is wiped', (kind, digits) => {
    runner.open(1, { kind, ref: `${kind}.1` });
    const kept = vault.secret(`${kind}.1`);
    key(digits);
    expect(last()).toMatchObject({ verdict: { type: 'malformed', count: digits.length } });
    expect(digitsOf(kept)).not.toMatch(/[1-9]/);
  });
});

describe('a PIN', () => {
  it('stays in the vault; only its length is told', () => {
    runner.open(2, PIN_ASKED);
    key(`${PIN}#`);
    expect(last()).toEqual({ type: 'GatherEnded', gather: 2, verdict: { type: 'pin', length: 8 } });
    expect(digitsOf(vault.secret('pin.1'))).toBe(PIN);
    expect(JSON.stringify(events)).not.toContain(PIN.slice(0, 3));
  });

  it('that is too short is wiped', () => {
    runner.open(2, PIN_ASKED);
    key('1234#');
    expect(last()).toMatchObject({ verdict: { type: 'malformed', why: 'length', count: 4 } });
    expect(digitsOf(vault.secret('pin.1'))).toBe('');
  });
});

describe('a card keyed at the wrong prompt', () => {
  it.each<GatherRequest>([{ kind: 'invoice' }, PIN_ASKED])('leaves %j as a count', (request) => {
    runner.open(3, request);
    key(`${PAN}#`);
    expect(last()).toMatchObject({ verdict: { type: 'malformed', why: 'tooLong', count: 16 } });
    expect(JSON.stringify(events)).not.toMatch(/\d{3}/);
    const name = 'ref' in request ? request.ref : 'entry';
    expect(digitsOf(vault.secret(name))).toBe('');
  });

  it('is no mobile', () => {
    runner.open(3, { kind: 'mobile' });
    key(PAN);
    expect(JSON.stringify(events)).not.toMatch(/\d{3}/);
    expect(events).toContainEqual({
      type: 'GatherEnded',
      gather: 3,
      verdict: { type: 'malformed', why: 'notMobile', count: 11 },
    });
  });
});

describe('keys', () => {
  it('that belong to no question are counted', () => {
    key('12');
    expect(events).toEqual(Array(2).fill({ type: 'KeysIgnored', count: 1 }));
  });

  it('A to D mean nothing, and a star with nothing keyed goes back', () => {
    runner.open(1, CARD);
    key('A');
    expect(events).toEqual([{ type: 'KeysIgnored', count: 1 }]);
    key('*');
    expect(last()).toEqual({ type: 'GatherEnded', gather: 1, verdict: { type: 'star' } });
  });

  it('a star with digits wipes them and begins anew', () => {
    runner.open(2, PIN_ASKED);
    key('99999');
    const kept = vault.secret('pin.1');
    key('*');
    expect(digitsOf(kept)).toBe('\0'.repeat(5));
    key(`${PIN}#`);
    expect(digitsOf(vault.secret('pin.1'))).toBe(PIN);
  });

  it('after the end of a gather reach no secret', () => {
    runner.open(1, CARD);
    key(`${PAN}9`);
    expect(last()).toEqual({ type: 'KeysIgnored', count: 1 });
    expect(digitsOf(vault.secret('card.1'))).toBe(PAN);
  });
});

describe('the waiting', () => {
  it('begins when nothing is said, is told in order, and ends with the gather', async () => {
    runner.promptBegan();
    runner.open(1, CARD);
    await system.advance(60_000);
    expect(events).toEqual([]);
    runner.promptEnded();
    await system.advance(15_999);
    expect(events).toEqual([]);
    await system.advance(1);
    expect(last()).toEqual({ type: 'GatherSilent', gather: 1, have: 0, nth: 1 });
    runner.promptBegan();
    await system.advance(60_000);
    runner.promptEnded();
    await system.advance(16_000);
    expect(last()).toMatchObject({ nth: 2 });
    key('60');
    await system.advance(25_000);
    expect(last()).toEqual({ type: 'GatherSilent', gather: 1, have: 2, nth: 1 });
    runner.close();
    expect(system.waiting).toBe(0);
  });

  it('judges an invoice by silence, and never a PIN', async () => {
    runner.open(1, { kind: 'invoice' });
    key('100016');
    await system.advance(6_000);
    expect(last()).toMatchObject({ type: 'GatherEnded', verdict: { type: 'invoice' } });
    runner.open(2, PIN_ASKED);
    key(PIN);
    await system.advance(600_000);
    expect(types().filter((type) => type === 'GatherEnded')).toHaveLength(1);
    expect(last()).toMatchObject({ type: 'GatherSilent', have: 8 });
  });

  it('is over, and what was keyed is wiped, when the gather is closed or another one opens', async () => {
    for (const end of [() => runner.close(), () => runner.open(9, { kind: 'invoice' })]) {
      runner.open(2, PIN_ASKED);
      key('999');
      const kept = vault.secret('pin.1');
      end();
      expect(digitsOf(kept)).toBe('\0\0\0');
    }
    runner.close();
    expect(system.waiting).toBe(0);
  });
});

describe('a PIN that was only just asked for', () => {
  it('does not begin with the echo of the answer before', async () => {
    runner.open(1, { ...PIN_ASKED, deafMs: 1_000 });
    key('1');
    expect(last()).toEqual({ type: 'KeysIgnored', count: 1 });
    await system.advance(1_000);
    key(`${PIN}#`);
    expect(last()).toMatchObject({ type: 'GatherEnded', verdict: { type: 'pin', length: PIN.length } });
  });
});
