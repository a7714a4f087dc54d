import { createHash } from 'node:crypto';
import type { RouteContext } from './route.ts';

/**
 * Names what a request with an Idempotency-Key adds to the books, so that the same request adds it once, however far
 * an earlier try of it came. Null without a key.
 * @param what all that is asked for: another wish under the same key is another thing
 */
export function originOf(
  { idempotencyKey, mode }: Pick<RouteContext, 'idempotencyKey' | 'mode'>,
  ...what: readonly unknown[]
): string | null {
  if (idempotencyKey === null) return null;
  return createHash('sha256')
    .update(JSON.stringify([mode, idempotencyKey, ...what]))
    .digest('base64url');
}
