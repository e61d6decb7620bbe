import { TLSSocket, type DetailedPeerCertificate } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Authorities } from './authorities.ts';
import { readOrNull, type Certificate } from './certificate.ts';
import { isInDate, judgeChain, MAX_OTHERS, type Shown } from './chain.ts';

/**
 * `certificate-untrusted`: nobody who is trusted vouches for whoever answers, or not for this name. `certificate-out-of-date`:
 * its certificate is not valid at the hub's time or, while the hub has told none, by our clock.
 */
export type CertificateFault = 'certificate-untrusted' | 'certificate-out-of-date';

/** Nothing was sent by the connection. */
export class CertificateRefused extends Error {
  readonly fault: CertificateFault;

  constructor(fault: CertificateFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Epoch milliseconds by the hub's clock, as it has signed them; `null`: it has not told. */
export type HubNow = () => number | null;

type Connect = buildConnector.connector;

/**
 * What is given to a connector whose connections are judged by {@link judged}. Each is shaken hands for anew: one that
 * goes on with an old session is shown no certificate.
 */
export const JUDGED_AFTERWARDS = { rejectUnauthorized: false, maxCachedSessions: 0 } as const;

/** Hands on what `connect` has opened, but ends it where its certificate is not good, before anything is sent by it. */
export function judged(connect: Connect, authorities: Authorities, hubNow: HubNow): Connect {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const isJudged = options.protocol === 'https:';
      const fault = isJudged ? faultOf(socket, options.hostname, authorities, hubNow()) : null;
      if (fault === null) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new CertificateRefused(fault), null);
    });
  };
}

/** What OpenSSL and BoringSSL say last, and so in place of all but what is wrong with constraints of names. */
const OF_DATES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function faultOf(
  socket: unknown,
  host: string,
  authorities: Authorities,
  hubMs: number | null,
): CertificateFault | null {
  if (!(socket instanceof TLSSocket)) return 'certificate-untrusted';
  const { authorized } = socket;
  // A code, whatever its type says.
  if (!authorized && !OF_DATES.has(String(socket.authorizationError))) return 'certificate-untrusted';
  if (hubMs === null) return authorized ? null : 'certificate-out-of-date';
  const shown = readShown(socket, host);
  const found =
    shown === null ? 'untrusted' : judgeChain(shown, authorities.anchorsOf([shown.server, ...shown.others]), hubMs);
  if (found === 'good') return null;
  if (found === 'out-of-date' || (shown !== null && !isInDate(shown.server, hubMs))) return 'certificate-out-of-date';
  // What is not judged here, as constraints of names, TLS has judged where the clock did not come in between.
  return authorized ? null : 'certificate-untrusted';
}

/** The server comes first, and each is followed by its issuer. @returns `null` where the server's cannot be read */
function readShown(socket: TLSSocket, host: string): Shown | null {
  let next = socket.getPeerCertificate(true);
  const server = readOrNull(next.raw);
  if (server === null) return null;
  const others: Certificate[] = [];
  // The last is its own issuer, or has none, whatever the type says.
  for (let issuer = issuerOf(next); issuer !== null && others.length < MAX_OTHERS; issuer = issuerOf(next)) {
    const other = readOrNull(issuer.raw);
    if (other !== null) others.push(other);
    next = issuer;
  }
  return { server, others, host };
}

function issuerOf(shown: DetailedPeerCertificate): DetailedPeerCertificate | null {
  const issuer = shown.issuerCertificate as DetailedPeerCertificate | undefined;
  return issuer === undefined || issuer === shown ? null : issuer;
}
