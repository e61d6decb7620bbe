import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  Extension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { freshFolder } from '../../folders.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
export const DAY_MS = 86_400_000;

type KeyPair = webcrypto.CryptoKeyPair;

/** Epoch milliseconds. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

/** An authority or a server, with all that it signs or is known by. */
export interface Certified {
  readonly name: string;
  readonly keys: KeyPair;
  readonly certificate: X509Certificate;
}

export interface Wish {
  readonly name: string;
  readonly life: Life;
  readonly keys?: KeyPair;
  readonly extensions?: readonly Extension[];
  /** Of its signature. */
  readonly hash?: string;
}

/** Longer than any test needs. */
export const LONG: Life = { from: Date.now() - 30 * 365 * DAY_MS, to: Date.now() + 23 * 365 * DAY_MS };

export function makeKeys(algorithm: object = ALGORITHM): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm as typeof ALGORITHM, true, ['sign', 'verify']);
}

/** @param by whoever vouches; `null`: it does so itself */
export async function certify(by: Certified | null, wish: Wish): Promise<Certified> {
  cryptoProvider.set(webcrypto as Crypto);
  const keys = wish.keys ?? (await makeKeys());
  const signer = by ?? { name: wish.name, keys };
  const { hash = 'SHA-256' } = wish;
  const certificate = await X509CertificateGenerator.create({
    // Positive, and another each time.
    serialNumber: `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`,
    subject: `CN=${wish.name}`,
    issuer: `CN=${signer.name}`,
    notBefore: new Date(wish.life.from),
    notAfter: new Date(wish.life.to),
    signingAlgorithm: { ...(signer.keys.privateKey.algorithm as typeof ALGORITHM), hash },
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    extensions: [...(wish.extensions ?? [])],
  });
  return { name: wish.name, keys, certificate };
}

/** As authorities have them. @param pathLength how many more may stand below */
export function ofAuthority(pathLength?: number): Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

/** As servers have them. */
export function ofServer(host: string, usage = '1.3.6.1.5.5.7.3.1'): Extension[] {
  const type = /^[\d.]+$/u.test(host) ? 'ip' : 'dns';
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new SubjectAlternativeNameExtension([{ type, value: host }]),
    new ExtendedKeyUsageExtension([usage]),
  ];
}

export function someExtension(id: string, isCritical: boolean, value: Buffer<ArrayBuffer>): Extension {
  return new Extension(id, isCritical, value);
}

export function derOf({ certificate }: Certified): Buffer {
  return Buffer.from(certificate.rawData);
}

export function pemOf({ certificate }: Certified): string {
  return certificate.toString('pem');
}

export function keyPemOf({ keys }: Certified): string {
  return KeyObject.from(keys.privateKey).export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** @returns path of a file with authorities, as `NODE_EXTRA_CA_CERTS` names one */
export function fileOf(...authorities: readonly Certified[]): string {
  const path = join(freshFolder(), 'authorities.pem');
  writeFileSync(path, authorities.map(pemOf).join('\n'));
  return path;
}
