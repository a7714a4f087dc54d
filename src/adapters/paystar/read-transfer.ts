import type { TransferList, TransferRow, TransferSent } from '../../application/ports.ts';
import { type Fields, rowsOf, textOf, wholeOf } from '../provider/lenient.ts';
import { type Heard, plainlyRefusesKey, type ReplyFrame } from './reply-frame.ts';
import { statusMeaning } from './status-codes.ts';

/** As much is kept of what a bank says of a transfer. */
const LONGEST_MESSAGE = 200;

/**
 * The one place where a reply to `v2/settlement` becomes an outcome (contracts.md 1.5, 3). Only success in every way is
 * `accepted`, only a clear refusal is `failed`; everything else may have moved money.
 */
export function readSent(heard: Heard, trackId: string): TransferSent {
  // Whoever has no valid key is refused before anything is done (contracts.md 2.3).
  if (plainlyRefusesKey(heard)) return { type: 'failed', why: 'refused', code: codeIn(heard) };
  switch (heard.type) {
    case 'neverLeft':
      return { type: 'failed', why: 'notSent', code: null };
    case 'lost':
    case 'unreadable':
      return { type: 'unknown', code: null };
    case 'frame':
      return readFrame(heard.frame, trackId);
  }
}

function codeIn(heard: Heard): number | null {
  return heard.type === 'frame' ? heard.frame.code : null;
}

function readFrame(frame: ReplyFrame, trackId: string): TransferSent {
  const { httpStatus, status, code } = frame;
  const rows = frame.rows.filter(isTransfer).map(rowOf);
  const row = rows.find((one) => one.trackId === trackId) ?? null;
  // A row of another transfer, or several: nothing is certain of ours.
  const strange = rows.length > 0 && row === null && !(rows.length === 1 && rows[0]?.trackId === null);
  const isGood = httpStatus >= 200 && httpStatus < 300;
  if (status === 'succeeded' && isGood && !strange) {
    return { type: 'accepted', row: row ?? rows[0] ?? null };
  }
  const mayHaveBeenDone =
    httpStatus >= 500 || httpStatus === 408 || statusMeaning(code ?? Number.NaN)?.act === 'retry';
  const isRefusal = code === null || statusMeaning(code) !== null;
  if (status === 'failed' && isRefusal && !mayHaveBeenDone && !frame.rows.some(tellsOfTransfer)) {
    return { type: 'failed', why: 'refused', code };
  }
  return { type: 'unknown', code };
}

/** A failure's `data` holds complaints by the name of a field, in lists; a transfer has values (contracts.md 2.2). */
function isTransfer(fields: Fields): boolean {
  return ['hashid', 'track_id', 'status', 'ref_code'].some((name) => textOf(fields[name]) !== null);
}

/** Whether a transfer is told of, at any depth. */
function tellsOfTransfer(fields: Fields): boolean {
  return isTransfer(fields) || Object.values(fields).some((value) => rowsOf(value).some(tellsOfTransfer));
}

/** The rows of `settlement-requests`: a list, a list within an object, or one object; null when there is no answer. */
export function readList(heard: Heard): TransferList {
  if (heard.type !== 'frame') return null;
  const { status, httpStatus, rows } = heard.frame;
  if (status !== 'succeeded' || httpStatus < 200 || httpStatus > 299) return null;
  return rows.filter(isTransfer).map(rowOf);
}

const STATES = ['pending', 'success', 'failed'] as const;

function rowOf(fields: Fields): TransferRow {
  const state = textOf(fields.status)?.toLowerCase();
  return {
    trackId: textOf(fields.track_id),
    hashId: textOf(fields.hashid),
    amount: wholeOf(fields.amount),
    status: STATES.find((known) => known === state) ?? 'other',
    referenceCode: textOf(fields.ref_code),
    message: textOf(fields.message)?.slice(0, LONGEST_MESSAGE) ?? null,
  };
}
