import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller } from '../../src/demo/caller.ts';
import { findLeaks } from '../support/leaks.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** The server is killed while callers are on the line; another process goes on with them. */

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

it('a caller in mid-entry, one at the PIN and one whose payment is out are all gone on with', async () => {
  const [entering, atPin, paying] = await Promise.all([
    world.dial({ to: '1000', from: '09123330001' }),
    world.dial({ to: '1000', from: '09123330002' }),
    world.dial({ to: '1000', from: '09123330003' }),
  ]);
  await Promise.all([
    entering.asked('card.ask').then(() => entering.key('60379900')),
    world.keyCard(atPin, card('paid-mellat')).then(() => atPin.reached('pin.ask')),
    world
      .keyCard(paying, card('silent-charged'))
      .then(() => world.keyPin(paying, card('silent-charged')))
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
  const pays = async (caller: Caller, name: 'paid' | 'paid-mellat') => {
    await caller.key(card(name));
    await caller.asked('card.confirm');
    await caller.key('1');
    await world.keyPin(caller, card(name));
    await caller.asked('reference');
    await caller.hangUp();
    await world.settled(caller.callId, 'paid');
    expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
  };
  // Side by side: whoever had to wait for the other would be silent for too long.
  await Promise.all([pays(entering, 'paid'), pays(atPin, 'paid-mellat'), paying.hangUp()]);
  // Nobody charges again on top of what is in doubt.
  const again = await world.dial({ to: '1000', from: '09123330003' });
  await again.told('pending.unknown');
  await again.reached('ended');
  const said = await paying.said();
  expect(said).not.toContain('nothing.taken');
  expect(said).not.toContain('declined');

  expect(await world.stopServer()).toBe(0);
  expect(await findLeaks(world.folder, [...world.keyed])).toEqual([]);
});
