import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface Udp {
  readonly port: number;
  /** Sends one datagram; once closed, nothing. */
  send(data: Buffer | string, port: number, host: string): void;
  /** A second time is no error. */
  close(): void;
}

/** Opens a free UDP port of loopback. */
export async function openUdp(onDatagram: (datagram: Buffer) => void): Promise<Udp> {
  const socket = createSocket('udp4', onDatagram);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // Loopback reports that nobody listens at the other end; a telephone notices that by silence.
  socket.on('error', () => undefined);
  let open = true;
  return {
    port: socket.address().port,
    send(data, port, host) {
      if (open) socket.send(data, port, host);
    },
    close() {
      // What was sent a moment ago goes out first.
      if (open) setImmediate(() => socket.close());
      open = false;
    },
  };
}
