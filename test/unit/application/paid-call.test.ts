import { beforeEach, describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { PAN, PIN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

/** A promise that is kept by hand. */
const gate = () => Promise.withResolvers<void>();

let call: LiveCall;
beforeEach(() => {
  call = new LiveCall();
});

describe('a paid call', () => {
  it('goes from the ringing to the reference, and leaves nothing behind', async () => {
    await call.toPay();
    expect(call.gateway.pays).toEqual([{ orderId: expect.any(String), pan: PAN, pin: PIN, amount: 500_000 }]);
    expect(call.gateway.otps.map(({ orderId }) => orderId)).toEqual([call.gateway.pays[0]?.orderId]);
    expect(call.events.filter((type) => /^Pay|^Result/.test(type))).toEqual(['PayReplied', 'ResultRecorded']);
    await call.listen(3);
    await call.system.advance(8_000);
    await call.listen(2);
    expect(call.said).toEqual(
      expect.arrayContaining([
        'greet.private',
        'card.ask',
        'otp.asking',
        'pin.ask',
        'pay.wait',
        'paid',
        'bye',
      ]),
    );
    expect([call.stage, call.books.last, call.registry.size]).toEqual(['ended', 'paid', 0]);
    expect(call.line.asked.at(-1)).toBe('hangUp 16');
    expect([call.system.waiting, call.journal.endedAt.length, call.log.errors]).toEqual([0, 1, []]);
  });

  it('is journalled as it was lived: without a gap, without a secret, and so that it replays', async () => {
    await call.toPay();
    await call.listen(3);
    call.line.leave();
    await settle();
    const { entries } = call.journal;
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries).toEqual(call.seen);
    expect(replayJournal(JSON.parse(JSON.stringify(entries)))).toMatchObject({
      identical: true,
      stage: 'ended',
    });
    const kept = JSON.stringify([
      entries,
      call.log.lines,
      call.queue.results,
      [...call.books.evidence.values()],
    ]);
    expect(kept).not.toContain(PAN.slice(6, 12));
    expect(kept).not.toContain(PIN);
  });

  it('zeroes the PIN as soon as it was sent, and the card at its end', async () => {
    await call.toPay();
    const shown = () => call.lent.map((secret) => secret.expose((bytes) => bytes.some((byte) => byte !== 0)));
    expect(shown()).toContain(true);
    expect(call.lent.at(-1)?.expose((bytes) => [...bytes])).toEqual(Array(8).fill(0));
    await call.listen(2);
    expect(shown()).not.toContain(true);
  });
});

describe('a PIN that is not sent', () => {
  it('is zeroed too, although the call goes on', async () => {
    await call.toPin();
    call.books.refuseDispatch = 'expired';
    await call.keyPin();
    expect([call.stage, call.gateway.pays]).toEqual(['pin.ask', []]);
    const opened = call.seen.flatMap(({ commands }) =>
      commands.flatMap((command) =>
        command.type === 'OpenGather' && command.request.kind === 'pin' ? [command.request.ref] : [],
      ),
    );
    // For each of the two PINs one gather before the bank's answer and one after it.
    expect(opened).toHaveLength(4);
    expect(opened.map((ref) => call.vault?.secret(ref).expose((bytes) => bytes.length))).toEqual([
      0, 0, 0, 0,
    ]);
  });
});

describe('the order of things', () => {
  it('opens a gather before its question begins, so that a quick key is not lost', async () => {
    await call.toGreeting();
    await call.listen(1);
    call.line.hearOut();
    call.line.key('6');
    await settle();
    expect(call.events).toContain('KeyHeard');
    expect(call.events).not.toContain('KeysIgnored');
    const asking = call.seen.map(({ commands }) => commands.map(({ type }) => type));
    const both = asking.filter((types) => types.includes('OpenGather') && types.includes('Play'));
    expect(both).not.toEqual([]);
    for (const types of both) expect(types.indexOf('OpenGather')).toBeLessThan(types.indexOf('Play'));
  });

  it('moves no money before the journal has it', async () => {
    await call.toPin();
    const written = gate();
    call.journal.writing = written.promise;
    await call.keyPin();
    expect([call.gateway.pays, call.books.last]).toEqual([[], 'prepared']);
    written.resolve();
    await settle();
    expect([call.gateway.pays.length, call.books.last]).toEqual([1, 'paid']);
  });

  it('moves no money at all when the journal does not have it within 2 s', async () => {
    await call.toPin();
    const written = gate();
    call.journal.writing = written.promise;
    await call.keyPin();
    await call.system.advance(2_000);
    expect(call.events).toContain('AttemptRefused');
    expect(call.said.slice(-2)).toEqual(['line.down', 'bye']);
    written.resolve();
    await settle();
    expect([call.gateway.pays, call.books.last]).toEqual([[], 'notSent(notConfirmed)']);
  });

  it('speaks a verdict only when its journal entry is durable', async () => {
    await call.toPin();
    const answered = gate();
    call.gateway.answering = answered.promise;
    await call.keyPin();
    const written = gate();
    call.journal.writing = written.promise;
    answered.resolve();
    await settle();
    expect([call.stage, call.said.at(-1)]).toEqual(['verdict', 'pay.wait']);
    written.resolve();
    await settle();
    expect(call.said.at(-1)).toBe('paid');
  });

  it('speaks a verdict after 2 s all the same', async () => {
    await call.toPin();
    const answered = gate();
    call.gateway.answering = answered.promise;
    await call.keyPin();
    call.journal.writing = gate().promise;
    answered.resolve();
    await call.system.advance(1_999);
    expect(call.said.at(-1)).toBe('pay.wait');
    await call.system.advance(1);
    expect(call.said.at(-1)).toBe('paid');
  });

  it('announces after the result is recorded, or after 2 s without it, with an alarm', async () => {
    call.spool.hangs = call.queue.hangs = true;
    await call.toPay();
    await call.system.advance(1_999);
    expect([call.stage, call.said.at(-1)]).toEqual(['pay.record', 'pay.wait']);
    await call.system.advance(1);
    expect(call.events).toContain('ResultNotRecorded');
    expect(call.said.at(-1)).toBe('paid');
    expect(call.log.errors).toContain('a result is announced before it is recorded');
  });

  it('takes what happens within an event after it, and never twice at once', async () => {
    let depth = 0;
    let deepest = 0;
    const { seen } = call;
    call.watch = (entry) => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      seen.push(entry);
      // A key during the entry of an event: the line does not wait for us.
      if (entry.stage === 'card.ask' && entry.event.type === 'PromptEnded') call.line.key('6');
      depth -= 1;
    };
    await call.toCard();
    expect(deepest).toBe(1);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
  });
});

describe('an answer after the caller’s deadline', () => {
  /** The bank is silent until the caller hears that the result is not known yet. */
  const silent = async () => {
    await call.toPin();
    const answered = gate();
    call.gateway.answering = answered.promise;
    await call.keyPin();
    await call.system.advance(30_000);
    expect(call.said.at(-1)).toBe('unknown');
    return answered;
  };

  it('is recorded, and told when it comes while *not known yet* is said', async () => {
    const answered = await silent();
    answered.resolve();
    await settle();
    expect(call.said.at(-1)).toBe('unknown');
    await call.listen();
    expect([call.said.at(-1), call.books.last]).toEqual(['paid', 'paid']);
  });

  it.each(['verdict', 'goodbye'] as const)(
    'is told in stage %s only after it is recorded, or after 2 s',
    async (stage) => {
      const answered = await silent();
      if (stage === 'goodbye') await call.listen();
      expect(call.stage).toBe(stage);
      call.spool.hangs = call.queue.hangs = true;
      answered.resolve();
      await settle();
      await call.listen();
      await call.system.advance(1_900);
      expect(call.said).not.toContain('paid');
      await call.system.advance(200);
      expect(call.said.at(-1)).toBe('paid');
    },
  );

  it('lets a caller whose PIN was wrong key a new one, also when it comes during the last words', async () => {
    const answered = await silent();
    await call.listen();
    call.gateway.outcome = { type: 'declined', code: 55 };
    answered.resolve();
    await settle();
    expect(call.said.slice(-2)).toEqual(['declined', 'reason.pin']);
    await call.listen();
    await call.keys('2');
    expect([call.stage, call.gateway.otps.length]).toEqual(['pin.ask', 2]);
  });

  it('is recorded when the caller has left', async () => {
    const answered = await silent();
    await call.listen(2);
    expect([call.stage, call.registry.size]).toEqual(['ended', 1]);
    await call.system.advance(60_000);
    answered.resolve();
    await settle();
    expect([call.books.last, call.registry.size, call.system.waiting]).toEqual(['paid', 0, 0]);
  });
});
