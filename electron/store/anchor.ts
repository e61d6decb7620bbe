import type { Anchor } from '../../shared/anchor.ts';
import { entryWithoutVisitor, type NewEntry } from '../../shared/journal.ts';
import { headStatement, type ChainHead } from '../../shared/statement.ts';
import type { Moment } from '../../shared/time.ts';
import { parseRow } from './row.ts';
import type { AsideKind } from './set-aside.ts';
import type { Database } from './sqlite.ts';

/** Signs with the kiosk's key. */
export type SignStatement = (statement: Uint8Array) => { readonly keyId: string; readonly signature: Uint8Array };

/**
 * The entry that says, signed, where this chain stood at the last entry that a purge will delete: without it a journal that
 * begins later than at 0 does not verify.
 *
 * @param sign `null`: the kiosk has no key
 */
export function anchorEntry(head: ChainHead, moment: Moment, sign: SignStatement | null): NewEntry {
  const signed = sign?.(headStatement(head)) ?? { keyId: null, signature: null };
  return { ...entryWithoutVisitor(moment), type: 'anchor', reasons: [], anchor: { ...head, ...signed } };
}

/** Why a chain took the place of another, as an entry says it. @see docs/journal.md */
const WHY: Record<AsideKind, string> = {
  damaged: 'journal-damaged',
  superseded: 'journal-superseded',
  abandoned: 'journal-abandoned',
};

/**
 * The first entry of a chain that takes the place of another.
 *
 * @param head the other's last entry that can be read, `null` where none can
 */
export function followingEntry(head: ChainHead | null, kind: AsideKind, moment: Moment): NewEntry {
  const entry: NewEntry = { ...entryWithoutVisitor(moment), type: 'break', reasons: ['chain-follows', WHY[kind]] };
  return head === null ? entry : { ...entry, anchor: { ...head, keyId: null, signature: null } };
}

/** The newest anchor of this very chain; others name a chain that it follows. */
export function newestAnchor(database: Database, chain: string): Anchor | null {
  const rows = database.prepare('select * from entry where anchor is not null order by sequence desc').iterate();
  for (const row of rows) {
    const anchor = parseRow(row)?.entry.anchor;
    if (anchor?.chain === chain) return anchor;
  }
  return null;
}
