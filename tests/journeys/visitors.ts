import { join } from 'node:path';
import { openIssuer } from '../../electron/cli/issuer.ts';
import { factsSchema } from '../../shared/credential/issue.ts';
import { checkCharacter } from '../../shared/credential/id-number.ts';
import { formatDateTime, parseDateTime } from '../../shared/time.ts';
import { NOW } from './now.ts';

const KEYS = join(import.meta.dirname, '..', '..', 'resources', 'demo', 'keys');
const HOUR = 3600;

/** Made-up people: area code 110105, computed check characters. */
export const DEMO_PEOPLE = ['演小示', '例大明', '样中华', '虚小构'].map((name, i) => ({
  name,
  documentNumber: numberOf(i),
}));

function numberOf(index: number): string {
  const first17 = `110105194912${String(10 + index)}${String(100 + index)}`;
  return first17 + checkCharacter(first17);
}

/** What each demo visitor shows, and what the kiosk must answer at `NOW` in a mall. */
export const EXPECTED = {
  'green-47h': ['admit', 'all-checks-passed'],
  'green-48h': ['admit', 'all-checks-passed'],
  'old-test': ['refuse', 'test-too-old'],
  'no-test': ['refuse', 'test-none'],
  positive: ['refuse', 'test-positive'],
  pending: ['refer', 'test-pending'],
  yellow: ['refer', 'colour-yellow'],
  red: ['refuse', 'colour-red'],
  expired: ['refuse', 'expired'],
  'not-yet-valid': ['refer', 'not-yet-valid'],
  forged: ['refuse', 'signature-forged'],
  'unknown-issuer': ['refer', 'issuer-unknown'],
  revoked: ['refuse', 'revoked'],
  paper: ['refer', 'card-reader-missing'],
  online: ['refer', 'online-code'],
  'not-a-health-code': ['refer', 'not-a-health-code'],
} as const;

export type Visitor = keyof typeof EXPECTED;

/** The texts of all demo visitors' codes, made for the moment `NOW`. */
export async function demoTexts(): Promise<Record<Visitor, string>> {
  const issue = await issuing('issuer-310000');
  const strange = await issuing('unknown-issuer');
  const genuine = issue(0, { tests: [test(47 * HOUR)] });
  return {
    'green-47h': genuine,
    'green-48h': issue(1, { tests: [test(48 * HOUR)] }),
    'old-test': issue(2, { tests: [test(48 * HOUR + 1)] }),
    'no-test': issue(3, {}),
    positive: issue(1, { tests: [test(10 * HOUR, 'positive')] }),
    pending: issue(2, { tests: [test(2 * HOUR, 'pending')] }),
    yellow: issue(3, { colour: 'yellow', tests: [test(10 * HOUR)] }),
    red: issue(1, { colour: 'red', tests: [test(10 * HOUR)] }),
    expired: issue(2, { tests: [test(10 * HOUR)], issuedAt: ago(600), expiresAt: ago(0) }),
    'not-yet-valid': issue(3, { tests: [test(10 * HOUR)], issuedAt: ago(-301), expiresAt: ago(-900) }),
    forged: forge(issue(2, { tests: [test(10 * HOUR)] })),
    'unknown-issuer': strange(3, { tests: [test(10 * HOUR)] }),
    revoked: issue(1, { tests: [test(10 * HOUR)], id: '00112233445566778899aabbccddeeff' }),
    paper: issue(3, { kind: 'paper', tests: [test(10 * HOUR)], ageGroup: '60+', expiresAt: ago(-720 * HOUR) }),
    online: 'https://s.sh.gov.cn/code?token=0123456789abcdef0123456789abcdef',
    'not-a-health-code': 'WIFI:T:WPA;S:mall-guest;P:welcome;;',
  };
}

/** Many different people who all may enter. */
export async function manyTexts(count: number): Promise<string[]> {
  const issue = await issuing('issuer-310000');
  return Array.from({ length: count }, (_, i) =>
    issue(0, {
      documentNumber: `D${String(i).padStart(8, '0')}`,
      tests: [test(10 * HOUR)],
      vaccinations: [1, 2].map((dose) => ({ product: 'Demo-Vac', dose, of: 2, at: '2021-06-01' })),
    }),
  );
}

async function issuing(key: string): Promise<(person: number, facts: object) => string> {
  const issuer = await openIssuer(join(KEYS, `${key}.jwk`));
  return (person, facts) => {
    const written = factsSchema.parse({
      kind: 'dynamic',
      colour: 'green',
      issuedAt: ago(60),
      expiresAt: ago(-HOUR),
      ...DEMO_PEOPLE[person],
      ...facts,
    });
    const issued = issuer.issue(written);
    if (!issued.ok) throw new Error(issued.fault);
    return issued.value;
  };
}

function test(age: number, result: 'negative' | 'positive' | 'pending' = 'negative'): object {
  const resultAt = result === 'pending' ? {} : { resultAt: ago(age - HOUR) };
  return { kind: 'nucleic-acid', sampledAt: ago(age), result, ...resultAt };
}

function ago(seconds: number): string {
  const now = parseDateTime(NOW);
  if (!now.ok) throw new Error(now.fault);
  return formatDateTime(now.value - seconds);
}

/** Changes the last character but two, which is of the signature, to another that Base45 allows in its place. */
function forge(text: string): string {
  const at = text.length - 6;
  return text.slice(0, at) + (text.charAt(at) === '0' ? '1' : '0') + text.slice(at + 1);
}
