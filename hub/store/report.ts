import { sql } from 'kysely';
import type { Report } from '../../shared/wire.ts';
import { SKEW_MS } from '../challenge.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

/** By what a signed request is told from each before it. */
export interface Proof {
  /** When the challenge was issued that was signed, epoch milliseconds. */
  readonly challengeMs: number;
  /** 64 bytes: of its spellings in base64 there are several. */
  readonly signature: Buffer;
}

/** What a kiosk has said of itself. */
export interface Told {
  readonly report: Report;
  readonly proof: Proof;
  readonly now: Date;
}

/** Heartbeats under one challenge: twice what a kiosk sends that tells of something every 2 s. */
const MAX_SIGNATURES = 1000;

/**
 * Keeps a kiosk's last word. One that was taken before is not taken again, whoever sends it: else whoever has recorded
 * a heartbeat shows a kiosk that is down as one that is well. In one statement, so that of two hub processes one takes it.
 *
 * A challenge before the newest one is not taken either, or what was signed under it would have to be kept. One that was
 * issued beyond the present is by a clock that has been put back since, and counts for nothing.
 *
 * @returns `false`: it was taken before, or another challenge is wanted
 */
export async function saveReport(store: Store, { id, venue }: Kiosk, { report, proof, now }: Told): Promise<boolean> {
  const { challengeMs, signature } = proof;
  // Of a point that no two messages share (RFC 8032 §5.1.6).
  const mark = signature.readBigInt64BE().toString();
  const latestMs = now.getTime() + SKEW_MS;
  const { numAffectedRows } = await sql`
    insert into kiosk_report as kept (venue, kiosk, heard_at, report, challenge_ms, signatures)
    values (${venue}, ${id}, ${now}, ${JSON.stringify(report)}, ${challengeMs}, ${[mark]}::bigint[])
    on conflict (venue, kiosk) do update set
      heard_at = excluded.heard_at,
      report = excluded.report,
      challenge_ms = excluded.challenge_ms,
      signatures = case kept.challenge_ms when excluded.challenge_ms then kept.signatures else '{}' end
        || excluded.signatures
    where kept.challenge_ms < excluded.challenge_ms
      or kept.challenge_ms > ${latestMs}
      or (
        kept.challenge_ms = excluded.challenge_ms
        and not kept.signatures @> excluded.signatures
        and cardinality(kept.signatures) < ${MAX_SIGNATURES}
      )`.execute(store);
  return numAffectedRows === 1n;
}
