import { join } from 'node:path';
import { readGuards } from '../../electron/guards/list.ts';
import { enterPin } from './guarded.ts';
import { enrolByTicket, test, type JourneyHub } from './hub.ts';
import { changeSettings, expect, journalRows, type Kiosk } from './kiosk.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(240_000);

const GUARD = { venue: '人民广场商场', number: 'G07', name: '小王', role: 'guard', gates: ['north'] };
const [PIN, NEW_PIN] = ['502817', '618403'];

function setGuard(hub: JourneyHub, pin: string): Promise<unknown> {
  return hub.administrate('/v1/guards', { ...GUARD, pin }, 'PUT');
}

/** What the kiosk knows of the guard's PIN; the list comes with a heartbeat, every 5 s. */
async function hears(kiosk: Kiosk, pin: unknown): Promise<void> {
  const pinThere = (): unknown => {
    const list = readGuards(kiosk.directory);
    return list.ok ? list.value.find(({ number }) => number === GUARD.number)?.pin : list.fault;
  };
  await expect.poll(pinThere, { timeout: 45_000 }).toEqual(pin);
}

/** To where a guard says who they are. */
async function openWho({ page }: Kiosk): Promise<void> {
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="no-phone"]').click();
  await page.locator('.by-hand__verdict--admit').click();
}

test('a guard of the hub’s list decides by hand; once another kiosk of the gate is revoked their PIN is void, and a new one holds', async ({
  start,
  folder,
  hub,
}) => {
  await setGuard(hub, PIN);
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  const { page } = kiosk;
  const fault = page.locator('.by-hand__fault');

  await hears(kiosk, expect.any(String));
  await openWho(kiosk);
  await enterPin(kiosk, { ...GUARD, pin: PIN });
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online');

  const stolen = await enrolByTicket(join(folder, 'stolen'), await hub.ticket('north'));
  await hub.administrate(`/v1/kiosks/${stolen.kiosk}/revoke`);
  await hears(kiosk, null);
  await openWho(kiosk);
  await enterPin(kiosk, { ...GUARD, pin: PIN });
  await expect(fault).toHaveText('您现在没有有效密码，请向办公室领取新密码。');
  await page.screenshot({ path: test.info().outputPath('void-zh-CN.png') });
  expect(journalRows(kiosk.directory).filter(({ type }) => type === 'manual')).toHaveLength(1);
  await page.getByRole('button', { name: '取消' }).click();
  await changeSettings(kiosk, { language: 'en' });
  await openWho(kiosk);
  await enterPin(kiosk, { ...GUARD, pin: PIN });
  await expect(fault).toHaveText('You have no valid PIN: ask the office for a new one.');
  await page.screenshot({ path: test.info().outputPath('void-en.png') });

  await setGuard(hub, NEW_PIN);
  await hears(kiosk, expect.any(String));
  await enterPin(kiosk, { ...GUARD, pin: NEW_PIN });
  await expect(page.locator('.outcome')).toHaveAttribute('data-reason', 'admitted-by-hand');
  const rows = journalRows(kiosk.directory).filter(({ type }) => type === 'manual');
  expect(rows.map(({ verdict, guard }) => [verdict, guard])).toEqual([
    ['admit', 'G07'],
    ['admit', 'G07'],
  ]);
});
