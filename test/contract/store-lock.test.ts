import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreInUse, takeStoreLock } from '../../src/adapters/store/store-lock.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const MODULE = new URL('../../src/adapters/store/store-lock.ts', import.meta.url).href;

describe('the lock of the embedded store', () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
  });
  afterEach(() => folder.remove());

  it('is given back', async () => {
    const unlock = await takeStoreLock(folder.path);
    await unlock();
    await (await takeStoreLock(folder.path))();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('names the process that lives and what to do; its death frees it', async () => {
    const holder = await holderIn(folder.path);
    const refused = takeStoreLock(folder.path);
    await expect(refused).rejects.toThrow(StoreInUse);
    await expect(refused).rejects.toThrow(
      new RegExp(`open in process ${holder.pid}: stop that process, or .*ZANGPAY_DATA_DIR.*DATABASE_URL`),
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await takeStoreLock(folder.path))();
  });

  it('is not held by a later process with the same pid', async () => {
    await plantLock(folder.path, `${process.pid}-1-another`);
    await (await takeStoreLock(folder.path))();
  });

  it('is not held by a crash in the middle of taking it', async () => {
    await mkdir(join(folder.path, 'store.lock'));
    await (await takeStoreLock(folder.path))();
  });

  it('of a dead process goes to one of many takers', async () => {
    for (let round = 0; round < 20; round += 1) {
      await plantLock(folder.path, '999999999-1-dead');
      const takers = await Promise.allSettled(Array.from({ length: 20 }, () => takeStoreLock(folder.path)));
      const winners = takers.flatMap((taker) => (taker.status === 'fulfilled' ? [taker.value] : []));
      const losers = takers.flatMap((taker) => (taker.status === 'rejected' ? [taker.reason] : []));
      expect(winners).toHaveLength(1);
      expect(losers.every((error) => error instanceof StoreInUse)).toBe(true);
      await winners[0]?.();
    }
    expect(await readdir(folder.path)).toEqual([]);
  });
});

async function plantLock(folder: string, holder: string): Promise<void> {
  await mkdir(join(folder, 'store.lock'));
  await writeFile(join(folder, 'store.lock', holder), '');
}

async function holderIn(folder: string) {
  const script = `const { takeStoreLock } = await import(${JSON.stringify(MODULE)});
    await takeStoreLock(process.argv[1]);
    console.log('taken');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
