import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLeaks } from '../support/leaks.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** The server is killed while callers are on the line; another process goes on with them. */

let world: World;
const keyed: string[] = [];

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

type Caller = Awaited<ReturnType<World['dial']>>;

async function keyCard(caller: Caller, number: string): Promise<void> {
  keyed.push(number);
  await caller.asked('card.ask');
  await caller.key(number);
  await caller.asked('card.confirm');
  await caller.key('1');
}

async function keyPin(caller: Caller, number: string): Promise<void> {
  await caller.reached('pin.ask');
  const pin = await world.pinOf(number);
  keyed.push(pin);
  await caller.key(`${pin}#`);
}

it('a caller in mid-entry, one at the PIN and one whose payment is out are all gone on with', async () => {
  const [entering, atPin, paying] = await Promise.all([
    world.dial({ to: '1000', from: '09123330001' }),
    world.dial({ to: '1000', from: '09123330002' }),
    world.dial({ to: '1000', from: '09123330003' }),
  ]);
  await Promise.all([
    entering.asked('card.ask').then(() => entering.key('60379900')),
    keyCard(atPin, card('paid-mellat')).then(() => atPin.reached('pin.ask')),
    keyCard(paying, card('silent-charged'))
      .then(() => keyPin(paying, card('silent-charged')))
      .then(() => paying.reached('pay.wait')),
  ]);
  await world.killServer();
  await world.startServer();

  await Promise.all([
    entering.told('resume.cardAgain'),
    atPin.told('resume.cardAgain'),
    paying.told('unknown'),
  ]);
  const payments = await world.operations.payments({ callId: atPin.callId, limit: 5 });
  expect(payments).toMatchObject([{ state: 'notSent', notSentReason: 'crash' }]);
  for (const [caller, name] of [
    [entering, 'paid'],
    [atPin, 'paid-mellat'],
  ] as const) {
    await caller.key(card(name));
    keyed.push(card(name));
    await caller.asked('card.confirm');
    await caller.key('1');
    await keyPin(caller, card(name));
    await caller.asked('reference');
    await caller.hangUp();
    await world.settled(caller.callId, 'paid');
    expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
  }
  await paying.hangUp();
  // Nobody charges again on top of what is in doubt.
  const again = await world.dial({ to: '1000', from: '09123330003' });
  await keyCard(again, card('paid-saman'));
  await again.told('payer.busy');
  await again.hangUp();
  const said = await paying.said();
  expect(said).not.toContain('nothing.taken');
  expect(said).not.toContain('declined');

  expect(await world.stopServer()).toBe(0);
  expect(await findLeaks(world.folder, keyed)).toEqual([]);
});
