import { join } from 'node:path';
import { startSimulated } from '../electron/simulators/simulated.ts';
import { sentinel } from './command-line.ts';
import { CARD_READER } from './devices.ts';
import { enrolByTicket, test } from './hub.ts';
import { expect, journalRows } from './kiosk.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(240_000);

/** Of the demo's people (hub/status/demo/people.ts). */
const KNOWN = { name: '张小三', documentNumber: '11010519491231002X' };

test('a card is asked about through the hub, and referred while nobody answers', async ({ start, folder, hub }) => {
  const profile = join(folder, 'profile');
  const link = join(folder, 'card-reader');
  const reader = await startSimulated('id-card', '--link', link);
  try {
    await enrolByTicket(profile, await hub.ticket('north'));
    await sentinel('devices', 'add', '--profile', profile, '--role', 'id-card', '--port', link);
    const kiosk = await start({ venue: true, profile });
    await expect(kiosk.page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online');
    await expect(kiosk.page.locator(CARD_READER)).toHaveAttribute('data-state', 'ready');

    // A busy machine may take longer than a visitor is let wait: then the card is laid again.
    await expect(async () => {
      reader.tell({ do: 'lift' });
      await kiosk.page.waitForTimeout(1500);
      reader.tell({ do: 'lay', card: KNOWN });
      const isSeen = async (): Promise<boolean> => (await kiosk.shown()).some(({ verdict }) => verdict === 'admit');
      await expect.poll(isSeen, { timeout: 4000 }).toBe(true);
    }).toPass({ timeout: 90_000 });

    await hub.kill();
    reader.tell({ do: 'lift' });
    await kiosk.page.waitForTimeout(1500);
    const before = (await kiosk.shown()).length;
    reader.tell({ do: 'lay', card: KNOWN });
    await expect
      .poll(async () => (await kiosk.shown()).slice(before).map(({ reason }) => reason))
      .toEqual(['online-code', 'status-unavailable']);
    const rows = journalRows(kiosk.directory).filter(({ source }) => source === 'id-card');
    expect(rows.at(-1)).toMatchObject({ verdict: 'refer', format: 'id-card', masked_name: '张*三' });
    expect(rows.map(({ reasons }) => String(reasons)).join(' ')).toContain('checked-online');
  } finally {
    await reader.stop();
  }
});
