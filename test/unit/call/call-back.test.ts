import { describe, expect, it } from 'vitest';
import type { Pending } from '../../../src/domain/call/event.ts';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import type { LinePolicy } from '../../../src/domain/merchant/line.ts';
import type { BillRefusal } from '../../../src/domain/payment/bill.ts';
import { Conversation, POLICY } from '../../support/conversation.ts';

const CODE = '12345674';
const BILL = { billId: 'bill_1', amount: 750_000, invoiceId: 'inv_1' };
const OPEN = { bill: { type: 'open', min: 10_000, max: 500_000_000, unit: 'toman' } } as const;

const LINES: readonly (readonly [string, Partial<LinePolicy>])[] = [
  ['fixed', {}],
  ['invoices', { bill: { type: 'invoice' } }],
  ['the caller’s invoices', { bill: { type: 'caller' } }],
  ['open', OPEN],
];

/** A payer who was rung, when their invoice has been found. */
const found = (policy: Partial<LinePolicy> = {}) =>
  new Conversation().rung(CODE, policy).tell({ type: 'BillFound', bill: BILL });

describe('a payer who was rung', () => {
  it.each(LINES)('is led to the invoice on a line that is %s, and confirms it', (_, policy) => {
    const call = new Conversation().rung(CODE, policy);
    expect(call.commands).toEqual([{ type: 'FindBill', by: { type: 'code', code: CODE } }]);
    call.tell({ type: 'BillFound', bill: BILL });
    expect(call.command('Play')?.prompts).toEqual([
      { key: 'bill.confirm.amount', slots: { amount: 750_000, amountOther: 750_000 } },
    ]);
    expect(call.hear().stage).toBe('bill.confirm');
    expect(call.choose('1').stage).toBe('card.ask');
    expect(call.state).toMatchObject({ bill: BILL, mobile: '+989121234567' });
    expect(replayJournal(call.journal)).toMatchObject({ identical: true });
  });

  it.each<readonly [string, Partial<LinePolicy>, readonly string[]]>([
    ['fixed', {}, ['bye']],
    ['invoices', { bill: { type: 'invoice' } }, ['bill.invoice.ask']],
    ['the caller’s invoices', { bill: { type: 'caller' } }, ['bill.invoice.ask']],
    ['open', OPEN, ['bill.open.toman']],
  ])('may turn it down on a line that is %s', (_, policy, said) => {
    const call = found(policy).hear().choose('2');
    expect(call.said).toEqual(said);
    expect(call.command('FindBill')).toBeUndefined();
  });

  it('who turned it down is not led to it again', () => {
    const call = found({ bill: { type: 'invoice' } })
      .hear()
      .choose('2');
    call.answer({ type: 'invoice', code: '200014' });
    call.tell({ type: 'Resumed', outcome: null });
    expect(call.command('FindBill')).toBeUndefined();
    expect(call.said).toContain('bill.invoice.ask');
  });

  it('chooses the language first where there are two', () => {
    const call = new Conversation().rung(CODE, { languages: ['fa', 'en'] });
    expect(call.stage).toBe('language');
    expect(call.choose('2').command('FindBill')?.by).toEqual({ type: 'code', code: CODE });
  });

  it.each<readonly [BillRefusal, readonly string[]]>([
    ['notFound', ['bill.invoice.notFound', 'bye']],
    ['expired', ['bill.invoice.expired', 'bye']],
    ['cancelled', ['bill.invoice.cancelled', 'bye']],
    ['paid', ['bill.already.paid', 'bye']],
    ['busy', ['bill.busy', 'bye']],
    ['unknown', ['bill.unknown', 'bye']],
    ['storeDown', ['line.down', 'bye']],
  ])('hears on a fixed line that the invoice is %s, and no other amount', (why, said) => {
    const call = new Conversation().rung(CODE).tell({ type: 'BillRefused', why });
    expect(call.said).toEqual(said);
    expect(call.stage).toBe('goodbye');
  });

  it('may key another one where that is the line’s way', () => {
    const call = new Conversation().rung(CODE, { bill: { type: 'invoice' } });
    expect(call.tell({ type: 'BillRefused', why: 'expired' }).said).toEqual([
      'bill.invoice.expired',
      'bill.invoice.ask',
    ]);
  });

  it.each<readonly [string, Pending, readonly string[]]>([
    ['in doubt on this line', { type: 'unknown', sameLine: true }, ['bye']],
    ['in doubt elsewhere', { type: 'unknown', sameLine: false }, ['pending.other']],
    ['paid', { type: 'paid', attemptId: 'att_9' }, ['pending.other']],
  ])('hears of an earlier payment %s before that', (_, pending, then) => {
    const call = new Conversation().rung(CODE, {}, { language: null, pending });
    expect(call.hear().said).toEqual(then);
    if (call.stage === 'pending.other') {
      expect(call.choose('1').command('FindBill')?.by).toEqual({ type: 'code', code: CODE });
    }
  });

  it('confirms it again after a gap, also on a fixed line', () => {
    const call = found().tell({ type: 'LineGap', ms: 400 });
    expect(call.said).toEqual(['bill.confirm.amount']);
    expect(call.stage).toBe('bill.confirm');
  });

  it('hears that the line is closed, as any caller', () => {
    const from = { callerNumber: '+989121234567', presentation: 'allowed' } as const;
    const call = new Conversation().tell({ type: 'CallArrived', did: '1000', ...from, invoice: CODE });
    call.load({ status: 'closed', policy: POLICY, caller: { language: null, pending: null } }).pickUp();
    expect(call.said).toEqual(['line.closed', 'bye']);
  });
});
