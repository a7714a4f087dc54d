type Header = readonly [name: string, value: string];

/** A request or a response, as far as one call between two parties needs it. */
export interface SipMessage {
  /** The first line. */
  readonly start: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

export function writeSip({ start, headers, body }: SipMessage): string {
  const all = [...headers, ['Content-Length', String(Buffer.byteLength(body))]];
  return `${start}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

export function readSip(text: string): SipMessage {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): Header => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  return { start, headers, body: rest.join('\r\n\r\n') };
}

/** The first header of that name; empty when there is none. */
export function headerOf({ headers }: SipMessage, name: string): string {
  return headers.find(([itsName]) => itsName.toLowerCase() === name.toLowerCase())?.[1] ?? '';
}

/** The status of a response; null for a request. */
export function statusOf({ start }: SipMessage): number | null {
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  return status === undefined ? null : Number(status);
}

const ECHOED = /^(via|from|to|call-id|cseq)$/i;

/** The answer to a request: it goes back by the way that the request came. */
export function replyTo(request: SipMessage, status: string): SipMessage {
  const headers = request.headers.filter(([name]) => ECHOED.test(name));
  return { start: `SIP/2.0 ${status}`, headers, body: '' };
}

/** What a refusal means where no Reason says it. */
const CAUSES: Readonly<Record<number, number>> = {
  403: 21,
  404: 1,
  408: 18,
  480: 19,
  486: 17,
  488: 58,
  503: 34,
  600: 17,
  603: 21,
};
const INTERWORKING = 127;
const NORMAL = 16;

/** Why a BYE or a refusal ended the call, as a Q.850 cause. */
export function causeOf(message: SipMessage): number {
  const said = /^Q\.850\s*;.*\bcause=(\d+)/i.exec(headerOf(message, 'Reason'))?.[1];
  if (said !== undefined) return Number(said);
  const status = statusOf(message);
  return status === null ? NORMAL : (CAUSES[status] ?? INTERWORKING);
}
