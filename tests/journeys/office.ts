import { createServer } from 'node:http';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openOffice } from '../../electron/policy/office.ts';
import { publish } from '../../electron/policy/publish.ts';
import type { Roles } from '../../electron/policy/roles.ts';
import { signDrafts } from '../../electron/policy/sign.ts';
import { signingKey, type SigningKey } from '../../electron/policy/signing.ts';
import { checkPolicy } from '../../shared/policy/policy.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const DEMO = join(import.meta.dirname, '..', '..', 'resources', 'policy', 'targets', 'policy.json');

/** A health office that signs and publishes by itself, and the server that kiosks ask. */
export interface TestOffice {
  readonly url: string;
  readonly rootPath: string;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
  /** Publishes the demo's rules with some fields changed. */
  publish(version: number, more: object, at: EpochSeconds): void;
  /** Publishes what stands, and what has come into the office's folder since, as its timer does every hour. */
  publishAgain(at: EpochSeconds): void;
  /** Takes back all that an issuer has signed with one of these ids. */
  takeBack(issuer: string, ids: readonly string[], at: EpochSeconds): void;
  close(): void;
}

export async function openTestOffice(folder: string): Promise<TestOffice> {
  mkdirSync(folder, { recursive: true });
  const [person, online] = [newKey(), newKey()];
  const one = ({ x }: SigningKey): Roles['targets'] => ({ threshold: 1, keys: [x] });
  const roles: Roles = {
    root: one(person),
    targets: one(person),
    snapshot: one(online),
    timestamp: one(online),
    revocations: one(online),
    sites: one(online),
  };
  writeFileSync(join(folder, 'roles.json'), JSON.stringify(roles));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = join(folder, 'repository', request.url ?? '');
    asked.push(request.url ?? '');
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const rootPath = join(folder, 'root.json');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rootPath,
    asked,
    publish(version, more, at) {
      const written = { ...(JSON.parse(readFileSync(DEMO, 'utf8')) as object), ...more, version };
      const bytes = Buffer.from(JSON.stringify(written));
      const checked = checkPolicy(written);
      if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
      signDrafts(openOffice(folder), { value: checked.value, bytes }, [person], at);
      publish(openOffice(folder), [online], { add: [], remove: [], list: null }, at);
      copyFileSync(join(folder, 'repository', '1.root.json'), rootPath);
    },
    publishAgain(at) {
      publish(openOffice(folder), [online], { add: [], remove: [], list: null }, at);
    },
    takeBack(issuer, ids, at) {
      const add = ids.map((id) => ({ issuer, id }));
      publish(openOffice(folder), [online], { add, remove: [], list: null }, at);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function newKey(): SigningKey {
  const jwk = newKeyPair('ed25519').privateKey.export({ format: 'jwk' });
  return signingKey(jwk as Parameters<typeof signingKey>[0]);
}
