import { beforeEach, describe, expect, it } from 'vitest';
import { startJournalDrainer } from '../../../src/application/drain-journals.ts';
import { FLOW_VERSION, type JournalEntry } from '../../../src/domain/call/journal.ts';
import { JournalDisk } from '../../simulation/disk.ts';
import { FakeJournal, FakeLog } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const CALL = { callId: 'call_1', channelId: 'c', line: '1000', caller: null, at: 0, owner: 'the dead' };

let journal: FakeJournal;
let journalSpool: JournalDisk;
let log: FakeLog;
let system: SimulatedSystem;
let running: Set<string>;
beforeEach(() => {
  [journal, journalSpool, log] = [new FakeJournal(), new JournalDisk(), new FakeLog()];
  [system, running] = [new SimulatedSystem(), new Set()];
});

function entry(seq: number, stage = 'greet', count = 1): JournalEntry {
  const event = { type: 'KeysIgnored', count } as const;
  return { callId: 'call_1', seq, at: 1_000 * seq, flowVersion: FLOW_VERSION, event, stage, commands: [] };
}

const drain = () =>
  startJournalDrainer({ journal, journalSpool, system, log }, (callId) => running.has(callId));
const seqs = () => journal.entries.map(({ seq }) => seq);

describe('journals that a dead process left in the spool', () => {
  it('are brought in whole when the store never heard of the call', async () => {
    await journalSpool.write(CALL, [entry(1), entry(2, 'ended')]);
    await drain();
    expect([journal.begun, seqs(), journal.endedAt]).toEqual([['call_1'], [1, 2], [2_000]]);
    expect(await journalSpool.list()).toEqual([]);
  });

  it('are brought in from where the store ends, and the call stays with whoever has it', async () => {
    await journal.begin(CALL);
    await journal.append([entry(1), entry(2)], CALL.owner);
    await journalSpool.write(CALL, [entry(2), entry(3)]);
    await drain();
    expect([journal.begun, seqs(), journal.endedAt]).toEqual([['call_1'], [1, 2, 3], []]);
  });

  it('are brought in up to a gap: what comes after it would tell of a call that never was', async () => {
    await journalSpool.write(CALL, [entry(1), entry(2), entry(4)]);
    await drain();
    expect(seqs()).toEqual([1, 2]);
    expect(log.errors).toEqual(['the end of a journal was left out: entries before it are lost']);
  });

  it('do not replace what another process wrote that went on with the call', async () => {
    await journal.begin(CALL);
    await journal.append([entry(1)], CALL.owner);
    await journal.take('call_1', 'the living');
    await journal.append([entry(2, 'greet', 7)], 'the living');
    await journalSpool.write(CALL, [entry(2), entry(3)]);
    await drain();
    expect(journal.entries.at(-1)).toEqual(entry(2, 'greet', 7));
    expect(log.errors).toEqual([
      'the end of a journal was left out: another process has gone on with the call without it',
    ]);
    expect(await journalSpool.list()).toEqual([]);
  });

  it('that are left out and cannot be dropped keep no server from starting', async () => {
    await journal.begin(CALL);
    await journal.append([entry(1)], CALL.owner);
    await journal.take('call_1', 'the living');
    await journalSpool.write(CALL, [entry(2)]);
    journalSpool.drop = async () => {
      throw new Error('the disk fails');
    };
    await drain();
    expect(log.errors.at(-1)).toBe('a journal that is left out stays in the spool');
  });

  it('stay while the store is away, and are brought in once it is back', async () => {
    await journalSpool.write(CALL, [entry(1)]);
    journal.away = true;
    const end = await drain();
    expect([log.errors, await journalSpool.list()]).toMatchObject([['a journal waits in the spool'], [{}]]);
    journal.away = false;
    await system.advance(5_000);
    await end();
    expect([seqs(), await journalSpool.list(), system.waiting]).toEqual([[1], [], 0]);
  });

  it('stay where they are while their call runs here', async () => {
    running.add('call_1');
    await journalSpool.write(CALL, [entry(1)]);
    await drain();
    expect([seqs(), (await journalSpool.list()).length]).toEqual([[], 1]);
  });
});
