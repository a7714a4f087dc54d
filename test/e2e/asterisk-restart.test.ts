import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startAsterisk } from '../../src/demo/asterisk-process.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** Asterisk dies while the bank is asked to pay, and comes back; the application is never restarted. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

it('the payment that was out is recorded, health tells of the loss, and the next caller pays', async () => {
  const caller = await world.dial({ to: '1000', from: '09127770001' });
  await world.keyCard(caller, card('slow'));
  await world.keyPin(caller, card('slow'));
  await caller.reached('pay.wait');
  const { pid, dir, values } = world.asterisk;
  process.kill(pid, 'SIGKILL');
  await world.asterisk.stop();
  const asteriskIs = async () => (await world.operations.health()).checks.asterisk?.status;
  await expect.poll(asteriskIs, { timeout: 10_000 }).toBe('failing');
  const payment = await world.settled(caller.callId, 'paid');
  expect((await world.ledger()).filter(({ orderId }) => orderId === payment.orderId)).toHaveLength(1);

  const cache = process.env.ZANGPAY_CACHE ?? join(homedir(), '.cache/zangpay');
  const after = await startAsterisk({ dir, cache, values });
  onTestFinished(() => after.stop());
  await expect.poll(asteriskIs, { timeout: 30_000 }).toBe('ok');
  await caller.reached('ended');
  const next = await world.dial({ to: '1000', from: '09127770002' });
  await world.keyCard(next, card('paid'));
  await world.keyPin(next, card('paid'));
  await next.asked('reference');
  await next.hangUp();
  await world.settled(next.callId, 'paid');
});
