import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { readOrNull, type Certificate } from './certificate.ts';

/** Who may vouch for a hub's name. */
export interface Authorities {
  /** PEM, as TLS takes them; absent: the built-in ones. */
  readonly ca?: string[];
  /** The same, read when they are first asked for. */
  readonly anchors: () => readonly Certificate[];
}

/**
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 * @throws where that cannot be read
 */
export function openAuthorities(extraCa: string | undefined): Authorities {
  const extra = extraCa === undefined ? null : readFileSync(extraCa, 'utf8');
  let anchors: readonly Certificate[] | null = null;
  return {
    ...(extra === null ? {} : { ca: [...rootCertificates, extra] }),
    anchors: () => (anchors ??= [...rootCertificates, ...certificatesIn(extra ?? '')].flatMap(readAnchor)),
  };
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/gu;

function certificatesIn(pem: string): string[] {
  return pem.match(PEM) ?? [];
}

/** As TLS libraries have it: what another has certified is no anchor by itself, wherever it is listed. */
function readAnchor(pem: string): Certificate[] {
  const read = readOrNull(Buffer.from(pem.replaceAll(/-----[A-Z ]+-----/gu, ''), 'base64'));
  return read?.x509.checkIssued(read.x509) === true ? [read] : [];
}
