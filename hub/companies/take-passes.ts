import { whyNoPasses, type Company } from '../../shared/company/company.ts';
import type { SheetKind } from '../../shared/company/columns.ts';
import type { TakenPass } from '../../shared/company/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { HubKey } from '../crypto.ts';
import { holdCompany } from '../store/companies.ts';
import { insertPasses, listHolders, type Pass, type PassHolder } from '../store/passes.ts';
import type { Store } from '../store/schema.ts';
import { openPassSigner } from './pass-text.ts';
import { endOfPass } from './term.ts';

/** Whoever asks again within a day is given the same pass: seven of one person hold at once, at most. */
const SAME_FOR_MS = 86_400_000;

export interface Taking {
  readonly company: string;
  readonly sheet: SheetKind;
  /** Holder's id; `null`: from the first. */
  readonly after: string | null;
  readonly limit: number;
}

/** What passes are signed with, and when. */
export interface PassGround {
  readonly hubKey: HubKey;
  readonly utcOffsetMinutes: number;
  readonly now: Date;
  readonly randomBytes: (length: number) => Buffer;
}

export interface TakenPasses {
  readonly company: Company;
  readonly passes: readonly TakenPass[];
  /** Of the last holder; `null`: there is none after. */
  readonly next: string | null;
}

type NoPasses = 'not-found' | NonNullable<ReturnType<typeof whyNoPasses>>;

/**
 * Passes of a company's people or vehicles, valid from now on; those of whom the last day is over have none.
 *
 * @param tx a transaction of the caller's: a suspension comes before it or after it
 */
export async function takePasses(
  tx: Store,
  taking: Taking,
  ground: PassGround,
): Promise<Result<TakenPasses, NoPasses>> {
  const { now } = ground;
  const company = await holdCompany(tx, taking.company);
  if (company === null) return fail('not-found');
  const why = whyNoPasses(company, now.getTime());
  if (why !== null) return fail(why);
  const listed = await listHolders(tx, { ...taking, limit: taking.limit + 1 }, now);
  const held = listed.slice(0, taking.limit);
  const given = held.flatMap((one) => {
    const pass = passOf(one, company, ground);
    return pass === null ? [] : [{ ...one, pass }];
  });
  await insertPasses(
    tx,
    { company: company.id, venue: company.venue },
    given.flatMap(({ pass, last, holder }) => (pass === last ? [] : [{ ...pass, holder: holder.id }])),
  );
  const textOf = openPassSigner(ground.hubKey, ground.utcOffsetMinutes);
  return ok({
    company,
    passes: given.map(({ holder, pass }) => ({
      ...{ id: pass.id, type: holder.type, maskedName: holder.maskedName, plate: holder.terms.plate },
      ...{ validFrom: pass.issuedAt.toISOString(), validUntil: pass.expiresAt.toISOString() },
      text: textOf({ company, holder, pass }),
    })),
    next: listed.length > taking.limit ? (held.at(-1)?.holder.id ?? null) : null,
  });
}

function passOf(
  { holder, last }: PassHolder,
  company: Company,
  { now, utcOffsetMinutes, randomBytes }: PassGround,
): Pass | null {
  const end = endOfPass(company, holder.terms, { now, utcOffsetMinutes });
  if (end === null) return null;
  const isFresh = last !== null && last.issuedAt.getTime() > now.getTime() - SAME_FOR_MS && last.expiresAt <= end;
  if (isFresh) return last;
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  return { id: randomBytes(8).toString('hex'), issuedAt, expiresAt: end };
}
