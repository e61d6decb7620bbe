import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../resources/voice/manifest.json' with { type: 'json' };
import { builtInReason } from '../../shared/reasons.ts';
import type { Kiosk } from '../journeys/kiosk.ts';
import { figures, percentile, type Row } from './rows.ts';
import { askedToHeard, sounded, type Tapped } from './sound-tap.ts';

const PLAYS = 60;

/** The usual way: an element for each sound, which fetches and decodes its file each time it is played. */
export async function elementPlays(kiosk: Kiosk, clip: string): Promise<number[]> {
  for (let i = 0; i < PLAYS; i += 1) {
    const before = (await sounded(kiosk)).length;
    await kiosk.page.evaluate(playElement(clip));
    await kiosk.page.waitForFunction(
      (count) => ((globalThis as unknown as Tapped).tap.sounded[count]?.onsets.length ?? 0) > 0,
      before,
    );
    // The tap for the next is made by then.
    await kiosk.page.waitForTimeout(300);
  }
  return (await sounded(kiosk)).slice(-PLAYS).map(askedToHeard);
}

/** Through the same context, so that the same tap hears it. */
function playElement(clip: string): string {
  return `
    globalThis.element?.pause();
    globalThis.element = new Audio('./assets/${clip}');
    tap.context.createMediaElementSource(element).connect(tap.context.destination);
    void element.play();
  `;
}

/** What an admit says, as the app's window has it. */
export async function clipIn(root: string): Promise<string> {
  const name = (manifest['zh-CN'] as Readonly<Record<string, string>>)[
    builtInReason('all-checks-passed').texts['zh-CN'].visitor
  ];
  const clip = (await readdir(join(root, 'out', 'renderer', 'assets'))).find((file) => file.startsWith(name ?? 'none'));
  if (clip === undefined) throw new Error(`no clip ${name} in the app`);
  return clip;
}

export function besideAnElement(ours: readonly number[], element: readonly number[]): Row[] {
  const both = (name: string, ms: readonly number[], note: string): Row[] =>
    figures(`asked → heard, ${name}`, ms, { note });
  return [
    ...both('our notes', ours, `${ours.length} sounds, made by oscillators; the buffers below are in it`),
    ...both(
      'an HTMLAudioElement for each',
      element,
      `${element.length} times the same clip, fetched and decoded each time`,
    ),
    {
      name: 'asked → heard, ours ÷ element, p50',
      value: (percentile(ours, 0.5) / percentile(element, 0.5)) * 100,
      unit: '%',
      target: { below: 100 },
    },
  ];
}

/** Of the clip that was played last. */
export function secondsOfElement(kiosk: Kiosk): Promise<number> {
  return kiosk.page.evaluate(() => (globalThis as unknown as { element: HTMLAudioElement }).element.duration);
}
