import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** Two processes on one PostgreSQL: one is killed and does not come back. */

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld(
    { DATABASE_URL: postgres.url, ZANGPAY_DRAIN_SECONDS: '60' },
    { apps: 'another,zangpay' },
  );
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

it('told to end, a process lets its caller pay, and the other one takes the calls that come', async () => {
  const another = await world.startAnother('another');
  const caller = await world.dial({ to: '1000', from: '09124440011' });
  await caller.asked('card.ask');
  const ended = another.stop();
  const log = () => readFile(join(world.folder, 'another/server.log'), 'utf8');
  await expect.poll(log).toContain('no new calls are taken');

  const next = await world.dial({ to: '1000', from: '09124440012' });
  await next.asked('card.ask');
  await next.hangUp();
  expect(await log()).not.toContain(next.callId);
  await caller.key(card('paid-mellat'));
  await caller.asked('card.confirm');
  await caller.key('1');
  await world.keyPin(caller, card('paid-mellat'));
  await caller.asked('reference');
  await caller.hangUp();
  await world.settled(caller.callId, 'paid');
  expect(await ended).toBe(0);
});

it('the other one takes over its callers, and takes the calls that come', async () => {
  const another = await world.startAnother('another');
  const caller = await world.dial({ to: '1000', from: '09124440001' });
  await caller.asked('card.ask');
  await caller.key('603799');

  await another.kill();
  await caller.told('resume.cardAgain');
  await caller.key(card('paid'));
  await caller.asked('card.confirm');
  await caller.key('1');
  await caller.askedForPin();
  await caller.key(`${await world.pinOf(card('paid'))}#`);
  await caller.asked('reference');
  await caller.hangUp();
  const payment = await world.settled(caller.callId, 'paid');
  expect((await world.ledger()).filter(({ orderId }) => orderId === payment.orderId)).toHaveLength(1);
  expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });

  const next = await world.dial({ to: '1000', from: '09124440002' });
  await next.asked('card.ask');
  await next.hangUp();
  await next.reached('ended');
});
