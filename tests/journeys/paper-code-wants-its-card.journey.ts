import { expect, test } from './devices.ts';
import { changeSettings, journalRows } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

test('a paper code waits for its card: the same person’s admits, another’s refuses', async ({ cardLane }) => {
  const { kiosk, reader } = cardLane;
  const { paper } = await demoTexts();

  await kiosk.submit(paper);
  expect((await kiosk.sees('needs-id-card')).verdict).toBe('needs');
  for (const language of ['en', 'zh-CN'] as const) {
    await changeSettings(kiosk, { language });
    await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
    await kiosk.page.screenshot({ path: test.info().outputPath(`needs-id-card-${language}.png`) });
  }
  expect(journalRows(kiosk.directory)).toEqual([]);
  reader.tell({ do: 'lay', card: { name: '张小三', documentNumber: '11010519491231002X' } });
  expect((await kiosk.sees('card-mismatch')).verdict).toBe('refuse');
  reader.tell({ do: 'lift' });

  // Out of view for longer than a code that is held still.
  await kiosk.page.waitForTimeout(3100);
  await kiosk.submit(paper);
  reader.tell({ do: 'lay' });
  expect((await kiosk.sees('all-checks-passed')).verdict).toBe('admit');
  await kiosk.page.screenshot({ path: test.info().outputPath('card-matched.png') });
  expect(
    journalRows(kiosk.directory).map(({ source, reasons }) => [source, JSON.parse(String(reasons)) as unknown]),
  ).toEqual([
    ['camera', ['card-mismatch']],
    ['camera', ['all-checks-passed', 'card-matched']],
  ]);
});
