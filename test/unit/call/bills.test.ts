import { describe, expect, it } from 'vitest';
import type { GatherVerdict } from '../../../src/domain/gather/gather.ts';
import { Conversation } from '../../support/conversation.ts';

const amount = (value: number): GatherVerdict => ({ type: 'amount', value });
const TOO_LONG: GatherVerdict = { type: 'malformed', why: 'tooLong', count: 16 };
const RANGE: GatherVerdict = { type: 'malformed', why: 'range', count: 1 };
const bill = (nth: number) => ({ billId: `bill_${nth}`, amount: nth * 1_000_000, invoiceId: `inv_${nth}` });

describe('an open amount', () => {
  const OPEN = { bill: { type: 'open', min: 10_000, max: 500_000_000, unit: 'toman' } } as const;
  const asked = () => new Conversation().arrive(OPEN).hear();

  it('is keyed in Toman, read back in both units and confirmed', () => {
    const call = asked();
    expect(call.said).toEqual(['bill.open.toman']);
    call.answer(amount(50_000));
    expect(call.command('FindBill')?.by).toEqual({ type: 'amount', amount: 500_000 });
    call.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: null } });
    expect(call.command('Play')?.prompts).toEqual([
      { key: 'bill.confirm.amount', slots: { amount: 500_000, amountOther: 500_000 } },
    ]);
    expect(call.hear().choose('1').stage).toBe('card.ask');
  });

  it('is asked for within the bounds of the line, in what is keyed', () => {
    expect(asked().command('OpenGather')?.request).toEqual({ kind: 'amount', min: 1_000, max: 50_000_000 });
  });

  it('is keyed anew when it is not confirmed', () => {
    const call = asked().answer(amount(50_000));
    call.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: null } });
    expect(call.hear().choose('2').said).toEqual(['bill.open.toman']);
  });

  it.each<readonly [string, GatherVerdict, string]>([
    ['out of range', { type: 'malformed', why: 'range', count: 3 }, 'bill.open.range'],
    ['the beginning of a card', { type: 'malformed', why: 'card', count: 11 }, 'bill.open.wrong'],
    ['no round hundred', amount(5_050), 'bill.open.step'],
    ['a card', TOO_LONG, 'bill.open.wrong'],
  ])('that is %s is said to be wrong, and asked for again', (_, verdict, sentence) => {
    expect(asked().answer(verdict).said).toEqual([sentence, 'bill.open.toman']);
  });

  it('is never taken by silence', () => {
    expect(asked().keepSilent(5, 1).said).toEqual(['bill.open.finish']);
    expect(asked().keepSilent(0, 1).said).toEqual(['silence.once', 'bill.open.toman']);
    expect(asked().keepSilent(5, 3).said).toEqual(['bye']);
  });

  it('is keyed in Rial where the line says so', () => {
    const call = new Conversation().arrive({ bill: { ...OPEN.bill, unit: 'rial' } }).hear();
    expect(call.said).toEqual(['bill.open.rial']);
    expect(call.answer(amount(50_000)).command('FindBill')?.by).toMatchObject({ amount: 50_000 });
  });

  it('ends the call after three wrong ones, or calls a colleague where there is one', () => {
    const wrong = (policy: object) =>
      new Conversation()
        .arrive({ ...OPEN, ...policy })
        .hear()
        .answer(RANGE)
        .answer(RANGE)
        .answer(RANGE);
    expect(wrong({}).said).toEqual(['bill.open.range', 'bye']);
    expect(wrong({ operator: '2000' }).said).toEqual(['bill.open.range', 'operator.connect']);
  });
});

describe('the invoices of a caller', () => {
  const CALLER = { bill: { type: 'caller' } } as const;
  const offered = (...nths: readonly number[]) =>
    new Conversation()
      .arrive(CALLER)
      .hear()
      .tell({ type: 'BillsFound', offers: nths.map((nth) => ({ code: `10000${nth}6`, bill: bill(nth) })) });

  it('are looked for by the mobile that the network presents', () => {
    const call = new Conversation().arrive(CALLER).hear();
    expect(call.command('FindBill')?.by).toEqual({ type: 'payer', mobile: '+989121234567' });
  });

  it.each([['02112345678'], [null]])('of %s cannot be known, so that a code is asked for', (number) => {
    expect(new Conversation().arrive(CALLER, number).hear().said).toEqual(['bill.invoice.ask']);
  });

  it('are asked for by code when there are none', () => {
    expect(offered().said).toEqual(['bill.invoice.ask']);
  });

  it('are offered without an amount; the chosen one is read back', () => {
    const call = offered(1);
    expect(call.said).toEqual(['bill.caller.one', 'bill.caller.other']);
    call.choose('1');
    expect(call.command('Play')?.prompts).toEqual([
      { key: 'bill.confirm.amount', slots: { amount: 1_000_000, amountOther: 1_000_000 } },
    ]);
  });

  it('are told apart by the end of their codes when there are several', () => {
    const call = offered(1, 2, 3);
    expect(call.command('Play')?.prompts).toEqual([
      { key: 'bill.caller.several', slots: { n: 3 } },
      ...[1, 2, 3].map((nth) => ({ key: 'bill.caller.each', slots: { tail: `00${nth}6`, key: nth } })),
      { key: 'bill.caller.other' },
    ]);
    expect(call.command('OpenGather')?.request).toEqual({ kind: 'choice', keys: '1239' });
    expect(call.choose('2').command('Play')?.prompts[0]).toMatchObject({ slots: { amount: 2_000_000 } });
  });

  it('leave the way open to another invoice', () => {
    expect(offered(1, 2).choose('9').said).toEqual(['bill.invoice.ask']);
    expect(offered(1).choose('1').hear().choose('2').said).toEqual(['bill.invoice.ask']);
  });
});
