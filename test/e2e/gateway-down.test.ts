import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { card, startWorld, type World } from '../support/world.ts';

/** The wire to the bank is cut: callers are told before they key a card, and served again once it is back. */

let world: World;

beforeAll(async () => {
  world = await startWorld({ ZANGPAY_GATEWAY_FAILURES: '3' });
});
afterAll(() => world?.close());

/** How long the gateway is left alone before a caller may try it (src/domain/payment/circuit.ts). */
const PAUSE_MS = 15_000;

it('who comes after three failures keys no card, and who comes after the pause pays', async () => {
  await world.bankWire.cut();
  const cards = ['paid', 'paid-mellat', 'paid-saman'];
  const waiting = await world.dial({ to: '1000', from: '09125550004' });
  await waiting.asked('card.ask');
  await Promise.all(
    cards.map(async (name, nth) => {
      const caller = await world.dial({ to: '1000', from: `0912555000${nth + 1}` });
      await world.keyCard(caller, card(name));
      await caller.told('otp.failed');
      await caller.hangUp();
    }),
  );
  await waiting.told('line.down');
  const next = await world.ring({ to: '1000', from: '09125550005' });
  await next.told('line.down');
  await next.reached('ended');
  expect(await next.said()).toEqual(['line.down', 'bye']);
  expect((await world.operations.health()).checks.gateway).toMatchObject({ status: 'failing' });

  await world.bankWire.mend();
  await sleep(PAUSE_MS);
  const payer = await world.dial({ to: '1000', from: '09125550006' });
  await world.keyCard(payer, card('paid-pasargad'));
  await world.keyPin(payer, card('paid-pasargad'));
  await payer.asked('reference');
  await payer.hangUp();
  await world.settled(payer.callId, 'paid');
  expect(await world.operations.health()).toMatchObject({
    status: 'ok',
    checks: { gateway: { status: 'ok' } },
  });
});
