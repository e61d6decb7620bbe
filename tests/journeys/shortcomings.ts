import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { misfits } from './text-fits.ts';

/** What axe finds against WCAG 2.2 A and AA, and what cannot be read or touched as it should. */
export async function shortcomings({ page }: { readonly page: Page }): Promise<string[]> {
  const badlyLaidOut = await misfits(page);
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  return [...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), ...badlyLaidOut];
}
