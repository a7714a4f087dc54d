import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A wire to PostgreSQL that can lose the acknowledgement of what was done. */
export interface CommitThief {
  /** The same database, by this wire. */
  readonly url: string;
  /** The next command of this tag is done, and its client is never told: the connection ends instead. */
  loseNext(tag: 'COMMIT' | 'INSERT'): void;
  /** Whether that has happened. */
  readonly hasLost: boolean;
  close(): Promise<void>;
}

/** @param url of a PostgreSQL that is reached without TLS */
export async function startCommitThief(url: string): Promise<CommitThief> {
  const { hostname: host, port } = new URL(url);
  let wanted: Buffer | null = null;
  let hasLost = false;
  const server = createServer((client) => {
    const database = connect({ host, port: Number(port) });
    const end = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
    client.pipe(database);
    database.on('data', (bytes) => {
      if (wanted === null || !bytes.includes(wanted)) return void client.write(bytes);
      wanted = null;
      hasLost = true;
      end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stolen = new URL(url);
  stolen.port = String((server.address() as AddressInfo).port);
  return {
    url: stolen.href,
    // CommandComplete is "C", a length of four bytes, and the tag (PostgreSQL's protocol, "Message Formats").
    loseNext(tag) {
      wanted = Buffer.from(tag === 'COMMIT' ? 'C\0\0\0\x0bCOMMIT\0' : 'INSERT 0 ', 'latin1');
      hasLost = false;
    },
    get hasLost() {
      return hasLost;
    },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
