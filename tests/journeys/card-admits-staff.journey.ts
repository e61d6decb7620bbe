import { addStaff, expect, test } from './devices.ts';
import { filesIn, journalRows } from './kiosk.ts';

const MEMBER = { name: '张小三', documentNumber: '11010519491231002X' };

test('staff are let in by their ID card, once they are on the list', async ({ cardLane }) => {
  const { kiosk, reader } = cardLane;

  reader.tell({ do: 'lay', card: MEMBER });
  expect((await kiosk.sees('card-without-status')).verdict).toBe('refer');
  await kiosk.page.screenshot({ path: test.info().outputPath('card-alone.png') });
  reader.tell({ do: 'lift' });

  await addStaff(kiosk.profile, MEMBER.documentNumber);
  await kiosk.page.waitForTimeout(1000);
  reader.tell({ do: 'lay', card: MEMBER });
  expect((await kiosk.sees('staff-listed')).verdict).toBe('admit');
  await kiosk.page.screenshot({ path: test.info().outputPath('staff.png') });

  expect(journalRows(kiosk.directory).map(({ source, verdict, masked_name: name }) => [source, verdict, name])).toEqual(
    [
      ['id-card', 'refer', '张*三'],
      ['id-card', 'admit', '张*三'],
    ],
  );
  for (const { name, bytes } of await filesIn(kiosk.profile)) {
    expect(bytes.includes(MEMBER.documentNumber), name).toBe(false);
    expect(bytes.includes(MEMBER.name), name).toBe(false);
  }
});
