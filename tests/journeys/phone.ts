import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { codePng } from '../../electron/cli/pictures.ts';
import { z } from 'zod';
import { VENUE } from './console-browser.ts';
import type { JourneyHub } from './hub.ts';

/** A gate with a venue code, which phones may use. @returns the address that its poster has */
export async function openGate(hub: JourneyHub, gate: string, mode = 'both'): Promise<string> {
  const [issued] = await hub.command('venue-code', 'issue', '--venue', VENUE, '--gate', gate);
  const values = { venueType: 'mall', direction: 'in', checkIn: mode };
  await hub.administrate('/v1/settings', { venue: VENUE, gate, values }, 'PUT');
  return z.object({ address: z.string() }).parse(issued).address;
}

/** A picture as a phone's album has it. */
export async function screenshotOf(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, `${name}.png`);
  await writeFile(path, await codePng(text));
  return path;
}

export async function pick(page: Page, picture: string): Promise<void> {
  await page.locator('[data-do="choose"]').setInputFiles(picture);
}

export const resultOf = (page: Page): ReturnType<Page['locator']> => page.locator('.result');
