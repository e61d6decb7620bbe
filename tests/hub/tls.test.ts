import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { request } from 'node:https';
import { cryptoProvider, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../hub/app.ts';
import { startHub, type TestHub } from './server.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

let server: TestHub;

beforeAll(async () => {
  server = await startHub();
});

afterAll(async () => {
  await server.close();
});

async function makeCertificate(): Promise<{ key: Buffer; cert: Buffer }> {
  cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=hub',
    notBefore: new Date(0),
    notAfter: new Date(8_000_000_000_000),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const key = KeyObject.from(keys.privateKey).export({ format: 'pem', type: 'pkcs8' });
  return { key: Buffer.from(key), cert: Buffer.from(made.toString('pem')) };
}

/** @returns the status of `/ready`, to whoever trusts `ca` */
function askReady(port: number, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/ready', ca, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

test('with a key and a certificate the hub speaks TLS, and is believed by whoever trusts that certificate alone', async () => {
  const [ours, other] = [await makeCertificate(), await makeCertificate()];
  const app = await buildApp(server.hub, { tls: ours, proxies: 0 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  expect(await askReady(port, ours.cert)).toBe(200);
  await expect(askReady(port, other.cert)).rejects.toThrow();
  await expect(fetch(`http://127.0.0.1:${port}/ready`)).rejects.toThrow();
  await app.close();
});

test('a connection that never shakes hands does not keep a hub from stopping', async () => {
  const app = await buildApp(server.hub, { tls: await makeCertificate(), proxies: 0 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const silent = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  silent.on('error', () => undefined);
  await once(silent, 'connect');
  await Promise.all([once(silent, 'close'), app.close()]);
}, 15_000);
