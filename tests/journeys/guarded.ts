import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeGuards } from '../../electron/guards/list.ts';
import { hashPin } from '../../electron/guards/pin.ts';
import { badgeText } from '../../shared/guard.ts';
import { changeSettings, type Kiosk, type Start } from './kiosk.ts';

export const GUARD = { number: 'G21', name: '小周', role: 'guard', pin: '904713' } as const;
export const SUPERVISOR = { number: 'S07', name: '老郑', role: 'supervisor', pin: '68203957' } as const;

/** The demo's own, whom no venue's kiosk knows. */
export const DEMO_GUARD = { number: 'G1', pin: '246801' } as const;
export const DEMO_SUPERVISOR = { number: 'S1', pin: '13579024' } as const;

/** @returns a profile whose kiosk has guards of its own */
export async function withGuards(folder: string): Promise<string> {
  const profile = join(folder, 'guarded');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  writeGuards(
    join(profile, 'demo'),
    await Promise.all([GUARD, SUPERVISOR].map(async (guard) => ({ ...guard, pin: await hashPin(guard.pin) }))),
  );
  return profile;
}

/** Enters a PIN by touch. */
export async function enter({ page }: Kiosk, pin: string): Promise<void> {
  for (const digit of pin) await page.locator('.pin__key', { hasText: digit }).click();
  await page.locator('.pin__enter').click();
}

/** Says by touch who it is, and proves it. */
export async function enterPin(kiosk: Kiosk, { number, pin }: { number: string; pin: string }): Promise<void> {
  await kiosk.page.locator(`[data-guard="${number}"]`).click();
  await enter(kiosk, pin);
}

/** @returns a kiosk with guards of its own, in English */
export async function startGuarded(start: (how: Start) => Promise<Kiosk>, folder: string): Promise<Kiosk> {
  const kiosk = await start({ profile: await withGuards(folder) });
  await changeSettings(kiosk, { language: 'en' });
  return kiosk;
}

/** Who is chosen to enter a PIN, by number. */
export const chosen = ({ page }: Kiosk): Promise<string | null> =>
  page.locator('.by-hand__guard[aria-pressed="true"]').getAttribute('data-guard');

/** Asks as a window would that has been taken over. */
export function refused({ page }: Kiosk, call: string, ask: unknown): Promise<boolean> {
  return page.evaluate(
    ([name, asked]) =>
      (globalThis as unknown as { sentinel: { call(name: unknown, ask: unknown): Promise<unknown> } }).sentinel
        .call(name, asked)
        .then(
          () => false,
          () => true,
        ),
    [call, ask] as const,
  );
}

/** Shows one as the camera would. */
export const showBadge = (kiosk: Kiosk, number: string): Promise<boolean> =>
  refused(kiosk, 'scan:submit', { source: 'camera', text: badgeText(number) });
