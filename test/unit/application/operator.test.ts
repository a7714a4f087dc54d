import { beforeEach, describe, expect, it } from 'vitest';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { PAN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

let call: LiveCall;
beforeEach(() => {
  call = new LiveCall();
  call.policy = { operator: '2000', maxCalls: 5 };
});

/** Three wrong cards: a colleague is called. */
async function handedOver(): Promise<void> {
  await call.toCard();
  const wrong = `${PAN.slice(0, -1)}${(Number(PAN.at(-1)) + 1) % 10}`;
  for (let nth = 0; nth < 3; nth += 1) await call.keys(wrong);
  await call.listen();
}

const replays = () => replayJournal(JSON.parse(JSON.stringify(call.journal.entries)));

describe('a call that is handed over', () => {
  it('is let go once its journal says so, is over here, and holds no place', async () => {
    let written: () => void = () => undefined;
    await call.toCard();
    const wrong = `${PAN.slice(0, -1)}${(Number(PAN.at(-1)) + 1) % 10}`;
    for (let nth = 0; nth < 3; nth += 1) await call.keys(wrong);
    call.journal.writing = new Promise((resolve) => {
      written = resolve;
    });
    await call.listen();
    expect(call.line.asked).not.toContain('handOver 2000');
    written();
    await settle();
    expect(call.line.asked.at(-1)).toBe('handOver 2000');
    expect([call.registry.size, call.slots.taken.size, call.journal.endedAt.length]).toEqual([0, 0, 1]);
  });

  it('goes on when nobody has answered, in the same journal', async () => {
    await handedOver();
    call.line.comeBack('busy');
    await settle();
    expect(call.said.slice(-2)).toEqual(['operator.none', 'card.ask']);
    await call.keys(PAN);
    await call.system.advance(1_000);
    await call.keys('73915284#');
    expect(call.books.last).toBe('paid');
    expect(replays()).toMatchObject({ identical: true });
  });

  it('is written by one session only, though the one before has not noted its end', async () => {
    let noted: () => void = () => undefined;
    const note = call.journal.note.bind(call.journal);
    call.journal.note = async (...facts) => {
      await new Promise<void>((resolve) => {
        noted = resolve;
      });
      await note(...facts);
    };
    await handedOver();
    call.line.comeBack('busy');
    await settle();
    // What the one before would write of it comes after the other has read the journal.
    let written: () => void = () => undefined;
    call.journal.writing = new Promise((resolve) => {
      written = resolve;
    });
    call.line.key('5');
    noted();
    await settle();
    written();
    await settle();
    expect(call.said.slice(-2)).toEqual(['operator.none', 'card.ask']);
    expect(replays()).toMatchObject({ identical: true, stage: 'card.ask' });
  });
});
