import type { Finding } from '../diagnose.ts';
import type { FolderSeen, SpoolLeftover } from '../ports.ts';

/** What was seen of the data folder, of the spool in it and of the sounds, as findings. */

/** Journals and results of some hundred thousand calls. */
const LEAST_FREE = 256 * 1024 ** 2;
/** A result in the spool is recorded at the next round, a moment later. */
const PATIENCE_MS = 60_000;

export function judgeFolder(folder: string, seen: FolderSeen): Finding {
  if (seen.type === 'refused') {
    return {
      status: 'failed',
      note: `${folder} cannot be written: ${seen.why}`,
      remedy: 'Results of payments go there first: mend it, or set ZANGPAY_DATA_DIR to another folder.',
    };
  }
  const free = `${sizeText(seen.freeBytes)} free`;
  if (seen.freeBytes < LEAST_FREE) {
    return {
      status: 'failed',
      note: `${folder} has only ${free}`,
      remedy: 'Make room: results of payments go there first.',
    };
  }
  if (seen.type === 'absent') {
    return { status: 'ok', note: `${folder} is not there yet: it is made at the first start; ${free}` };
  }
  return { status: 'ok', note: `${folder} can be written and synced; ${free}` };
}

/** @param isServed whether a server runs there, which empties the spool by itself */
export function judgeSpool(leftovers: readonly SpoolLeftover[], isServed: boolean): Finding {
  const aside = leftovers.filter(({ kind }) => kind === 'setAside');
  if (aside.length > 0) {
    return {
      status: 'failed',
      note: `${aside.length} files are set aside: they are no result, or of other books`,
      remedy: 'Look at *.unreadable and *.foreign in the spool: a payment may be in them.',
    };
  }
  if (leftovers.length === 0) return { status: 'ok', note: 'nothing waits in it' };
  const oldest = Math.max(...leftovers.map(({ ageMs }) => ageMs));
  const note = `${leftovers.length} files wait in it, the oldest for ${Math.round(oldest / 1_000)} s`;
  if (isServed && oldest < PATIENCE_MS) return { status: 'ok', note };
  return {
    status: 'failed',
    note,
    remedy: isServed
      ? 'The server cannot record them: its log says why.'
      : 'Start the server: it records what is in them.',
  };
}

export function judgeSounds(
  problems: readonly { readonly path: string; readonly problem: string }[],
): Finding {
  if (problems.length === 0) return { status: 'ok', note: 'every clip is there and at its level' };
  const told = problems.slice(0, 3).map(({ path, problem }) => `${path}: ${problem}`);
  const more = problems.length > told.length ? `; and ${problems.length - told.length} more` : '';
  return {
    status: 'failed',
    note: told.join('; ') + more,
    remedy: 'Make them with zangpay prompts build; zangpay prompts check lists them all.',
  };
}

function sizeText(bytes: number): string {
  const mebibytes = Math.floor(bytes / 1024 ** 2);
  return mebibytes < 1024 ? `${mebibytes} MiB` : `${Math.floor(mebibytes / 1024)} GiB`;
}
