import { sign } from 'node:crypto';
import type { Claims } from '../../../shared/credential/claims.ts';
import { NO_FACTS, type Facts, type TestFact } from '../../../shared/credential/facts.ts';
import { encodeClaims } from '../../../shared/credential/health-code-encode.ts';
import { kidOf, PREFIX } from '../../../shared/credential/health-code.ts';
import { toHex } from '../../../shared/credential/hex.ts';
import { signText } from '../../../shared/credential/signed-text.ts';
import { fail, ok } from '../../../shared/result.ts';
import { decodeSealed } from '../../../shared/sealed.ts';
import { decodeQuery, STATUS_INFO, type StatusQuery } from '../../../shared/status.ts';
import { sha256 } from '../../crypto.ts';
import type { Store } from '../../store/schema.ts';
import type { StatusProvider } from '../provider.ts';
import { openBase } from './hpke.ts';
import { publicJwkOf, type DemoKeys } from './keys.ts';
import { findPerson, type DemoPerson } from './people.ts';

/** GB/T 2260, Shanghai: in whose name the demo answers. */
const ISSUER = '310000';
/** An answer is good this long, for a kiosk whose clock runs ahead; nobody else can use it. */
const LIFE_SECONDS = 300;
const ID_BYTES = 8;

export interface DemoParts {
  readonly store: Store;
  readonly keys: DemoKeys;
  readonly nowMs: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/**
 * Answers out of a table of the hub's database, for demonstration. It stands in for somebody else's service: nothing but
 * {@link StatusProvider} leads from the hub to it, and the hub holds none of its keys.
 */
export function openDemoProvider({ store, keys, nowMs, randomBytes }: DemoParts): StatusProvider {
  return {
    async answer(question) {
      const query = openQuestion(keys, question);
      // Sealed to a key that the rules have had before, perhaps: the kiosk will fetch newer ones.
      if (query === undefined) return fail('provider-unavailable');
      const person = await findPerson(store, keys.index, query);
      if (person === undefined) return fail('status-unknown');
      const issuedAt = Math.floor(nowMs() / 1000);
      const frame = { issuer: ISSUER, issuedAt, expiresAt: issuedAt + LIFE_SECONDS, id: toHex(randomBytes(ID_BYTES)) };
      return ok(signCode(keys, { ...frame, facts: factsOf(person, sha256(question)) }));
    },
  };
}

function openQuestion({ opening }: DemoKeys, question: Uint8Array): StatusQuery | undefined {
  const sealed = decodeSealed(question);
  const opened = sealed && openBase(opening, sealed, STATUS_INFO);
  return opened?.ok === true ? decodeQuery(opened.value) : undefined;
}

function factsOf({ subject, maskedName, colour, test }: DemoPerson, answers: Uint8Array): Facts {
  const person = { type: 'subject', issuer: ISSUER, subject: toHex(subject) } as const;
  const tests = test === null ? [] : [testOf(test)];
  return { ...NO_FACTS, answers, kind: 'dynamic', maskedName, person, colour, tests };
}

function testOf({ sampledAt, isNegative }: NonNullable<DemoPerson['test']>): TestFact {
  const seconds = Math.floor(sampledAt.getTime() / 1000);
  return {
    kind: 'nucleic-acid',
    sampledAt: seconds,
    resultAt: seconds,
    result: isNegative ? 'negative' : 'positive',
  };
}

function signCode({ signing }: DemoKeys, claims: Claims): string {
  const kid = kidOf(publicJwkOf(signing), sha256);
  return signText(PREFIX, encodeClaims(claims), { kid, sign: (message) => sign(null, message, signing) });
}
