import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './problems.ts';

/** What JSON may hold; a request for an invoice or a payment has some hundred bytes. */
const JSON_BYTES = 64 * 1024;

/**
 * Reads a body of one content type as text. Its bytes, which may be a card's, are zeroed at once; the text is the
 * caller's to let go.
 * @throws ApiProblem when it is of another type, compressed, too large or not UTF-8
 */
export async function readText(
  request: IncomingMessage,
  contentType: string,
  mostBytes: number,
): Promise<string> {
  requireType(request, contentType);
  const chunks = await readChunks(request, mostBytes);
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiProblem(contentType === 'application/json' ? 'malformed_json' : 'bad_request');
  } finally {
    for (const chunk of [...chunks, bytes]) chunk.fill(0);
  }
}

/** Reads a JSON object. @throws ApiProblem when it is none */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readText(request, 'application/json', JSON_BYTES);
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ApiProblem('malformed_json');
}

/** What the parser says quotes the text: it goes no further. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** True when a request brings a body, even an empty one of a known length above 0. */
export function hasBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function requireType(request: IncomingMessage, contentType: string): void {
  const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const [type = '', ...parameters] = given
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  const isUtf8 = charset === undefined || ['utf-8', 'utf8', '"utf-8"'].includes(charset);
  if (type !== contentType || !isUtf8 || encoding !== 'identity')
    throw new ApiProblem('unsupported_media_type');
}

/** What is too large is not kept while the rest of it arrives; the connection ends after the answer. */
function readChunks(request: IncomingMessage, mostBytes: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) {
        chunks.push(chunk);
        return;
      }
      for (const kept of chunks.splice(0)) kept.fill(0);
      reject(new ApiProblem('body_too_large', { headers: { connection: 'close' } }));
    });
    request.once('end', () => resolve(chunks));
    request.once('error', reject);
    request.once('close', () => reject(new ApiProblem('bad_request')));
  });
}
