import { Fault } from '../../application/fault.ts';
import type { Language } from '../../domain/merchant/line.ts';
import { nearest } from '../../domain/nearest.ts';
import { allClips, merchantClip } from '../../domain/prompt/clips.ts';

/** Whose recordings they are: a merchant's for all its lines (`line` null), or one line's. */
export interface RecordingOwner {
  readonly merchantId: string;
  readonly line: string | null;
}

/** The folder in the sounds folder that holds the recordings of all merchants. */
export const RECORDINGS = 'merchants';

/** Whether a name can be a merchant's folder: an id, as merchants files have them. */
export function isMerchantFolder(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(name);
}

/** Whether a name can be a line's folder: its number. */
export function isLineFolder(name: string): boolean {
  return /^\+?\d{2,15}$/.test(name);
}

/**
 * Where an owner's recordings in one language lie inside the sounds folder: `merchants/bookshop/1001/fa`. Throws a
 * Fault for an owner whose names would lead elsewhere.
 */
export function recordingsFolder(owner: RecordingOwner, language: Language): string {
  requireOwner(owner);
  const { merchantId, line } = owner;
  return [RECORDINGS, merchantId, ...(line === null ? [] : [line]), language].join('/');
}

/** Throws a Fault when nobody can be this owner. */
export function requireOwner({ merchantId, line }: RecordingOwner): void {
  if (!isMerchantFolder(merchantId))
    throw new Fault(`"${merchantId}" is no merchant's id, such as bookshop.`);
  if (line !== null && !isLineFolder(line)) throw new Fault(`"${line}" is no line's number, such as 1000.`);
}

/**
 * The names of the clips that a recording may replace. A merchant's name is recorded for all its lines: whether
 * it can be said is asked of the merchant.
 */
export function replaceableClips(
  { merchantId, line }: RecordingOwner,
  language: Language,
): ReadonlySet<string> {
  const names = allClips(language).map(({ name }) => name);
  return new Set(line === null ? [...names, merchantClip(merchantId)] : names);
}

/** Why a recording of this name would never be heard; null when it would be. For people. */
export function nameProblem(clip: string, owner: RecordingOwner, language: Language): string | null {
  const known = replaceableClips(owner, language);
  if (known.has(clip)) return null;
  if (clip === merchantClip(owner.merchantId)) return "a merchant's name is recorded for all its lines";
  const parts = [...known].filter(
    (name) => name.startsWith(`${clip}.`) && /^\.\d$/.test(name.slice(clip.length)),
  );
  if (parts.length > 0) return `the sentence is said from several clips: ${parts.join(', ')}`;
  const alike = nearest(clip, [...known]);
  return `no clip has this name${alike.length === 0 ? '' : ` (did you mean ${alike.join(', ')}?)`}`;
}
