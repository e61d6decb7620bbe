import 'reflect-metadata';
import { generateKeyPairSync, webcrypto, type JsonWebKey } from 'node:crypto';
import { cryptoProvider, ExtendedKeyUsageExtension, X509CertificateGenerator } from '@peculiar/x509';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HUB_ISSUER } from '../shared/credential/hub-trust.ts';
import { checkPolicy } from '../shared/policy/policy.ts';
import { DEMO_CARD_ISSUER, DEMO_PASS_ISSUER, DEMO_PASS_KEY } from './demo-foreign.ts';
import { buildRepository, REPOSITORY_FILES } from '../electron/policy/repository.ts';
import { signingKey, type SigningKey } from '../electron/policy/signing.ts';
import { newKeyPair } from '../electron/key-pair.ts';

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
/** Signs passes, as a hub does. */
const hub = demoKey('hub');
/** Signs a code whose issuer no policy trusts, for one of the demo visitors. */
const unknownIssuer = demoKey('unknown-issuer');
const euSigner = demoEcJwk('eu-signer');
const cardIssuer = demoEcJwk('card-issuer');
const passIssuer = demoEcJwk('pass-issuer');
const euCertificate = await demoCertificate();

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
const signers = [issuer, hub, unknownIssuer, euSigner, cardIssuer, passIssuer];
const published = [...root, targets, snapshot, timestamp, ...signers].map(({ x }) => x);
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
    {
      format: 'pass',
      issuer: HUB_ISSUER,
      jwk: { kty: 'OKP', crv: 'Ed25519', x: hub.x },
      name: { 'zh-CN': '演示场所平台', en: 'Demo hub' },
    },
    {
      format: 'hcert',
      certificate: euCertificate,
      name: { 'zh-CN': '奥地利演示签发机构', en: 'Austrian demo signer' },
    },
    {
      format: 'shc',
      iss: DEMO_CARD_ISSUER,
      jwks: { keys: [publicHalf(cardIssuer)] },
      name: { 'zh-CN': '演示健康卡机构', en: 'Demo card issuer' },
    },
    {
      format: 'nzcp',
      did: {
        id: DEMO_PASS_ISSUER,
        verificationMethod: [
          { id: `${DEMO_PASS_ISSUER}#${DEMO_PASS_KEY}`, type: 'JsonWebKey2020', publicKeyJwk: publicHalf(passIssuer) },
        ],
        assertionMethod: [`${DEMO_PASS_ISSUER}#${DEMO_PASS_KEY}`],
      },
      name: { 'zh-CN': '新西兰演示签发机构', en: 'New Zealand demo issuer' },
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
    const jwk = newKeyPair('ed25519').privateKey.export({ format: 'jwk' });
    write(path, `${JSON.stringify({ ...jwk, use: 'demo mode only: this key is public' }, null, 2)}\n`);
  }
  return signingKey(JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof signingKey>[0]);
}

interface EcJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

function demoEcJwk(name: string): EcJwk {
  const path = join(DEMO, 'keys', `${name}.jwk`);
  if (!existsSync(path)) {
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    write(path, `${JSON.stringify({ ...jwk, use: 'demo mode only: this key is public' }, null, 2)}\n`);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as EcJwk;
}

function publicHalf({ kty, crv, x, y }: EcJwk): object {
  return { kty, crv, x, y };
}

/** The EU signer's certificate: base64 of its DER. Its signature is new each time, so it is made once, as the keys are. */
async function demoCertificate(): Promise<string> {
  const path = join(DEMO, 'eu-signer.crt');
  if (!existsSync(path)) {
    cryptoProvider.set(webcrypto as unknown as Crypto);
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const { kty, crv, x, y, d } = euSigner;
    const [privateKey, publicKey] = await Promise.all([
      webcrypto.subtle.importKey('jwk', { kty, crv, x, y, d } as JsonWebKey, algorithm, true, ['sign']),
      webcrypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, algorithm, true, ['verify']),
    ]);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: 'CN=Digital Sentinel demo signer, C=AT',
      notBefore: new Date('2022-01-01T00:00:00Z'),
      notAfter: new Date(EXPIRES),
      signingAlgorithm: algorithm,
      keys: { privateKey, publicKey },
      extensions: [new ExtendedKeyUsageExtension(['1', '2', '3'].map((use) => `1.3.6.1.4.1.1847.2021.1.${use}`))],
    });
    write(path, `${Buffer.from(certificate.rawData).toString('base64')}\n`);
  }
  return readFileSync(path, 'utf8').trim();
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
