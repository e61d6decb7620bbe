import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalize } from '@tufjs/canonical-json';
import { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';
import { checkPolicy } from '../shared/policy/policy.ts';

/**
 * Builds the demo policy: a TUF repository under resources/policy, signed with the demo keys.
 *
 * The same source and keys give the same bytes. Keys are made once and are public: only demo mode trusts them.
 */
const RESOURCES = join(import.meta.dirname, '..', 'resources');
const KEYS = join(RESOURCES, 'demo', 'keys');
const REPOSITORY = join(RESOURCES, 'policy');
const SPEC_VERSION = '1.0.31';
const EXPIRES = '2036-01-01T00:00:00Z';
/** Two of three people must sign a new root. */
const ROOT_KEYS = ['root-1', 'root-2', 'root-3'] as const;
const ROOT_THRESHOLD = 2;
const ISSUERS = ['issuer-310000', 'unknown-issuer'] as const;

interface DemoKey {
  readonly privateKey: KeyObject;
  /** base64url of the 32 bytes. */
  readonly x: string;
  readonly key: Key;
}

mkdirSync(KEYS, { recursive: true });
mkdirSync(join(REPOSITORY, 'targets'), { recursive: true });
const roots = ROOT_KEYS.map(demoKey);
const [targetsKey, snapshotKey, timestampKey] = (['targets', 'snapshot', 'timestamp'] as const).map(demoKey) as [
  DemoKey,
  DemoKey,
  DemoKey,
];
const issuer = demoKey('issuer-310000');
ISSUERS.forEach(demoKey);

const policyBytes = buildPolicy();
writeFileSync(join(REPOSITORY, 'targets', 'policy.json'), policyBytes);

const common = { version: 1, specVersion: SPEC_VERSION, expires: EXPIRES };
write('root.json', new Metadata(buildRoot()), roots);
const target = new TargetFile({
  path: 'policy.json',
  length: policyBytes.length,
  hashes: { sha256: sha256(policyBytes) },
});
const targets = write('targets.json', new Metadata(new Targets({ ...common, targets: { 'policy.json': target } })), [
  targetsKey,
]);
const snapshot = write(
  'snapshot.json',
  new Metadata(new Snapshot({ ...common, meta: { 'targets.json': listing(targets) } })),
  [snapshotKey],
);
write('timestamp.json', new Metadata(new Timestamp({ ...common, snapshotMeta: listing(snapshot) })), [timestampKey]);
writeFileSync(
  join(RESOURCES, 'demo', 'public-keys.json'),
  `${JSON.stringify(
    [...roots, targetsKey, snapshotKey, timestampKey, ...ISSUERS.map(demoKey)].map(({ x }) => x),
    null,
    2,
  )}\n`,
);

function buildPolicy(): Buffer {
  const source = JSON.parse(readFileSync(join(RESOURCES, 'demo', 'policy-source.json'), 'utf8')) as object;
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

function buildRoot(): Root {
  const all = [...roots, targetsKey, snapshotKey, timestampKey];
  const one = ({ key }: DemoKey): object => ({ keyids: [key.keyID], threshold: 1 });
  return Root.fromJSON({
    _type: 'root',
    spec_version: SPEC_VERSION,
    version: 1,
    expires: EXPIRES,
    consistent_snapshot: false,
    'x-demo': true,
    keys: Object.fromEntries(all.map(({ key }) => [key.keyID, key.toJSON()])),
    roles: {
      root: { keyids: roots.map(({ key }) => key.keyID), threshold: ROOT_THRESHOLD },
      targets: one(targetsKey),
      snapshot: one(snapshotKey),
      timestamp: one(timestampKey),
    },
  } as Parameters<typeof Root.fromJSON>[0]);
}

function write(
  name: string,
  metadata: Metadata<Root | Targets | Snapshot | Timestamp>,
  signers: readonly DemoKey[],
): Buffer {
  for (const { key, privateKey } of signers) {
    metadata.sign((data) => new Signature({ keyID: key.keyID, sig: sign(null, data, privateKey).toString('hex') }));
  }
  const bytes = Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 1)}\n`);
  writeFileSync(join(REPOSITORY, name), bytes);
  return bytes;
}

function listing(bytes: Buffer): MetaFile {
  return new MetaFile({ version: 1, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function demoKey(name: string): DemoKey {
  const path = join(KEYS, `${name}.jwk`);
  if (!existsSync(path)) {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    writeFileSync(path, `${JSON.stringify({ ...jwk, use: 'demo mode only: this key is public' }, null, 2)}\n`);
  }
  const jwk = JSON.parse(readFileSync(path, 'utf8')) as { kty: string; crv: string; x: string; d: string };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const written = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(x, 'base64url').toString('hex') },
  };
  const keyID = createHash('sha256').update(canonicalize(written)).digest('hex');
  return { privateKey, x, key: Key.fromJSON(keyID, written) };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
