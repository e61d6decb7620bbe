import type { EnrolPlan } from './enrol.ts';
import { proxyTo } from './proxy.ts';

/**
 * How an app that runs meets the hub of a ticket. What speaks to hubs is loaded then: it is a good part of what the app would
 * read at its start.
 *
 * @param resolveProxy Chromium's words for the way to an address
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export function meetBy(resolveProxy: (url: string) => Promise<string>, extraCa: string | undefined): EnrolPlan['meet'] {
  return async (ticket, key) => {
    const { meetHub } = await import('./meet.ts');
    return meetHub(ticket, key, await proxyTo(ticket.hub, resolveProxy), extraCa);
  };
}
