import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './addresses.ts';

/** A receiver is where webhooks may not go. Its message is fit to be told to the merchant. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor() {
    super('the address is not of the public internet');
  }
}

export interface ConnectSettings {
  /** Whether private and loopback addresses are connected to: for the sandbox and for tests. */
  readonly privateAllowed: boolean;
  readonly timeoutMs: number;
  /** How names are looked up; that of the system by default. */
  readonly lookup?: LookupFunction;
  /** What an address must be; of the public internet by default. */
  readonly judge?: (address: string) => boolean;
}

/**
 * Connects to receivers, and to public addresses only unless private ones are allowed. What is judged is each address
 * that a connection is about to be made to, not the name or an earlier look-up of it, so that a name that leads
 * elsewhere the second time gains nothing.
 */
export function receiverConnector({
  privateAllowed,
  timeoutMs,
  lookup = systemLookup,
  judge = isPublicAddress,
}: ConnectSettings): buildConnector.connector {
  const options = { timeout: timeoutMs, allowH2: false };
  if (privateAllowed) return buildConnector({ ...options, lookup });
  const connect = buildConnector({ ...options, lookup: guarded(lookup, judge) });
  return (target, callback) => {
    // An address that stands in the URL itself is looked up by nobody.
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !judge(host)) {
      callback(new AddressRefused(), null);
      return;
    }
    connect(target, (...[error, socket]: Parameters<buildConnector.Callback>) => {
      if (error !== null) callback(error, null);
      else if (isWhereItMayBe(socket, judge)) callback(null, socket);
      else {
        socket.destroy();
        callback(new AddressRefused(), null);
      }
    });
  };
}

/** A name with one address that is refused is refused: nobody honest has such a one. */
function guarded(lookup: LookupFunction, judge: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      if (error === null && !addresses.every(judge)) callback(new AddressRefused(), '');
      else callback(error, found, family);
    });
  };
}

/** The last word: what the kernel says that we are connected to, before a byte of the request is written. */
function isWhereItMayBe({ remoteAddress }: Socket, judge: (address: string) => boolean): boolean {
  return remoteAddress !== undefined && judge(remoteAddress);
}
