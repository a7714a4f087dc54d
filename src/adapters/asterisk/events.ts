import { z } from 'zod';
import type { LineEvent } from '../../application/ports.ts';
import type { OperatorEnd } from '../../domain/call/event.ts';
import { isInvoiceCode } from '../../domain/merchant/invoice.ts';

const channel = z.object({ id: z.string() });
const playback = z.object({ id: z.string(), state: z.string() });

/** The events of ARI that the line needs, and of each the part that it reads. */
const Known = z.discriminatedUnion('type', [
  z.object({ type: z.literal('StasisStart'), channel, args: z.array(z.string()) }),
  z.object({ type: z.literal('StasisEnd'), channel }),
  z.object({ type: z.literal('ChannelHangupRequest'), channel, cause: z.number().optional() }),
  z.object({
    type: z.literal('ChannelDtmfReceived'),
    channel,
    digit: z.string(),
    duration_ms: z.number(),
    timestamp: z.string(),
  }),
  z.object({ type: z.literal('PlaybackStarted'), playback, timestamp: z.string() }),
  z.object({ type: z.literal('PlaybackContinuing'), playback, timestamp: z.string() }),
  z.object({ type: z.literal('PlaybackFinished'), playback, timestamp: z.string() }),
]);

export type AriEvent = z.infer<typeof Known>;
export type PlaybackEvent = Extract<AriEvent, { readonly playback: unknown }>;

/** Their names. */
export const EVENT_TYPES = Known.options.map((option) => option.shape.type.value);

/** Reads one event; null for one that is not as ARI describes it. */
export function readEvent(raw: unknown): AriEvent | null {
  const read = Known.safeParse(raw);
  return read.success ? read.data : null;
}

/** A number as it may reach an application: E.164 or national, digits with at most a plus before them. */
const NUMBER = /^\+?\d{1,20}$/;

/**
 * The arguments of Stasis in dialplan/extensions.conf: `v1, did, number, presentation`, and for a payer whom we rang
 * the code of the invoice. They are checked
 * again here, since what a caller's exchange writes must not steer a call. Null when they are not ours.
 */
export function readArrival(
  channelId: string,
  args: readonly string[],
): Extract<LineEvent, { readonly type: 'arrived' }> | null {
  const [version, did = '', number = '', presentation = '', invoice = ''] = args;
  if (version !== 'v1' || !NUMBER.test(did)) return null;
  const caller = readCaller(number, presentation);
  return { type: 'arrived', channelId, did, ...caller, invoice: readInvoice(invoice) };
}

/**
 * The arguments of Stasis for a call that comes back from the context [operator]: `v1, back, DIALSTATUS`. Null when
 * they are others.
 */
export function readReturn([version, back, status = '']: readonly string[]): OperatorEnd | null {
  return version === 'v1' && back === 'back' ? operatorEnd(status) : null;
}

/** How an operator's part of a call ended, by the DIALSTATUS of Asterisk. */
export function operatorEnd(status: string): OperatorEnd {
  if (status === 'ANSWER') return 'answered';
  return status === 'BUSY' ? 'busy' : 'noAnswer';
}

/** The code of the invoice that a payer was rung for; null for what is no code. */
export function readInvoice(code: string): string | null {
  return isInvoiceCode(code) ? code : null;
}

/** The caller as the network presents them. */
export function readCaller(number: string, presentation: string) {
  const withheld = presentation.startsWith('prohib') || !NUMBER.test(number);
  return withheld
    ? ({ callerNumber: null, presentation: 'withheld' } as const)
    : ({ callerNumber: number, presentation: 'allowed' } as const);
}
