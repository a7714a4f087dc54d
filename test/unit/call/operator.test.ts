import { describe, expect, it } from 'vitest';
import { hasEnded } from '../../../src/domain/call/state.ts';
import { CARD, Conversation, PIN } from '../../support/conversation.ts';

const HELPED = { operator: '2000', confirmCard: false } as const;
const WRONG = { type: 'malformed', why: 'checkDigit', count: 16 } as const;
const funds = { type: 'declined', code: 51 } as const;

/** Declined, and at the ways on. */
const declined = (policy: object = HELPED) => {
  const call = new Conversation().toPay(policy).replied(funds).recorded();
  return call.hear();
};

describe('a colleague', () => {
  it('is offered after a decline, on zero, where there is one', () => {
    expect(declined().said).toEqual(['way.otherCard', 'way.operator', 'way.end']);
    expect(declined({ confirmCard: false }).said).toEqual(['way.otherCard', 'way.end']);
  });

  it('is offered when the merchant is at fault, and in the menu of the PIN', () => {
    const call = new Conversation().toPay(HELPED).replied({ type: 'declined', code: 3 }).recorded().hear();
    expect(call.said).toEqual(['way.operator', 'way.end']);
    expect(new Conversation().toPin(HELPED).answer({ type: 'star' }).said).toContain('way.operator');
  });

  it('is called after three wrong entries', () => {
    const call = new Conversation().toCard(HELPED).answer(WRONG).answer(WRONG).answer(WRONG);
    expect(call.said).toEqual(['card.wrong', 'operator.connect']);
  });

  it('is not called for a caller who leaves meanwhile', () => {
    const call = declined().choose('0');
    const play = call.command('Play')?.play ?? 0;
    expect(call.tell({ type: 'PromptEnded', play, heard: 'cut' }).command('HandOver')).toBeUndefined();
    expect(call.tell({ type: 'CallerGone', cause: 16 }).stage).toBe('ended');
  });

  it('is called when the bank has declined as often as a call may try', () => {
    const call = new Conversation().toPay({ ...HELPED, limits: { ...LIMITS, declinesPerCall: 1 } });
    expect(call.replied(funds).recorded().hear().said).toEqual(['operator.connect']);
  });

  it('gets the call with every secret wiped and its attempt set aside, after the warning', () => {
    const call = new Conversation().toPin(HELPED).answer({ type: 'star' }).choose('0');
    expect(call.commands.map(({ type }) => type)).toEqual([
      'CloseGather',
      'StopTimer',
      'AbandonAttempt',
      'WipeSecrets',
      'StopPlay',
      'Play',
    ]);
    expect(call.hear().command('HandOver')).toEqual({ type: 'HandOver', extension: '2000' });
    expect([call.stage, hasEnded(call.state)]).toEqual(['handedOver', true]);
  });

  it('is not offered while a payment may be out', () => {
    const call = new Conversation().toPay(HELPED).tell({ type: 'CallerDeadline' });
    expect(call.hear().said).toEqual(['bye']);
  });
});

describe('a caller who comes back from a colleague', () => {
  const handedOver = () => declined().choose('0').hear();

  it.each(['busy', 'noAnswer'] as const)(
    'who was %s goes on where they stood, with a new card',
    (operator) => {
      const call = handedOver().tell({ type: 'OperatorEnded', operator });
      expect(call.said).toEqual(['operator.none', 'card.ask']);
      expect(call.command('SetNet')).toEqual({ type: 'SetNet', seconds: 900 });
      call.answer(CARD).commit().otp({ type: 'accepted' }).answer(PIN).replied(funds).recorded().hear();
      expect(call.said).toEqual(['way.otherCard', 'way.end']);
    },
  );

  it('before there was a bill is asked for it again', () => {
    const call = new Conversation().arrive({ ...HELPED, bill: { type: 'invoice' } }).hear();
    call.answer(WRONG).answer(WRONG).answer(WRONG).hear();
    expect(call.tell({ type: 'OperatorEnded', operator: 'noAnswer' }).said).toEqual([
      'operator.none',
      'bill.invoice.ask',
    ]);
  });

  it('after a talk is told goodbye', () => {
    expect(handedOver().tell({ type: 'OperatorEnded', operator: 'answered' }).said).toEqual(['bye']);
  });

  it('and whose process has died meanwhile goes on as if nobody had answered', () => {
    expect(handedOver().tell({ type: 'Resumed', outcome: null }).said).toEqual(['operator.none', 'card.ask']);
  });
});

const LIMITS = {
  pinLifeMs: 120_000,
  callerDeadlineMs: 30_000,
  callSoftMs: 780_000,
  otpsPerCall: 3,
  declinesPerCall: 4,
};
