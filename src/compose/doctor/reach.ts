import { openProvider } from '../../adapters/provider/provider.ts';
import type { Finding } from '../../application/diagnose.ts';
import type { Examination } from './context.ts';

/** How an address answers a plain GET: any answer says that somebody is there; null and why otherwise. */
export async function httpStatusOf(
  { system, patienceMs }: Pick<Examination, 'system' | 'patienceMs'>,
  address: string,
): Promise<{ readonly httpStatus: number } | { readonly httpStatus: null; readonly why: string }> {
  const { origin, pathname } = new URL(address);
  const provider = openProvider({ baseUrl: origin, connectMs: patienceMs, clock: system });
  try {
    const asked = { method: 'GET', path: pathname, headers: {}, body: null, timeoutMs: patienceMs } as const;
    const heard = await provider.ask(asked);
    if (heard.type === 'reply' || heard.type === 'oversized') return { httpStatus: heard.httpStatus };
    return { httpStatus: null, why: heard.detail === 'deadline' ? 'no answer in time' : heard.detail };
  } finally {
    await provider.close();
  }
}

/** Whether anybody answers at an address, whatever they say. */
export async function answerOf(
  examination: Examination,
  address: string,
  { who, remedy }: { readonly who: string; readonly remedy: string },
): Promise<Finding> {
  const { host } = new URL(address);
  const heard = await httpStatusOf(examination, address);
  if (heard.httpStatus !== null) return { status: 'ok', note: `${who} answers at ${host}` };
  return { status: 'failed', note: `${who} does not answer at ${host} (${heard.why})`, remedy };
}
