import { beforeEach, describe, expect, it } from 'vitest';
import { LineFault } from '../../../src/application/ports.ts';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { PAID, PAN, PIN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

let call: LiveCall;
beforeEach(() => {
  call = new LiveCall();
});

describe('the store away', () => {
  it('when a call arrives: it is rejected unanswered, and its journal is written when the store is back', async () => {
    call.books.away = true;
    call.journal.away = true;
    call.line.ring();
    await call.system.advance(60_000);
    expect(call.line.asked).toEqual(['hangUp 34']);
    expect(call.stage).toBe('ended');
    call.journal.away = false;
    await call.system.advance(1_000);
    expect(call.journal.entries).toEqual(call.seen);
    expect([call.registry.size, call.system.waiting]).toEqual([0, 0]);
  });

  it('for a moment when a call arrives costs that call nothing', async () => {
    call.journal.away = true;
    await call.toGreeting();
    call.journal.away = false;
    await call.system.advance(1_000);
    await call.listen(2);
    await call.keys(PAN);
    await call.system.advance(1_000);
    await call.keys(`${PIN}#`);
    expect(call.books.last).toBe('paid');
    expect(replayJournal(call.journal.entries)).toMatchObject({ identical: true });
  });

  it('when a call ends: its place on the line is given free as soon as the store is back', async () => {
    call.policy = { maxCalls: 1 };
    await call.toGreeting();
    const { slots } = call;
    const release = slots.release.bind(slots);
    slots.release = () => Promise.reject(new Error('it is away'));
    call.line.leave();
    await call.system.advance(30_000);
    expect(slots.taken.size).toBe(1);
    slots.release = release;
    await call.system.advance(1_000);
    expect([slots.taken.size, call.registry.size, call.system.waiting]).toEqual([0, 0, 0]);
    expect(call.log.errors).toEqual(['the end of a call was not noted']);
  });

  it('during a call: no new charge, and the caller hears a true sentence', async () => {
    await call.toPin();
    call.books.away = true;
    call.journal.away = true;
    await call.keys(`${PIN}#`);
    await call.system.advance(2_000);
    expect([call.gateway.pays, call.said.slice(-2)]).toEqual([[], ['line.down', 'bye']]);
  });

  it('and the queue away after the bank has answered: the result is announced from the spool, and nobody waits', async () => {
    await call.toPin();
    const answered = Promise.withResolvers<void>();
    call.gateway.answering = answered.promise;
    await call.keys(`${PIN}#`);
    call.books.away = true;
    call.queue.away = true;
    answered.resolve();
    await settle();
    await settle();
    expect(call.said.at(-1)).toBe('paid');
    expect(call.seen.findLast(({ event }) => event.type === 'ResultRecorded')?.event).toMatchObject({
      by: 'spool',
    });
    expect([...call.spool.entries.values()]).toMatchObject([{ outcome: PAID }]);
    call.line.leave();
    await call.registry.close();
    expect(call.registry.size).toBe(0);
  });

  it('or hung, and the queue too: the announcement waits for neither', async () => {
    await call.toPin();
    call.queue.hangs = true;
    call.books.record = () => new Promise(() => undefined);
    const keyedMs = call.system.monotonicMs();
    await call.keys(`${PIN}#`);
    await settle();
    expect([call.said.at(-1), call.system.monotonicMs()]).toEqual(['paid', keyedMs]);
  });

  it('and queue and spool away too: the caller still hears the bank’s answer, and it is recorded when one is back', async () => {
    call.spool.away = true;
    await call.toPin();
    const answered = Promise.withResolvers<void>();
    call.gateway.answering = answered.promise;
    await call.keys(`${PIN}#`);
    call.books.away = true;
    call.queue.away = true;
    answered.resolve();
    await call.system.advance(2_000);
    expect(call.said.at(-1)).toBe('paid');
    call.line.leave();
    await call.system.advance(60_000);
    expect(call.registry.size).toBe(1);
    call.books.away = false;
    await call.system.advance(1_000);
    expect([call.books.last, call.books.recordedBy, call.registry.size]).toEqual(['paid', ['database'], 0]);
  });
});

describe('a surprise', () => {
  it('in whoever looks on does no harm to the call', async () => {
    call.watch = () => {
      throw new Error('the demo has a fault');
    };
    await call.toPay();
    expect(call.books.last).toBe('paid');
  });

  it('in a command ends the waiting for its answer: nobody is left on the line', async () => {
    call.books.openBill = () => {
      throw new Error('a surprise');
    };
    call.books.prepare = call.books.openBill as never;
    await call.toPin();
    expect(call.said.slice(-2)).toEqual(['line.down', 'bye']);
  });

  it('after the dispatch keeps no call for ever', async () => {
    await call.toPin();
    call.gateway.pay = () => Promise.reject(new Error('a surprise'));
    call.gateway.connecting = Promise.resolve();
    call.line.key(`${PIN}#`);
    await settle();
    call.line.leave();
    await call.system.advance(60_000);
    expect([call.stage, call.registry.size]).toEqual(['ended', 0]);
    expect([call.books.last, call.log.errors]).toEqual(['dispatched', ['a command of a call failed']]);
  });

  it('in answering hangs up: the caller is not kept in silence', async () => {
    call.line.answer = () => Promise.reject(new Error('no answer from Asterisk'));
    call.line.ring();
    await settle();
    expect(call.line.asked).toEqual(['hangUp 34']);
    expect([call.stage, call.registry.size]).toEqual(['ended', 0]);
  });
});

describe('draining', () => {
  it('passes a new call on, and lets the running one pay', async () => {
    await call.toPin();
    const draining = call.registry.drain(60_000);
    await settle();
    call.line.ring('09121234568', '1000', 'channel-2');
    await settle();
    expect([call.registry.draining, call.line.asked.at(-1), call.registry.size]).toEqual([
      true,
      'passOn channel-2',
      1,
    ]);
    await call.keys(`${PIN}#`);
    call.line.leave();
    await draining;
    expect([call.books.last, call.registry.size, call.system.waiting]).toEqual(['paid', 0, 0]);
  });

  it('gives up at its limit, saying meanwhile what it waits for', async () => {
    await call.toPin();
    const draining = call.registry.drain(25_000);
    await call.system.advance(25_000);
    await draining;
    const told = call.log.lines.filter(({ message }) => message.startsWith('no new calls are taken'));
    expect(told.map(({ fields }) => fields)).toEqual([{ calls: 1 }, { calls: 1 }, { calls: 1 }]);
    expect(call.registry.size).toBe(1);
    await call.registry.close();
    expect([call.registry.size, call.books.last]).toEqual([0, 'notSent(hangup)']);
  });

  it('is over at once when there is no call', async () => {
    await call.registry.drain(60_000);
    expect([call.log.lines, call.system.waiting]).toEqual([[], 0]);
  });
});

describe('closing', () => {
  it('ends calls, and passes a new one on', async () => {
    await call.toPin();
    await call.registry.close();
    expect([call.line.asked.at(-1), call.books.last]).toEqual(['hangUp 34', 'notSent(hangup)']);
    call.line.ring();
    await settle();
    expect([call.line.asked.at(-1), call.registry.size]).toEqual(['passOn channel-1', 0]);
  });

  it('waits for a payment that is out', async () => {
    await call.toPin();
    const answered = Promise.withResolvers<void>();
    call.gateway.answering = answered.promise;
    await call.keys(`${PIN}#`);
    let closed = false;
    const closing = call.registry.close().then(() => {
      closed = true;
    });
    await call.system.advance(90_000);
    expect([closed, call.books.last]).toEqual([false, 'dispatched']);
    answered.resolve();
    await closing;
    expect(call.books.last).toBe('paid');
  });

  it('does not wait for ever for an Asterisk that is away', async () => {
    await call.toPin();
    call.line.dead = true;
    const closing = call.registry.close();
    await call.system.advance(5_000);
    await closing;
    expect([call.stage, call.books.last, call.system.waiting]).toEqual(['ended', 'notSent(hangup)', 0]);
  });

  it('does not wait for ever for a journal that cannot be written', async () => {
    await call.toPin();
    call.journal.away = true;
    const closing = call.registry.close();
    await call.system.advance(5_000);
    await closing;
    expect(call.books.last).toBe('notSent(hangup)');
  });
});

describe('the registry', () => {
  it('hears of a hang-up once, however often it is told', async () => {
    await call.toCard();
    const before = call.seen.length;
    call.line.leave();
    call.line.leave();
    await settle();
    expect(call.seen.slice(before).map(({ event }) => event.type)).toEqual(['PromptEnded', 'CallerGone']);
  });

  it('ignores what is told of channels that are not its own', async () => {
    await call.toCard();
    call.line.leave();
    await settle();
    call.line.key('1');
    expect(call.events.at(-1)).toBe('CallerGone');
  });
});

describe('the line away', () => {
  it('when a call is over: its caller is hung up as soon as the line does it', async () => {
    await call.toGreeting();
    const hangUp = call.line.hangUp.bind(call.line);
    let tries = 0;
    call.line.hangUp = async () => {
      tries += 1;
      throw new LineFault('Asterisk does not answer.');
    };
    // The bill and the question; three silences, and the last words.
    await call.listen(3);
    for (let silences = 0; silences < 3; silences += 1) {
      await call.system.advance(16_000);
      await call.listen();
    }
    await call.system.advance(9_000);
    expect([call.stage, tries]).toEqual(['leaving', 4]);
    call.line.hangUp = hangUp;
    await call.system.advance(3_000);
    expect(call.line.asked.at(-1)).toBe('hangUp 16');
  });
});
