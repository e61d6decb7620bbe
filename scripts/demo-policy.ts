import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkPolicy } from '../shared/policy/policy.ts';
import { buildRepository, REPOSITORY_FILES, signingKey, type SigningKey } from './tuf-repository.ts';

/**
 * Builds the demo policy: a TUF repository under resources/policy, signed with the demo keys.
 *
 * The same source and keys give the same bytes. Keys are made once and are public: only demo mode trusts them.
 */
const RESOURCES = join(import.meta.dirname, '..', 'resources');
const DEMO = join(RESOURCES, 'demo');
const EXPIRES = '2036-01-01T00:00:00Z';

const root = ['root-1', 'root-2', 'root-3'].map(demoKey);
const targets = demoKey('targets');
const snapshot = demoKey('snapshot');
const timestamp = demoKey('timestamp');
const issuer = demoKey('issuer-310000');
/** Signs a code whose issuer no policy trusts, for one of the demo visitors. */
const unknownIssuer = demoKey('unknown-issuer');

const repository = buildRepository({
  keys: { root, targets, snapshot, timestamp },
  // Two of three people must sign a new root.
  rootThreshold: 2,
  policy: buildPolicy(),
  version: 1,
  expires: EXPIRES,
  isDemo: true,
});
for (const name of REPOSITORY_FILES) write(join(RESOURCES, 'policy', name), repository[name]);
// Beside the repository, never out of it: what the app trusts must not come with what it verifies.
write(join(DEMO, 'root.json'), repository['root.json']);
const published = [...root, targets, snapshot, timestamp, issuer, unknownIssuer].map(({ x }) => x);
write(join(DEMO, 'public-keys.json'), `${JSON.stringify(published, null, 2)}\n`);

function buildPolicy(): Buffer {
  const source = JSON.parse(readFileSync(join(DEMO, 'policy-source.json'), 'utf8')) as object;
  const trust = [
    {
      format: 'health-code',
      issuer: '310000',
      jwk: { kty: 'OKP', crv: 'Ed25519', x: issuer.x },
      name: { 'zh-CN': '上海市演示发码机构', en: 'Shanghai demo issuer' },
    },
  ];
  const policy = { ...source, trust };
  const checked = checkPolicy(policy);
  if (!checked.ok) {
    for (const { path, reason } of checked.mistakes) console.error(`${path}: ${reason}`);
    process.exit(1);
  }
  return Buffer.from(`${JSON.stringify(policy, null, 2)}\n`);
}

function demoKey(name: string): SigningKey {
  const path = join(DEMO, 'keys', `${name}.jwk`);
  if (!existsSync(path)) {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    write(path, `${JSON.stringify({ ...jwk, use: 'demo mode only: this key is public' }, null, 2)}\n`);
  }
  return signingKey(JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof signingKey>[0]);
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
