import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { readOrNull, type Certificate } from './certificate.ts';

/** Who may vouch for a hub's name. */
export interface Authorities {
  /** The same, as TLS takes them: made once, since it reads a hundred certificates. */
  readonly context: SecureContext;
  /** Those that may have issued one of these, or are one of them. */
  readonly anchorsOf: (shown: readonly Certificate[]) => readonly Certificate[];
}

/**
 * @param extraCa path of a PEM file with authorities beside the built-in ones; one that cannot be read adds none, as Node has
 *   it: a hub that needs none is reached all the same, and of another it is said that nobody vouches for it
 */
export function openAuthorities(extraCa: string | undefined): Authorities {
  const extra = readExtra(extraCa);
  let all: readonly X509Certificate[] | null = null;
  return {
    context: createSecureContext(extra === null ? {} : { ca: [...rootCertificates, extra] }),
    anchorsOf: (shown) => {
      all ??= [...rootCertificates, ...(extra?.match(PEM) ?? [])].flatMap(readAnchor);
      return all
        .filter((anchor) => shown.some(({ x509 }) => x509.checkIssued(anchor) || x509.raw.equals(anchor.raw)))
        .map((anchor) => readOrNull(anchor.raw))
        .filter((anchor) => anchor !== null);
    },
  };
}

/** Authorities of the venue's own; `null`: none, or a file that cannot be read. */
export function readExtra(path: string | undefined): string | null {
  // A variable that is set to nothing is one that is not set.
  if (path === undefined || path === '') return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Whoever sets a kiosk up is told by the command.
    return null;
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/gu;

/** As TLS libraries have it: what another has certified is no anchor by itself, wherever it is listed. */
function readAnchor(pem: string): X509Certificate[] {
  try {
    const read = new X509Certificate(pem);
    return read.checkIssued(read) ? [read] : [];
  } catch {
    // Of a venue's own file, TLS takes what it can read as well.
    return [];
  }
}
