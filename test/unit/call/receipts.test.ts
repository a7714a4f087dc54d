import { describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { CARD, Conversation, PIN } from '../../support/conversation.ts';

const SILENCE = { type: 'unknown', why: 'timeout', code: null } as const;
const OWED = { type: 'OweReceipt', attemptId: 'att_1', owed: 'result' } as const;

/** Up to the wait for the bank, by a payer who is texted or is not. */
function paying(texted: boolean): Conversation {
  return new Conversation()
    .toCard({ confirmCard: false })
    .answer(CARD)
    .commit(texted)
    .otp({ type: 'accepted' })
    .answer(PIN);
}

describe('a payer who is texted', () => {
  it('is told so when the result is not known, and it is noted in the same entry', () => {
    const silent = paying(true).tell({ type: 'CallerDeadline' });
    expect(silent.said).toEqual(['unknown', 'unknown.sms']);
    expect(silent.command('OweReceipt')).toEqual(OWED);
    expect(silent.command('Play')?.verdict).toBe(true);
    const unclear = paying(true).replied(SILENCE).recorded();
    expect(unclear.said).toEqual(['unknown', 'unknown.sms']);
    expect(unclear.command('OweReceipt')).toEqual(OWED);
    expect(replayJournal(JSON.parse(JSON.stringify(unclear.journal)))).toMatchObject({ identical: true });
  });

  it('learns by SMS what came of a payment that they hung up on', () => {
    expect(paying(true).tell({ type: 'CallerGone', cause: 16 }).command('OweReceipt')).toEqual(OWED);
    const recording = paying(true).replied({ type: 'declined', code: 51 });
    expect(recording.tell({ type: 'CallerGone', cause: 16 }).command('OweReceipt')).toEqual(OWED);
  });

  it('is promised a reference that cannot be spoken', () => {
    const call = paying(true).replied({ type: 'paid', refId: 'AB12' }).recorded().hear();
    expect(call.said).toEqual(['paid.reference.sms', 'bye']);
    expect(call.command('OweReceipt')).toEqual({ ...OWED, owed: 'reference' });
  });

  it('is promised nothing that they hear', () => {
    for (const outcome of [
      { type: 'paid', refId: '123456789012' },
      { type: 'declined', code: 51 },
      { type: 'notSent', reason: 'notConnected' },
    ] as const) {
      const call = paying(true).replied(outcome).recorded();
      expect(call.said.filter((key) => key.endsWith('.sms'))).toEqual([]);
      expect(call.hear().journal.flatMap(({ commands }) => commands.map(({ type }) => type))).not.toContain(
        'OweReceipt',
      );
    }
  });

  it('is still one when another process goes on with the call', () => {
    const call = paying(true).tell({ type: 'Resumed', outcome: SILENCE });
    expect(call.said).toEqual(['resume.sorry', 'unknown', 'unknown.sms']);
  });
});

describe('a payer who is not texted, as every one of older journals', () => {
  it('is promised nothing', () => {
    const silent = paying(false).tell({ type: 'CallerDeadline' });
    expect([silent.said, silent.command('OweReceipt')]).toEqual([['unknown'], undefined]);
    const gone = paying(false).tell({ type: 'CallerGone', cause: 16 });
    expect(gone.command('OweReceipt')).toBeUndefined();
    const letters = paying(false).replied({ type: 'paid', refId: 'AB12' }).recorded().hear();
    expect([letters.said, letters.command('OweReceipt')]).toEqual([['bye'], undefined]);
  });
});
