import { fail, ok, type Result } from '../../shared/result.ts';
import { readEpoch } from '../store/migrate.ts';
import type { Store } from '../store/schema.ts';
import { ChainCheck, type Finding } from './chains.ts';
import { AT_ONE_MOMENT, inTransaction } from './session.ts';
import { isHub } from './tables.ts';
import { countStray, readHoles, walkChains, walkEntries, type ChainRow, type HoleRow } from './walk.ts';

/** What was found of one chain. */
export interface CheckedChain {
  readonly chain: ChainRow;
  readonly entries: number;
  readonly quarantined: number;
  readonly holes: readonly HoleRow[];
  /** Empty: it is whole, and what its kiosk signed for. */
  readonly found: readonly Finding[];
}

/**
 * Walks all chains, and looks whether their entries are what was received, follow one another, and are all there.
 *
 * @param store a transaction that sees one moment
 */
async function* verifyChains(store: Store): AsyncGenerator<CheckedChain> {
  for await (const chain of walkChains(store)) {
    const holes = await readHoles(store, chain);
    const check = new ChainCheck(chain, holes);
    for await (const row of walkEntries(store, chain)) check.take(row);
    check.end();
    yield { chain, holes, entries: check.entries, quarantined: check.quarantined, found: check.found };
  }
}

/** What in a hub's database is not as its own accounts, and its kiosks' signatures, say. */
export interface Unsound {
  /** In each of which something is wrong. */
  readonly chains: readonly CheckedChain[];
  /** Entries of chains that the hub does not account for. */
  readonly stray: number;
}

/** Looks at all of a hub's database. @param store a transaction that sees one moment */
export async function findUnsound(store: Store): Promise<Unsound> {
  const chains: CheckedChain[] = [];
  for await (const checked of verifyChains(store)) if (checked.found.length > 0) chains.push(checked);
  return { chains, stray: await countStray(store) };
}

export function isSound({ chains, stray }: Unsound): boolean {
  return chains.length === 0 && stray === 0;
}

export interface Verified {
  readonly epoch: string;
  readonly chains: number;
  readonly entries: number;
  /** Chains in which something is wrong. */
  readonly wrong: number;
  /** Entries of chains that the hub does not account for. */
  readonly stray: number;
}

/**
 * Looks at a hub's database as it is at one moment, while hubs go on.
 *
 * @param onChain called for each chain
 */
export async function verifyHub(
  url: string,
  onChain: (checked: CheckedChain) => Promise<void>,
): Promise<Result<Verified, 'not-a-hub'>> {
  if (!(await isHub(url))) return fail('not-a-hub');
  return inTransaction(url, AT_ONE_MOMENT, async ({ store }) => {
    let [chains, entries, wrong] = [0, 0, 0];
    for await (const checked of verifyChains(store)) {
      chains += 1;
      entries += checked.entries;
      if (checked.found.length > 0) wrong += 1;
      await onChain(checked);
    }
    return ok({ epoch: await readEpoch(store), chains, entries, wrong, stray: await countStray(store) });
  });
}
