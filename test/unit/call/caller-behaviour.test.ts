import { describe, expect, it } from 'vitest';
import { CARD, Conversation, POLICY } from '../../support/conversation.ts';

const INVOICE_LINE = { bill: { type: 'invoice' } } as const;
const INVOICE = { billId: 'bill_9', amount: 1_250_000, invoiceId: 'inv_9' };
const WRONG = { type: 'malformed', why: 'checkDigit', count: 16 } as const;

describe('answering', () => {
  it('rejects a line that is down, unanswered', () => {
    const call = new Conversation().tell({
      type: 'CallArrived',
      did: '9',
      callerNumber: null,
      presentation: 'withheld',
    });
    call.tell({ type: 'LinePolicyLoaded', line: { status: 'down' } });
    expect(call.commands).toEqual([{ type: 'Reject', cause: 'noService' }]);
    expect(call.tell({ type: 'CallerGone', cause: 34 }).stage).toBe('ended');
  });

  it('greets without a name when no clip says it', () => {
    expect(new Conversation().arrive({ nameSpokenIn: [] }).said).toEqual(['greet.plain', 'greet.private']);
  });

  it('lets any key cut the greeting short', () => {
    const call = new Conversation().arrive().tell({ type: 'KeysIgnored', count: 1 });
    expect(call.command('StopPlay')).toEqual({ type: 'StopPlay', play: 1 });
    expect(call.stage).toBe('bill.find');
  });
});

describe('an invoice', () => {
  const asked = () => new Conversation().arrive(INVOICE_LINE).hear();

  it('is found by its code, read back and confirmed', () => {
    const call = asked();
    expect(call.said).toEqual(['bill.invoice.ask']);
    expect(call.answer({ type: 'invoice', code: '1234567' }).command('FindBill')?.by).toEqual({
      type: 'code',
      code: '1234567',
    });
    expect(call.tell({ type: 'BillFound', bill: INVOICE }).said).toEqual(['bill.confirm.amount']);
    expect(call.hear().said).toEqual(['bill.confirm.ask']);
    expect(call.choose('1').stage).toBe('card.ask');
  });

  it('is asked for again when it is another’s', () => {
    const call = asked()
      .answer({ type: 'invoice', code: '1234567' })
      .tell({ type: 'BillFound', bill: INVOICE });
    expect(call.hear().choose('2').said).toEqual(['bill.invoice.ask']);
  });

  it.each(['notFound', 'expired', 'cancelled'] as const)(
    '%s: may be keyed again, three times in all',
    (why) => {
      const call = asked();
      for (const _ of [1, 2]) {
        call.answer({ type: 'invoice', code: '1234567' }).tell({ type: 'BillRefused', why });
        expect(call.said).toEqual([`bill.invoice.${why}`, 'bill.invoice.ask']);
      }
      call.answer({ type: 'invoice', code: '1234567' }).tell({ type: 'BillRefused', why });
      expect(call.said).toEqual([`bill.invoice.${why}`, 'bye']);
    },
  );

  it.each([
    ['paid', 'bill.already.paid'],
    ['busy', 'bill.busy'],
    ['unknown', 'bill.unknown'],
    ['storeDown', 'line.down'],
  ] as const)('%s: is told and the call ends', (why, sentence) => {
    const call = asked().answer({ type: 'invoice', code: '1234567' }).tell({ type: 'BillRefused', why });
    expect(call.said).toEqual([sentence, 'bye']);
  });

  it('keeps a card that was keyed at the wrong prompt out of the journal', () => {
    const call = asked().answer({ type: 'malformed', why: 'tooLong', count: 16 });
    expect(call.said).toEqual(['bill.invoice.wrong', 'bill.invoice.ask']);
  });
});

describe('who pays', () => {
  it.each([null, '02188776655', 'anonymous'])('%s: is asked for a mobile, which is read back', (number) => {
    const call = new Conversation().arrive({}, number).hear();
    call.tell({ type: 'BillFound', bill: { billId: 'b', amount: 1_000, invoiceId: null } });
    expect(call.hear().said).toEqual(['mobile.ask']);
    expect(call.keepSilent(7, 1).said).toEqual(['mobile.more']);
    expect(call.answer({ type: 'malformed', why: 'notMobile', count: 11 }).said).toEqual([
      'mobile.wrong',
      'mobile.ask',
    ]);
    expect(call.answer({ type: 'mobile', mobile: '+989121234567' }).said).toEqual(['mobile.confirm.number']);
    expect(call.hear().choose('2').said).toEqual(['mobile.ask']);
    call.answer({ type: 'mobile', mobile: '+989121234567' }).hear().choose('1');
    expect(call.stage).toBe('card.ask');
  });

  it('is not asked when the network shows a mobile', () => {
    expect(new Conversation().toCard().stage).toBe('card.ask');
  });
});

describe('the card', () => {
  it('is asked for three times when it is wrong', () => {
    const call = new Conversation().toCard();
    expect(call.answer(WRONG).said).toEqual(['card.wrong', 'card.ask']);
    expect(call.answer(WRONG).said).toEqual(['card.wrong', 'card.ask']);
    expect(call.answer(WRONG).said).toEqual(['card.wrong', 'bye']);
  });

  it('keeps what has arrived from a slow payer', () => {
    const call = new Conversation().toCard().key().keepSilent(9, 1);
    expect(call.commands).toEqual([
      {
        type: 'Play',
        play: 4,
        language: 'fa',
        prompts: [{ key: 'card.more', slots: { n: 9 } }],
        verdict: false,
      },
    ]);
  });

  it('names no bank that it does not know', () => {
    const card = { first6: '999999', last4: '0000', bank: null };
    expect(new Conversation().toCard().answer({ type: 'card', card }).said).toEqual(['card.confirm.last4']);
  });

  it('is another one on request, and the first is wiped', () => {
    const call = new Conversation().toCard().answer(CARD).hear().choose('2');
    expect(call.command('WipeSecrets')).toBeDefined();
    expect(call.said).toEqual(['card.ask']);
  });

  it('goes straight to the bank on a line that does not read it back', () => {
    expect(new Conversation().toCard({ confirmCard: false }).answer(CARD).said).toEqual(['otp.asking']);
  });
});

describe('keys and silence', () => {
  it('stops what is said at the first key', () => {
    const call = new Conversation().toCard().key();
    expect(call.commands).toEqual([{ type: 'StopPlay', play: 3 }]);
    expect(call.key().commands).toEqual([]);
  });

  it('throws away keys while a value is read back', () => {
    const call = new Conversation().toCard().answer(CARD).tell({ type: 'KeysIgnored', count: 3 });
    expect([call.stage, call.commands]).toEqual(['card.confirm', []]);
  });

  it('gives up a question after three silences, and after three wrong keys', () => {
    const silent = new Conversation().toCard();
    expect(silent.keepSilent(0, 1).said).toEqual(['silence.once', 'card.ask']);
    expect(silent.keepSilent(0, 3).said).toEqual(['bye']);
    const wrong = new Conversation().toCard().answer(CARD).hear();
    const notOffered = { type: 'malformed', why: 'notOffered', count: 1 } as const;
    expect(wrong.answer(notOffered).said).toEqual(['key.wrong', 'card.confirm.ask']);
    expect(wrong.answer(notOffered).answer(notOffered).said).toEqual(['bye']);
  });

  it('ignores what belongs to an earlier question', () => {
    const call = new Conversation().toCard();
    for (const event of [
      { type: 'PromptEnded', play: 1, heard: 'stopped' },
      { type: 'GatherEnded', gather: 99, verdict: CARD },
      { type: 'KeyHeard', gather: 99 },
    ] as const) {
      expect(call.tell(event).commands).toEqual([]);
      expect(call.stage).toBe('card.ask');
    }
  });

  it('ends at the soft limit only when no key came lately', () => {
    const call = new Conversation().toCard().key().tell({ type: 'CallLimitNear' });
    expect(call.command('SetNet')).toBeDefined();
    expect(call.stage).toBe('card.ask');
    expect(call.tell({ type: 'CallLimitNear' }).said).toEqual(['bye']);
  });

  it('ends beyond the soft limit, however many keys come, once it has waited for 20 minutes of them', () => {
    const call = new Conversation().toCard();
    for (let wait = 1; wait <= 48; wait += 1) {
      expect(call.key().tell({ type: 'CallLimitNear' }).said).not.toContain('bye');
    }
    expect(call.key().tell({ type: 'CallLimitNear' }).said).toEqual(['bye']);
  });

  it('ends at the soft limit even while the books do not answer, and sets aside what they commit then', () => {
    const call = new Conversation().toCard({ confirmCard: false }).answer(CARD);
    expect(call.stage).toBe('attempt.commit');
    expect(call.tell({ type: 'CallLimitNear' }).said).toEqual(['bye']);
    expect(call.commit().commands).toEqual([
      { type: 'AbandonAttempt', attemptId: 'att_1', reason: 'hangup' },
    ]);
  });
});

describe('a caller who hangs up', () => {
  it('leaves no prepared attempt and no secret behind', () => {
    const call = new Conversation().toPin().tell({ type: 'CallerGone', cause: 16 });
    expect(call.command('AbandonAttempt')).toMatchObject({ attemptId: 'att_1', reason: 'hangup' });
    expect(call.command('WipeSecrets')).toBeDefined();
    expect(call.stage).toBe('ended');
  });

  it('does not cancel a payment that is out', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerGone', cause: 16 });
    expect(call.stage).toBe('gone');
    expect(call.command('WipeSecrets')).toBeUndefined();
    expect(call.command('AbandonAttempt')).toBeUndefined();
    call.replied({ type: 'paid', refId: '12' }).recorded();
    expect([call.stage, call.command('WipeSecrets')]).toEqual(['ended', { type: 'WipeSecrets' }]);
  });

  it('has the attempt set aside that was being committed', () => {
    const call = new Conversation().toCard({ confirmCard: false }).answer(CARD);
    call.tell({ type: 'CallerGone', cause: 16 }).commit();
    expect(call.command('AbandonAttempt')).toMatchObject({ attemptId: 'att_1', reason: 'hangup' });
  });

  it('gets no words after that', () => {
    const call = new Conversation().toPay().tell({ type: 'CallerGone', cause: 16 });
    expect(call.replied({ type: 'paid', refId: '12' }).said).toEqual([]);
  });
});

describe('a PIN while the bank has not answered', () => {
  const asked = { type: 'accepted' } as const;

  it.each([0, 3])('is asked for all the same when keying has stopped with %i digits', (have) => {
    const stopped = new Conversation().toOtp({ confirmCard: false }).key().keepSilent(have);
    expect(stopped.otp(asked).said).toEqual(['pin.ask']);
  });

  it('is not asked for while it is being keyed', () => {
    const keying = new Conversation().toOtp({ confirmCard: false }).key();
    expect([keying.otp(asked).stage, keying.commands]).toEqual(['pin.ask', []]);
  });
});

describe('a payer who is not there any more', () => {
  it('is renewed one PIN that has expired, and no other', () => {
    const call = new Conversation().toPin({ confirmCard: false }).tell({ type: 'PinExpired' });
    expect([call.stage, call.said]).toEqual(['attempt.commit', ['pin.expired', 'otp.asking']]);
    call.commit().otp({ type: 'accepted' }).tell({ type: 'PinExpired' });
    expect(call.said).toEqual(['pin.expired', 'bye']);
  });

  it('is renewed each as long as keys come', () => {
    const call = new Conversation().toPin({ confirmCard: false }).tell({ type: 'PinExpired' });
    call.commit().otp({ type: 'accepted' }).key().answer({ type: 'star' }).tell({ type: 'PinExpired' });
    expect(call.said).toEqual(['pin.expired', 'otp.asking']);
  });

  it('hears nothing between the cut of a prompt and the news that they have left', () => {
    const call = new Conversation().arrive();
    call.tell({ type: 'PromptEnded', play: 1, heard: 'cut' });
    expect([call.stage, call.said]).toEqual(['greet', []]);
  });
});

it('no further card is asked for when no further PIN may be', () => {
  const call = new Conversation().toPay({ confirmCard: false, limits: { ...POLICY.limits, otpsPerCall: 1 } });
  expect(call.replied({ type: 'declined', code: 51 }).recorded().hear().said).toEqual([
    'declined.enough',
    'bye',
  ]);
});
