import type { Router } from 'express';
import type { Ground } from '../ground.ts';
import { type Face, type Fields, faceRouter, serving } from '../paystar-application/face.ts';
import type { Ways } from '../paystar-application/ways.ts';
import type { Asked, Told, TransferBook } from './transfers.ts';

const INVALID = 10;
/** The only bank that is named (contracts.md 3.1). */
const BANK = '016';
const FREE = 0;

/** PayStar's transfers, below `/api` (contracts.md 3). */
export function transferFace(ground: Ground, face: Face, book: TransferBook): Router {
  const router = faceRouter(ground, face, '/application/refresh-api-key');
  router.post(
    '/bank-transfer/v2/settlement',
    serving(face, 'settlement', {
      texts: ['bank'],
      cost: FREE,
      answer: (asked) => send(book, face.ways, asked),
    }),
  );
  router.get(
    '/bank-transfer/settlement-requests',
    serving(face, 'settlement-requests', { texts: [], cost: FREE, answer: (asked) => list(book, asked) }),
  );
  return router;
}

function send(book: TransferBook, ways: Ways, { bank, transfers }: Fields): object | typeof INVALID {
  if (bank !== BANK || !Array.isArray(transfers) || transfers.length === 0) return INVALID;
  const asked = transfers.map(readTransfer);
  if (!asked.every((one) => one !== null)) return INVALID;
  const known = asked.filter(({ track_id: trackId }) => book.find(trackId) !== null);
  const isTwice = new Set(asked.map(({ track_id: trackId }) => trackId)).size < asked.length;
  if (isTwice || (known.length > 0 && ways.duplicates === 'refuse')) return INVALID;
  const told = asked.map((one) => replyOf(book.find(one.track_id) ?? book.accept(one)));
  const [first] = told;
  return told.length === 1 && first !== undefined ? first : told;
}

/** The list tells more than the reply does. */
function replyOf({ hashid, track_id, status, message, ref_code }: Told) {
  return { hashid, track_id, status, message, ref_code };
}

function readTransfer(value: unknown): Asked | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Fields;
  const { amount, pay_id: payId = null } = fields;
  // The wallet's service names the target so (contracts.md 3.1).
  const destination = fields.destination_account ?? fields.destination_number;
  const texts = [
    destination,
    ...['deposit', 'destination_firstname', 'destination_lastname', 'track_id'].map((name) => fields[name]),
  ];
  if (!texts.every((text) => typeof text === 'string' && text !== '')) return null;
  if (!Number.isSafeInteger(amount) || (amount as number) <= 0) return null;
  if (payId !== null && typeof payId !== 'string') return null;
  return isTarget(destination as string)
    ? ({ ...fields, destination_account: destination, pay_id: payId } as Asked)
    : null;
}

/** An IBAN whose check digits are right (ISO 13616), or an account. */
function isTarget(text: string): boolean {
  if (!text.startsWith('IR')) return /^[\d.-]{5,30}$/.test(text);
  return /^IR\d{24}$/.test(text) && BigInt(`${text.slice(4)}1827${text.slice(2, 4)}`) % 97n === 1n;
}

function list(
  book: TransferBook,
  { deposit, track_id: trackId, limit, skip }: Fields,
): object | typeof INVALID {
  if ((limit === undefined) !== (skip === undefined)) return INVALID;
  if (![limit, skip].every((count) => count === undefined || /^\d{1,6}$/.test(String(count)))) return INVALID;
  const wanted = book.all.filter(
    (told) =>
      (deposit === undefined || told.deposit === deposit) &&
      (trackId === undefined || told.track_id === trackId),
  );
  const from = Number(skip ?? 0);
  return wanted.slice(from, from + Number(limit ?? wanted.length));
}
