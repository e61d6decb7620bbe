import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy that takes `CONNECT`, as venues have one; ends with the test. */
export async function startTunnel(): Promise<{ readonly url: string; readonly through: readonly string[] }> {
  const through: string[] = [];
  const proxy = createServer().on('connect', ({ url = '' }, socket) => {
    through.push(url);
    const [host = '', port = ''] = url.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, through };
}
