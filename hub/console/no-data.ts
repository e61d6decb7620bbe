import type { ConsoleData } from './data.ts';

class NoData extends Error {
  /** As PostgreSQL says that it is not there yet. */
  readonly code = '57P03';
}

const none = (): Promise<never> => Promise.reject(new NoData('the console has no data here'));

/** Until the hub reads entries for the console: everything is answered as data that is not available. */
export const NO_DATA: ConsoleData = {
  facets: none,
  list: none,
  count: none,
  detail: none,
  overview: none,
  ofPerson: none,
  traced: none,
  tracedSealed: none,
};
