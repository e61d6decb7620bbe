import { createHmac, randomBytes } from 'node:crypto';
import type { Colour } from '../../../shared/credential/facts.ts';
import type { StatusQuery } from '../../../shared/status.ts';
import type { Store } from '../../store/schema.ts';

/** What the demo's register knows of a person. */
export interface DemoPerson {
  /** 8 bytes. */
  readonly subject: Uint8Array;
  readonly maskedName: string;
  readonly colour: Colour;
  /** The newest nucleic-acid test; `null`: none. */
  readonly test: { readonly sampledAt: Date; readonly isNegative: boolean } | null;
}

const HOUR_MS = 3_600_000;

/** Made-up people: what they show, and hours since their test. */
const MADE_UP: readonly (readonly [StatusQuery, string, Colour, number])[] = [
  [{ is: 'online-code', text: 'https://health-code.example/check?token=3f7c1e0a9d5b4826' }, '张*', 'green', 20],
  [{ is: 'online-code', text: 'https://health-code.example/check?token=demo-old-test-0123456789' }, '李*', 'green', 80],
  [{ is: 'online-code', text: 'https://health-code.example/check?token=demo-red-0123456789' }, '王*', 'red', 20],
  [{ is: 'document-number', text: '11010519491231002X' }, '赵*三', 'green', 20],
];

export async function findPerson(store: Store, index: Uint8Array, query: StatusQuery): Promise<DemoPerson | undefined> {
  const found = await store
    .selectFrom('demo_status')
    .selectAll()
    .where('person_key', '=', keyFor(index, query))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { subject, masked_name: maskedName, colour, sampled_at: sampledAt, is_negative: isNegative } = found;
  return { subject, maskedName, colour, test: sampledAt && { sampledAt, isNegative: isNegative === true } };
}

/** Adds a person, or tells what is new of one; the subject stays. */
export async function savePerson(
  store: Store,
  index: Uint8Array,
  query: StatusQuery,
  { subject, maskedName, colour, test }: DemoPerson,
): Promise<void> {
  const known = { masked_name: maskedName, colour, sampled_at: test?.sampledAt ?? null };
  const row = { ...known, is_negative: test?.isNegative ?? null };
  await store
    .insertInto('demo_status')
    .values({ person_key: keyFor(index, query), subject: Buffer.from(subject), ...row })
    .onConflict((conflict) => conflict.column('person_key').doUpdateSet(row))
    .execute();
}

/** The demo's people, tested as long before `now` as ever. */
export async function saveDemoPeople(store: Store, index: Uint8Array, now: Date): Promise<void> {
  for (const [query, maskedName, colour, hours] of MADE_UP) {
    const test = { sampledAt: new Date(now.getTime() - hours * HOUR_MS), isNegative: true };
    await savePerson(store, index, query, { subject: randomBytes(8), maskedName, colour, test });
  }
}

/** Numbers can all be tried out: the database alone must not tell who is in it. */
function keyFor(index: Uint8Array, { is, text }: StatusQuery): Buffer {
  return createHmac('sha256', index).update(`${is}\0${text}`).digest();
}
