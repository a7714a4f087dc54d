import { z } from 'zod';
import { ChannelGone } from '../../application/ports.ts';
import { operatorEnd, readCaller, readInvoice } from './events.ts';
import type { Rest } from './rest.ts';

const Application = z.object({ channel_ids: z.array(z.string()) });
const Channel = z.object({ caller: z.object({ number: z.string() }) });
const Variable = z.object({ value: z.string() });

/** Where our call id lives on the channel, where it outlives the process (call.md, "What ARI does"). */
export const CALL_ID = 'ZANG_CALL';

/** Where the dialplan keeps the number that was dialled: the extension is another one later. */
const DID = 'ZANG_DID';

/** Where the code of its invoice lives on a call-back (dialplan/extensions.conf). */
const INVOICE = 'ZANG_INVOICE';

/** Where the dialplan notes how an operator's part ended, until an application was told (dialplan/extensions.conf). */
const BACK = 'ZANG_BACK';

/** The channels in an application; none when Asterisk does not know it. */
export async function channelsOf(rest: Rest, app: string): Promise<readonly string[]> {
  const reply = await rest.request('GET', `/applications/${encodeURIComponent(app)}`).catch(orNull);
  return reply === null ? [] : Application.parse(reply).channel_ids;
}

/**
 * What a channel tells of a call of ours. `operator` is how an operator's part ended of which nobody was told yet; null
 * when there is none. Rejects with `ChannelGone`.
 */
export async function readCall(rest: Rest, path: string) {
  const { caller } = Channel.parse(await rest.request('GET', path));
  const read = (name: string) => variable(rest, path, name);
  const [callId, did, presentation, back, invoice] = await Promise.all(
    [CALL_ID, DID, 'CALLERID(num-pres)', BACK, INVOICE].map(read),
  );
  return {
    call: {
      callId: callId || null,
      did: did ?? '',
      ...readCaller(caller.number, presentation ?? ''),
      invoice: readInvoice(invoice ?? ''),
    },
    operator: back ? operatorEnd(back) : null,
  };
}

/** Notes that an application was told of a call's coming back. One that has left meanwhile needs no note. */
export async function noteTold(rest: Rest, path: string): Promise<void> {
  await rest.request('POST', `${path}/variable`, { variable: BACK, value: '' }).catch(orNull);
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
