import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { switched, withGate } from './gate.ts';
import { expect, journalRows, test } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

const OPEN = { coil: 1, on: true };
const SHUT = { coil: 1, on: false };

/** A finger on the gate's button for so long. */
async function press(page: Page, ms: number): Promise<void> {
  await page.locator('.gate__hold').click({ delay: ms });
}

test('a guard opens the gate while a verdict is shown, says why after, and a restart leaves it open until it is ended', async ({
  start,
  folder,
}) => {
  const { profile, board } = await withGate(folder);
  try {
    const { red } = await demoTexts();
    const before = await start({ profile });
    await expect(before.page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    await before.submit(red);
    await press(before.page, 300);
    await expect(before.page.locator('.gate')).toHaveAttribute('data-held', 'false');
    await press(before.page, 1200);
    await board.until('coil', OPEN);
    await expect(before.page.locator('.gate')).toHaveAttribute('data-held', 'true');
    // The verdict that a guard must see is still there.
    await expect(before.page.locator('[data-verdict="refuse"]')).toBeVisible();
    await before.page.locator('.gate [data-reason="fire"]').click();
    await expect(before.page.locator('.gate__reasons')).toHaveCount(0);
    await before.kill();

    const after = await start({ profile });
    await expect(after.page.locator('.gate')).toHaveAttribute('data-held', 'true');
    expect(switched(board)).toBe('+');
    await press(after.page, 1200);
    await board.until('coil', SHUT);
    await expect(after.page.locator('.gate')).toHaveAttribute('data-held', 'false');
    const entries = journalRows(after.directory).filter((row) => row['type'] === 'gate');
    expect(entries.map((row) => row['reasons'])).toEqual([
      '["gate-held-open"]',
      '["gate-reason-fire"]',
      '["gate-closed-again"]',
    ]);
    expect(entries.map((row) => row['refers_to'])).toEqual([null, entries[0]?.['id'], entries[0]?.['id']]);
  } finally {
    await board.stop();
  }
});

test('a journal that was torn away does not keep the gate from opening, and the new one has it', async ({
  start,
  folder,
}) => {
  const { profile, board } = await withGate(folder);
  try {
    const { page, directory } = await start({ profile });
    await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    for (const beside of ['', '-wal', '-shm']) rmSync(join(directory, `journal.db${beside}`), { force: true });
    mkdirSync(join(directory, 'journal.db'));
    await press(page, 1200);
    await board.until('coil', OPEN);
    await expect(page.locator('.gate')).toHaveAttribute('data-held', 'true');
    expect(switched(board)).toBe('+');
    expect(journalRows(directory).map((row) => row['reasons'])).toContain('["gate-held-open"]');
  } finally {
    await board.stop();
  }
});
