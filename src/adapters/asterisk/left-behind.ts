import { z } from 'zod';
import { ChannelGone } from '../../application/ports.ts';
import { readCaller } from './events.ts';
import type { Rest } from './rest.ts';

const Application = z.object({ channel_ids: z.array(z.string()) });
const Channel = z.object({
  caller: z.object({ number: z.string() }),
  dialplan: z.object({ exten: z.string() }),
});
const Variable = z.object({ value: z.string() });

/** Where our call id lives on the channel, where it outlives the process (call.md, "What ARI does"). */
export const CALL_ID = 'ZANG_CALL';

/** The channels in an application; none when Asterisk does not know it. */
export async function channelsOf(rest: Rest, app: string): Promise<readonly string[]> {
  const reply = await rest.request('GET', `/applications/${encodeURIComponent(app)}`).catch(orNull);
  return reply === null ? [] : Application.parse(reply).channel_ids;
}

/** What is known of a call that another process left on the line. Rejects with `ChannelGone`. */
export async function readLeftBehind(rest: Rest, path: string) {
  const { caller, dialplan } = Channel.parse(await rest.request('GET', path));
  const presentation = (await variable(rest, path, 'CALLERID(num-pres)')) ?? '';
  const callId = await variable(rest, path, CALL_ID);
  return {
    callId: callId === null || callId === '' ? null : callId,
    did: dialplan.exten,
    ...readCaller(caller.number, presentation),
  };
}

async function variable(rest: Rest, path: string, name: string): Promise<string | null> {
  const reply = await rest
    .request('GET', `${path}/variable?variable=${encodeURIComponent(name)}`)
    .catch(orNull);
  return reply === null ? null : Variable.parse(reply).value;
}

/** What is not there is null. */
function orNull(error: unknown): null {
  if (error instanceof ChannelGone) return null;
  throw error;
}
