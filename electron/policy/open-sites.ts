import { createHash } from 'node:crypto';
import type { KnownSites } from '../../shared/policy/nearest-sites.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { indexSites, sitesInForce } from '../../shared/policy/site-index.ts';
import { siteListSchema, siteStatesSchema, type SiteList } from '../../shared/policy/sites.ts';
import { json, Refused } from './reading.ts';

/** What a role has signed of sites; `null`: nothing. */
interface SiteFiles {
  readonly states: Buffer | null;
  readonly list: Buffer | null;
}

/** @throws Refused for what is not of its form */
export function openSites(policy: Policy, { states, list }: SiteFiles): KnownSites {
  const index = indexSites(sitesInForce(policy, list === null ? null : openList(list)));
  const { utcOffsetMinutes } = policy.parameters;
  if (states === null) return { index, states: null, utcOffsetMinutes };
  const read = siteStatesSchema.safeParse(json(states));
  if (!read.success) throw new Refused('policy-damaged');
  return { index, states: read.data, utcOffsetMinutes };
}

/** The list opened last, by its hash: how busy sites are changes by the hour, and where they are hardly ever. */
let lastOpened: { readonly hash: string; readonly list: SiteList } | undefined;

function openList(bytes: Buffer): SiteList {
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (lastOpened?.hash !== hash) {
    const list = siteListSchema.safeParse(json(bytes));
    if (!list.success) throw new Refused('policy-damaged');
    lastOpened = { hash, list: list.data };
  }
  return lastOpened.list;
}
