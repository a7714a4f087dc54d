import { beforeEach, describe, expect, it } from 'vitest';
import { JournalWriter } from '../../../src/application/journal-writer.ts';
import { FLOW_VERSION, type JournalEntry } from '../../../src/domain/call/journal.ts';
import { JournalDisk } from '../../simulation/disk.ts';
import { FakeJournal, FakeLog } from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const CALL = {
  callId: 'call_1',
  channelId: 'channel-1',
  line: '1000',
  caller: null,
  at: 0,
  owner: 'process-1',
};

let journal: FakeJournal;
let system: SimulatedSystem;
let log: FakeLog;
let spool: JournalDisk;
let writer: JournalWriter;
beforeEach(() => {
  [journal, system, log] = [new FakeJournal(), new SimulatedSystem(), new FakeLog()];
  spool = new JournalDisk();
  writer = new JournalWriter({ journal, journalSpool: spool, system, log }, CALL);
});

function entry(seq: number): JournalEntry {
  const event = { type: 'KeysIgnored', count: 1 } as const;
  return { callId: 'call_1', seq, at: 0, flowVersion: FLOW_VERSION, event, stage: 'greet', commands: [] };
}

const written = () => journal.entries.map(({ seq }) => seq);
const add = (...seqs: readonly number[]) => seqs.map((seq) => writer.add(entry(seq)));

describe('the writer of a journal', () => {
  it('registers the call once, before its first entry', async () => {
    await Promise.all(add(1));
    await Promise.all(add(2));
    expect([journal.begun, written()]).toEqual([['call_1'], [1, 2]]);
  });

  it('keeps the order, and writes together what has gathered', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    journal.writing = promise;
    const all = add(1);
    await settle();
    all.push(...add(2, 3, 4));
    resolve();
    await Promise.all(all);
    expect([written(), journal.batches]).toEqual([
      [1, 2, 3, 4],
      [1, 3],
    ]);
  });

  it('says that an entry is durable only when it is written', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    journal.writing = promise;
    let durable = false;
    const [added] = add(1).map((one) =>
      one.then(() => {
        durable = true;
      }),
    );
    await settle();
    expect(durable).toBe(false);
    resolve();
    await added;
    expect(written()).toEqual([1]);
  });

  it('goes on trying while the store is away, and loses nothing', async () => {
    journal.away = true;
    const all = add(1, 2);
    await system.advance(600_000);
    all.push(...add(3));
    journal.away = false;
    await system.advance(1_000);
    await Promise.all(all);
    expect([journal.begun, written()]).toEqual([['call_1'], [1, 2, 3]]);
    expect(log.errors).toEqual(['the journal cannot be written']);
  });

  it('gives up after about the time that a call may last', async () => {
    journal.away = true;
    const [added] = add(1).map((one) => one.catch((error: Error) => error.message));
    await system.advance(1_000_000);
    expect(await added).toBe('it is away');
    expect(system.waiting).toBe(0);
  });

  it('tries once more, and not for ever, when it is hurried', async () => {
    journal.away = true;
    const [added] = add(1).map((one) => one.catch((error: Error) => error.message));
    await system.advance(5_000);
    writer.hurry();
    await system.advance(1_000);
    expect([await added, system.waiting]).toEqual(['it is away', 0]);
    journal.away = false;
    await Promise.all(add(2));
    expect(written()).toEqual([2]);
  });

  it('keeps in the spool what the store refuses, and empties it when the store has all of it', async () => {
    journal.away = true;
    const all = add(1, 2);
    await settle();
    all.push(...add(3));
    await settle();
    expect(await spool.list()).toEqual([{ call: CALL, entries: [entry(1), entry(2), entry(3)] }]);
    journal.away = false;
    await system.advance(1_000);
    await Promise.all(all);
    await settle();
    expect([written(), await spool.list()]).toEqual([[1, 2, 3], []]);
  });

  it('keeps in the spool what the store has not taken within 2 seconds', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    journal.writing = promise;
    const all = add(1);
    await system.advance(1_999);
    expect(await spool.list()).toEqual([]);
    await system.advance(1);
    expect(await spool.list()).toMatchObject([{ entries: [entry(1)] }]);
    resolve();
    await Promise.all(all);
    await settle();
    expect([await spool.list(), system.waiting]).toEqual([[], 0]);
  });

  it('gives to the spool once more what the spool did not take, so that no entry is missing in between', async () => {
    journal.away = true;
    const write = spool.write.bind(spool);
    spool.write = () => Promise.reject(new Error('the disk fails'));
    for (const added of add(1)) added.catch(() => undefined);
    await settle();
    spool.write = write;
    for (const added of add(2)) added.catch(() => undefined);
    await settle();
    expect((await spool.list()).flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2]);
  });

  it('leaves in the spool what it gave up', async () => {
    journal.away = true;
    const [added] = add(1).map((one) => one.catch((error: Error) => error.message));
    await system.advance(1_000);
    writer.hurry();
    await system.advance(1_000);
    expect([await added, await spool.list()]).toMatchObject(['it is away', [{ entries: [entry(1)] }]]);
  });

  it('writes no file while the store is well', async () => {
    await Promise.all(add(1, 2, 3));
    expect(spool.written).toEqual([]);
  });
});
