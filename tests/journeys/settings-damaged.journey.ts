import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tellAlso } from '../../scripts/screens/told.ts';
import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, test } from './kiosk.ts';

test('a damaged settings file is kept aside and the defaults are said aloud', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"language": "kling');
  const kiosk = await start({ profile });
  await kiosk.page.waitForSelector('[data-problem="settings-reset"]');
  expect((await readdir(kiosk.directory)).some((name) => name.startsWith('settings.damaged-'))).toBe(true);
});

test('of several problems each is read, with what to do about it, by one touch', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"language": "kling');
  const kiosk = await start({ profile });
  const { page } = kiosk;
  await page.waitForSelector('[data-problem="settings-reset"]');
  await expect(page.locator('.alert__more')).toHaveCount(0);
  await tellAlso(kiosk, {
    journal: 'full',
    devices: (['in', 'out'] as const).map((lane) => ({ ...READER, lane, id: lane })),
  });
  await page.locator('.alert__more').click();
  const lines = page.getByRole('dialog').locator('.alert__line');
  const device = (lane: 'in' | 'out'): string =>
    en.problem['device-no-answer'].says.replace(
      '{{device}}',
      en.device.named.replace('{{role}}', en.device.role.scanner).replace('{{lane}}', en.direction[lane]),
    );
  const said = [
    ['journal-full', en.problem['journal-full'].says],
    ['device-no-answer', device('in')],
    ['device-no-answer', device('out')],
    ['settings-reset', en.problem['settings-reset'].says],
  ] as const;
  await expect(lines).toHaveCount(said.length);
  for (const [place, [problem, says]] of said.entries()) {
    await expect(lines.nth(place)).toHaveAttribute('data-problem', problem);
    await expect(lines.nth(place)).toContainText(says);
    await expect(lines.nth(place)).toContainText(en.problem[problem].todo);
  }
  await page.keyboard.press('Escape');
  await expect(page.locator('.alert__more')).toBeFocused();
});

const READER = { role: 'scanner', state: 'no-answer', answers: false } as const;

test('a venue type that the rules do not know is said in words until it is chosen anew', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"venueType": "moll"}');
  const kiosk = await start({ profile });
  await kiosk.page.waitForSelector('[data-problem="venue-type-unknown"]');
  await expect(changeSettings(kiosk, { venueType: 'mole' })).rejects.toThrow('failed');
  await changeSettings(kiosk, { venueType: 'mall' });
  await kiosk.page.waitForSelector('[data-problem]', { state: 'detached' });
});
