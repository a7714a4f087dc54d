import type { Caller } from '../caller.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Lines that speak two languages. */
export const LANGUAGES: readonly Scenario[] = [
  {
    name: 'menu-persian',
    about: 'A line with two languages: the caller chooses Persian by one.',
    async act(stage) {
      const caller = await chooses(stage, '1');
      await paysInvoice(stage, caller);
    },
    outcome: {
      hears: ['greet.hello', 'greet.language', 'greet.language', 'bill.invoice.ask', 'paid'],
      attempts: ['paid'],
      charges: 1,
      languages: ['fa'],
    },
  },
  {
    name: 'menu-english',
    about: 'The caller chooses English by two, and pays in it.',
    async act(stage) {
      const caller = await chooses(stage, '2');
      await paysInvoice(stage, caller);
    },
    outcome: {
      hears: ['greet.language', 'greet.language', 'bill.invoice.ask', 'card.confirm.card', 'paid'],
      attempts: ['paid'],
      charges: 1,
      languages: ['en'],
    },
  },
  {
    name: 'menu-remembered',
    about: 'Who chose English is spoken to in English in the next call, without a key.',
    async act(stage) {
      await hangsUpAtInvoice(await chooses(stage, '2'));
      await hangsUpAtInvoice(await stage.dial('menu'));
    },
    outcome: {
      // The second call offers the other language only.
      hears: ['greet.language', 'greet.language', 'bill.invoice.ask', 'greet.language', 'bill.invoice.ask'],
      attempts: [],
      charges: 0,
      languages: ['en', 'en'],
    },
  },
  {
    name: 'menu-changed',
    about: 'Who is spoken to in English chooses Persian again, which is remembered from then on.',
    async act(stage) {
      await hangsUpAtInvoice(await chooses(stage, '2'));
      await hangsUpAtInvoice(await chooses(stage, '1'));
      await hangsUpAtInvoice(await stage.dial('menu'));
    },
    outcome: {
      hears: ['bill.invoice.ask', 'bill.invoice.ask', 'bill.invoice.ask'],
      attempts: [],
      charges: 0,
      languages: ['en', 'fa', 'fa'],
    },
  },
  {
    name: 'menu-withheld',
    about: 'The choice of a caller who withholds the number is kept for the call and not beyond it.',
    async act(stage) {
      await hangsUpAtInvoice(await chooses(stage, '2', { withheld: true }));
      const again = await stage.dial('menu', { withheld: true });
      await hangsUpAtInvoice(again);
    },
    outcome: {
      hears: ['bill.invoice.ask', 'greet.language', 'greet.language', 'bill.invoice.ask'],
      attempts: [],
      charges: 0,
      languages: ['en', 'fa'],
    },
  },
  {
    name: 'menu-silent',
    about: 'A caller who chooses nothing hears the menu twice and goes on in the first language.',
    async act(stage) {
      await hangsUpAtInvoice(await stage.dial('menu'));
    },
    outcome: {
      hears: ['greet.language', 'greet.language', 'greet.language', 'greet.language', 'bill.invoice.ask'],
      attempts: [],
      charges: 0,
      languages: ['fa'],
    },
  },
  {
    name: 'menu-wrong-key',
    about: 'A key that stands for no language brings the menu once more.',
    async act(stage) {
      const caller = await stage.dial('menu');
      await caller.asked('language');
      await caller.key('5');
      await caller.asked('language');
      await caller.key('2');
      await hangsUpAtInvoice(caller);
    },
    outcome: {
      hears: ['greet.language', 'greet.language', 'bill.invoice.ask'],
      attempts: [],
      charges: 0,
      languages: ['en'],
    },
  },
  {
    name: 'menu-type-ahead',
    about: 'A caller who knows the way keys the language and the invoice in one go.',
    async act(stage) {
      const code = await stage.invoice();
      const caller = await stage.dial('menu');
      await caller.asked('language');
      await caller.key(`1${code}#`);
      await stage.confirm(caller, 'bill.confirm');
      await stage.pay(caller);
      await caller.hangUp();
    },
    outcome: {
      hears: ['greet.language', 'bill.confirm.amount', 'paid'],
      never: ['bill.invoice.wrong', 'bill.invoice.notFound'],
      attempts: ['paid'],
      charges: 1,
      amounts: [750_000],
    },
  },
];

async function chooses(stage: Stage, key: '1' | '2', manner = {}): Promise<Caller> {
  const caller = await stage.dial('menu', manner);
  await caller.asked('language');
  await caller.key(key);
  return caller;
}

async function paysInvoice(stage: Stage, caller: Caller): Promise<void> {
  await stage.keyInvoice(caller, await stage.invoice());
  await stage.pay(caller);
  await caller.hangUp();
}

async function hangsUpAtInvoice(caller: Caller): Promise<void> {
  await caller.asked('bill.invoice');
  await caller.hangUp();
}
