import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports are drawn from below those that the kernel gives to connections (`net.ipv4.ip_local_port_range`, from 32768):
 * one of those could be some connection's own before whoever asked for it has bound it. Asterisk's RTP begins at 20000.
 */
const FIRST = 10_240;
const LAST = 19_999;
const TRIES = 100;

/** A TCP port of loopback that nothing listens on now. */
export function freeTcpPort(): Promise<number> {
  return draw(async (port) => {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
}

/** A UDP port of loopback that nothing is bound to now. */
export function freeUdpPort(): Promise<number> {
  return draw(async (port) => {
    const socket = createSocket('udp4');
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    socket.close();
    await once(socket, 'close');
  });
}

/** The first port drawn that can be bound. */
async function draw(bind: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(FIRST, LAST + 1);
    try {
      await bind(port);
      return port;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
