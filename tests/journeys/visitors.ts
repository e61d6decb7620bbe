import { ISSUER_KEY, issueDemoCodes } from '../../scripts/demo-issue.ts';
import type { DemoVisitorId } from '../../scripts/demo-visitors.ts';
import { openIssuer } from '../../electron/cli/issuer.ts';
import { factsSchema } from '../../shared/credential/issue.ts';
import { formatDateTime, SECONDS_PER_HOUR } from '../../shared/time.ts';
import { NOW, secondsOf } from './now.ts';

/** The texts of all demo visitors' codes, made for the moment `NOW`. */
export async function demoTexts(): Promise<Record<DemoVisitorId, string>> {
  const codes = await issueDemoCodes(secondsOf(NOW));
  return Object.fromEntries(codes.map(({ id, text }) => [id, text])) as Record<DemoVisitorId, string>;
}

/** Many different people who all may enter, each with a typical code: one test, two doses. */
export async function manyTexts(count: number): Promise<string[]> {
  const issuer = await openIssuer(ISSUER_KEY);
  return Array.from({ length: count }, (_, i) => {
    const issued = issuer.issue(
      factsSchema.parse({
        kind: 'dynamic',
        name: '演小示',
        documentNumber: `D${String(i).padStart(8, '0')}`,
        colour: 'green',
        tests: [{ kind: 'nucleic-acid', sampledAt: ago(10), resultAt: ago(4), result: 'negative' }],
        vaccinations: [1, 2].map((dose) => ({ product: 'Demo-Vac', dose, of: 2, at: '2022-03-01' })),
        issuedAt: ago(0),
        expiresAt: ago(-1),
      }),
    );
    if (!issued.ok) throw new Error(issued.fault);
    return issued.value;
  });
}

function ago(hours: number): string {
  return formatDateTime(secondsOf(NOW) - hours * SECONDS_PER_HOUR);
}
