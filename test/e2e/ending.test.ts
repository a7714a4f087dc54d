import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSpool } from '../../src/adapters/spool.ts';
import type { Attempt } from '../../src/application/ports.ts';
import { FakeLog } from '../support/fakes.ts';
import { findLeaks } from '../support/leaks.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** How a server ends: by a kill just after the bank has answered, and in good order. */

let world: World;

beforeAll(async () => {
  world = await startWorld({ ZANGPAY_DRAIN_SECONDS: '60' });
});
afterAll(() => world?.close());

type Caller = Awaited<ReturnType<World['dial']>>;

async function pay(caller: Caller, name: string): Promise<void> {
  await world.keyCard(caller, card(name));
  await world.keyPin(caller, card(name));
}

/** The bank's answer reaches the spool, and the process dies before it gets any further. */
async function spoolAnswerTo({ attemptId, orderId }: Attempt): Promise<string> {
  const charge = (await world.ledger()).find((row) => row.orderId === orderId);
  if (charge === undefined) throw new Error(`the bank has no charge of order ${orderId}`);
  const spool = await openSpool(join(world.folder, 'data'), new FakeLog());
  const trace = { httpStatus: 200, code: 1, tookMs: 900, note: 'a reply' };
  const outcome = { type: 'paid', refId: charge.refId } as const;
  await spool.write({ evidenceId: 'evd_left', attemptId, orderId, outcome, trace, learnedAt: Date.now() });
  return charge.refId;
}

it('a result that only the spool has is in the books, and told to who waits, after the next start', async () => {
  const caller = await world.dial({ to: '1000', from: '09124440001' });
  await pay(caller, 'silent-charged');
  await caller.reached('pay.wait');
  const attempt = await world.settled(caller.callId, 'dispatched');
  await expect.poll(() => world.ledger()).toHaveLength(1);
  await world.killServer();
  const refId = await spoolAnswerTo(attempt);
  await world.startServer();

  await caller.told('paid');
  const { attempt: paid, evidence } = await world.operations.payment(attempt.attemptId);
  expect(paid).toMatchObject({ state: 'paid', refId, surplus: false });
  expect(evidence).toMatchObject([{ evidenceId: 'evd_left', recordedBy: 'spool', moved: true }]);
  expect(await (await openSpool(join(world.folder, 'data'), new FakeLog())).list()).toEqual([]);
  await caller.hangUp();
});

it('told to end, a server lets the running call pay, says that it is draining, and exits 0', async () => {
  const caller = await world.dial({ to: '1000', from: '09124440002' });
  const ended = world.stopServer();
  await expect.poll(() => world.operations.health()).toMatchObject({ status: 'draining' });
  await pay(caller, 'paid');
  await caller.told('paid');
  await world.settled(caller.callId, 'paid');
  await caller.hangUp();
  expect(await ended).toBe(0);
  expect(await findLeaks(world.folder, [...world.keyed])).toEqual([]);
});

it('told twice, it ends at once, whoever is on the line', async () => {
  await world.startServer();
  const caller = await world.dial({ to: '1000', from: '09124440003' });
  const ended = world.stopServer();
  await expect.poll(() => world.operations.health()).toMatchObject({ status: 'draining' });
  await world.stopServer();
  // Ended by the signal, so without an exit code.
  expect(await ended).toBe(null);
  await caller.hangUp();
});
