import { describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { DECLINE_CODES, wayOnAfter } from '../../../src/domain/payment/response-code.ts';
import { CARD, Conversation, PIN } from '../../support/conversation.ts';

const PAID = { type: 'paid', refId: '123456789012' } as const;
const SILENCE = { type: 'unknown', why: 'timeout', code: null } as const;

describe('a call that pays', () => {
  it('goes from the greeting to the reference, and its journal replays', () => {
    const call = new Conversation().arrive();
    expect(call.said).toEqual(['greet.hello', 'greet.private']);
    call.hear();
    expect(call.command('FindBill')?.by).toEqual({ type: 'line' });
    call.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: null } });
    expect(call.said).toEqual(['bill.fixed']);
    expect(call.hear().said).toEqual(['card.ask']);
    expect(call.answer(CARD).said).toEqual(['card.confirm.card']);
    expect(call.hear().said).toEqual(['card.confirm.ask']);
    expect(call.choose('1').said).toEqual(['otp.asking']);
    expect(call.commit().command('RequestOtp')).toEqual({
      type: 'RequestOtp',
      attemptId: 'att_1',
      pan: 'card.1',
    });
    expect(call.otp({ type: 'accepted' }).said).toEqual(['pin.ask']);
    expect(call.answer(PIN).command('Pay')).toEqual({
      type: 'Pay',
      attemptId: 'att_1',
      pan: 'card.1',
      pin: 'pin.4',
    });
    expect(call.said).toEqual(['pay.wait']);
    call.replied(PAID);
    expect([call.stage, call.said]).toEqual(['pay.record', []]);
    expect(call.recorded().said).toEqual(['paid']);
    expect(call.command('Play')?.verdict).toBe(true);
    expect(call.hear().said).toEqual(['paid.reference', 'paid.reference.again']);
    expect(call.choose('1').said[0]).toBe('paid.reference');
    expect(call.keepSilent().said).toEqual(['bye']);
    expect(call.hear().command('HangUp')).toEqual({ type: 'HangUp', cause: 'normal' });
    call.tell({ type: 'CallerGone', cause: 16 });
    expect(call.stage).toBe('ended');
    expect(replayJournal(JSON.parse(JSON.stringify(call.journal)))).toMatchObject({ identical: true });
  });

  it('says the reference only when it can be spoken', () => {
    const call = new Conversation().toPay().replied({ type: 'paid', refId: 'AB12' }).recorded();
    expect(call.hear().said).toEqual(['bye']);
  });

  it('announces the bank’s answer even when the result could not be recorded in time', () => {
    const call = new Conversation().toPay().replied(PAID);
    call.tell({ type: 'ResultNotRecorded', attemptId: 'att_1' });
    expect(call.said).toEqual(['paid']);
  });

  it('takes a PIN that was keyed before the bank answered', () => {
    const call = new Conversation().toOtp().key().answer(PIN);
    expect(call.command('Pay')).toBeUndefined();
    expect(call.otp({ type: 'accepted' }).command('Pay')?.pin).toBe('pin.3');
  });

  it('does not speak over a PIN that is being keyed', () => {
    const call = new Conversation().toOtp().key().otp({ type: 'accepted' });
    expect([call.stage, call.said]).toEqual(['pin.ask', []]);
  });
});

describe('the bank’s PIN', () => {
  it('may still come after silence, and is asked for in other words', () => {
    const call = new Conversation().toOtp().otp({ type: 'unknown' });
    expect([call.stage, call.said]).toEqual(['pin.ask', ['pin.maybe']]);
  });

  it.each(['refused', 'notConnected'] as const)(
    '%s: says that nothing was taken, and offers another card',
    (type) => {
      const call = new Conversation().toOtp().otp(type === 'refused' ? { type, code: 14 } : { type });
      expect(call.said).toEqual(['otp.failed', 'nothing.taken', 'way.otherCard', 'way.end']);
    },
  );

  it('is not paid for another price', () => {
    const call = new Conversation().toOtp().otp({ type: 'priceMismatch' });
    expect(call.said).toEqual(['reason.merchant', 'bye']);
  });

  it('does not comfort a payer whose money may have moved', () => {
    const call = new Conversation().toPay().replied({ type: 'declined', code: 51 }).recorded().hear();
    call.choose('1').answer(CARD).hear().choose('1').commit().otp({ type: 'refused', code: null });
    expect(call.said).toEqual(['otp.failed', 'way.otherCard', 'way.end']);
  });

  it('is hinted at, waited for, and then a menu is offered', () => {
    const call = new Conversation().toPin();
    const heard = [1, 2, 3, 4].map((nth) => call.keepSilent(0, nth).said[0]);
    expect(heard).toEqual(['pin.hint', 'pin.waiting', 'pin.waiting', 'pin.menu.newPin']);
  });

  it('is never sent by silence', () => {
    const call = new Conversation().toPin().key().keepSilent(6, 1);
    expect(call.said).toEqual(['pin.finish']);
    expect(call.command('Pay')).toBeUndefined();
  });

  it('is a new attempt when it is asked for anew, and the old one is set aside', () => {
    const call = new Conversation().toPin().answer({ type: 'star' }).choose('1');
    expect(call.command('AbandonAttempt')).toMatchObject({ attemptId: 'att_1', reason: 'superseded' });
    expect(call.command('CommitAttempt')).toMatchObject({ pan: 'card.1' });
  });

  it('is waited for again from the menu, and left for another card', () => {
    const call = new Conversation().toPin().answer({ type: 'star' }).choose('3');
    expect([call.stage, call.said]).toEqual(['pin.ask', ['pin.waiting']]);
    call.answer({ type: 'star' }).choose('2');
    expect(call.command('WipeSecrets')).toBeDefined();
    expect([call.stage, call.said]).toEqual(['card.ask', ['card.ask']]);
  });

  it('expires into a new attempt, unless it is being keyed', () => {
    expect(new Conversation().toPin().tell({ type: 'PinExpired' }).said).toEqual([
      'pin.expired',
      'otp.asking',
    ]);
    expect(new Conversation().toPin().key().tell({ type: 'PinExpired' }).commands).toEqual([]);
  });

  it('is asked for at most three times in a call', () => {
    const call = new Conversation().toPin();
    for (const _ of [2, 3]) call.answer({ type: 'star' }).choose('1').commit().otp({ type: 'accepted' });
    expect(call.answer({ type: 'star' }).choose('1').said).toEqual(['otp.limit', 'bye']);
    expect(call.command('AbandonAttempt')).toMatchObject({ attemptId: 'att_3' });
  });
});

describe('the three verdicts', () => {
  it.each(DECLINE_CODES)('code %i: not paid, with its reason and its way on', (code) => {
    const call = new Conversation().toPay().replied({ type: 'declined', code }).recorded();
    expect(call.said[0]).toBe('declined');
    expect(call.said[1]).toMatch(/^reason\./);
    const ways = { otherCard: 'way.otherCard', newPin: 'way.otherCard', later: 'bye', merchant: 'bye' };
    expect(call.hear().said[0]).toBe(ways[wayOnAfter(code)]);
    expect(call.said.includes('way.newPin')).toBe(code === 55);
  });

  it('asks for a new PIN with a new attempt after a wrong one', () => {
    const call = new Conversation()
      .toPay()
      .replied({ type: 'declined', code: 55 })
      .recorded()
      .hear()
      .choose('2');
    expect(call.command('CommitAttempt')).toMatchObject({ pan: 'card.1' });
    expect(call.command('WipeSecrets')).toBeUndefined();
  });

  it('tells silence as not known yet, and never as not paid', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerDeadline' });
    expect([call.stage, call.said]).toEqual(['verdict', ['unknown']]);
    expect(call.hear().said).toEqual(['bye']);
  });

  it('tells an answer that comes while *not known yet* is being said', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerDeadline' }).replied(PAID).recorded();
    expect(call.said).toEqual([]);
    expect(call.hear().said).toEqual(['paid']);
  });

  it('tells an answer that comes during the last words', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerDeadline' }).hear().replied(PAID);
    expect(call.recorded().said).toEqual(['paid']);
  });

  it('tells a late answer only once it is recorded, or could not be within its time', () => {
    const late = () => new Conversation().toPay().tell({ type: 'CallerDeadline' }).replied(PAID);
    expect([late().hear().stage, late().hear().said]).toEqual(['pay.record', []]);
    expect(late().hear().recorded().said).toEqual(['paid']);
    const notRecorded = { type: 'ResultNotRecorded', attemptId: 'att_1' } as const;
    expect(late().tell(notRecorded).hear().said).toEqual(['paid']);
  });

  it('keeps the card while a late answer may still ask for a new PIN, and wipes it at the hang-up', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerDeadline' }).hear();
    expect(call.command('WipeSecrets')).toBeUndefined();
    expect(call.hear().commands.map(({ type }) => type)).toEqual(['WipeSecrets', 'HangUp']);
  });

  it('tells what broke on our side as not known yet', () => {
    const call = new Conversation().toPay().tell({ type: 'ResultNotRecorded', attemptId: 'att_1' });
    expect(call.said).toEqual(['unknown']);
  });

  it('keeps a late answer that decides nothing to itself', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerDeadline' }).replied(SILENCE);
    expect(call.hear().said).toEqual(['bye']);
  });

  it('says not paid when nothing was sent', () => {
    const call = new Conversation().toPay().replied({ type: 'notSent', reason: 'notConnected' }).recorded();
    expect(call.said).toEqual(['declined', 'line.down']);
  });

  it('gives a further try the time of a new call: the net of the payment would cut it off', () => {
    const paying = new Conversation().toPay();
    expect(paying.command('SetNet')?.seconds).toBe(240);
    const declined = paying.replied({ type: 'declined', code: 55 }).recorded();
    expect(declined.command('SetNet')?.seconds).toBe(900);
    const refused = new Conversation().toPay().tell({ type: 'AttemptRefused', why: 'pinBudget' });
    expect(refused.command('SetNet')?.seconds).toBe(900);
  });

  it('speaks while it waits', () => {
    expect(new Conversation().toPay().tell({ type: 'WaitedMore' }).said).toEqual(['pay.still']);
  });
});

describe('what the books refuse', () => {
  it.each([
    ['billPaid', 'bill.already.paid'],
    ['billBusy', 'bill.busy'],
    ['billUnknown', 'bill.unknown'],
    ['billClosed', 'bill.closed'],
    ['notPrepared', 'pin.expired'],
    ['payerBusy', 'payer.busy'],
    ['pinBudget', 'pin.lastTry'],
    ['cardLimit', 'otp.limit'],
    ['expired', 'pin.expired'],
    ['storeDown', 'line.down'],
  ] as const)('%s is told as %s', (why, sentence) => {
    const atCommit = new Conversation().toCard({ confirmCard: false }).answer(CARD);
    expect(atCommit.tell({ type: 'AttemptRefused', why }).said[0]).toBe(sentence);
    const atDispatch = new Conversation().toPay().tell({ type: 'AttemptRefused', why });
    expect(atDispatch.said[0]).toBe(sentence);
    expect(atDispatch.command('KeepMedia')).toEqual({ type: 'KeepMedia', media: 'silence' });
  });
});
