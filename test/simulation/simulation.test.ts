import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SimulationEnd, simulate } from './simulate.ts';
import { simulateOnAllCores } from './workers.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('with faults and a hostile bank', () => {
  it.each(SEEDS)('seed %i keeps every invariant', async (seed) => {
    const end = await simulate({ seed, calls: 150, faults: true });
    expect(end.violations).toEqual([]);
    // A simulation in which nothing happens would keep them too.
    expect(end.paid).toBeGreaterThan(0);
    expect(end.unknown).toBeGreaterThan(0);
    expect(end.charged).toBeGreaterThanOrEqual(end.paid);
  });

  it('the same seed gives the same result, to the last byte at rest', async () => {
    const run = () => simulate({ seed: 77, calls: 100, faults: true });
    const first: SimulationEnd = await run();
    expect(await run()).toEqual(first);
    const other = await simulate({ seed: 78, calls: 100, faults: true });
    expect(other.digests).not.toEqual(first.digests);
  });
});

describe('without faults', () => {
  it('every charge is paid in the books, nothing is in doubt, and every conversation is a good one', async () => {
    const end = await simulate({ seed: 5, calls: 400, faults: false });
    expect(end.violations).toEqual([]);
    expect(end.unknown).toBe(0);
    expect(end.charged).toBe(end.paid);
    expect(end.paid).toBeGreaterThan(50);
  });

  it('is the same on any number of cores', async () => {
    const simulation = { seed: 6, calls: 250, faults: false };
    expect(await simulateOnAllCores(simulation)).toEqual(await simulate(simulation));
  });
});

describe('the command', () => {
  const run = (...args: readonly string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const file = join(import.meta.dirname, 'run.ts');
      execFile(process.execPath, [file, ...args], (error, out, err) => {
        resolve({ code: Number(error?.code ?? 0), out, err });
      });
    });

  it('prints one line of JSON', async () => {
    const { code, out } = await run('--faults', '--calls', '50', '--seed', '3', '--json');
    expect(code).toBe(0);
    const end = JSON.parse(out);
    expect(Object.keys(end)).toEqual([
      'calls',
      'paid',
      'declined',
      'unknown',
      'notSent',
      'charged',
      'violations',
      'seed',
      'ms',
    ]);
    expect(end).toMatchObject({ calls: 50, seed: 3, violations: [] });
  });

  it('tells the story of one call again', async () => {
    const { out } = await run('--calls', '50', '--seed', '3', '--call', '7');
    expect(out).toContain('"type":"CallArrived"');
  });

  it('says what is wrong with its options, and exits 2', async () => {
    const { code, err } = await run('--calls', 'many');
    expect([code, err]).toEqual([2, '--calls must be a whole number. See --help.\n']);
  });
});
