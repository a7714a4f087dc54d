import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openSpool } from '../../src/adapters/spool.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { startDrainer } from '../../src/application/drain-spool.ts';
import type { AttemptResult } from '../../src/application/ports.ts';
import { recordResult } from '../../src/application/record-result.ts';
import type { Outcome } from '../../src/domain/payment/outcome.ts';
import { FakeLog, FakeQueue } from '../support/fakes.ts';
import { startPostgres } from '../support/postgres.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { BOOKSHOP, booksKit, PAID, resultOf } from './suites/books-kit.ts';

/** A file system of memory that holds a cluster and not much more; null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'zangpay disk '));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m,mode=1777', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

function remove(disk: string): void {
  execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
}

/** Writes until nothing more fits; resolves to the file. */
async function fill(disk: string): Promise<string> {
  const path = join(disk, 'ballast');
  await using file = await open(path, 'w');
  const block = Buffer.alloc(4_096);
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  return path;
}

const disk = smallDisk();

it.skipIf(disk === null)(
  'what the bank says while PostgreSQL’s disk is full is in the books once there is room',
  async () => {
    if (disk === null) return;
    onTestFinished(() => remove(disk));
    vi.stubEnv('TMPDIR', disk);
    const postgres = await startPostgres();
    vi.unstubAllEnvs();
    onTestFinished(() => postgres.remove());
    const database = await openDatabase({ url: postgres.url });
    onTestFinished(() => database.close());
    await migrate(database);
    const kit = booksKit(database);
    await kit.merchants.apply([BOOKSHOP]);
    const long = (attempt: Parameters<typeof resultOf>[0], outcome: Outcome): AttemptResult => {
      const result = resultOf(attempt, outcome);
      return { ...result, trace: { ...result.trace, note: 'x'.repeat(1_500) } };
    };
    const running = await kit.dispatched();
    const settled = await kit.settled(PAID);

    const ballast = await fill(disk);
    // Evidence is only ever added, so that its table needs room soon.
    const untilFull = async () => {
      for (let nth = 0; nth < 10_000; nth += 1) await kit.payments.record(long(settled, PAID), 'queue');
    };
    await expect(untilFull()).rejects.toMatchObject({ code: '53100' });

    const folder = tempFolder();
    onTestFinished(() => folder.remove());
    const log = new FakeLog();
    const queue = new FakeQueue();
    queue.away = true;
    const spool = await openSpool(folder.path, log);
    const ports = { spool, queue, payments: kit.payments, system: createSystem(), log };
    const { safe, done } = recordResult(ports, long(running, { type: 'paid', refId: '777' }));
    expect(await safe).toBe('spool');
    await done;
    expect(await kit.stored(running)).toMatchObject({ state: 'dispatched' });
    expect(await spool.list()).toHaveLength(1);

    await rm(ballast);
    const endDrainer = await startDrainer(ports);
    await endDrainer();
    expect(await kit.stored(running)).toMatchObject({ state: 'paid', refId: '777', surplus: false });
    expect(await spool.list()).toEqual([]);
    const next = await kit.dispatched();
    expect(await kit.stored(next)).toMatchObject({ state: 'dispatched' });
  },
);
