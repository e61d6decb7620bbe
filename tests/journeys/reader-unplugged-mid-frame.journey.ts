import { CARD_READER, expect, test } from './devices.ts';
import { journalRows } from './kiosk.ts';

/** A machine that is busy is late with all of it. */
test.setTimeout(120_000);

test('a reader that is pulled out in the middle of an answer is believed nothing, and goes on when it is back', async ({
  cardLane,
}) => {
  const { kiosk, reader } = cardLane;
  const line = kiosk.page.locator(CARD_READER);

  // As slow as 9600 baud: the answer is on the wire for more than a second.
  reader.tell({ do: 'fault', faults: ['slow'], rate: 1 });
  reader.tell({ do: 'lay' });
  await reader.until('asked', { what: 'read' });
  await kiosk.page.waitForTimeout(700);
  reader.tell({ do: 'unplug' });
  await expect(line).toHaveAttribute('data-state', 'not-connected');
  await expect(kiosk.page.locator('[data-problem="device-not-connected"]')).toBeVisible();
  await kiosk.page.screenshot({ path: test.info().outputPath('unplugged.png') });
  expect(journalRows(kiosk.directory)).toEqual([]);

  reader.tell({ do: 'fault', faults: [], rate: 1 });
  reader.tell({ do: 'plug' });
  await expect(line).toHaveAttribute('data-state', 'ready');
  reader.tell({ do: 'lay' });
  expect((await kiosk.sees('card-without-status')).verdict).toBe('refer');
  expect(journalRows(kiosk.directory)).toHaveLength(1);
});
