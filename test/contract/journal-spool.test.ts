import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournalSpool } from '../../src/adapters/journal-spool.ts';
import { openSpool } from '../../src/adapters/spool.ts';
import { FLOW_VERSION, type JournalEntry } from '../../src/domain/call/journal.ts';
import { FakeLog } from '../support/fakes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const CALL = { callId: 'call_1', channelId: 'c-1', line: '1000', caller: '0912', at: 5, owner: 'host:1:2' };

let folder: TempFolder;
let log: FakeLog;
beforeEach(() => {
  [folder, log] = [tempFolder(), new FakeLog()];
});
afterEach(() => folder.remove());

function entry(seq: number): JournalEntry {
  const event = { type: 'KeysIgnored', count: 1 } as const;
  const commands = [{ type: 'StopPlay', play: 3 }] as const;
  return { callId: 'call_1', seq, at: 7, flowVersion: FLOW_VERSION, event, stage: 'greet', commands };
}

const file = () => join(folder.path, 'spool/journals/call_1.jsonl');
const open = () => openJournalSpool(folder.path, log);

describe('the journals’ part of the spool', () => {
  it('gives back what was written, in its order, also to the next process', async () => {
    const spool = await open();
    await spool.write(CALL, [entry(1), entry(2)]);
    await spool.write(CALL, [entry(3)]);
    expect(await (await open()).list()).toEqual([{ call: CALL, entries: [entry(1), entry(2), entry(3)] }]);
    expect((await stat(file())).mode & 0o077).toBe(0);
    await spool.drop('call_1');
    await spool.drop('call_1');
    expect(await spool.list()).toEqual([]);
  });

  it('gives back what stands before a torn line and after it, and says so', async () => {
    await (await open()).write(CALL, [entry(1), entry(2)]);
    await appendFile(file(), `\n${JSON.stringify(entry(3)).slice(0, 40)}`);
    await (await open()).write(CALL, [entry(3), entry(4)]);
    const entries = [entry(1), entry(2), entry(3), entry(4)];
    expect(await (await open()).list()).toEqual([{ call: CALL, entries }]);
    expect(log.errors).toEqual(['lines of a journal in the spool are torn']);
  });

  it('sets aside what is no journal', async () => {
    const spool = await open();
    await writeFile(file(), 'neither a call nor an entry\n');
    expect(await spool.list()).toEqual([]);
    expect(await readdir(join(folder.path, 'spool/journals'))).toEqual(['call_1.jsonl.unreadable']);
    expect(await readFile(`${file()}.unreadable`, 'utf8')).toContain('neither');
  });

  it('is not in the way of results in the same spool', async () => {
    await (await open()).write(CALL, [entry(1)]);
    expect(await (await openSpool(folder.path, log)).list()).toEqual([]);
    expect(log.errors).toEqual([]);
  });
});
