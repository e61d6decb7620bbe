import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoTexts } from './visitors.ts';
import { copyApp, expect, journalRows, test } from './kiosk.ts';

const DAMAGES: readonly [what: string, reason: string, damage: (policy: string) => Promise<void>][] = [
  [
    'a flipped byte in the rules',
    'policy-damaged',
    async (policy) => {
      const path = join(policy, 'targets', 'policy.json');
      const bytes = await readFile(path);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(path, bytes);
    },
  ],
  [
    'rules signed by nobody we trust',
    'policy-forged',
    async (policy) => {
      const path = join(policy, 'timestamp.json');
      const metadata = JSON.parse(await readFile(path, 'utf8')) as { signatures: { sig: string }[] };
      for (const signature of metadata.signatures) signature.sig = '00'.repeat(64);
      await writeFile(path, JSON.stringify(metadata));
    },
  ],
  ['no rules at all', 'policy-missing', (policy) => rm(policy, { recursive: true })],
];

for (const [what, reason, damage] of DAMAGES) {
  test(`${what} sends everybody to a person, in words`, async ({ start, folder }) => {
    const { 'green-47h': text } = await demoTexts();
    const root = await copyApp(folder);
    await damage(join(root, 'resources', 'policy'));
    const kiosk = await start({ shots: [{ codes: [text], seconds: 4 }], root });
    expect((await kiosk.sees(reason)).verdict).toBe('refer');
    expect(journalRows(kiosk.directory)[0]?.['verdict']).toBe('refer');
    await expect(kiosk.page.locator('[data-problem^="policy"]').first()).toBeVisible();
  });
}

test('rules that are too old send a visitor to a person, in words', async ({ start }) => {
  const { 'green-47h': text } = await demoTexts();
  const kiosk = await start({ shots: [{ codes: [text], seconds: 4 }], at: '2037-01-01T00:00:00+08:00' });
  expect((await kiosk.sees('policy-expired')).verdict).toBe('refer');
  expect(journalRows(kiosk.directory)[0]?.['verdict']).toBe('refer');
});

test('a clock set back sends a visitor to a person instead of reviving old codes', async ({ start }) => {
  const { 'green-47h': text } = await demoTexts();
  const kiosk = await start({ shots: [{ codes: [text], seconds: 4 }], at: '1970-01-01T00:00:00Z' });
  expect((await kiosk.sees('clock-wrong')).verdict).toBe('refer');
});
