import { openSipCall, type SipCall, type SipDialling } from './sip-call.ts';
import type { Trunk } from './sip-dialog.ts';

export type { SipCall, SipDialling } from './sip-call.ts';

/** A caller that no Asterisk can play: every habit and fault of telephones and exchanges is at hand. */
export interface SipPhone {
  call(dialling: SipDialling): Promise<SipCall>;
  /** Hangs up what is still up. */
  stop(): Promise<void>;
}

/** Makes a telephone of our own, on free ports of loopback; each call has two. */
export function startSipPhone({ trunk }: { readonly trunk: Trunk }): SipPhone {
  const calls = new Set<SipCall>();
  return {
    async call(dialling) {
      const call = await openSipCall(trunk, dialling);
      calls.add(call);
      void call.ended.then(() => calls.delete(call));
      return call;
    },
    async stop() {
      await Promise.all([...calls].map((call) => call.hangUp()));
    },
  };
}
