import { primitives } from '../../electron/crypto.ts';
import { openBase } from '../../electron/hpke.ts';
import type { StatusParts } from '../../electron/status.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import type { Result } from '../../shared/result.ts';
import { decodeSealed } from '../../shared/sealed.ts';
import { decodeQuery, STATUS_INFO, type StatusQuery } from '../../shared/status.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const provider = newKeyPair('x25519');
export const PROVIDER_KEY = provider.publicKey.export({ format: 'jwk' }) as PublicJwk;

/** A question that reached the hub, and is answered when the test says so. */
export interface Question {
  readonly sealed: Uint8Array;
  /** What the provider reads in it. */
  readonly query: StatusQuery | undefined;
  /** What an answer has to be signed for. */
  readonly asked: Uint8Array;
  readonly signal: AbortSignal;
  readonly answer: (answer: Result<string, string>) => void;
  readonly breakOff: () => void;
}

/** The hub's end and the clock's, both in the test's hand. */
export class Hub implements StatusParts {
  readonly questions: Question[] = [];
  readonly waits: { readonly ms: number; readonly end: () => void }[] = [];
  jwk: PublicJwk | undefined = PROVIDER_KEY;
  timesUnusable = 0;

  ask = (sealed: Uint8Array, signal: AbortSignal): Promise<Result<string, string>> =>
    new Promise((answer, reject) => {
      const breakOff = (): void => {
        reject(new Error('connection reset'));
      };
      const asked = primitives.sha256(sealed);
      this.questions.push({ sealed, query: opened(sealed), asked, signal, answer, breakOff });
    });
  key = (): PublicJwk | undefined => this.jwk;
  unusable = (): void => {
    this.timesUnusable += 1;
  };
  within = (ms: number): AbortSignal => {
    const controller = new AbortController();
    const end = (): void => {
      controller.abort();
    };
    this.waits.push({ ms, end });
    return controller.signal;
  };
}

function opened(bytes: Uint8Array): StatusQuery | undefined {
  const sealed = decodeSealed(bytes);
  const plain = sealed && openBase(provider.privateKey, sealed, STATUS_INFO, new Uint8Array());
  return plain?.ok === true ? decodeQuery(plain.value) : undefined;
}
