import { checkServerIdentity } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** What a server has shown. */
export interface Shown {
  readonly server: Certificate;
  /** The authorities it names between itself and one that is trusted; they may be anything. */
  readonly others: readonly Certificate[];
  /** That was asked for: a name or an address. */
  readonly host: string;
}

/** `out-of-date`: all is in order but for the time. */
export type ChainFinding = 'good' | 'out-of-date' | 'untrusted';

/**
 * Public authorities put one or two between a server and a root. What a stranger shows is not tried without end: the ways
 * through so many are 65 at most.
 */
export const MAX_OTHERS = 4;

/**
 * Tells whether a server is who it says at a given time, which TLS libraries judge by the machine's clock alone.
 *
 * Narrower than they are: what is not judged here, such as constraints on names, makes a certificate untrusted.
 *
 * @param anchors authorities that sign themselves
 * @see RFC 5280 §6.1
 */
export function judgeChain(
  { server, others, host }: Shown,
  anchors: readonly Certificate[],
  atMs: number,
): ChainFinding {
  const isNamed = checkServerIdentity(host, server.x509.toLegacyObject()) === undefined;
  if (!isNamed || !server.isPlain) return 'untrusted';
  const paths = pathsFrom([server], others.slice(0, MAX_OTHERS), anchors);
  if (paths.length === 0) return 'untrusted';
  return paths.some((path) => path.every((one) => isInDate(one, atMs))) ? 'good' : 'out-of-date';
}

export function isInDate({ notBeforeMs, notAfterMs }: Certificate, atMs: number): boolean {
  return notBeforeMs <= atMs && atMs <= notAfterMs;
}

type Path = readonly [Certificate, ...Certificate[]];

/** Every way up to an anchor: an authority may have been certified by several, some of which are out of date. */
function pathsFrom(path: Path, others: readonly Certificate[], anchors: readonly Certificate[]): Path[] {
  const top = path.at(-1) ?? path[0];
  // Also a server that is trusted by itself.
  if (anchors.some(({ x509 }) => x509.raw.equals(top.x509.raw))) return [path];
  const below = path.length - 1;
  const ended = anchors.filter((anchor) => hasIssued(anchor, top, below)).map((anchor): Path => [...path, anchor]);
  const longer = others
    .filter((other) => hasIssued(other, top, below))
    .flatMap((other) =>
      pathsFrom(
        [...path, other],
        others.filter((one) => one !== other),
        anchors,
      ),
    );
  return [...ended, ...longer];
}

/** @param below how many authorities stand between the issuer and the server */
function hasIssued(issuer: Certificate, { x509, isWellSigned }: Certificate, below: number): boolean {
  return (
    isWellSigned &&
    // Names and key identifiers, and that the issuer's key may sign certificates at all.
    x509.checkIssued(issuer.x509) &&
    issuer.x509.ca &&
    issuer.isPlain &&
    issuer.pathLength >= below &&
    x509.verify(issuer.x509.publicKey)
  );
}
