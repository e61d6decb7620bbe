import type { Kiosk } from '../journeys/kiosk.ts';
import type { Outcome } from '../../shared/contract.ts';
import { paintedSoFar } from './painted.ts';

/** An outcome that was decided or asked for, whose it is, and when it was painted: on the wall clock, in milliseconds. */
export interface Seen {
  readonly masked: string | null;
  readonly kind: Outcome['result']['kind'];
  readonly verdict: string | null;
  readonly paintedAt: number;
  /** When the camera gave the frame of it; `null`: it is not the camera's. */
  readonly frameAt: number | null;
}

type Told = Pick<Seen, 'masked' | 'kind' | 'verdict'> & { readonly serial: number; readonly source: string | null };
interface Listening {
  readonly told: Told[];
}
type Measured = Omit<PerformanceMeasure, 'detail'> & { readonly detail: { readonly serial: number } };

/** Has the window note whose each outcome is: the screen has it too, but not with every verdict. */
export async function watchTold(kiosk: Kiosk): Promise<void> {
  await kiosk.page.evaluate(() => {
    const told: Told[] = [];
    Object.assign(globalThis, { told });
    (globalThis as unknown as Window).sentinel.on('outcome', ({ serial, source, result }) => {
      const masked = 'summary' in result ? result.summary.maskedName : null;
      told.push({ serial, source, masked, kind: result.kind, verdict: 'verdict' in result ? result.verdict : null });
    });
  });
}

/** Outcomes that stood on the screen, in order. */
export async function seenSoFar(kiosk: Kiosk): Promise<Seen[]> {
  const told = await kiosk.page.evaluate(() => (globalThis as unknown as Listening).told);
  const frames = new Map(
    await kiosk.page.evaluate(() =>
      (performance.getEntriesByName('frame-to-verdict') as Measured[]).map(
        ({ detail: { serial }, startTime }) => [serial, performance.timeOrigin + startTime] as const,
      ),
    ),
  );
  const painted = new Map((await paintedSoFar(kiosk)).map(({ serial, atMs }) => [serial, atMs]));
  return told.flatMap(({ serial, source, ...one }) => {
    const paintedAt = painted.get(serial);
    const frameAt = source === 'camera' ? (frames.get(serial) ?? null) : null;
    return paintedAt === undefined ? [] : [{ ...one, paintedAt, frameAt }];
  });
}
