import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openSpool } from '../../src/adapters/spool.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { startDrainer } from '../../src/application/drain-spool.ts';
import { Fault } from '../../src/application/fault.ts';
import type { AttemptResult } from '../../src/application/ports.ts';
import type { Outcome } from '../../src/domain/payment/outcome.ts';
import { FakeLog, PAN, PIN } from '../support/fakes.ts';
import { findLeaks } from '../support/leaks.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { BOOKSHOP, booksKit, PAID, resultOf } from './suites/books-kit.ts';

/** What is asked of the disk, and a disk that can be full. Everything else is the real one. */
const disk = vi.hoisted(() => ({ asked: [] as string[], full: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const asked = (what: string, path: unknown) => disk.asked.push(`${what} ${nameOf(String(path))}`);
  return {
    ...real,
    async open(...[path, ...how]: Parameters<typeof real.open>) {
      const file = await real.open(path, ...how);
      const [sync, writeFile] = [file.sync.bind(file), file.writeFile.bind(file)];
      file.sync = () => {
        asked('sync', path);
        return sync();
      };
      file.writeFile = async (...what) => {
        asked('write', path);
        await writeFile(...what);
        if (disk.full) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
      };
      return file;
    },
    rename(...[from, to]: Parameters<typeof real.rename>) {
      asked('rename to', to);
      return real.rename(from, to);
    },
  };
});

function nameOf(path: string): string {
  return basename(path).replace(/\.[\w-]{36}\./, '.*.');
}

const SPOOL = pathToFileURL(resolve(import.meta.dirname, '../../src/adapters/spool.ts')).href;

let dataDir: string;
let log: FakeLog;
beforeEach(() => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  dataDir = folder.path;
  log = new FakeLog();
  disk.asked.length = 0;
  disk.full = false;
});

const at = (name: string) => join(dataDir, 'spool', name);
const files = () => readdirSync(join(dataDir, 'spool')).sort();

function newResult(evidenceId: string, outcome: Outcome = PAID): AttemptResult {
  return { ...resultOf({ attemptId: 'att_1', orderId: '123456789012345678' }, outcome), evidenceId };
}

/** Runs a program that has a spool open, in a process of its own. */
function spoolProcess(program: string) {
  const code = `import { openSpool } from ${JSON.stringify(SPOOL)};
    const log = { info() {}, warn() {}, error() {} };
    const spool = await openSpool(process.argv[1], log);
    ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, exited: once(child, 'exit') };
}

describe('the spool', () => {
  it.each<Outcome>([
    PAID,
    { type: 'declined', code: 51 },
    { type: 'unknown', why: 'unlistedCode', code: 94 },
    { type: 'notSent', reason: 'notConfirmed' },
  ])('gives back a result as it was written: $type', async (outcome) => {
    const result = newResult('evd_1', outcome);
    await (await openSpool(dataDir, log)).write(result);
    expect(await (await openSpool(dataDir, log)).list()).toEqual([result]);
  });

  it('lists the oldest first, and forgets what is dropped, once or twice', async () => {
    const spool = await openSpool(dataDir, log);
    const ids = Array.from({ length: 30 }, (_, index) => `evd_${10 + ((index * 7) % 30)}`);
    for (const id of [...ids, ...ids.slice(0, 3)]) await spool.write(newResult(id));
    expect((await spool.list()).map(({ evidenceId }) => evidenceId)).toEqual([...ids].sort());
    for (const id of [...ids.slice(1), ...ids.slice(1)]) await spool.drop(id);
    expect(files()).toEqual([`${ids[0]}.json`]);
  });

  it('has a result on the disk under its own name before it says so', async () => {
    const spool = await openSpool(dataDir, log);
    disk.asked.length = 0;
    await spool.write(newResult('evd_1'));
    expect(disk.asked).toEqual([
      'write evd_1.*.writing',
      'sync evd_1.*.writing',
      'rename to evd_1.json',
      'sync spool',
    ]);
  });

  it('is readable by its owner alone, and holds nothing but the fields of a result', async () => {
    const spool = await openSpool(dataDir, log);
    const { trace, ...rest } = newResult('evd_1');
    await spool.write({ ...rest, trace: { ...trace, pin: PIN }, pan: PAN } as AttemptResult);
    expect(await findLeaks(dataDir, [PAN, PIN])).toEqual([]);
    const modes = [at(''), at('evd_1.json')].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
    writeFileSync(at('planted'), `pan ${PAN}`);
    expect(await findLeaks(dataDir, [PAN, PIN])).toMatchObject([{ secret: 0 }]);
  });

  it('says in one sentence that the disk is full, and keeps no half of a result', async () => {
    const spool = await openSpool(dataDir, log);
    disk.full = true;
    const writing = spool.write(newResult('evd_1'));
    await expect(writing).rejects.toThrow(Fault);
    await expect(writing).rejects.toThrow(/spool .*cannot be written: the disk is full\. Make room/);
    expect(files()).toEqual([]);
  });

  it('refuses to begin where it cannot be kept', async () => {
    writeFileSync(join(dataDir, 'spool'), 'a file');
    await expect(openSpool(dataDir, log)).rejects.toThrow(/The spool .* cannot be written/);
  });

  it('writes no file outside its folder, whatever an evidence is called', async () => {
    const spool = await openSpool(dataDir, log);
    await expect(spool.write(newResult('../evil'))).rejects.toThrow();
    expect([readdirSync(dataDir), files()]).toEqual([['spool'], []]);
  });
});

describe('what is no result', () => {
  it('is set aside under a name that says so, with an alarm, and keeps no other waiting', async () => {
    const spool = await openSpool(dataDir, log);
    await spool.write(newResult('evd_1'));
    await spool.write(newResult('evd_3'));
    writeFileSync(at('evd_0.json'), readFileSync(at('evd_1.json')).subarray(0, 40));
    writeFileSync(at('evd_2.json'), readFileSync(at('evd_1.json')));
    writeFileSync(at('notes.txt'), 'buy milk');
    const found = (await spool.list()).map(({ evidenceId }) => evidenceId);
    expect(found).toEqual(['evd_1', 'evd_3']);
    const aside = ['evd_0.json.unreadable', 'evd_2.json.unreadable', 'notes.txt.unreadable'];
    expect([files(), log.errors.length]).toEqual([[...aside, 'evd_1.json', 'evd_3.json'].sort(), 3]);
    await spool.list();
    expect(log.errors).toHaveLength(3);
  });

  it('or belongs to other books is set aside too', async () => {
    const spool = await openSpool(dataDir, log);
    await spool.write(newResult('evd_1'));
    await spool.setAside('evd_1');
    expect([files(), await spool.list()]).toEqual([['evd_1.json.foreign'], []]);
  });

  it('when it was being written by a process that died; a whole one is kept', async () => {
    const spool = await openSpool(dataDir, log);
    await spool.write(newResult('evd_9'));
    const whole = readFileSync(at('evd_9.json'), 'utf8');
    writeFileSync(at('evd_1.x.writing'), whole.replace('evd_9', 'evd_1'));
    writeFileSync(at('evd_2.y.writing'), whole.slice(0, -1));
    expect((await spool.list()).length).toBe(1);
    const next = await openSpool(dataDir, log);
    expect((await next.list()).map(({ evidenceId }) => evidenceId)).toEqual(['evd_1', 'evd_9']);
    expect(files()).toContain('evd_2.y.writing.unreadable');
    expect(log.errors).toEqual(['a result was not written to its end']);
  });
});

describe('a process that is killed', () => {
  it('in mid-write loses no result that it was told is safe, and leaves none torn', async () => {
    const { child, exited } = spoolProcess(`
      const write = async (id) => {
        await spool.write({ ...${JSON.stringify(newResult('evd_0'))}, evidenceId: 'evd_' + id });
        process.stdout.write('evd_' + id + '\\n');
      };
      for (let id = 0; ; id += 4) await Promise.all([0, 1, 2, 3].map((more) => write(id + more)));`);
    const told: string[] = [];
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => {
      told.push(line);
      if (told.length === 101) child.kill('SIGKILL');
    });
    await Promise.all([exited, once(lines, 'close')]);
    const spool = await openSpool(dataDir, log);
    const found = (await spool.list()).map(({ evidenceId }) => evidenceId);
    expect(told.filter((evidenceId) => !found.includes(evidenceId))).toEqual([]);
    expect(told.length).toBeGreaterThan(100);
    expect(files().filter((name) => name.endsWith('.json.unreadable'))).toEqual([]);
  });

  it('between the bank’s answer and the books: the next start records it', async () => {
    const database = await openDatabase({ folder: join(dataDir, 'store') });
    onTestFinished(() => database.close());
    await migrate(database);
    const kit = booksKit(database);
    await kit.merchants.apply([BOOKSHOP]);
    const attempt = await kit.dispatched();
    const { exited } = spoolProcess(`
      await spool.write(${JSON.stringify(resultOf(attempt, PAID))});
      process.kill(process.pid, 'SIGKILL');`);
    expect((await exited)[1]).toBe('SIGKILL');
    expect((await kit.stored(attempt)).state).toBe('dispatched');

    const spool = await openSpool(dataDir, log);
    await spool.write(newResult('evd_of_other_books'));
    const end = await startDrainer({ spool, payments: kit.payments, system: createSystem(), log });
    await end();
    const shown = await kit.reader.show(attempt.attemptId);
    expect(shown).toMatchObject({
      attempt: { state: 'paid' },
      evidence: [{ recordedBy: 'spool', moved: true }],
    });
    expect(files()).toEqual(['evd_of_other_books.json.foreign']);
  });
});
