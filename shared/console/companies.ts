import { z } from 'zod';
import { SHEETS } from '../company/columns.ts';
import { companySchema, COMPANY_STATUSES, LEVELS } from '../company/company.ts';
import { kept } from '../kept-text.ts';

const MAX_COMPANIES_PAGE = 200;

const id = z.string().regex(/^[\da-f]{16}$/u);
const venue = z.string().max(64).nullable();
const because = kept(z.string().trim().min(1).max(200));
const level = z.union([z.literal(1), z.literal(2), z.literal(3)]);

const companiesAsk = z.object({
  /** `null`: the account's own, or all. */
  venue,
  status: z.enum(COMPANY_STATUSES).nullable(),
  /** Stands in its name or is its credit code, whatever the case; empty: any. */
  text: z.string().max(64),
  /** Of the page before; `null`: the first. */
  after: z.object({ appliedAt: z.iso.datetime(), id }).nullable(),
  limit: z.int().min(1).max(MAX_COMPANIES_PAGE),
});
export type CompaniesAsk = z.infer<typeof companiesAsk>;

const companiesPage = z.object({
  /** Newest application first. */
  rows: z.array(companySchema),
  next: companiesAsk.shape.after,
  /** Of what is asked for but the status. */
  counts: z.record(z.enum(COMPANY_STATUSES), z.int()),
  /** Whose companies the account may see, for one over all of them. */
  venues: z.array(z.string()),
  /** By the hub's clock. */
  atMs: z.int(),
});
export type CompaniesPage = z.infer<typeof companiesPage>;

/** Longer than any white list was given for. */
const MAX_LISTED_MS = 366 * 86_400_000;

/** What is decided of a company. Approving one that is approved gives it another level or end. */
const decisionAsk = z.discriminatedUnion('act', [
  z
    .object({
      act: z.literal('approve'),
      company: id,
      level,
      validFrom: z.iso.datetime(),
      /** The first moment at which it is not let in any more. */
      validUntil: z.iso.datetime(),
    })
    .refine(
      (it) => {
        const ms = Date.parse(it.validUntil) - Date.parse(it.validFrom);
        return ms > 0 && ms <= MAX_LISTED_MS;
      },
      { path: ['validUntil'], message: 'not within a year after it begins' },
    ),
  z.object({ act: z.literal('refuse'), company: id, because }),
  z.object({ act: z.literal('suspend'), company: id, because }),
  z.object({ act: z.literal('resume'), company: id }),
]);
export type DecisionAsk = z.infer<typeof decisionAsk>;

const figuresOfLevel = z.object({
  level,
  /** On the white list, suspended ones too. */
  registered: z.int(),
  /** Of them those that may work now and have a pass that holds. */
  active: z.int(),
});

/** Figures that a district office asks for. All are of this moment, and nobody is named. */
const companyFigures = z.object({
  /** Applications that wait. */
  applied: z.int(),
  refused: z.int(),
  suspended: z.int(),
  registered: z.int(),
  active: z.int(),
  /** People with a pass that holds now: who of them has come in, entries do not say. */
  staff: z.int(),
  /** Passes of vehicles (also shuttles and deliveries) that hold now. */
  vehicles: z.int(),
  /** In the order of {@link LEVELS}. */
  levels: z.array(figuresOfLevel).length(LEVELS.length),
  atMs: z.int(),
});
export type CompanyFigures = z.infer<typeof companyFigures>;

const holderRow = z.object({
  id: z.string(),
  sheet: z.enum(SHEETS),
  type: z.enum(['staff', 'vehicle', 'shuttle', 'point-work', 'delivery']),
  maskedName: z.string(),
  plate: z.string().nullable(),
  /** When the last of its passes ends; `null`: it has none that holds. */
  passUntil: z.iso.datetime().nullable(),
  /** Why somebody of the venue has taken their pass; `null`: nobody has. */
  barredBecause: z.string().nullable(),
});
export type HolderRow = z.infer<typeof holderRow>;

export const COMPANIES_CALLS = {
  'companies:list': { ask: companiesAsk, reply: companiesPage, may: 'companies' },
  'companies:decide': { ask: decisionAsk, reply: companySchema, may: 'companies' },
  'companies:figures': { ask: z.object({ venue }), reply: companyFigures, may: 'companies' },
  'companies:holders': {
    ask: z.object({ company: id, after: id.nullable(), limit: z.int().min(1).max(MAX_COMPANIES_PAGE) }),
    reply: z.object({ rows: z.array(holderRow), next: z.string().nullable() }),
    may: 'companies',
  },
  /** Ends the passes of one of them; `passes`: how many held. */
  'companies:withdraw': {
    ask: z.object({ holder: id, because }),
    reply: z.object({ passes: z.int() }),
    may: 'companies',
  },
  /** Lets the company's next file name them again. */
  'companies:allow': { ask: z.object({ holder: id }), reply: z.null(), may: 'companies' },
} as const;
