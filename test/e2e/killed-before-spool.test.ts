import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { card, startWorld, type World } from '../support/world.ts';

/** The bank has answered, and the process dies before it has written that down anywhere. */

const PRELOAD = new URL('../support/preload/die-before-spooling.ts', import.meta.url).href;

let world: World;
beforeAll(async () => {
  world = await startWorld({ NODE_OPTIONS: `--import ${PRELOAD}`, ZANGPAY_PAY_SECONDS: '7' });
});
afterAll(() => world?.close());

it('is not known yet to who waits and to the books, and nobody pays on top of it', async () => {
  const caller = await world.dial({ to: '1000', from: '09126660001' });
  await world.keyCard(caller, card('paid'));
  await world.keyPin(caller, card('paid'));
  await vi.waitFor(() => expect(existsSync(join(world.folder, 'died-before-spooling'))).toBe(true), 20_000);
  await world.killServer();
  await world.startServer();

  await caller.told('unknown');
  expect(await caller.said()).not.toContain('nothing.taken');
  await caller.hangUp();
  const again = await world.dial({ to: '1000', from: '09126660001' });
  await again.told('pending.unknown');
  await again.reached('ended');

  await vi.waitFor(async () => {
    expect(await world.operations.payments({ callId: caller.callId, limit: 5 })).toMatchObject([
      { state: 'unknown' },
    ]);
  }, 60_000);
  expect(await world.ledger()).toHaveLength(1);
});
