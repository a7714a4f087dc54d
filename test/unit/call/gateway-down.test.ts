import { describe, expect, it } from 'vitest';
import { UNKNOWN_CALLER } from '../../../src/domain/call/event.ts';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { CARD, Conversation, POLICY } from '../../support/conversation.ts';

const OPENED = { type: 'GatewayOpened' } as const;
const CLOSED = { type: 'GatewayClosed' } as const;
const LAST_WORDS = ['line.down', 'bye'];
const invoiceLine = { bill: { type: 'invoice' } } as const;
const INVOICE = { billId: 'bill_9', amount: 1_250_000, invoiceId: 'inv_9' };

function arriving(status: 'open' | 'gatewayDown'): Conversation {
  const call = new Conversation();
  call.tell({ type: 'CallArrived', did: '1000', callerNumber: '09121234567', presentation: 'allowed' });
  return call.tell({ type: 'LinePolicyLoaded', line: { status, policy: POLICY, caller: UNKNOWN_CALLER } });
}

describe('while the gateway is down', () => {
  it('a call that arrives is answered and told so, and nothing is asked of it', () => {
    const call = arriving('gatewayDown');
    expect(call.command('Answer')).toBeDefined();
    call.tell({ type: 'Answered' });
    expect(call.said).toEqual(LAST_WORDS);
    call.hear();
    expect(call.command('HangUp')).toBeDefined();
    expect(replayJournal(JSON.parse(JSON.stringify(call.journal)))).toMatchObject({ identical: true });
  });

  it('one that is just being answered is told instead of greeted', () => {
    const call = arriving('open').tell(OPENED);
    expect(call.commands).toEqual([]);
    expect(call.tell({ type: 'Answered' }).said).toEqual(LAST_WORDS);
  });

  it.each<readonly [string, () => Conversation]>([
    ['greet', () => new Conversation().arrive()],
    ['bill.find', () => new Conversation().arrive().hear()],
    ['bill.invoice', () => new Conversation().arrive(invoiceLine).hear()],
    [
      'bill.tell',
      () =>
        new Conversation()
          .arrive()
          .hear()
          .tell({ type: 'BillFound', bill: { ...INVOICE, invoiceId: null } }),
    ],
    [
      'bill.confirm',
      () =>
        new Conversation()
          .arrive(invoiceLine)
          .hear()
          .answer({ type: 'invoice', code: '1234566' })
          .tell({ type: 'BillFound', bill: INVOICE }),
    ],
    ['card.ask', () => new Conversation().toCard().key()],
    ['card.confirm', () => new Conversation().toCard().answer(CARD).hear()],
  ])('%s: the caller is told before a card is keyed for nothing', (stage, reach) => {
    const call = reach();
    expect(call.stage).toBe(stage);
    call.tell(OPENED);
    expect([call.said, call.stage]).toEqual([LAST_WORDS, 'goodbye']);
    expect(call.command('WipeSecrets')).toBeDefined();
    expect(call.command('CommitAttempt')).toBeUndefined();
  });

  it.each<readonly [string, () => Conversation]>([
    ['otp.wait', () => new Conversation().toOtp()],
    ['pin.ask', () => new Conversation().toPin()],
    ['pay.wait', () => new Conversation().toPay()],
    ['verdict', () => new Conversation().toPay().replied({ type: 'paid', refId: '123456' }).recorded()],
  ])('%s: an attempt that is under way goes on', (stage, reach) => {
    const call = reach().tell(OPENED);
    expect([call.commands, call.stage]).toEqual([[], stage]);
  });

  it('no other card is offered after a PIN that could not be had', () => {
    const call = new Conversation().toOtp().tell(OPENED).otp({ type: 'notConnected' });
    expect(call.said).toEqual(['otp.failed', 'nothing.taken', ...LAST_WORDS]);
  });

  it('no other card is asked for when the choice stood already', () => {
    const call = new Conversation().toOtp().otp({ type: 'notConnected' }).tell(OPENED);
    expect(call.stage).toBe('next');
    expect(call.choose('1').said).toEqual(LAST_WORDS);
  });

  it('no new PIN is asked for', () => {
    const call = new Conversation().toPin().answer({ type: 'star' }).tell(OPENED);
    expect(call.stage).toBe('pin.menu');
    expect(call.choose('1').said).toEqual(LAST_WORDS);
    expect(call.command('AbandonAttempt')).toBeDefined();
  });
});

describe('once it works again', () => {
  it('other cards are offered again', () => {
    const call = new Conversation().toOtp().tell(OPENED).tell(CLOSED).otp({ type: 'notConnected' });
    expect(call.stage).toBe('next');
  });

  it('what the process before this one knew counts for nothing', () => {
    const call = new Conversation().toOtp().tell(OPENED).tell({ type: 'Resumed', outcome: null });
    expect(call.stage).toBe('card.ask');
  });
});
