import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type AsteriskOptions, startAsterisk } from './asterisk-process.ts';
import { type Ari, type AriEvent, openAri } from './telephone/ari.ts';
import { type LiveCall, type PhoneCall, phoneCall } from './telephone/phone-call.ts';

export type { PhoneCall } from './telephone/phone-call.ts';

const OVERLAY = join(import.meta.dirname, 'telephone');
const APP = 'telephone';

/** A sound quieter than this is silence; a silence longer than this ends a stretch of sound. */
const HEARING = '200,256';

export interface TelephoneOptions extends Pick<AsteriskOptions, 'dir' | 'cache'> {
  /** Where the merchant's Asterisk listens for SIP. */
  readonly trunk: { readonly host: string; readonly port: number };
  /** Its own SIP port, where that must be known before it starts. Left out, a free one. */
  readonly sipPort?: number;
}

export interface Dialling {
  /** The number dialled: the merchant's line. */
  readonly to: string;
  /** The caller's number as the From header spells it; empty for none. */
  readonly from: string;
  /** Hides the number: From is anonymous, and P-Asserted-Identity carries it with `Privacy: id`. */
  readonly withheld?: boolean;
  /** The one codec that is offered. Left out, both are. */
  readonly codec?: 'alaw' | 'ulaw';
}

/** A scripted caller: calls over real SIP and RTP, any number side by side. */
export interface Telephone {
  readonly sipPort: number;
  call(dialling: Dialling): Promise<PhoneCall>;
  /** The next call that reaches this telephone; it is answered at once. */
  nextCall(): Promise<PhoneCall>;
  stop(): Promise<void>;
}

/** Starts the telephone: an Asterisk process of its own beside the merchant's. */
export async function startTelephone(options: TelephoneOptions): Promise<Telephone> {
  const { dir, cache, trunk } = options;
  const values = {
    TRUNK_MATCH: trunk.host,
    TRUNK_CONTACT: `sip:${trunk.host}:${trunk.port}`,
    ...(options.sipPort === undefined ? {} : { SIP_PORT: String(options.sipPort) }),
  };
  const asterisk = await startAsterisk({ dir, cache, overlay: OVERLAY, values });
  const calls = new Map<string, LiveCall>();
  const waiting: ((call: PhoneCall) => void)[] = [];

  const route = (event: AriEvent) => {
    const id = event.channel?.id;
    if (id === undefined) return;
    if (event.type === 'StasisStart' && event.args?.[0] === 'rung') {
      const call = phoneCall(ari, id);
      calls.set(id, call);
      void pickUp(ari, id);
      waiting.shift()?.(call);
    }
    calls.get(id)?.deliver(event);
    if (event.type === 'ChannelDestroyed') calls.delete(id);
  };
  const ari = await openAri(
    { url: asterisk.ariUrl, username: asterisk.ariUsername, password: asterisk.ariPassword, app: APP },
    route,
  ).catch(async (error: unknown) => {
    await asterisk.stop();
    throw error;
  });

  return {
    sipPort: asterisk.sipPort,
    async call(dialling) {
      const call = phoneCall(ari, `phone-${randomUUID()}`);
      calls.set(call.channelId, call);
      await originate(ari, call.channelId, dialling);
      return call;
    },
    nextCall: () => new Promise((resolve) => waiting.push(resolve)),
    async stop() {
      ari.close();
      await asterisk.stop();
    },
  };
}

/** Answers a call that rang, and asks to be told of its end. */
async function pickUp(ari: Ari, channelId: string): Promise<void> {
  const channel = encodeURIComponent(channelId);
  await ari
    .request('POST', `/applications/${APP}/subscription`, { eventSource: `channel:${channelId}` })
    .catch(gone);
  await ari.request('POST', `/channels/${channel}/answer`).catch(gone);
}

/** A caller who left before we picked up is no fault of the telephone. */
function gone(): void {}

async function originate(
  ari: Ari,
  channelId: string,
  { to, from, withheld, codec }: Dialling,
): Promise<void> {
  const presentation = withheld === true ? 'prohib' : 'allowed';
  await ari.request('POST', '/channels', {
    endpoint: `PJSIP/${to}@line`,
    channelId,
    app: APP,
    ...(from === '' ? {} : { callerId: `<${from}>` }),
    ...(codec === undefined ? {} : { formats: codec }),
    variables: { 'CONNECTEDLINE(num-pres,i)': presentation, 'TALK_DETECT(set)': HEARING },
  });
}
