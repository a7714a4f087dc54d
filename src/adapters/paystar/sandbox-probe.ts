import { request } from 'undici';
import { z } from 'zod';

const PROBE_MS = 3_000;
const Answer = z.object({ sandbox: z.literal(true) });

/**
 * Asks a gateway on a private address whether it is the sandbox (design.md, "Store, queue, processes").
 * @returns `silent` when nothing answers there
 */
export async function probeSandbox(baseUrl: string): Promise<'sandbox' | 'live' | 'silent'> {
  try {
    const { statusCode, body } = await request(new URL('/_sandbox', baseUrl), {
      signal: AbortSignal.timeout(PROBE_MS),
    });
    const answer = Answer.safeParse(await body.json().catch(() => null));
    return statusCode === 200 && answer.success ? 'sandbox' : 'live';
  } catch {
    return 'silent';
  }
}
