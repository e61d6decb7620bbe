import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  anyExtendedKeyUsage,
  BasicConstraints,
  Certificate as CertificateSyntax,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_kp_serverAuth,
  type Extension,
} from '@peculiar/asn1-x509';

/** A certificate, with what Node does not tell of it. */
export interface Certificate {
  readonly x509: X509Certificate;
  /** Epoch milliseconds; the certificate is valid at both ends. @see RFC 5280 §4.1.2.5 */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** How many authorities may stand between this one and a server. */
  readonly pathLength: number;
  /** Made with an algorithm that is known to be strong. */
  readonly isWellSigned: boolean;
  /** Good for servers, and all in it that narrows what it is good for is judged here. */
  readonly isPlain: boolean;
}

/** RSA PKCS #1 and ECDSA, with SHA-256, 384 and 512, and Ed25519: what public authorities sign with. */
const STRONG_SIGNATURES: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.3.101.112',
]);

/** Extensions that may be critical. Node judges usage and names, and policies say nothing to whoever asks for none. */
const JUDGED: ReadonlySet<string> = new Set([
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  id_ce_certificatePolicies,
]);

const MIN_RSA_BITS = 2048;

/**
 * @returns `null` for what is none, or has a key or a form that is not read here: nobody is trusted by it, as nobody is by
 * what is not there
 */
export function readOrNull(der: Buffer): Certificate | null {
  try {
    return readCertificate(der);
  } catch {
    // What libraries throw at what they do not know has no common type.
    return null;
  }
}

function readCertificate(der: Buffer): Certificate {
  const x509 = new X509Certificate(der);
  const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(der, CertificateSyntax);
  const { validity, extensions } = tbsCertificate;
  return {
    x509,
    notBeforeMs: validity.notBefore.getTime().getTime(),
    notAfterMs: validity.notAfter.getTime().getTime(),
    pathLength: pathLengthIn(extensions),
    isWellSigned: STRONG_SIGNATURES.has(signatureAlgorithm.algorithm),
    isPlain: isKeyLong(x509) && areAllJudged(extensions) && isForServers(extensions),
  };
}

function pathLengthIn(extensions: readonly Extension[] | undefined): number {
  const value = valueOf(id_ce_basicConstraints, extensions);
  return (value && AsnConvert.parse(value, BasicConstraints).pathLenConstraint) ?? Infinity;
}

/** Only RSA keys can be too short: the curves that TLS takes are all long enough. */
function isKeyLong({ publicKey }: X509Certificate): boolean {
  return (publicKey.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS) >= MIN_RSA_BITS;
}

/** Constraints on names are not judged, whether they say that they are critical or not. */
function areAllJudged(extensions: readonly Extension[] | undefined): boolean {
  return (extensions ?? []).every(
    ({ extnID, critical }) => JUDGED.has(extnID) || (!critical && extnID !== id_ce_nameConstraints),
  );
}

function isForServers(extensions: readonly Extension[] | undefined): boolean {
  const value = valueOf(id_ce_extKeyUsage, extensions);
  if (value === undefined) return true;
  const usages = AsnConvert.parse(value, ExtendedKeyUsage);
  return usages.includes(id_kp_serverAuth) || usages.includes(anyExtendedKeyUsage);
}

function valueOf(id: string, extensions: readonly Extension[] | undefined): ArrayBuffer | undefined {
  return extensions?.find(({ extnID }) => extnID === id)?.extnValue.buffer;
}
