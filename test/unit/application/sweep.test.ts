import { beforeEach, describe, expect, it } from 'vitest';
import { keepHouse } from '../../../src/application/housekeeping.ts';
import type { AgedDoubt, Leftovers, LeftWhen, ProcessRegister } from '../../../src/application/ports.ts';
import { startSweeper } from '../../../src/application/sweep.ts';
import { FakeLog } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const RUNNING = { owner: 'box:77:1', host: 'box', pid: 77 };
const DOUBT: AgedDoubt = {
  attemptId: 'att_7',
  owner: 'support',
  since: 0,
  dueAt: 86_400_000,
  overdue: false,
};

/** A register and what is left, in memory. */
class FakeStore implements ProcessRegister, Leftovers {
  away = false;
  readonly beats: number[] = [];
  readonly swept: string[] = [];
  readonly said: string[] = [];
  leaseHolder: string | null = null;
  left: string[] = [];
  doubts: AgedDoubt[] = [];
  when: LeftWhen | null = null;
  leaseMs = 0;
  /** What settling waits for. */
  settling: Promise<void> = Promise.resolve();
  readonly #system: SimulatedSystem;

  constructor(system: SimulatedSystem) {
    this.#system = system;
  }

  async heartbeat({ owner }: { owner: string }) {
    this.#ask();
    expect(owner).toBe(RUNNING.owner);
    this.beats.push(this.#system.monotonicMs());
  }

  async takeLease(name: string, owner: string, ms: number) {
    this.#ask();
    this.leaseMs = ms;
    expect(name).toBe('sweeper');
    return (this.leaseHolder ?? owner) === owner;
  }

  async find(when: LeftWhen) {
    this.#ask();
    this.when = when;
    return this.left.splice(0);
  }

  async settle(attemptId: string) {
    this.#ask();
    await this.settling;
    if (attemptId === 'att_broken') throw new Error('it is broken');
    this.swept.push(`${attemptId} at ${this.#system.monotonicMs()}`);
    return attemptId.endsWith('prepared') ? ('notSent' as const) : ('unknown' as const);
  }

  async raiseDoubts() {
    return this.doubts.splice(0);
  }

  async leave(owner: string) {
    this.#ask();
    this.said.push(`${owner} left`);
  }

  async forgetGone() {
    this.#ask();
    this.said.push(`forgot at ${this.#system.monotonicMs()}`);
  }

  #ask(): void {
    if (this.away) throw new Error('it is away');
  }
}

let system: SimulatedSystem;
let log: FakeLog;
let store: FakeStore;
beforeEach(() => {
  system = new SimulatedSystem();
  log = new FakeLog();
  store = new FakeStore(system);
});
const start = (payReplyMs = 120_000) =>
  startSweeper({ processes: store, leftovers: store, system, log, running: RUNNING, payReplyMs });
const told = (level: string) =>
  log.lines.filter((line) => line.level === level).map(({ message }) => message);

describe('a process', () => {
  it('says at once and every five seconds that it lives', async () => {
    start();
    await system.advance(20_000);
    expect(store.beats).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  it('goes on when the books were away', async () => {
    store.away = true;
    start();
    await system.advance(60_000);
    expect(store.beats).toEqual([]);
    expect(told('warn')).toContain('the books were not told that this process lives');
    store.away = false;
    store.left = ['att_1'];
    await system.advance(10_000);
    expect(store.beats.length).toBeGreaterThan(0);
    expect(store.swept).toHaveLength(1);
  });

  it('leaves at its end, after what it is doing, and nothing of it runs on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    store.settling = promise;
    store.left = ['att_1'];
    const end = start();
    await system.advance(1_000);
    const ended = end();
    await system.advance(1_000);
    expect(store.said).toEqual([]);
    resolve();
    await ended;
    expect([store.swept, store.said]).toEqual([['att_1 at 2000'], ['box:77:1 left']]);
    expect(system.waiting).toBe(0);
  });

  it('ends although the books are away', async () => {
    const end = start();
    await system.advance(1);
    store.away = true;
    await end();
    expect(told('warn')).toEqual(['the books were not told that this process ends']);
  });
});

describe('the sweeper', () => {
  it('looks every ten seconds, under a lease that outlives a few rounds', async () => {
    start();
    for (const attemptId of ['att_1', 'att_2', 'att_3']) {
      store.left.push(attemptId);
      await system.advance(10_000);
    }
    expect(store.swept).toEqual(['att_1 at 0', 'att_2 at 20000', 'att_3 at 30000']);
    expect(store.leaseMs).toBe(30_000);
  });

  it('waits while another sweeps, and takes over', async () => {
    store.leaseHolder = 'another';
    store.left = ['att_1'];
    start();
    await system.advance(60_000);
    expect(store.swept).toEqual([]);
    store.leaseHolder = null;
    await system.advance(10_000);
    expect(store.swept).toHaveLength(1);
  });

  it.each([
    [120_000, { sentMs: 150_000, silentMs: 30_000, anywayMs: 600_000 }],
    [600_000, { sentMs: 630_000, silentMs: 30_000, anywayMs: 630_000 }],
  ])('never calls a request left that may still be answered: %i ms', async (payReplyMs, when) => {
    start(payReplyMs);
    await system.advance(1);
    expect(store.when).toEqual(when);
  });

  it('lets one that cannot be settled keep nobody waiting', async () => {
    store.left = ['att_prepared', 'att_broken', 'att_1'];
    start();
    await system.advance(1);
    expect(store.swept).toEqual(['att_prepared at 0', 'att_1 at 0']);
    expect(log.errors).toEqual(['a payment that was left could not be settled']);
    expect(told('info')).toEqual(['a prepared payment has expired']);
    expect(told('warn')).toEqual(['nobody waits for the bank any more: a charge is in doubt']);
  });

  it('raises an alarm for doubts as they age', async () => {
    store.doubts = [DOUBT, { ...DOUBT, attemptId: 'att_8', overdue: true }];
    start();
    await system.advance(1);
    expect(told('warn')).toEqual([expect.stringContaining('in doubt: see zangpay payments --unknown')]);
    expect(log.errors).toEqual([expect.stringContaining('overdue')]);
    expect(log.lines.map(({ fields }) => fields)).toContainEqual(DOUBT);
  });
});

describe('the house', () => {
  it('is kept at once and every hour, also after a failure, until its end', async () => {
    let [purged, forgotten] = [0, 0];
    const purger = { purgeCardHashes: async () => purged++ };
    const forgettable = [{ forgetOld: async () => ++forgotten }];
    const end = keepHouse({ purger, forgettable, processes: store, system, log });
    await system.advance(1);
    store.away = true;
    await system.advance(3_600_000);
    store.away = false;
    await system.advance(3_600_000);
    await end();
    await system.advance(36_000_000);
    expect(store.said).toEqual(['forgot at 0', 'forgot at 7200000']);
    expect(forgotten).toBe(3);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'card hashes were forgotten',
      'what is old could not be forgotten; the next try is in an hour',
      'card hashes were forgotten',
    ]);
  });
});
