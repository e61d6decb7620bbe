import { z } from 'zod';
import { listedSiteSchema } from '../policy/sites.ts';

/** Sites of one page, at most. */
const MAX_SITES_PAGE = 200;

/** What is looked for among sites: those that visitors are shown now, or not. */
export const SITE_STANDS = ['open', 'closed'] as const;
export type SiteStand = (typeof SITE_STANDS)[number];

const sitesAsk = z.object({
  stand: z.enum(SITE_STANDS).nullable(),
  /** Stands in its name or its id, whatever the case; empty: any. */
  text: z.string().max(64),
  /** Id of the last site of the page before; `null`: the first page. */
  after: z.string().max(48).nullable(),
  limit: z.int().min(1).max(MAX_SITES_PAGE),
});
export type SitesAsk = z.infer<typeof sitesAsk>;

export const SITE_STATES = ['idle', 'busy', 'closed'] as const;

/** How busy a site is, by whoever has just been told. */
const siteSaid = z.object({
  site: z.string().min(1).max(48),
  state: z.enum(SITE_STATES),
  /** `null`: nobody knows. */
  waitMinutes: z.int().min(0).max(1440).nullable(),
});

const moment = z.iso.datetime();

const shownSite = z.object({
  site: listedSiteSchema,
  /** Whether it is open at that moment, by its hours and by what was last said. */
  stand: z.enum(SITE_STANDS),
  /** `null`: nobody has said. */
  said: z.object({ state: z.enum(SITE_STATES), waitMinutes: z.int().nullable(), at: moment }).nullable(),
});
export type ShownSite = z.infer<typeof shownSite>;

const sitesPage = z.object({
  rows: z.array(shownSite),
  /** Id; `null`: there is no page after this. */
  next: z.string().nullable(),
  /** Of what is asked for but the stand. */
  counts: z.record(z.enum(SITE_STANDS), z.int()),
  /** Of all sites there are, whatever is asked for; desks are of those that are open at that moment. */
  totals: z.object({ sites: z.int(), open: z.int(), desks: z.int() }),
  /** When the list was last changed; `null`: nobody has imported one. */
  changedAt: moment.nullable(),
  /** Of the venues that the account is over. */
  coverage: z.object({
    /** Those whose place is set. */
    venues: z.int(),
    /** Those of them with an open site within 15 minutes on foot. */
    reached: z.int(),
    withoutPlace: z.int(),
    /** The first hundred that are not reached, by name. */
    unreached: z.array(z.string()),
  }),
  /** When it was read, by the hub's clock. */
  atMs: z.int(),
});
export type SitesPage = z.infer<typeof sitesPage>;

export const SITES_CALLS = {
  'sites:list': { ask: sitesAsk, reply: sitesPage, may: 'sites' },
  /** `not-found`: there is no such site any more. Sites are of no venue: an account of one is not allowed to. */
  'sites:say': { ask: siteSaid, reply: z.object({ at: moment }), may: 'say-sites' },
} as const;
