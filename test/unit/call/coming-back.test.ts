import { describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { CARD, Conversation, PIN } from '../../support/conversation.ts';

const GAP = { type: 'LineGap', ms: 900 } as const;
const RESUMED = { type: 'Resumed', outcome: null } as const;
const PAID = { type: 'paid', refId: '123456' } as const;
const UNKNOWN = { type: 'unknown', why: 'restart', code: null } as const;
const CARD_AGAIN = ['resume.sorry', 'resume.cardAgain', 'nothing.taken', 'card.ask'];

const invoiceLine = { bill: { type: 'invoice' } } as const;
const INVOICE = { billId: 'bill_9', amount: 1_250_000, invoiceId: 'inv_9' };

/** A call in each stage that has something to say, and what it says again there. */
const STAGES: readonly (readonly [string, () => Conversation, readonly string[]])[] = [
  ['greet', () => new Conversation().arrive(invoiceLine), ['bill.invoice.ask']],
  ['bill.invoice', () => new Conversation().arrive(invoiceLine).hear(), ['bill.invoice.ask']],
  [
    'bill.confirm',
    () =>
      new Conversation()
        .arrive(invoiceLine)
        .hear()
        .answer({ type: 'invoice', code: '1234566' })
        .tell({ type: 'BillFound', bill: INVOICE }),
    ['bill.confirm.amount'],
  ],
  ['card.ask', () => new Conversation().toCard().key(), ['card.ask']],
  ['card.confirm', () => new Conversation().toCard().answer(CARD).hear(), ['card.confirm.card']],
  ['otp.wait', () => new Conversation().toOtp().key(), ['otp.asking']],
  ['pin.ask', () => new Conversation().toPin().key(), ['pin.ask']],
  ['pin.menu', () => new Conversation().toPin().answer({ type: 'star' }), ['pin.menu.newPin']],
  ['pay.wait', () => new Conversation().toPay(), ['pay.still']],
  ['verdict', () => new Conversation().toPay().replied(PAID).recorded(), ['paid']],
  ['reference', () => new Conversation().toPay().replied(PAID).recorded().hear(), ['paid.reference']],
  ['goodbye', () => new Conversation().toPay().tell({ type: 'CallerDeadline' }).hear(), ['bye']],
];

describe('after a gap in the line', () => {
  it.each(STAGES)('%s says again what it was saying', (stage, reach, said) => {
    const call = reach();
    expect(call.stage).toBe(stage);
    call.tell(GAP);
    expect(call.said.slice(0, said.length)).toEqual(said);
    expect(replayJournal(JSON.parse(JSON.stringify(call.journal)))).toMatchObject({ identical: true });
  });

  it('forgets what was half keyed by opening its gather anew', () => {
    const call = new Conversation().toPin().key();
    const before = call.command('OpenGather');
    expect(before).toBeUndefined();
    call.tell(GAP);
    expect(call.command('OpenGather')?.request).toMatchObject({ kind: 'pin', ref: 'pin.5' });
    expect(call.answer(PIN).command('Pay')?.pin).toBe('pin.5');
  });

  it('keeps a whole PIN that waits for the bank’s answer', () => {
    const call = new Conversation().toOtp().answer(PIN).tell(GAP);
    expect(call.commands).toEqual([]);
    expect(call.otp({ type: 'accepted' }).command('Pay')?.pin).toBe('pin.3');
  });

  it('says a verdict whole, and goes on from there', () => {
    const call = new Conversation().toPay().replied(PAID).recorded().tell(GAP);
    expect(call.command('Play')?.verdict).toBe(true);
    expect(call.hear().said[0]).toBe('paid.reference');
  });

  it('tells an answer that came while *not known yet* was being said', () => {
    const late = () => new Conversation().toPay().tell({ type: 'CallerDeadline' }).replied(PAID);
    expect(late().recorded().tell(GAP).said).toEqual(['paid']);
    expect(late().tell(GAP).said).toEqual([]);
    expect(late().tell(GAP).recorded().said).toEqual(['paid']);
  });

  it('says why the call ends, together with the last words', () => {
    const call = new Conversation().toPay().tell({ type: 'AttemptRefused', why: 'payerUnknown' });
    expect(call.tell(GAP).said).toEqual(['pending.unknown', 'bye']);
    expect(call.tell(RESUMED).said).toEqual(['pending.unknown', 'bye']);
  });

  it('lets a payment that is out go on', () => {
    const call = new Conversation().toPay().tell(GAP).replied(PAID).recorded();
    expect(call.said).toEqual(['paid']);
  });
});

describe('when another process goes on', () => {
  it.each([
    ['card.ask', () => new Conversation().toCard()],
    ['card.confirm', () => new Conversation().toCard().answer(CARD)],
    ['attempt.commit', () => new Conversation().toCard({ confirmCard: false }).answer(CARD)],
    ['otp.wait', () => new Conversation().toOtp()],
    ['pin.ask', () => new Conversation().toPin()],
    ['pin.menu', () => new Conversation().toPin().answer({ type: 'star' })],
    ['pay.wait', () => new Conversation().toPay()],
  ] as const)('%s: its secrets are lost, and the card is asked for again', (stage, reach) => {
    const call = reach();
    expect(call.stage).toBe(stage);
    call.tell(RESUMED);
    expect(call.said).toEqual(CARD_AGAIN);
    expect(call.command('WipeSecrets')).toBeDefined();
    expect(call.answer(CARD).stage).toMatch(/card.confirm|attempt.commit/);
  });

  it('believes the books when they have a payment of which the journal does not know', () => {
    expect(new Conversation().toPin().tell({ type: 'Resumed', outcome: UNKNOWN }).said).toEqual([
      'resume.sorry',
      'unknown',
    ]);
  });

  it('tells a dispatched payment as the books have it, not known yet when they have nothing', () => {
    expect(new Conversation().toPay().tell({ type: 'Resumed', outcome: UNKNOWN }).said).toEqual([
      'resume.sorry',
      'unknown',
    ]);
    expect(new Conversation().toPay().tell({ type: 'Resumed', outcome: PAID }).said).toEqual([
      'resume.sorry',
      'paid',
    ]);
  });

  it('never says again that nothing was taken once money may have moved', () => {
    const call = new Conversation().toPay().replied({ type: 'declined', code: 51 }).recorded().hear();
    call.choose('1').tell(RESUMED);
    expect(call.said).toEqual(['resume.sorry', 'resume.cardAgain', 'card.ask']);
  });

  it('says the verdict again that was being said', () => {
    const call = new Conversation().toPay().replied(PAID).recorded().tell({ type: 'Resumed', outcome: PAID });
    expect(call.said).toEqual(['resume.sorry', 'paid']);
  });

  it('offers no new PIN for a card that is lost', () => {
    const call = new Conversation().toPay().replied({ type: 'declined', code: 55 }).recorded().hear();
    expect(call.said).toContain('way.newPin');
    expect(call.tell(RESUMED).said).toEqual(['resume.sorry', 'way.otherCard', 'way.end']);
  });

  it('begins anew where nothing was asked yet', () => {
    expect(new Conversation().arrive().tell(RESUMED).command('FindBill')).toBeDefined();
    expect(new Conversation().arrive(invoiceLine).hear().tell(RESUMED).said).toEqual([
      'resume.sorry',
      'bill.invoice.ask',
    ]);
  });
});
