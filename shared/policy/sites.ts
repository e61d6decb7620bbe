import { z } from 'zod';
import { parseDateTime } from '../time.ts';
import { bilingual, identifier } from './names.ts';

const dateTime = z.string().refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone');
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'not a time of day, HH:MM');

/** A sampling site as the rules name one. */
export const samplingSiteSchema = z.strictObject({
  id: identifier,
  name: bilingual,
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** By the place's own clock; weekdays from 1, Monday, to 7. */
  hours: z.array(
    z.strictObject({ weekdays: z.array(z.int().min(1).max(7)).min(1), opens: timeOfDay, closes: timeOfDay }),
  ),
});

/** Kinds of test that a site may do, as health codes name them. */
export const SITE_TESTS = ['nucleic-acid', 'antigen'] as const;
export type SiteTest = (typeof SITE_TESTS)[number];

/** A sampling site as the list of its own has it, which may say more of it than the rules. */
export const listedSiteSchema = samplingSiteSchema.extend({
  /** How many samplers it has room for. */
  desks: z.int().min(0).max(1000).optional(),
  /** What it takes samples for; absent: nobody has said. */
  tests: z
    .array(z.enum(SITE_TESTS))
    .min(1)
    .refine((tests) => new Set(tests).size === tests.length, 'a kind is named twice')
    .optional(),
  /** `false`: it is closed until further notice, whatever its hours. */
  isOpen: z.boolean().default(true),
});
export type ListedSite = z.infer<typeof listedSiteSchema>;

/** Some three times as many as the largest cities have had, so that one hub can serve a province. */
export const MAX_SITES = 30_000;

/** All sampling sites, published apart from the rules: it may change without whoever signs those. */
export const siteListSchema = z.strictObject({
  /** When anything of it was last changed, RFC 3339; `null`: there is no list, and the rules' own counts. */
  asOf: dateTime.nullable(),
  sites: z
    .array(listedSiteSchema)
    .max(MAX_SITES)
    .refine((sites) => new Set(sites.map(({ id }) => id)).size === sites.length, 'a site is there twice'),
});
export type SiteList = z.infer<typeof siteListSchema>;

const siteState = z.strictObject({
  state: z.enum(['idle', 'busy', 'closed']),
  waitMinutes: z.int().min(0).max(1440).optional(),
  /** RFC 3339, where it is another time than that of them all. */
  asOf: dateTime.optional(),
});
export type SiteState = z.infer<typeof siteState>;

/** How busy sampling sites are; published by the hour, apart from the rules that list the sites. */
export const siteStatesSchema = z.strictObject({
  /** RFC 3339; `null`: nothing is known. */
  asOf: dateTime.nullable(),
  /** By the site's id. */
  states: z.record(z.string().min(1).max(64), siteState),
});

export type SiteStates = z.infer<typeof siteStatesSchema>;
