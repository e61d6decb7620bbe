import { expect, test } from './devices.ts';
import { journalRows } from './kiosk.ts';

/** A disk may be slow for a moment. */
const ENTERED_WITHIN_MS = 20_000;

const CARDS = 200;

/** Each is found within half a second, read, and lifted. */
test.setTimeout(CARDS * 3000 + 60_000);

test('two hundred cards in a row are two hundred entries', async ({ cardLane }) => {
  const { kiosk, reader } = cardLane;
  for (let n = 1; n <= CARDS; n += 1) {
    // Of the demo's five cards each is another person's than the one before.
    reader.tell({ do: 'lay' });
    await reader.until('answered', { what: 'read', status: '90' });
    reader.tell({ do: 'lift' });
    await expect
      .poll(() => journalRows(kiosk.directory).length, { message: `card ${n}`, timeout: ENTERED_WITHIN_MS })
      .toBe(n);
    // The reader must have seen that it is gone.
    await reader.until('asked', { what: 'find' });
    await reader.until('asked', { what: 'find' });
  }
  expect(journalRows(kiosk.directory).every(({ source, verdict }) => source === 'id-card' && verdict === 'refer')).toBe(
    true,
  );
});
