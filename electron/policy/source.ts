import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TargetFile } from '@tufjs/models';
import { BaseFetcher } from 'tuf-js';
import { fetch, type Dispatcher } from 'undici';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import type { FetchFault } from '../../shared/contract.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { CertificateRefused } from '../sync/tls/connect.ts';
import { waitedFor, type Patience } from './patience.ts';
import { Refused } from './reading.ts';

/** Where a repository keeps each root there ever was. */
export const ROOT_NAME = /^\d{1,9}\.root\.json$/u;

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * Fetches from a server or a folder, and keeps each root it sees: they are the chain back to the one that is trusted.
 */
export class RepositorySource extends BaseFetcher {
  /** Of the repository, without a slash at its end. */
  readonly base: string;
  /** What went wrong on the way at the last transfer, since the library hides it in an error of its own. */
  failure: FetchFault | null = null;
  /** By the server's own clock, of which nothing is proved. */
  serverSeconds: EpochSeconds | null = null;
  /** Whether a newer root was fetched. */
  hasNewRoot = false;
  readonly #patience: Patience;
  readonly #keepIn: string;
  readonly #dispatcher: Dispatcher | undefined;

  /**
   * @param from an `http:` or `https:` URL, or a folder
   * @param keepIn the folder for roots
   * @param dispatcher the way to a server; if absent, undici's own
   */
  constructor(from: string, patience: Patience, keepIn: string, dispatcher?: Dispatcher) {
    super();
    this.base = (/^https?:/iu.test(from) ? from : pathToFileURL(from).href).replace(/\/$/u, '');
    this.#patience = patience;
    this.#keepIn = keepIn;
    this.#dispatcher = dispatcher;
  }

  override async fetch(url: string): Promise<Body> {
    return waitedFor(url.startsWith('file:') ? this.#openFile(url) : await this.#ask(url), this.#patience);
  }

  async #ask(url: string): Promise<Body> {
    const { signal } = this.#patience;
    const way = this.#dispatcher === undefined ? {} : { dispatcher: this.#dispatcher };
    const response = await this.#patience.within(fetch(url, { signal, redirect: 'error', ...way }));
    const saidMs = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(saidMs)) this.serverSeconds = Math.floor(saidMs / 1000);
    if (!response.ok || response.body === null) throw new DownloadHTTPError('not found', response.status);
    return response.body as Body;
  }

  /** Nothing but a file of the folder: what else can lie on a stick may never end, or lead anywhere on this machine. */
  #openFile(url: string): Body {
    let file: number | null = null;
    try {
      const path = realpathSync(fileURLToPath(url));
      if (!path.startsWith(`${realpathSync(fileURLToPath(this.base)).replace(/[\\/]$/u, '')}${sep}`)) {
        throw new DownloadHTTPError('leads out of the folder', 400);
      }
      // A pipe would be waited for until somebody wrote to it. Windows has neither of these, nor pipes among files.
      file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      if (!fstatSync(file).isFile()) throw new DownloadHTTPError('no file', 400);
      return Readable.toWeb(createReadStream(path, { fd: file })) as Body;
    } catch (error) {
      if (file !== null) closeSync(file);
      if (error instanceof DownloadHTTPError) throw error;
      const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
      throw new DownloadHTTPError('cannot be read', isThere ? 400 : 404);
    }
  }

  override async downloadBytes(url: string, maxLength: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    await this.#download(url, maxLength, (piece) => {
      pieces.push(piece);
    });
    const bytes = Buffer.concat(pieces);
    if (!ROOT_NAME.test(nameOf(url))) return bytes;
    writeFileSync(join(this.#keepIn, nameOf(url)), bytes, { mode: 0o600 });
    this.hasNewRoot = true;
    return bytes;
  }

  /**
   * Fetches a target to where it is to lie; the library would write it twice.
   *
   * @param name under `targets/`, as it is published
   * @throws Refused where it is not what is listed
   */
  async downloadTarget(name: string, { length, hashes }: TargetFile, to: string): Promise<void> {
    const hash = createHash('sha256');
    let written = 0;
    const file = openSync(to, 'w', 0o600);
    try {
      await this.#download(`${this.base}/targets/${name}`, length, (piece) => {
        hash.update(piece);
        written += writeSync(file, piece);
      });
    } finally {
      closeSync(file);
    }
    if (written !== length || hash.digest('hex') !== hashes['sha256']) throw new Refused('policy-damaged');
  }

  async #download(url: string, maxLength: number, take: (piece: Uint8Array) => void): Promise<void> {
    this.failure = null;
    let length = 0;
    try {
      for await (const piece of await this.fetch(url)) {
        length += piece.length;
        if (length > maxLength) throw new Refused('policy-damaged');
        take(piece);
      }
    } catch (error) {
      // A next root that is not there is how the newest one is known.
      const isLastRoot =
        ROOT_NAME.test(nameOf(url)) && error instanceof DownloadHTTPError && isAbsent(error.statusCode);
      if (!isLastRoot && isOnTheWay(error))
        this.failure = this.#patience.signal.aborted ? 'source-too-slow' : faultOnTheWay(error);
      throw error;
    }
  }
}

/** Some servers will not say whether a file is there. */
function isAbsent(status: number): boolean {
  return status === 404 || status === 403;
}

/** A server that sends more than it may, or something else than is listed, has been reached. */
function isOnTheWay(error: unknown): boolean {
  return error instanceof DownloadHTTPError || error instanceof TypeError || error instanceof DOMException;
}

function faultOnTheWay(error: unknown): FetchFault {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof CertificateRefused ? cause.fault : 'source-unreachable';
}

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
