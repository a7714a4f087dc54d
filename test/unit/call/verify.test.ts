import { describe, expect, it } from 'vitest';
import type { GatherVerdict } from '../../../src/domain/gather/gather.ts';
import type { CheckFinding, PayerCheck } from '../../../src/domain/identity/payer-check.ts';
import type { LinePolicy } from '../../../src/domain/merchant/line.ts';
import { CARD, Conversation } from '../../support/conversation.ts';

const NATIONAL_ID: GatherVerdict = { type: 'nationalId' };
const BIRTH_DATE: GatherVerdict = { type: 'birthDate' };
const WRONG: GatherVerdict = { type: 'malformed', why: 'checkDigit', count: 10 };

const line = (by: PayerCheck['by'], whenDown: PayerCheck['whenDown'] = 'stop'): Partial<LinePolicy> => ({
  confirmCard: false,
  verify: { by, whenDown },
});

/** A call on a line that asks who pays, when the card has been keyed. */
function atNationalId(policy: Partial<LinePolicy> = line('shahkar')): Conversation {
  return new Conversation().toCard(policy).answer(CARD);
}

/** … and when the register has been asked. */
function atCheck(policy: Partial<LinePolicy> = line('shahkar')): Conversation {
  return identified(atNationalId(policy));
}

function identified(call: Conversation): Conversation {
  call.answer(NATIONAL_ID);
  return call.stage === 'birthDate.ask' ? call.answer(BIRTH_DATE).hear().choose('1') : call;
}

function found(call: Conversation, finding: CheckFinding, check = 1): Conversation {
  return call.tell({ type: 'PayerChecked', check, finding, tookMs: 900 });
}

describe('a line that does not ask who pays', () => {
  it('goes from the card to the attempt', () => {
    const call = new Conversation().toCard({ confirmCard: false }).answer(CARD);
    expect(call.stage).toBe('attempt.commit');
  });
});

describe('a line that asks for the holder of the mobile', () => {
  it('asks for the national id after the card, and says why', () => {
    const call = atNationalId();
    expect([call.stage, ...call.said]).toEqual(['nationalId.ask', 'verify.why', 'verify.nationalId.ask']);
    expect(call.command('OpenGather')?.request).toEqual({ kind: 'nationalId', ref: 'nationalId.2' });
  });

  it('asks for it after the card was confirmed, where it is read back', () => {
    const call = new Conversation().toCard({ verify: { by: 'shahkar', whenDown: 'stop' } }).answer(CARD);
    expect(call.stage).toBe('card.confirm');
    expect(call.hear().choose('1').stage).toBe('nationalId.ask');
  });

  it('asks the register with what is in the vault, and names no digit', () => {
    const call = atCheck();
    expect([call.stage, ...call.said]).toEqual(['payer.check', 'verify.asking']);
    expect(call.command('CheckPayer')).toEqual({
      type: 'CheckPayer',
      check: 1,
      mobile: '+989121234567',
      pan: 'card.1',
      details: { by: 'shahkar', nationalId: 'nationalId.2' },
    });
  });

  it('when they match, begins the attempt, and keeps nothing but the card', () => {
    const call = found(atCheck(), 'matched');
    expect(call.stage).toBe('attempt.commit');
    expect(call.command('WipeSecrets')).toEqual({ type: 'WipeSecrets', keep: ['card.1'] });
    expect(call.command('CommitAttempt')).toMatchObject({ pan: 'card.1' });
  });

  it('when an attempt would not be begun, costs no question', () => {
    const call = new Conversation().toCard(line('shahkar'));
    call.tell({ type: 'GatewayOpened' });
    expect(call.said).toEqual(['line.down', 'bye']);
  });
});

describe('a line that asks for the holder of the card', () => {
  it('asks for the birth date too, and reads it back without telling it', () => {
    const call = atNationalId(line('card')).answer(NATIONAL_ID);
    expect([call.stage, ...call.said]).toEqual(['birthDate.ask', 'verify.birthDate.ask']);
    call.answer(BIRTH_DATE);
    const ref = 'birthDate.3';
    expect(call.command('Play')?.prompts).toEqual([
      { key: 'verify.birthDate.said', slots: { birthYear: ref, birthMonth: ref, birthDay: ref } },
    ]);
    expect(call.hear().said).toEqual(['verify.birthDate.confirm']);
  });

  it('asks for the birth date anew when it was not right', () => {
    const call = atNationalId(line('card')).answer(NATIONAL_ID).answer(BIRTH_DATE).hear().choose('2');
    expect([call.stage, ...call.said]).toEqual(['birthDate.ask', 'verify.birthDate.ask']);
  });

  it('asks the register for the card', () => {
    expect(atCheck(line('card')).command('CheckPayer')).toMatchObject({
      pan: 'card.1',
      details: { by: 'card', nationalId: 'nationalId.2', birthDate: 'birthDate.3' },
    });
  });

  it('when they match, keeps what was keyed for another card', () => {
    const call = found(atCheck(line('card')), 'matched');
    expect(call.stage).toBe('attempt.commit');
    expect(call.command('WipeSecrets')).toBeUndefined();
  });
});

describe('an entry', () => {
  it.each([
    ['nationalId.ask', 'verify.nationalId', atNationalId],
    ['birthDate.ask', 'verify.birthDate', () => atNationalId(line('card')).answer(NATIONAL_ID)],
  ] as const)('of %s is asked for again, and given up after three that are wrong', (stage, key, at) => {
    const call = at();
    for (let tries = 0; tries < 2; tries += 1) {
      expect([call.answer(WRONG).stage, ...call.said]).toEqual([stage, `${key}.wrong`, `${key}.ask`]);
    }
    expect(call.answer(WRONG).said).toEqual([`${key}.wrong`, 'bye']);
  });

  it.each([
    ['verify.nationalId.ask', atNationalId],
    ['verify.birthDate.ask', () => atNationalId(line('card')).answer(NATIONAL_ID)],
  ] as const)('at %s is begun anew by star, and waited for with patience', (question, at) => {
    const call = at();
    expect(call.answer({ type: 'star' }).said).toEqual([question]);
    expect(call.keepSilent(4, 1).said).toEqual(['verify.more']);
    expect(call.keepSilent(0, 1).said).toEqual(['silence.once', question]);
    expect(call.keepSilent(0, 3).said).toEqual(['bye']);
  });
});

describe('when they do not match', () => {
  it('all is asked for once more, and nobody is told which of them differs', () => {
    const call = found(atCheck(line('card')), 'mismatched');
    expect(call.stage).toBe('nationalId.ask');
    expect(call.said).toEqual(['verify.mismatch', 'verify.again', 'verify.nationalId.ask']);
    expect(call.command('WipeSecrets')).toEqual({ type: 'WipeSecrets', keep: ['card.1'] });
  });

  it('the attempt begins when they match the second time', () => {
    const call = identified(found(atCheck(), 'mismatched'));
    expect(call.command('CheckPayer')?.check).toBe(2);
    expect(found(call, 'matched', 2).stage).toBe('attempt.commit');
  });

  it('the call ends kindly the second time', () => {
    const call = found(identified(found(atCheck(), 'mismatched')), 'mismatched', 2);
    expect(call.said).toEqual(['verify.mismatch', 'nothing.taken', 'bye']);
    expect(call.command('WipeSecrets')).toEqual({ type: 'WipeSecrets' });
  });

  it('a colleague helps the second time, where there is one, and then no card is asked for in vain', () => {
    const call = atCheck({ ...line('shahkar'), operator: '2000' });
    found(identified(found(call, 'mismatched')), 'mismatched', 2);
    expect(call.stage).toBe('operator.connect');
    call.hear().tell({ type: 'OperatorEnded', operator: 'busy' });
    expect(call.said).toEqual(['operator.none', 'verify.enough', 'bye']);
  });

  it('the call does not go on because the register is down the second time', () => {
    const call = identified(found(atCheck(line('shahkar', 'goOn')), 'mismatched'));
    expect(found(call, 'unavailable', 2).said).toEqual(['verify.down.stop', 'nothing.taken', 'bye']);
  });
});

describe('when the register gives no answer', () => {
  it('the call ends, where the line says stop', () => {
    const call = found(atCheck(), 'unavailable');
    expect(call.said).toEqual(['verify.down.stop', 'nothing.taken', 'bye']);
  });

  it('"nothing was taken" is not said to a caller with a payment in doubt', () => {
    const call = new Conversation().arrive({ ...line('shahkar'), bill: { type: 'invoice' } }, '09121234567', {
      language: null,
      pending: { type: 'unknown', sameLine: false },
    });
    call.hear().hear().choose('1').answer({ type: 'invoice', code: '102038' });
    call.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: 'inv_1' } });
    call.hear().choose('1').answer(CARD);
    found(identified(call), 'unavailable');
    expect(call.said).toEqual(['verify.down.stop', 'bye']);
  });

  it('the call goes on, where the line says so, and is not kept waiting again for another card', () => {
    const call = found(atCheck(line('card', 'goOn')), 'unavailable');
    expect([call.stage, ...call.said]).toEqual(['attempt.commit', 'verify.down.goOn', 'otp.asking']);
    expect(anotherCard(call).stage).toBe('attempt.commit');
  });

  it('too often today, the call ends, whatever the line says', () => {
    const call = found(atCheck(line('shahkar', 'goOn')), 'tooOften');
    expect(call.said).toEqual(['verify.enough', 'nothing.taken', 'bye']);
  });

  it('an answer to an earlier question changes nothing', () => {
    const call = identified(found(atCheck(), 'mismatched'));
    expect(found(call, 'matched', 1).stage).toBe('payer.check');
  });

  it('an answer after the caller has left is nobody’s', () => {
    const call = atCheck().tell({ type: 'CallerGone', cause: 16 });
    expect(call.command('WipeSecrets')).toEqual({ type: 'WipeSecrets' });
    expect(found(call, 'matched').commands).toEqual([]);
  });
});

/** The bank sends no PIN, and another card is keyed. */
function anotherCard(call: Conversation): Conversation {
  return call.commit().otp({ type: 'refused', code: null }).choose('1').answer(CARD);
}

describe('another attempt in the same call', () => {
  it('with the same card asks nobody', () => {
    const call = found(atCheck(line('card')), 'matched')
      .commit()
      .otp({ type: 'accepted' });
    call.answer({ type: 'star' }).choose('1');
    expect(call.stage).toBe('attempt.commit');
  });

  it('with another card and a mobile that is known asks nobody', () => {
    expect(anotherCard(found(atCheck(), 'matched')).stage).toBe('attempt.commit');
  });

  it('with another card asks the register for it, and the payer for nothing', () => {
    const call = found(atCheck(line('card')), 'matched')
      .commit()
      .otp({ type: 'refused', code: null });
    call.choose('1');
    expect(call.command('WipeSecrets')).toEqual({
      type: 'WipeSecrets',
      keep: ['nationalId.2', 'birthDate.3'],
    });
    call.answer(CARD);
    expect(call.command('CheckPayer')).toMatchObject({
      check: 2,
      pan: 'card.7',
      details: { nationalId: 'nationalId.2', birthDate: 'birthDate.3' },
    });
    expect(found(call, 'matched', 2).stage).toBe('attempt.commit');
  });

  it('with a third card is not offered: the register was asked as often as it may be', () => {
    const call = found(anotherCard(found(atCheck(line('card')), 'matched')), 'matched', 2);
    call.commit().otp({ type: 'refused', code: null });
    expect(call.said).toEqual(['otp.failed', 'nothing.taken', 'way.end']);
  });
});

describe('after the process was lost', () => {
  it.each([
    ['nationalId.ask', () => atNationalId()],
    ['birthDate.ask', () => atNationalId(line('card')).answer(NATIONAL_ID)],
    ['birthDate.confirm', () => atNationalId(line('card')).answer(NATIONAL_ID).answer(BIRTH_DATE)],
    ['payer.check', () => atCheck()],
  ] as const)('at %s, the card is asked for again, and then who pays', (stage, at) => {
    const call = at();
    expect(call.stage).toBe(stage);
    call.tell({ type: 'Resumed', outcome: null });
    expect(call.said).toEqual(['resume.sorry', 'resume.cardAgain', 'nothing.taken', 'card.ask']);
    expect(call.answer(CARD).stage).toBe('nationalId.ask');
  });

  it('a mobile that was found to match stays known, and a card does not', () => {
    const resumed = (by: PayerCheck['by']) =>
      found(atCheck(line(by)), 'matched')
        .tell({ type: 'Resumed', outcome: null })
        .answer(CARD).stage;
    expect([resumed('shahkar'), resumed('card')]).toEqual(['attempt.commit', 'nationalId.ask']);
  });

  it('the register is not asked a third time', () => {
    const call = identified(found(atCheck(), 'mismatched'));
    call.tell({ type: 'Resumed', outcome: null }).answer(CARD);
    expect(call.said).toEqual(['verify.enough', 'nothing.taken', 'bye']);
  });
});

describe('after a gap in the line', () => {
  it.each([
    ['verify.nationalId.ask', () => atNationalId()],
    ['verify.birthDate.ask', () => atNationalId(line('card')).answer(NATIONAL_ID)],
    ['verify.birthDate.said', () => atNationalId(line('card')).answer(NATIONAL_ID).answer(BIRTH_DATE)],
  ] as const)('%s is said again', (question, at) => {
    expect(at().tell({ type: 'LineGap', ms: 900 }).said).toEqual([question]);
  });

  it('the register goes on being asked', () => {
    const call = atCheck().tell({ type: 'LineGap', ms: 900 });
    expect(found(call, 'matched').stage).toBe('attempt.commit');
  });
});
