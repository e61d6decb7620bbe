import { openIssuer } from '../../electron/cli/issuer.ts';
import { ISSUER_KEY } from '../../scripts/demo-issue.ts';
import { factsSchema, type FactsText } from '../../shared/credential/issue.ts';
import { maskName } from '../../shared/credential/mask.ts';
import { checkCharacter } from '../../shared/id-card/id-number.ts';
import { formatDateTime, SECONDS_PER_HOUR } from '../../shared/time.ts';
import { NOW, secondsOf } from '../journeys/now.ts';

/** How a visitor shows who they are: phone to the camera, phone to the scanner, or paper to the scanner and then the card. */
export type Way = 'camera' | 'scanner' | 'paper-and-card';

/** In turn. */
const WAYS: readonly Way[] = ['camera', 'scanner', 'paper-and-card'];

/** One who comes to the door. */
export interface Visitor {
  readonly way: Way;
  readonly name: string;
  readonly documentNumber: string;
  /** As journal and screen have the name; nobody else of the queue has the same. */
  readonly masked: string;
  readonly text: string;
  readonly verdict: 'admit' | 'refuse';
}

/** Every so many visitors' test is too old; of those with a paper nobody's, who would then not be asked for the card. */
const REFUSED_EVERY = 10;
/** CJK Unified Ideographs begin here (Unicode 17.0): one character for each visitor's family name. */
const FIRST_HAN = 0x4e00;
/** Three digits of an ID number tell those apart who were born on one day. */
const MOST = 1000;

/** Made-up people, each with a code that the demo issuer signed for the moment `NOW`. */
export async function queueOf(count: number): Promise<Visitor[]> {
  if (count > MOST) throw new Error(`no more than ${MOST} visitors can be told apart`);
  const issuer = await openIssuer(ISSUER_KEY);
  return Array.from({ length: count }, (_, i) => {
    const way = WAYS[i % WAYS.length] ?? 'camera';
    const isRefused = way !== 'paper-and-card' && i % REFUSED_EVERY === REFUSED_EVERY - 1;
    const verdict = isRefused ? 'refuse' : 'admit';
    const name = `${String.fromCodePoint(FIRST_HAN + i)}小示`;
    const first17 = `11010519450312${String(i).padStart(3, '0')}`;
    const person = { name, documentNumber: first17 + checkCharacter(first17) };
    const issued = issuer.issue(factsSchema.parse({ ...person, ...factsFor(way, verdict === 'admit' ? 10 : 49) }));
    if (!issued.ok) throw new Error(issued.fault);
    return { way, ...person, masked: maskName(name), text: issued.value, verdict };
  });
}

function factsFor(way: Way, testAgeHours: number): Omit<FactsText, 'name' | 'documentNumber'> {
  const tests: FactsText['tests'] = [
    { kind: 'nucleic-acid', sampledAt: ago(testAgeHours), resultAt: ago(testAgeHours - 6), result: 'negative' },
  ];
  const usual = { colour: 'green', tests } as const;
  if (way === 'paper-and-card')
    return { ...usual, kind: 'paper', ageGroup: '60+', issuedAt: ago(24), expiresAt: ago(-24 * 90) };
  return { ...usual, kind: 'dynamic', issuedAt: ago(0), expiresAt: ago(-1) };
}

function ago(hours: number): string {
  return formatDateTime(secondsOf(NOW) - hours * SECONDS_PER_HOUR);
}
