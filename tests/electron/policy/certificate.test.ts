import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { fetchPolicy } from '../../../electron/policy/fetch.ts';
import { openWay } from '../../../electron/sync/dispatcher.ts';
import { freshFolder } from '../folders.ts';
import { certify, DAY_MS, fileOf, LONG, ofAuthority, ofServer } from '../sync/tls/certificates.ts';
import { startFront } from '../sync/tls/front.ts';
import { repository } from './repository-kit.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
/** By the hub's clock; the machine's, which TLS goes by, is years behind. */
const HUB_MS = Date.now() + 20 * 365 * DAY_MS;

const built = repository();
const files: Readonly<Record<string, Buffer>> = { ...built, '1.root.json': built['root.json'] };

async function startServer(): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const body = files[url.slice(1)];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['rules are taken', 'at the hub’s time', HUB_MS, '127.0.0.1', null],
  ['no rules are taken', 'at a time the hub has not told', null, '127.0.0.1', 'certificate-out-of-date'],
  ['no rules are taken', 'at another time than the hub’s', HUB_MS + 2 * DAY_MS, '127.0.0.1', 'certificate-out-of-date'],
  ['no rules are taken', 'for another name', HUB_MS, '127.0.0.2', 'certificate-untrusted'],
])('%s from a server whose certificate is good %s', async (_what, _when, hubMs, host, fault) => {
  const life = { from: HUB_MS - DAY_MS, to: HUB_MS + DAY_MS };
  const root = await certify(null, { name: 'root', life: LONG, extensions: ofAuthority() });
  const server = await certify(root, { name: 'rules', life, extensions: ofServer(host) });
  const { url } = await startFront(await startServer(), [server]);
  const way = openWay(null, fileOf(root));
  way.goBy(() => hubMs);
  onTestFinished(() => way.close());
  const folder = freshFolder();
  writeFileSync(join(folder, 'root.json'), built['root.json']);
  const fetched = await fetchPolicy({
    from: url,
    trustedRootPath: join(folder, 'root.json'),
    store: join(folder, 'store'),
    now: NOW,
    refusedKeys: new Set(),
    timeoutMs: 10_000,
    dispatcher: way.requests,
  });
  expect(fetched).toMatchObject({ installed: fault === null, fault });
});
