import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLeaks } from '../support/leaks.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** What a newcomer runs, the embedded store, with the queue on a real Redis. */

let redis: TestRedis;
let world: World;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ QUEUE_URL: redis.url });
});
afterAll(async () => {
  await world?.close();
  await redis?.remove();
});

it('records without Redis while it is away, and through it when it is back, without a restart', async () => {
  const caller = await world.dial({ to: '1000', from: '09122220002' });
  await world.keyCard(caller, card('paid-mellat'));
  await redis.stop();
  await world.keyPin(caller, card('paid-mellat'));
  await caller.asked('reference');
  const evidenceOf = async (callId: string) => {
    const { attemptId } = await world.settled(callId, 'paid');
    return (await world.operations.payment(attemptId)).evidence;
  };
  expect(await evidenceOf(caller.callId)).toMatchObject([{ recordedBy: 'database' }]);
  expect((await world.operations.health()).checks.queue).toMatchObject({ status: 'failing' });
  await caller.hangUp();

  await redis.start();
  const queueIs = async () => (await world.operations.health()).checks.queue?.status;
  await expect.poll(queueIs, { timeout: 20_000 }).toBe('ok');
  const next = await world.dial({ to: '1000', from: '09122220003' });
  await world.keyCard(next, card('paid-saman'));
  await world.keyPin(next, card('paid-saman'));
  await next.asked('reference');
  expect(await evidenceOf(next.callId)).toMatchObject([{ recordedBy: 'queue' }]);
  await next.hangUp();
});

it('takes a payment, records it through Redis, and keeps no card and no PIN anywhere', async () => {
  const number = card('paid');
  const caller = await world.dial({ to: '1000', from: '09122220001' });
  await world.keyCard(caller, number);
  await world.keyPin(caller, number);
  await caller.asked('reference');
  await caller.hangUp();
  const payment = await world.settled(caller.callId, 'paid');
  const { evidence } = await world.operations.payment(payment.attemptId);
  expect(evidence).toMatchObject([{ recordedBy: 'queue' }]);
  expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });

  expect(await world.stopServer()).toBe(0);
  const secrets = [...world.keyed];
  expect(await findLeaks(world.folder, secrets)).toEqual([]);
  expect(await findLeaks(redis.dataFolder, secrets)).toEqual([]);
  await redis.query('set', 'planted', String(secrets[1]));
  expect(await findLeaks(redis.dataFolder, secrets)).toMatchObject([{ secret: 1, spelling: 'plain' }]);
});
