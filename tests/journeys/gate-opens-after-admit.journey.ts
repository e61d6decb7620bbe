import { switched, withGate } from './gate.ts';
import { expect, journalRows, test } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

const OPEN = { coil: 1, on: true };
const SHUT = { coil: 1, on: false };

test('a kiosk that is killed the moment its gate opens has the admit on disk, and the gate is shut', async ({
  start,
  folder,
}) => {
  const { profile, board } = await withGate(folder, { pulseMs: 30_000 });
  try {
    const { 'green-47h': admitted, yellow: referred } = await demoTexts();
    const before = await start({ profile });
    await board.until('asked');
    await before.submit(referred);
    const opened = board.until('coil', OPEN);
    const submitted = before.submit(admitted).catch(() => undefined);
    await opened;
    await before.kill();
    await submitted;
    expect(journalRows(before.directory).map((row) => row['verdict'])).toEqual(['refer', 'admit']);
    await board.until('coil', SHUT);
    expect(switched(board)).toBe('+-');

    const after = await start({ profile });
    await expect(after.page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    expect(switched(board)).toBe('+-');
  } finally {
    await board.stop();
  }
});

test('a gate that is unplugged is said to be opened by hand, and works again by itself', async ({ start, folder }) => {
  const { profile, board } = await withGate(folder);
  try {
    const { 'green-47h': admitted } = await demoTexts();
    const kiosk = await start({ profile });
    const { page } = kiosk;
    await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    board.tell({ do: 'unplug' });
    await expect(page.locator('[data-problem="gate-not-connected"]')).toBeVisible();
    board.tell({ do: 'plug' });
    await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
    const opened = board.until('coil', OPEN);
    await kiosk.submit(admitted);
    await opened;
    await board.until('coil', SHUT);
  } finally {
    await board.stop();
  }
});

test('a gate that fails open stands open until the kiosk is at work, and again when it ends', async ({
  start,
  folder,
}) => {
  const { profile, board } = await withGate(folder, { failsTo: 'open' });
  try {
    const { app } = await start({ profile });
    await board.until('coil', OPEN);
    await board.until('coil', SHUT);
    await app.close();
    await board.until('coil', OPEN);
    expect(switched(board)).toBe('+-+');

    const killed = await start({ profile });
    await board.until('coil', SHUT);
    await killed.kill();
    await board.until('coil', OPEN);
  } finally {
    await board.stop();
  }
});

test('a kiosk ends also where its gate was unplugged', async ({ start, folder }) => {
  const { profile, board } = await withGate(folder);
  const { app, page } = await start({ profile });
  await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'ready');
  await board.stop();
  await expect(page.locator('.gate')).toHaveAttribute('data-gate-state', 'not-connected');
  await app.close();
});
