import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { causeOf, headerOf, readSip, replyTo, type SipMessage, statusOf, writeSip } from './sip-message.ts';
import { openUdp } from './udp.ts';

/** How long a telephone waits for an answer. It asks once: loopback loses nothing. */
const DEADLINE_MS = 5_000;
const NORMAL = 16;

export interface Trunk {
  readonly host: string;
  readonly port: number;
}

type Headers = SipMessage['headers'];
interface Content {
  readonly type: string;
  readonly body: string;
}

/** The signalling of one call. */
export interface SipDialog {
  /** The SDP of the answer; null when the call ended before. */
  readonly answered: Promise<string | null>;
  readonly ended: Promise<{ readonly cause: number }>;
  /** A request within the call; resolves when it was accepted. */
  request(method: 'INVITE' | 'INFO', content: Content): Promise<void>;
  /** CANCEL before the answer, BYE after it, at once; resolves when the call is over. */
  hangUp(): Promise<void>;
  /** From now on nothing is sent, not even an answer. */
  goSilent(): void;
  close(): void;
}

/** Sends an INVITE; resolves when it has been heard. */
export async function openSipDialog(
  trunk: Trunk,
  to: string,
  { from, headers, offer }: { readonly from: string; readonly headers: Headers; readonly offer: Content },
): Promise<SipDialog> {
  const callId = randomUUID();
  const answered = Promise.withResolvers<string | null>();
  const ended = Promise.withResolvers<{ cause: number }>();
  const replies = new EventEmitter();
  const udp = await openUdp((datagram) => hear(readSip(datagram.toString())));
  /** Where requests go, and the other party with its tag once it has answered. */
  let target = `sip:${to}@${trunk.host}:${trunk.port}`;
  let party = `<${target}>`;
  let sequence = 1;
  let stage: 'calling' | 'cancelled' | 'talking' | 'over' = 'calling';
  let silent = false;

  const tell = (message: SipMessage) => {
    if (!silent) udp.send(writeSip(message), trunk.port, trunk.host);
  };

  /** A request of that number in the call; what belongs to one transaction has one branch. */
  const ask = (method: string, number: number, content?: Content, more: Headers = [], branch = '') =>
    tell({
      start: `${method} ${target} SIP/2.0`,
      headers: [
        ['Via', `SIP/2.0/UDP 127.0.0.1:${udp.port};rport;branch=z9hG4bK-${callId}-${number}${branch}`],
        ['Max-Forwards', '70'],
        ['From', `${from};tag=${callId}`],
        ['To', party],
        ['Call-ID', callId],
        ['CSeq', `${number} ${method}`],
        ['Contact', `<sip:caller@127.0.0.1:${udp.port}>`],
        ...more,
        ...(content === undefined ? [] : [['Content-Type', content.type] as const]),
      ],
      body: content?.body ?? '',
    });

  const finalOf = async (method: string, number: number): Promise<SipMessage> => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return (await once(replies, `${number} ${method}`, { signal }))[0];
  };

  const end = (cause: number) => {
    stage = 'over';
    answered.resolve(null);
    ended.resolve({ cause });
  };

  const hear = (message: SipMessage) => {
    const status = statusOf(message);
    if (status === null) return asked(message);
    const cseq = headerOf(message, 'CSeq');
    replies.emit('any');
    if (status < 200) return;
    if (cseq.endsWith('INVITE')) acknowledge(message, status, Number.parseInt(cseq, 10));
    replies.emit(cseq, message);
    if (cseq === '1 INVITE') decided(message, status);
  };

  const acknowledge = (message: SipMessage, status: number, number: number) => {
    party = headerOf(message, 'To');
    if (status >= 300) return ask('ACK', number);
    target = /<([^>]+)>/.exec(headerOf(message, 'Contact'))?.[1] ?? target;
    ask('ACK', number, undefined, [], '-ack');
  };

  const decided = (message: SipMessage, status: number) => {
    if (status >= 300) return end(stage === 'cancelled' ? NORMAL : causeOf(message));
    // An answer that crossed our CANCEL is taken back.
    if (stage === 'cancelled') void bye();
    else if (stage === 'calling') {
      stage = 'talking';
      answered.resolve(message.body);
    }
  };

  const asked = (request: SipMessage) => {
    const method = request.start.split(' ')[0];
    if (method === 'ACK') return;
    tell(replyTo(request, method === 'BYE' ? '200 OK' : '501 Not Implemented'));
    if (method === 'BYE') end(causeOf(request));
  };

  const bye = async () => {
    stage = 'over';
    sequence += 1;
    const final = finalOf('BYE', sequence);
    ask('BYE', sequence);
    // Who does not answer a BYE has gone as well.
    await final.catch(() => undefined);
    end(NORMAL);
  };

  const heard = once(replies, 'any', { signal: AbortSignal.timeout(DEADLINE_MS) });
  ask('INVITE', 1, offer, headers);
  await heard.catch(() => {
    udp.close();
    throw new Error(`Nobody answers SIP at ${trunk.host}:${trunk.port}.`);
  });

  return {
    answered: answered.promise,
    ended: ended.promise,
    async request(method, content) {
      sequence += 1;
      const final = finalOf(method, sequence);
      ask(method, sequence, content);
      const { start } = await final;
      if (!start.startsWith('SIP/2.0 2'))
        throw new Error(`The merchant's Asterisk answers ${start} to ${method}.`);
    },
    async hangUp() {
      if (silent) end(NORMAL);
      else if (stage === 'talking') await bye();
      else if (stage === 'calling') {
        stage = 'cancelled';
        const final = finalOf('CANCEL', 1);
        ask('CANCEL', 1);
        await final.catch(() => end(NORMAL));
      }
      await ended.promise;
    },
    goSilent() {
      silent = true;
    },
    close: udp.close,
  };
}
