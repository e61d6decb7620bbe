import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { keyPemOf, pemOf, type Certified } from './certificates.ts';

export interface Front {
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** Connections that have got as far as to send something. */
  readonly heard: () => number;
}

/**
 * Speaks TLS before a hub that does not, as a load balancer does; ends with the test.
 *
 * @param shown the server first, and who stands between it and a root
 */
export async function startFront(
  hub: string,
  [server, ...others]: readonly [Certified, ...Certified[]],
): Promise<Front> {
  const { hostname, port } = new URL(hub);
  const sockets = new Set<Socket>();
  let heard = 0;
  const options = { key: keyPemOf(server), cert: [server, ...others].map(pemOf).join('\n') };
  const front = createServer(options, (socket) => {
    const behind = connect(Number(port), hostname);
    socket.once('data', () => heard++);
    for (const one of [socket, behind]) {
      sockets.add(one);
      one.on('error', () => one.destroy()).once('close', () => sockets.delete(one));
    }
    socket.pipe(behind).pipe(socket);
  });
  // Whoever does not like the certificate goes away in the middle of it.
  front.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => front.close(resolve));
  });
  return { url: `https://127.0.0.1:${(front.address() as AddressInfo).port}`, heard: () => heard };
}
