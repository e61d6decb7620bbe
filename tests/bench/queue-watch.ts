import type { Kiosk } from '../journeys/kiosk.ts';
import type { Outcome } from '../../shared/contract.ts';
import type { Painted } from './painted.ts';

/** An outcome that stood on the screen, whose it is, and when it was painted: on the wall clock, in milliseconds. */
export interface Seen {
  readonly masked: string | null;
  readonly kind: Outcome['result']['kind'];
  readonly verdict: string | null;
  readonly paintedAt: number;
  /** When the camera gave the frame of it; `null`: it is not the camera's. */
  readonly frameAt: number | null;
}

/** @returns all that were seen since, in order */
export type Watch = () => Promise<Seen[]>;

type Told = Pick<Seen, 'masked' | 'kind' | 'verdict'> & { readonly serial: number; readonly source: string | null };
interface Watched {
  readonly told: Told[];
  readonly painted: Painted[];
}
/** What the window of every kiosk under test notes by itself; here it is only weight. */
interface Noted {
  readonly shownOutcomes: unknown[];
}
type Measured = Omit<PerformanceMeasure, 'detail'> & { readonly detail: { readonly serial: number } };

/**
 * Has the window note whose each outcome is (the screen has it too, but not with every verdict) beside when it was painted.
 * What is noted is taken out of the window each time it is asked for, so that nothing of it is weighed.
 */
export async function watchQueue(kiosk: Kiosk): Promise<Watch> {
  await kiosk.page.evaluate(() => {
    const told: Told[] = [];
    Object.assign(globalThis, { told });
    (globalThis as unknown as Window).sentinel.on('outcome', ({ serial, source, result }) => {
      const masked = 'summary' in result ? result.summary.maskedName : null;
      told.push({ serial, source, masked, kind: result.kind, verdict: 'verdict' in result ? result.verdict : null });
    });
  });
  const told: Told[] = [];
  const painted = new Map<number, number>();
  const frames = new Map<number, number>();
  return async () => {
    const taken = await take(kiosk);
    told.push(...taken.told);
    for (const { serial, atMs } of taken.painted) painted.set(serial, atMs);
    for (const [serial, atMs] of taken.frames) frames.set(serial, atMs);
    return told.flatMap(({ serial, source, ...one }) => {
      const paintedAt = painted.get(serial);
      const frameAt = source === 'camera' ? (frames.get(serial) ?? null) : null;
      return paintedAt === undefined ? [] : [{ ...one, paintedAt, frameAt }];
    });
  };
}

function take(kiosk: Kiosk): Promise<Watched & { readonly frames: (readonly [serial: number, atMs: number])[] }> {
  return kiosk.page.evaluate(() => {
    const { told, painted, shownOutcomes } = globalThis as unknown as Watched & Noted;
    shownOutcomes.splice(0);
    const frames = (performance.getEntriesByName('frame-to-verdict') as Measured[]).map(
      ({ detail: { serial }, startTime }) => [serial, performance.timeOrigin + startTime] as const,
    );
    performance.clearMeasures();
    return { told: told.splice(0), painted: painted.splice(0), frames };
  });
}
