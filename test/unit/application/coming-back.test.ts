import { describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { PAID, PAN, PIN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

/** Two processes, one after the other, with the same books; the caller stays on the line. */

/** The second process, once it has found the first one's call. */
async function goOn(before: LiveCall, line?: (call: LiveCall) => void): Promise<LiveCall> {
  const after = new LiveCall(before);
  after.line.wait(before.journal.begun[0] ?? null);
  line?.(after);
  await settle();
  return after;
}

async function pay(call: LiveCall): Promise<void> {
  await call.keys(PAN);
  await call.system.advance(1_000);
  await call.keyPin();
}

describe('a call that another process left behind', () => {
  it('in mid-entry: asks for the card again, and is paid', async () => {
    const before = await new LiveCall().toCard();
    await before.keys(PAN.slice(0, 9));
    const after = await goOn(before);
    expect(after.said).toEqual(['resume.sorry', 'resume.cardAgain', 'nothing.taken', 'card.ask']);
    await pay(after);
    expect(after.books.last).toBe('paid');
    expect(after.gateway.pays).toMatchObject([{ pan: PAN, pin: PIN }]);
    expect(replayJournal(JSON.parse(JSON.stringify(after.journal.entries)))).toMatchObject({
      identical: true,
    });
  });

  it('at the PIN: the attempt is set aside, and never paid by anyone', async () => {
    const before = await new LiveCall().toPin();
    const after = await goOn(before);
    expect(after.books.last).toBe('notSent(crash)');
    await before.keys(`${PIN}#`);
    expect(before.gateway.pays).toEqual([]);
    await pay(after);
    expect([after.books.last, after.gateway.pays.length]).toEqual(['paid', 1]);
  });

  it.each(['card.ask', 'attempt.commit'] as const)(
    'with its journal no further than %s, and a payment out: is told that this is not known yet',
    async (last) => {
      const before = new LiveCall();
      before.gateway.answering = new Promise(() => undefined);
      await before.toPay();
      expect(before.books.last).toBe('dispatched');
      const { entries } = before.journal;
      entries.splice(entries.findLastIndex(({ stage }) => stage === last) + 1);
      const after = await goOn(before);
      expect(after.said).toEqual(['resume.sorry', 'pending.unknown']);
      expect(after.gateway.pays).toEqual([]);
    },
  );

  it('with its journal no further than the card, and a payment made: is told so', async () => {
    const before = await new LiveCall().toPay();
    const { entries } = before.journal;
    entries.splice(entries.findLastIndex(({ stage }) => stage === 'card.ask') + 1);
    const after = await goOn(before);
    expect(after.said).toEqual(['resume.sorry', 'pending.paid']);
  });

  it('while the bank was asked: is not known yet, and never asked for again', async () => {
    const before = new LiveCall();
    before.gateway.answering = new Promise(() => undefined);
    await before.toPay();
    const after = await goOn(before);
    expect(after.said).toEqual(['resume.sorry', 'unknown']);
    expect([after.books.last, after.gateway.pays]).toEqual(['dispatched', []]);
  });

  it('whose result was recorded: is told it', async () => {
    const before = await new LiveCall().toPay();
    expect(before.books.last).toBe('paid');
    const after = await goOn(before);
    expect(after.said).toEqual(['resume.sorry', 'paid']);
    expect(after.seen[0]?.event).toEqual({ type: 'Resumed', outcome: PAID });
  });

  it('without a call id on its channel: is found in the books by the channel', async () => {
    const before = await new LiveCall().toPay();
    const after = new LiveCall(before);
    after.line.wait(null);
    await settle();
    expect(after.said).toEqual(['resume.sorry', 'paid']);
  });

  it('that the books do not know: is greeted afresh', async () => {
    const after = new LiveCall();
    after.line.wait(null);
    await after.system.advance(400);
    expect(after.said).toContain('greet.private');
  });

  it('that had said its last word: is ended', async () => {
    const before = await new LiveCall().toCard();
    before.line.leave();
    await settle();
    const after = await goOn(before);
    expect(after.line.asked).toEqual(['hangUp 34']);
  });

  it('whose books cannot be read: is ended rather than left in silence', async () => {
    const before = await new LiveCall().toCard();
    before.books.away = true;
    const after = await goOn(before);
    expect(after.line.asked).toEqual(['hangUp 34']);
    expect(after.log.errors).toEqual(['a call that was left behind could not be taken up']);
  });

  it('whose caller leaves meanwhile: leaves nothing behind', async () => {
    const before = await new LiveCall().toCard();
    const after = await goOn(before, ({ line }) => line.leave());
    expect([after.stage, after.registry.size, after.system.waiting]).toEqual(['ended', 0, 0]);
  });
});

describe('a gap in the line', () => {
  it('forgets what was half keyed and asks again', async () => {
    const call = await new LiveCall().toCard();
    await call.keys(PAN.slice(0, 9));
    call.line.gap();
    await settle();
    expect(call.said.at(-1)).toBe('card.ask');
    await call.keys(PAN);
    expect(call.stage).toBe('pin.ask');
  });

  it('says a verdict again from its beginning', async () => {
    const call = await new LiveCall().toPay();
    const times = () => call.said.filter((said) => said === 'paid').length;
    expect(times()).toBe(1);
    call.line.gap();
    await settle();
    expect(times()).toBe(2);
  });
});
