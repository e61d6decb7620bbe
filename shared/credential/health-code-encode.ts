import { encodeCbor } from './cbor.ts';
import type { Claims } from './claims.ts';
import type { Facts, PassFact, TestFact } from './facts.ts';
import { CODE_PASS_TYPES, COLOURS, KEY, KINDS, TEST_KINDS, TEST_RESULTS } from './health-code.ts';
import { fromHex } from './hex.ts';
import { CLAIM } from './signed-text.ts';

/**
 * Encodes claims as the payload of a health code; the inverse of what `decode` reads.
 *
 * @throws for facts no health code can hold (no person, no colour, no end): the issuing side validates first
 */
export function encodeClaims({ issuer, issuedAt, expiresAt, id, facts }: Claims): Uint8Array {
  if (id === null || expiresAt === null) throw new Error('a health code has an id and an end');
  return encodeCbor(
    new Map<number, unknown>([
      [CLAIM.iss, issuer],
      [CLAIM.exp, expiresAt],
      [CLAIM.iat, issuedAt],
      [CLAIM.cti, fromHex(id)],
      [CLAIM.content, encodeContent(facts)],
    ]),
  );
}

function encodeContent(facts: Facts): Map<number, unknown> {
  if (facts.kind === null || facts.colour === null || facts.person === null) {
    throw new Error('a health code has a kind, a colour and a subject');
  }
  const optionalFields: [number, unknown][] = [
    [KEY.tests, facts.tests.map(encodeTest)],
    [KEY.vaccinations, facts.vaccinations.map((v) => [v.product, v.dose, v.of, v.atDay])],
    [KEY.visited, facts.visited.map((v) => [Number(v.area), v.fromDay, v.toDay - v.fromDay])],
    [KEY.ageGroup, facts.ageGroup],
    [KEY.pass, facts.pass && encodePass(facts.pass)],
    [KEY.match, facts.cardMatch && [facts.cardMatch.salt, facts.cardMatch.tag]],
    [KEY.answers, facts.answers],
  ];
  return new Map<number, unknown>([
    [KEY.kind, KINDS.indexOf(facts.kind)],
    [KEY.name, facts.maskedName],
    [KEY.subject, fromHex(facts.person.subject)],
    [KEY.colour, COLOURS.indexOf(facts.colour)],
    ...optionalFields.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  ]);
}

function encodeTest({ kind, sampledAt, resultAt, result }: TestFact): unknown[] {
  const delay = resultAt === null ? null : resultAt - sampledAt;
  return [TEST_KINDS.indexOf(kind), sampledAt, delay, TEST_RESULTS.indexOf(result)];
}

function encodePass(fact: PassFact): unknown[] {
  const type = CODE_PASS_TYPES.findIndex((one) => one === fact.type);
  if (type === -1) throw new Error('a pass of this type is a code of its own');
  return [type, fact.holder, fact.places, fact.until];
}
