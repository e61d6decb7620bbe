import type { ExportAsk } from '../../shared/console/calls.ts';
import type {
  LogAsk,
  LogCount,
  LogDetail,
  LogFacets,
  LogFilter,
  LogPage,
  LogPlace,
  LogRow,
} from '../../shared/console/log.ts';
import type { Overview, OverviewAsk } from '../../shared/console/overview.ts';
import type { PersonFound, Presence, Stay, TraceLacks, TracePage } from '../../shared/console/person.ts';

/** Half-open, by the kiosks' clocks. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Asked extends Span {
  /** What a stay is taken to be. */
  readonly stayHours: number;
}

/** Whose entries a trace is about: a time, or all who were there with somebody. */
export type Traced =
  | (Asked & { readonly is: 'time'; readonly gate: string | null })
  | (Asked & { readonly is: 'person'; readonly key: Uint8Array; readonly withinMinutes: number });

export interface TracePaging {
  readonly stay: Stay;
  /** The last entry of the page before; `null`: the first page. */
  readonly after: LogPlace | null;
  readonly limit: number;
}

/** An entry with who it was, sealed to the health office. */
export interface SealedRow {
  readonly row: LogRow;
  readonly presence: Presence;
  /** `null`: nobody was known. */
  readonly sealed: Uint8Array | null;
  /** Of a visitor, and nobody was known; what somebody decided afterwards is of the visitor it refers to. */
  readonly isWithoutIdentity: boolean;
}

export type LogExport = Extract<ExportAsk, { is: 'log' }>;

/** The next bytes of a file, and how many rows are written with them. */
export interface ExportPiece {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** More than can be asked for at once; ends as a statement does that takes too long. */
export class TooMuch extends Error {
  readonly code = '57014';
}

/**
 * What the console shows of entries; each of one venue, and never of another.
 *
 * What takes the database more than 5 s, or is more than it can be of, throws what `isTooLong` (hub/store/open.ts) tells:
 * `too-much`.
 */
export interface ConsoleData {
  facets(venue: string): Promise<LogFacets>;
  list(venue: string, ask: LogAsk): Promise<LogPage>;
  count(venue: string, filter: LogFilter): Promise<LogCount>;
  /** `null`: the venue has no such entry. */
  detail(venue: string, id: string): Promise<LogDetail | null>;
  /** @param seesKiosks whether who asks may see how each kiosk is */
  overview(venue: string, ask: OverviewAsk, seesKiosks: boolean): Promise<Overview>;
  /** @param key a person key under the venue's key */
  ofPerson(venue: string, key: Uint8Array, span: Span): Promise<PersonFound>;
  /** What is assumed of whoever was not seen going out. */
  stay(venue: string, traced: Traced): Promise<Stay>;
  /** What of that time is not here. @param stay as {@link ConsoleData.stay} says */
  lacks(venue: string, traced: Traced, stay: Stay): Promise<TraceLacks>;
  /** Oldest first. @param paging `stay`: as {@link ConsoleData.stay} says */
  traced(venue: string, traced: Traced, paging: TracePaging): Promise<TracePage>;
  /** As {@link traced}, with what is sealed; as many as were asked for, unless there are no more. */
  tracedSealed(venue: string, traced: Traced, paging: TracePaging): Promise<readonly SealedRow[]>;
  /** Oldest first; what arrives meanwhile may be among it. Whoever stops reading ends it. */
  exportLog(venue: string, ask: LogExport): AsyncGenerator<ExportPiece>;
}
