import { expect, test } from 'vitest';
import { inOrder } from '../../../electron/decommission/order.ts';

test('keys go first, also what an interrupted write has left of them; then what proves PINs, entries, all else', () => {
  const files = [
    'decommission.json',
    'Preferences',
    'venue/settings.json',
    'venue/journal.db-wal.held',
    'venue/guards.json.held',
    'venue/kiosk.key.held',
    'demo/kiosk.key',
    'venue/venue.key.new',
  ].map((path) => ({ path, bytes: 1, kind: 'file' }) as const);
  expect(inOrder(files).map(({ path }) => path)).toEqual([
    'venue/kiosk.key.held',
    'demo/kiosk.key',
    'venue/venue.key.new',
    'venue/guards.json.held',
    'venue/journal.db-wal.held',
    'venue/settings.json',
    'Preferences',
    'decommission.json',
  ]);
});
