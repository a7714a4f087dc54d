import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** The wall clock of the server jumps by hours, there and back, while callers pay; the database's stands. */

const PRELOAD = new URL('../support/preload/clock-astray.ts', import.meta.url).href;

let postgres: TestPostgres;
let world: World;
beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld({ DATABASE_URL: postgres.url, NODE_OPTIONS: `--import ${PRELOAD}` });
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

it('a caller pays, with a PIN that is neither too old nor too young, and the call replays', async () => {
  const caller = await world.dial({ to: '1000', from: '09128880001' });
  await world.keyCard(caller, card('paid'));
  await world.keyPin(caller, card('paid'));
  await caller.asked('reference');
  await caller.hangUp();
  await caller.reached('ended');
  expect(await world.settled(caller.callId, 'paid')).toMatchObject({ amount: 500_000 });
  expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
  expect(await world.operations.health()).toMatchObject({ status: 'ok' });
});
