import { beforeEach, describe, expect, it } from 'vitest';
import { CallTimers } from '../../../src/application/call-timers.ts';
import { atMost, pause } from '../../../src/application/waiting.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

let system: SimulatedSystem;
let told: string[];
let timers: CallTimers;
beforeEach(() => {
  system = new SimulatedSystem();
  told = [];
  timers = new CallTimers(system, ({ type }) => told.push(type));
});

describe('the timers of a call', () => {
  it('tell once, by name', async () => {
    timers.start('PinExpired', 2_000);
    timers.start('CallerDeadline', 1_000);
    await system.advance(10_000);
    expect(told).toEqual(['CallerDeadline', 'PinExpired']);
  });

  it('begin anew when they are started again', async () => {
    timers.start('WaitedMore', 1_000);
    await system.advance(900);
    timers.start('WaitedMore', 1_000);
    await system.advance(900);
    expect([told, system.waiting]).toEqual([[], 1]);
    await system.advance(100);
    expect(told).toEqual(['WaitedMore']);
  });

  it('can be stopped, one or all; stopping what does not run is nothing', async () => {
    timers.stop('PinExpired');
    timers.start('PinExpired', 1);
    timers.start('CallLimitNear', 1);
    timers.start('WaitedMore', 1);
    timers.stop('PinExpired');
    timers.stopAll();
    expect(system.waiting).toBe(0);
    await system.advance(10);
    expect(told).toEqual([]);
  });

  it('may be started from their own telling', async () => {
    const again = new CallTimers(
      system,
      () => told.length < 3 && told.push('x') && again.start('WaitedMore', 5),
    );
    again.start('WaitedMore', 5);
    await system.advance(100);
    expect(told).toHaveLength(3);
  });
});

describe('waiting for work', () => {
  it('gives its result, or says that it is late, also when it fails; and leaves no timer', async () => {
    expect(await atMost(system, 100, Promise.resolve('done'))).toBe('done');
    expect(await atMost(system, 100, Promise.reject(new Error('failed')))).toBe('late');
    const never = atMost(system, 100, new Promise(() => undefined));
    await system.advance(100);
    expect(await never).toBe('late');
    await settle();
    expect(system.waiting).toBe(0);
  });

  it('pauses', async () => {
    let over = false;
    void pause(system, 100).then(() => {
      over = true;
    });
    await system.advance(99);
    expect(over).toBe(false);
    await system.advance(1);
    expect(over).toBe(true);
  });
});
