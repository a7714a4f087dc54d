import { Secret } from '../../application/secret.ts';

/** What the body of a request may hold; every number is sent as a JSON integer, a list as a list of texts. */
export type Fields = Readonly<Record<string, string | number | readonly string[] | Secret>>;

/**
 * Writes the fields as one JSON object. The digits of a secret are copied from its bytes into the body,
 * so that they never become a JavaScript string; the caller overwrites the body after use.
 * @returns null when a secret holds anything but digits, as one does that was wiped
 */
export function jsonBody(fields: Fields): Buffer | null {
  const pieces = Object.entries(fields).flatMap(([name, value], index) => [
    `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    ...(value instanceof Secret ? ['"', value, '"'] : [JSON.stringify(value)]),
  ]);
  pieces.push('}');
  if (!pieces.every((piece) => typeof piece === 'string' || piece.expose(areDigits))) return null;

  const body = Buffer.alloc(pieces.reduce((size, piece) => size + lengthOf(piece), 0));
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') body.write(piece, at);
    else piece.expose((bytes) => body.set(bytes, at));
    at += lengthOf(piece);
  }
  return body;
}

function lengthOf(piece: string | Secret): number {
  return typeof piece === 'string' ? Buffer.byteLength(piece) : piece.expose((bytes) => bytes.length);
}

function areDigits(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((code) => code >= 0x30 && code <= 0x39);
}
