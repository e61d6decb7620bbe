import { issueDemoCodes } from '../demo-issue.ts';
import { launchAtRest, sendAway, type Meet } from './meet.ts';
import { enterPin, openByHand } from './hands.ts';

/** Opens a locked kiosk's console, after every demo visitor has come, and shows its pages and what opens over them. */
export async function meetConsole(folder: string, window: string, meet: Meet): Promise<void> {
  // The console's "today" is the window's own.
  const kiosk = await launchAtRest(folder, window, { at: null });
  const { page } = kiosk;
  for (const { text } of await issueDemoCodes(Math.floor(Date.now() / 1000))) await kiosk.submit(text);
  await sendAway(kiosk);
  await openByHand(page);
  await page.locator('[data-shift="lock"]').click();
  await page.locator('[data-locked="true"]').waitFor();
  await page.locator('[data-open="settings"]').click();
  await enterPin(kiosk, 'G1', '246801');
  await page.locator('[data-open="console"]').click();
  await page.locator('.pin').waitFor();
  await meet('unlock', kiosk);
  await enterPin(kiosk, 'S1', '13579024');
  await page.locator('.tile--large').waitFor();
  await meet('overview', kiosk);
  await page.locator('[data-page="log"]').click();
  const row = page.locator('.grid__rows [role="row"]').first();
  await row.waitFor();
  await meet('log', kiosk);
  for (const dialog of ['export', 'person']) {
    await page.locator(`[data-open="${dialog}"]`).click();
    await page.getByRole('dialog').waitFor();
    await meet(`log-${dialog}`, kiosk);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await row.click();
  await page.locator('.detail__what').waitFor();
  await meet('log-detail', kiosk);
  await kiosk.app.close();
}
