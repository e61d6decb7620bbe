import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFilledJournal, SECONDS_BETWEEN } from '../electron/store/filled.ts';
import { launchKiosk } from '../journeys/kiosk.ts';
import { painted, watch } from './console-watch.ts';
import { logRows } from './console-window.ts';
import type { Row } from './rows.ts';

const USUAL = 1_000_000;
const MINUTE_MS = 60_000;

/** What a supervisor sees of a kiosk's own journal, in its window. @param entries that it has */
export async function bench({ entries = USUAL }: { readonly entries?: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  try {
    const profile = join(folder, 'profile');
    const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    makeFilledJournal(profile, entries, nowMs);
    const kiosk = await launchKiosk(null, profile, { at: null, window: '1920x1080' });
    try {
      const { page } = kiosk;
      await watch(page);
      await page.locator('[data-open="settings"]').click();
      const minutes = Math.floor((entries * SECONDS_BETWEEN) / 60);
      return [
        {
          name: 'the overview: its key → numbers painted',
          value: await painted(page, '.tile__number', `document.querySelector('[data-open="console"]').click()`),
          unit: 'ms',
          target: { below: 1000 },
        },
        {
          name: "the log: its key → the first of today's rows painted",
          value: await painted(
            page,
            '.grid__rows .grid__cell--time:not(:empty)',
            `document.querySelector('[data-page="log"]').click()`,
          ),
          unit: 'ms',
          target: { below: 1000 },
        },
        ...(await logRows(page, 'kiosk', (n) => nowMs - Math.floor(minutes * ((n * 0.618) % 1)) * MINUTE_MS)),
      ];
    } finally {
      await kiosk.app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
