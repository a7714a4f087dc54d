import { describe, expect, it } from 'vitest';
import type { Pending } from '../../../src/domain/call/event.ts';
import type { LinePolicy } from '../../../src/domain/merchant/line.ts';
import { CARD, Conversation, POLICY } from '../../support/conversation.ts';

const INVOICE = { bill: { type: 'invoice' } } as const;
const PAID: Pending = { type: 'paid', attemptId: 'att_9' };
const HERE: Pending = { type: 'unknown', sameLine: true };
const ELSEWHERE: Pending = { type: 'unknown', sameLine: false };

/** A caller with an earlier payment, when the greeting has been heard. */
function back(pending: Pending, policy: Partial<LinePolicy> = {}): Conversation {
  return new Conversation().arrive(policy, '09121234567', { language: null, pending }).hear();
}

describe('a caller who comes back', () => {
  it.each<readonly [string, Pending, Partial<LinePolicy>, string, string]>([
    ['in doubt, on this line', HERE, {}, 'pending.unknown', 'goodbye'],
    ['in doubt, on this line of invoices', HERE, INVOICE, 'pending.unknown', 'goodbye'],
    ['in doubt, on another line', ELSEWHERE, INVOICE, 'pending.unknown', 'pending.other'],
    ['in doubt elsewhere, on a fixed line', ELSEWHERE, {}, 'pending.unknown', 'goodbye'],
    ['paid', PAID, {}, 'pending.paid', 'goodbye'],
    ['paid, on a line of invoices', PAID, INVOICE, 'pending.paid', 'pending.other'],
  ])('%s: hears so as a verdict, before any bill', (_, pending, policy, sentence, then) => {
    const call = back(pending, policy);
    expect(call.said).toEqual([sentence]);
    expect(call.command('Play')?.verdict).toBe(true);
    expect(call.hear().stage).toBe(then);
  });

  it('need not be told again once it was heard whole', () => {
    expect(back(PAID).hear().command('NoteTold')).toEqual({ type: 'NoteTold', attemptId: 'att_9' });
    const call = back(PAID);
    call.tell({ type: 'PromptEnded', play: 2, heard: 'missing' });
    expect(call.command('NoteTold')).toBeUndefined();
  });

  it('may pay something else, or be done', () => {
    expect(back(PAID, INVOICE).hear().choose('1').said).toEqual(['bill.invoice.ask']);
    expect(back(PAID, INVOICE).hear().choose('2').said).toEqual(['bye']);
  });

  it('whose result is not known is never comforted that nothing was taken', () => {
    const doubt = { type: 'unknown', sameLine: false } as const;
    const other = back(doubt, { ...INVOICE, confirmCard: false })
      .hear()
      .choose('1');
    other.answer({ type: 'invoice', code: '102030' });
    other.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: 'inv_1' } });
    other.hear().choose('1').answer(CARD).commit();
    expect(other.otp({ type: 'notConnected' }).said).toEqual(['otp.failed', 'way.otherCard', 'way.end']);
    other.choose('1').tell({ type: 'Resumed', outcome: null });
    expect(other.said).toEqual(['resume.sorry', 'resume.cardAgain', 'card.ask']);
  });

  it.each([
    ['in doubt', ELSEWHERE, false],
    ['paid', PAID, true],
  ] as const)(
    '%s: that nothing was taken is said of it only when nothing is in doubt',
    (_, pending, comforted) => {
      const call = back(pending, INVOICE).hear().choose('1').answer({ type: 'invoice', code: '100016' });
      call.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: 'inv_1' } });
      call.hear().choose('1').tell({ type: 'Resumed', outcome: null });
      expect([call.stage, call.said.includes('nothing.taken')]).toEqual(['card.ask', comforted]);
    },
  );

  it('is told once in a call, also when the bill is asked for anew', () => {
    const call = back(PAID, INVOICE).hear().choose('1');
    expect(call.tell({ type: 'Resumed', outcome: null }).said).not.toContain('pending.paid');
  });

  it('is told in full again after a gap, and when the gateway is down', () => {
    expect(back(HERE).tell({ type: 'LineGap', ms: 100 }).said).toEqual(['pending.unknown']);
    const call = new Conversation().ring();
    call.load({ status: 'gatewayDown', policy: POLICY, caller: { language: null, pending: HERE } }).pickUp();
    expect(call.said).toEqual(['pending.unknown']);
    expect(back(HERE).tell({ type: 'GatewayOpened' }).commands).toEqual([]);
  });
});

describe('a verdict of paid', () => {
  it('is noted as told when it was heard whole, and only then', () => {
    const paid = () =>
      new Conversation().toPay({ confirmCard: false }).replied({ type: 'paid', refId: '123456' }).recorded();
    expect(paid().hear().command('NoteTold')).toEqual({ type: 'NoteTold', attemptId: 'att_1' });
    const gone = paid().tell({ type: 'CallerGone', cause: 16 });
    expect(gone.journal.some(({ commands }) => commands.some(({ type }) => type === 'NoteTold'))).toBe(false);
  });

  it('of an unknown payment of the same payer is told at the card too', () => {
    const call = new Conversation().toCard({ confirmCard: false });
    call.answer({ type: 'card', card: { first6: '603799', last4: '1234', bank: 'melli' } });
    call.tell({ type: 'AttemptRefused', why: 'payerUnknown' });
    expect(call.said).toEqual(['pending.unknown', 'bye']);
  });
});
