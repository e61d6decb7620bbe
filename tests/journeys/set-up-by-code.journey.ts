import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../renderer/text/en.ts';
import { encodeProvision } from '../../shared/provision.ts';
import { test } from './hub.ts';
import { expect } from './kiosk.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(180_000);

test('a new kiosk is set up by the label that is held before it, and nothing is left to be asked', async ({
  start,
  folder,
  hub,
}) => {
  const settings = { language: 'en', venueType: 'mall', direction: 'out' } as const;
  const label = encodeProvision({ ticket: await hub.ticket('north'), settings });
  if (!label.ok) throw new Error(label.fault);
  // Held up until it is read, and taken away.
  const shots = [
    { codes: [], seconds: 3 },
    { codes: [label.value], seconds: 4 },
  ];
  const kiosk = await start({ venue: true, profile: join(folder, 'profile'), shots });
  const { page } = kiosk;
  // Nobody touches it.
  await page.waitForSelector('.kiosk', { timeout: 60_000 });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 60_000 });
  await expect(page.getByText(`Mall · ${en.direction.out}`)).toBeVisible();
  expect(existsSync(join(kiosk.directory, 'set-up.json'))).toBe(false);
  const used = await hub.query('select gate from enrolment_code where used_by is not null');
  expect(used).toEqual([{ gate: 'north' }]);
});
