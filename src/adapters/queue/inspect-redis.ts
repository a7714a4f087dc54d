import { Redis } from 'ioredis';
import type { RedisReport } from '../../application/ports.ts';
import { QueueUnreachable } from './backends.ts';

/** Where BullMQ keeps the jobs of our queue, by their state. */
const JOBS = 'bull:results';

/**
 * Looks at the queue's Redis and changes nothing in it.
 * @param patienceMs how long each of its steps may take
 * @throws QueueUnreachable
 */
export async function inspectRedis(url: string, patienceMs: number): Promise<RedisReport> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
  });
  let trouble: Error | null = null;
  redis.on('error', (error: Error) => {
    trouble ??= error;
  });
  try {
    await redis.connect();
    const info = await redis.info();
    const [failed, ...waiting] = await Promise.all([
      redis.zcard(`${JOBS}:failed`),
      redis.llen(`${JOBS}:wait`),
      redis.llen(`${JOBS}:active`),
      redis.zcard(`${JOBS}:delayed`),
      redis.zcard(`${JOBS}:prioritized`),
    ]);
    return {
      evicts: !/^maxmemory_policy:noeviction\s*$/m.test(info),
      persists: /^aof_enabled:1\s*$/m.test(info),
      jobs: { failed, waiting: waiting.reduce((sum, count) => sum + count, 0) },
    };
  } catch (error) {
    throw new QueueUnreachable(unreachable(url, trouble ?? error));
  } finally {
    redis.disconnect();
  }
}

/** Of what Redis says only what it refuses is told: never the address as it was given, with its password. */
function unreachable(url: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const refused = /^(WRONGPASS|NOAUTH|NOPERM)/.test(message)
    ? 'it refuses the user or the password'
    : 'no answer';
  return `Redis at ${new URL(url).host} cannot be used (${code ?? refused}). Check QUEUE_URL and that Redis is running.`;
}
