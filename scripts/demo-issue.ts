import { join } from 'node:path';
import { openIssuer, type Issuer } from '../electron/cli/issuer.ts';
import { decodeBase45, encodeBase45 } from '../shared/credential/base45.ts';
import { PREFIX } from '../shared/credential/health-code.ts';
import { factsSchema } from '../shared/credential/issue.ts';
import type { EpochSeconds } from '../shared/time.ts';
import { foreignText } from './demo-foreign.ts';
import { demoVisitors, type DemoVisitor } from './demo-visitors.ts';

const KEYS = join(import.meta.dirname, '..', 'resources', 'demo', 'keys');
/** The demo issuer's private key, a JWK file. */
export const ISSUER_KEY = join(KEYS, 'issuer-310000.jwk');

/** A demo visitor with the text of the code they hold up. */
export interface DemoCode extends DemoVisitor {
  readonly text: string;
}

/** Issues the codes of all demo visitors with the demo keys; ids are new each time. */
export async function issueDemoCodes(at: EpochSeconds): Promise<DemoCode[]> {
  const known = await openIssuer(ISSUER_KEY);
  const unknown = await openIssuer(join(KEYS, 'unknown-issuer.jwk'));
  return demoVisitors(at).map((visitor) => ({ ...visitor, text: textOf(visitor, known, unknown, at) }));
}

function textOf({ id, code }: DemoVisitor, known: Issuer, unknown: Issuer, at: EpochSeconds): string {
  if ('text' in code) return code.text;
  if ('foreign' in code) return foreignText(code.foreign, at);
  const issuer = code.signer === 'unknown-issuer' ? unknown : known;
  const text = issuer.issue(factsSchema.parse(code.facts));
  if (!text.ok) throw new Error(`demo visitor ${id}: ${text.fault}`);
  return code.signer === 'forger' ? forge(text.value) : text.value;
}

/** Changes the last byte of a code, which is the signature's, and writes it in Base45 again. */
export function forge(text: string): string {
  const bytes = decodeBase45(text.slice(PREFIX.length));
  if (!bytes.ok) throw new Error('not a health code');
  const last = bytes.value.length - 1;
  bytes.value[last] = (bytes.value[last] ?? 0) ^ 1;
  return PREFIX + encodeBase45(bytes.value);
}
