import { type Codec, PAYLOAD_TYPES } from './g711.ts';

/** Who may send sound: both, only this telephone, or nobody. */
export type Direction = 'sendrecv' | 'sendonly' | 'inactive';

/** What a telephone offers about its sound. */
export interface Offer {
  readonly port: number;
  readonly codecs: readonly Codec[];
  /** The payload type of telephone-event; null for a telephone that has none. */
  readonly telephoneEvent: number | null;
}

/** What was agreed on, and where our sound is awaited. */
export interface Agreed {
  readonly host: string;
  readonly port: number;
  readonly codec: Codec;
  readonly telephoneEvent: number | null;
}

const NAMES = { alaw: 'PCMA', ulaw: 'PCMU' } as const;

/** The offer of a call, and by a higher version the one that changes its direction. */
export function writeOffer(offer: Offer, direction: Direction, version: number): string {
  const { port, codecs, telephoneEvent } = offer;
  const types = codecs.map((codec) => PAYLOAD_TYPES[codec]);
  const events = telephoneEvent === null ? [] : [telephoneEvent];
  const lines = [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${[...types, ...events].join(' ')}`,
    ...codecs.map((codec) => `a=rtpmap:${PAYLOAD_TYPES[codec]} ${NAMES[codec]}/8000`),
    ...events.flatMap((type) => [`a=rtpmap:${type} telephone-event/8000`, `a=fmtp:${type} 0-16`]),
    'a=ptime:20',
    `a=${direction}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export function readAnswer(sdp: string): Agreed {
  const [, port, first] = /^m=audio (\d+) RTP\/AVP (\d+)/m.exec(sdp) ?? [];
  const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? '127.0.0.1';
  const event = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(sdp)?.[1];
  return {
    host,
    port: Number(port),
    codec: Number(first) === PAYLOAD_TYPES.alaw ? 'alaw' : 'ulaw',
    telephoneEvent: event === undefined ? null : Number(event),
  };
}
