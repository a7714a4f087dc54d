import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AsteriskOptions, startAsterisk } from './asterisk-process.ts';
import { type Ari, type AriEvent, openAri } from './telephone/ari.ts';
import { type LiveCall, type PhoneCall, phoneCall, type RungCall } from './telephone/phone-call.ts';

export type { PhoneCall } from './telephone/phone-call.ts';

const OVERLAY = join(import.meta.dirname, 'telephone');
const APP = 'telephone';

/** A sound quieter than this is silence; a silence longer than this ends a stretch of sound. */
const HEARING = '200,256';

/** "User busy" and "call rejected" (ITU-T Q.850). */
const BUSY = 17;
const DECLINED = 21;

/** How long somebody talks who hangs up soon. */
const SHORT_TALK_MS = 1_000;

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

/**
 * What somebody does whose telephone rings: `hangsUp` answers and ends the talk soon, `busy` is SIP's 486, `declines`
 * its 403 or 603.
 */
export type Manner = 'answers' | 'hangsUp' | 'busy' | 'declines' | 'rings';

/** A scripted caller: calls over real SIP and RTP, any number side by side. */
export interface Telephone {
  readonly sipPort: number;
  call(dialling: Dialling): Promise<PhoneCall>;
  /**
   * The next call that reaches this telephone. Left out, the extension is any at which nobody sits; such a call is
   * answered at once.
   */
  nextCall(extension?: string): Promise<RungCall>;
  /** Puts an operator at an extension, or gives the one who sits there other manners. */
  seat(extension: string, manner: Manner): void;
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
  const seats = new Map<string, Manner>();
  /** Who waits for a call, by the extension; null is all that have no seat. */
  const waiting = new Map<string | null, ((call: RungCall) => void)[]>();

  const ring = (id: string, extension: string) => {
    const call = phoneCall(ari, id);
    calls.set(id, call);
    const manner = seats.get(extension);
    waiting.get(manner === undefined ? null : extension)?.shift()?.(call);
    void behave(ari, call, manner ?? 'answers');
  };
  const route = (event: AriEvent) => {
    const id = event.channel?.id;
    if (id === undefined) return;
    if (event.type === 'StasisStart') {
      const [rung, extension = ''] = event.args ?? [];
      if (rung === 'rung') ring(id, extension);
      else calls.get(id)?.connected();
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
    nextCall: (extension) =>
      new Promise((resolve) => {
        const place = extension ?? null;
        waiting.set(place, [...(waiting.get(place) ?? []), resolve]);
      }),
    seat: (extension, manner) => void seats.set(extension, manner),
    async stop() {
      ari.close();
      await asterisk.stop();
    },
  };
}

/** Does with a call that rang what is the manner here, and asks to be told of its end. */
async function behave(ari: Ari, call: LiveCall, manner: Manner): Promise<void> {
  const channel = `/channels/${encodeURIComponent(call.channelId)}`;
  try {
    await ari.request('POST', `/applications/${APP}/subscription`, {
      eventSource: `channel:${call.channelId}`,
    });
    if (manner === 'busy') return void (await ari.request('DELETE', `${channel}?reason_code=${BUSY}`));
    if (manner === 'declines')
      return void (await ari.request('DELETE', `${channel}?reason_code=${DECLINED}`));
    if (manner === 'rings') return void (await ari.request('POST', `${channel}/ring`));
    await ari.request('POST', `${channel}/variable`, { variable: 'TALK_DETECT(set)', value: HEARING });
    await ari.request('POST', `${channel}/answer`);
    call.connected();
    if (manner === 'answers') return;
    await sleep(SHORT_TALK_MS);
    await call.hangUp();
  } catch {
    // A caller who left meanwhile is no fault of the telephone.
  }
}

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
