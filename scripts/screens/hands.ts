import { mkdirSync } from 'node:fs';
import { writeGuards } from '../../electron/guards/list.ts';
import { hashPin } from '../../electron/guards/pin.ts';
import { badgeText } from '../../shared/guard.ts';
import { changeSettings, isSeen, launchKiosk, type Kiosk } from '../../tests/journeys/kiosk.ts';
import { enterPin as enterAs } from '../../tests/journeys/guarded.ts';
import { withSites } from '../../tests/journeys/sites.ts';
import { demoTexts } from '../../tests/journeys/visitors.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { launchAtRest, sendAway, type Meet } from './meet.ts';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Shows what guards see when they decide by hand, one screen after the other. */
export async function meetHandStates(folder: string, window: string, meet: Meet): Promise<void> {
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const { office, profile, args } = await withSites(folder);
  const kiosk = await launchKiosk(film, profile, { window, args });
  const { page } = kiosk;
  const texts = await demoTexts();
  await page.waitForSelector('[data-camera="running"]');
  await page.locator('[data-open="by-hand"]').click();
  await meet('why', kiosk);
  await page.locator('[data-shift="begin"]').click();
  await meet('shift', kiosk);
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="no-phone"]').click();
  await meet('what', kiosk);
  await page.locator('.by-hand__verdict--admit').click();
  await meet('who', kiosk);
  await enterPin(kiosk, 'G1', '246802');
  await page.locator('.by-hand__fault:not(:empty)').waitFor();
  await meet('wrong-pin', kiosk);
  await enterPin(kiosk, 'G1', '246801');
  await page.locator('[data-reason="admitted-by-hand"]').waitFor();
  await meet('admitted', kiosk);
  await sendAway(kiosk);
  await kiosk.submit(texts.red);
  await meet('red', kiosk);
  await isSeen(page);
  await page.locator('[data-action="abnormal"]').click();
  await page.locator('[data-step="kept-aside"]').click();
  await meet('abnormal', kiosk);
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-same="no"]').waitFor();
  await meet('same', kiosk);
  await sendAway(kiosk);
  await kiosk.submit(texts.yellow);
  await isSeen(page);
  await page.locator('[data-action="overrule"]').click();
  await meet('overrule', kiosk);
  await page.locator('[data-reason="not-in-order"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, 'S1', '13579024');
  await page.locator('[data-reason="refused-by-hand"]').waitFor();
  await meet('refused', kiosk);
  await isSeen(page);
  await page.locator('[data-action="undo"]').click();
  await page.locator('[data-reason="colour-yellow"]').waitFor();
  await meet('undone', kiosk);
  await sendAway(kiosk);
  await openByHand(page);
  await page.locator('[data-reason="seems-ill"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await enterPin(kiosk, 'S1', '13579024');
  await page.locator('[data-reason="refused-by-hand"]').waitFor();
  await kiosk.submit(texts.red);
  await page.locator('[data-action="undo-before"]').waitFor();
  await meet('undo-before', kiosk);
  await sendAway(kiosk);
  await page.locator('.foot__past').click();
  await page.locator('.past__visit').first().waitFor();
  await meet('past', kiosk);
  await sendAway(kiosk);
  await openByHand(page);
  await page.locator('[data-shift="lock"]').click();
  await page.locator('[data-locked="true"]').waitFor();
  await meet('locked', kiosk);
  await page.locator('[data-open="settings"]').click();
  await page.locator('.pin').waitFor();
  await meet('unlock', kiosk);
  await enterPin(kiosk, 'G1', '246801');
  await page.locator('[data-open="supervisor"]').waitFor();
  await meet('own-settings', kiosk);
  await sendAway(kiosk);
  await meet('open', kiosk);
  await openByHand(page);
  await meet('on-duty', kiosk);
  await sendAway(kiosk);
  while (!office.asked.some((path) => path.includes('sites'))) await page.waitForTimeout(200);
  await kiosk.submit(texts['test-old']);
  await page.locator('.site-card').waitFor();
  await meet('site', kiosk);
  await changeSettings(kiosk, { volume: 0 });
  await page.locator('.outcome__muted').waitFor();
  await meet('site-muted', kiosk);
  await isSeen(page);
  await page.locator('.site-card').click();
  await meet('sites', kiosk);
  await sendAway(kiosk);
  await kiosk.submit(texts.yellow);
  await meet('yellow-muted', kiosk);
  await kiosk.app.close();
  office.close();
}

/** Opens the page for decisions by hand; within a minute of a refusal past the question whether it is the same visitor. */
export async function openByHand(page: Page): Promise<void> {
  await page.locator('[data-open="by-hand"]').click();
  const isOther = page.locator('[data-same="no"]');
  await isOther.or(page.locator('[data-shift]').first()).first().waitFor();
  if ((await isOther.count()) === 0) return;
  await isSeen(page);
  await isOther.click();
}

/** What a long shift list looks like: one has a PIN, the others have had theirs taken back. None is a supervisor. */
export async function meetManyGuards(folder: string, window: string, meet: Meet): Promise<void> {
  const profile = join(folder, 'many');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  const pin = await hashPin('246801');
  writeGuards(
    join(profile, 'demo'),
    LONG_LIST.map((name, i) => ({ number: `G${i + 1}`, name, role: 'guard', pin: i === 0 ? pin : null })),
  );
  const kiosk = await launchAtRest(folder, window, { profile });
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-shift="begin"]').click();
  await enterPin(kiosk, `G${LONG_LIST.length}`, '000000');
  await page.locator('.by-hand__fault:not(:empty)').waitFor();
  await meet('long-list-shift', kiosk);
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="foreign-paper"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await page.evaluate(
    (text) =>
      (globalThis as unknown as { sentinel: { call(name: string, ask: unknown): Promise<unknown> } }).sentinel.call(
        'scan:submit',
        { source: 'camera', text },
      ),
    badgeText('G99'),
  );
  await page.locator('.by-hand__fault:not(:empty)').waitFor();
  await meet('long-list-who', kiosk);
  await sendAway(kiosk);
  const texts = await demoTexts();
  await kiosk.submit(texts['test-old']);
  await isSeen(page);
  await page.locator('[data-action="overrule"]').click();
  await page.locator('[data-reason="office-asked"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await meet('supervisor-wanted', kiosk);
  await sendAway(kiosk);
  await kiosk.submit(texts.forged);
  await sendAway(kiosk);
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-same="yes"]').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await meet('final', kiosk);
  await kiosk.app.close();
}

/** Made up, and as long as names may be. */
const LONG_LIST: readonly string[] = Array.from(
  { length: 24 },
  (_, i) => ['小周', '老郑', 'Konstantin Maxim', '一二三四五六七八九十一二三四五六', '阿卜杜拉·买买提'][i % 5] ?? '',
);

export async function enterPin(kiosk: Kiosk, number: string, pin: string): Promise<void> {
  // A page that came by itself takes what is meant for it.
  await isSeen(kiosk.page);
  await enterAs(kiosk, { number, pin });
}
