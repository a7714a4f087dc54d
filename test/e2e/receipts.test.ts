import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAST } from '../../src/demo/scenarios/lines.ts';
import { play } from '../../src/demo/scenarios/play.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import { castSeats } from '../../src/demo/scenarios/stage.ts';
import { people } from '../../src/sandbox/people.ts';
import { findLeaks } from '../support/leaks.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** Real callers who are texted what became of their payments, by a real server and the sandbox's SMS service. */

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld({ DATABASE_URL: postgres.url }, { sms: true });
  await world.operations.applyMerchants([CAST]);
  castSeats(world.ground.telephone);
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

/** The database's clock goes on by so much for one payment. */
async function age(attemptId: string, interval: string): Promise<void> {
  await postgres.query(`
    alter table zangpay.attempts disable trigger guard;
    update zangpay.attempts set dispatched_at = dispatched_at - interval '${interval}' where attempt_id = '${attemptId}';
    alter table zangpay.attempts enable trigger guard`);
}

describe.concurrent('a payer', () => {
  it('who has paid is texted the receipt', async ({ expect }) => {
    const caller = await world.dial({ to: '1000', from: '09121120001' });
    await world.keyCard(caller, card('paid'));
    await world.keyPin(caller, card('paid'));
    await caller.asked('reference');
    await caller.hangUp();
    await caller.reached('ended');
    const payment = await world.settled(caller.callId, 'paid');
    await expect.poll(() => world.texts('09121120001'), { timeout: 15_000 }).toHaveLength(1);
    const [text] = await world.texts('09121120001');
    expect(text).toContain('پرداخت شما انجام شد.\nمبلغ: ۵۰٬۰۰۰ تومان (۵۰۰٬۰۰۰ ریال)\nکارت منتهی به ۱۰۰۴');
    expect(text).toContain(`شمارهٔ پیگیری: ${payment.refId}`);
    expect(await world.operations.receipts({ attemptId: payment.attemptId, limit: 5 })).toMatchObject([
      { kind: 'paid', state: 'sent', tries: 1, mobile: '+989121120001' },
    ]);
  });

  it.for([
    ['by national id and mobile', 'payer-by-mobile', 'Sara'],
    ['by national id, birth date and card', 'payer-by-card', 'Omid'],
  ])('who was verified %s, and has paid, is texted the receipt', async ([, name, who], { expect }) => {
    const scenario = SCENARIOS.find((each) => each.name === name);
    const mobile = people.find((each) => each.name === who)?.mobiles[0] ?? '';
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    expect((await play(scenario, world.ground)).wrong).toEqual([]);
    await expect.poll(() => world.texts(mobile), { timeout: 15_000 }).toHaveLength(1);
    expect((await world.texts(mobile))[0]).toContain('پرداخت شما انجام شد.');
  });

  it('who heard that the result is not known is told that it will be texted, and it is', async ({
    expect,
  }) => {
    const caller = await world.dial({ to: '1002', from: '09121120002' });
    await caller.asked('card.ask');
    await caller.key(card('cut-charged'));
    await world.keyPin(caller, card('cut-charged'));
    await caller.reached('verdict');
    await caller.reached('ended');
    const { entries } = await world.operations.call(caller.callId);
    const said = entries.flatMap(({ commands }) =>
      commands.flatMap((command) => (command.type === 'Play' ? command.prompts.map(({ key }) => key) : [])),
    );
    expect(said).toContain('unknown.sms');
    expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
    const payment = await world.settled(caller.callId, 'unknown');
    expect(await world.texts('09121120002')).toEqual([]);

    const evidence = 'in the panel’s export';
    const found = { type: 'paid', refId: '400123456789' } as const;
    await world.operations.resolve({ attemptId: payment.attemptId, finding: found, evidence, who: 'test' });
    await expect.poll(() => world.texts('09121120002'), { timeout: 15_000 }).toHaveLength(1);
    const [text] = await world.texts('09121120002');
    expect(text).toContain('Bookshop\nYour payment, whose result was not clear, was made.');
    expect(text).toContain('Reference: 400123456789');
  });

  it('whose payment is found not made may pay again, and is texted so', async ({ expect }) => {
    const caller = await world.dial({ to: '1000', from: '09121120003' });
    await world.keyCard(caller, card('cut'));
    await world.keyPin(caller, card('cut'));
    await caller.reached('ended');
    const payment = await world.settled(caller.callId, 'unknown');
    await age(payment.attemptId, '16 minutes');
    const request = { attemptId: payment.attemptId, finding: { type: 'notPaid' }, who: 'test' } as const;
    await world.operations.resolve({ ...request, evidence: 'not in the panel’s export' });
    await expect.poll(() => world.texts('09121120003'), { timeout: 15_000 }).toHaveLength(1);
    expect((await world.texts('09121120003'))[0]).toContain('انجام نشد.\nمی‌توانید دوباره پرداخت کنید.');
  });

  it('who has opted out is promised nothing and texted nothing', async ({ expect }) => {
    await world.operations.optOutOfReceipts({ mobile: '+989121120004', merchantId: null });
    const caller = await world.dial({ to: '1002', from: '09121120004' });
    await caller.asked('card.ask');
    await caller.key(card('html-charged'));
    await world.keyPin(caller, card('html-charged'));
    await caller.reached('ended');
    const payment = await world.settled(caller.callId, 'unknown');
    const { entries } = await world.operations.call(caller.callId);
    expect(JSON.stringify(entries)).not.toMatch(/unknown\.sms|OweReceipt/);
    const found = { type: 'paid', refId: '400123456780' } as const;
    const request = { attemptId: payment.attemptId, finding: found, who: 'test', evidence: 'the export' };
    await world.operations.resolve(request);
    const receipts = () => world.operations.receipts({ attemptId: payment.attemptId, limit: 5 });
    await expect.poll(receipts, { timeout: 15_000 }).toMatchObject([{ state: 'withheld' }]);
    expect(await world.texts('09121120004')).toEqual([]);
  });

  it('who hung up while the bank was asked is texted what came of it', async ({ expect }) => {
    const caller = await world.dial({ to: '1000', from: '09121120005' });
    await world.keyCard(caller, card('slow'));
    await world.keyPin(caller, card('slow'));
    await caller.reached('pay.wait');
    await caller.hangUp();
    await world.settled(caller.callId, 'paid');
    await expect.poll(() => world.texts('09121120005'), { timeout: 15_000 }).toHaveLength(1);
  });
});

it('no card and no PIN is at rest in the receipts, their queue or any log', async () => {
  expect(await world.stopServer()).toBe(0);
  await postgres.dump(`${world.folder}/dump.sql`);
  const secrets = [...world.keyed];
  expect(secrets.length).toBeGreaterThan(8);
  expect(await findLeaks(world.folder, secrets)).toEqual([]);
  expect(await findLeaks(postgres.dataFolder, secrets)).toEqual([]);
});
