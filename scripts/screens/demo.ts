import { join } from 'node:path';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { SECONDS_PER_DAY } from '../../shared/time.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { changeSettings, launchKiosk, type Kiosk } from '../../tests/journeys/kiosk.ts';
import { NOW } from '../../tests/journeys/now.ts';
import { openTestOffice } from '../../tests/journeys/office.ts';
import { demoTexts } from '../../tests/journeys/visitors.ts';
import { sendAway, type Meet } from './meet.ts';

const TEXTS = [zhCN, en] as const;

/** A part of a SMART health card: the others are waited for. */
const FIRST_OF_THREE = 'shc:/1/3/00';

/** Whatever language the kiosk is in. */
function named(nameIn: (texts: (typeof TEXTS)[number]) => string): RegExp {
  return new RegExp(`^(${TEXTS.map(nameIn).join('|')})$`, 'u');
}

async function press(kiosk: Kiosk, nameIn: (texts: (typeof TEXTS)[number]) => string): Promise<void> {
  await kiosk.page.getByRole('button', { name: named(nameIn) }).click();
}

/** The screen at rest, the pages that anybody may open, and every demo visitor. */
export async function meetDemoStates(folder: string, window: string, meet: Meet): Promise<void> {
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, join(folder, 'profile'), { window });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await meet('idle', kiosk);
  await press(kiosk, (texts) => texts.privacy.open);
  await meet('privacy', kiosk);
  await sendAway(kiosk);
  await press(kiosk, (texts) => texts.settings.open);
  await meet('settings', kiosk);
  await press(kiosk, (texts) => texts.settings.rules);
  await meet('rules', kiosk);
  await sendAway(kiosk);
  for (const [visitor, text] of Object.entries(await demoTexts())) {
    await kiosk.submit(text);
    await meet(visitor, kiosk);
  }
  await kiosk.submit(FIRST_OF_THREE);
  await meet('code-part', kiosk);
  await kiosk.app.close();
}

/** Somebody has taken the camera away. */
export async function meetNoCamera(folder: string, window: string, meet: Meet): Promise<void> {
  const kiosk = await launchKiosk(null, join(folder, 'no-camera'), { window });
  await kiosk.page.waitForSelector('[data-camera="missing"]');
  await meet('camera-missing', kiosk);
  await kiosk.app.close();
}

const DISTRICT = { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512 };
const DATES = ['2022-05-10', '2022-05-11', '2022-05-12'];

/** Days after the rules were fetched. */
const OLD_RULES = [
  ['rules-old', 4],
  ['rules-too-old', 9],
  ['clock-wrong', -2],
] as const;

/** Rules of an office that were fetched once, looked at when they are too old, and by a clock that is wrong. */
export async function meetOldRules(folder: string, window: string, meet: Meet): Promise<void> {
  const office = await openTestOffice(join(folder, 'office'));
  const seconds = Date.parse(NOW) / 1000;
  office.publish(1, { districts: [{ ...DISTRICT, cases: DATES.map((date) => ({ date, new: 2 })) }] }, seconds);
  const args = [`--policy=${office.url}`, `--policy-root=${office.rootPath}`];
  const [film, profile] = [join(folder, 'film.mjpeg'), join(folder, 'old')];
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const first = await launchKiosk(film, profile, { window, args });
  await changeSettings(first, { district: DISTRICT.code });
  await first.page.evaluate(() => (globalThis as unknown as Window).sentinel.call('policy:fetch', null));
  await first.app.close();
  office.close();
  const { 'green-47h': text } = await demoTexts();
  for (const [name, days] of OLD_RULES) {
    const at = new Date((seconds + days * SECONDS_PER_DAY) * 1000).toISOString();
    const kiosk = await launchKiosk(film, profile, { window, args, at });
    await meet(name, kiosk);
    await openRulesSheet(kiosk);
    if (name === 'clock-wrong') await press(kiosk, (texts) => texts.clock.trust);
    await meet(`${name}-sheet`, kiosk);
    await sendAway(kiosk);
    await kiosk.submit(text);
    await meet(`${name}-verdict`, kiosk);
    await kiosk.app.close();
  }
}

export async function openRulesSheet(kiosk: Kiosk): Promise<void> {
  await press(kiosk, (texts) => texts.settings.open);
  await press(kiosk, (texts) => texts.settings.rules);
  await kiosk.page.locator('.rules__facts').first().waitFor();
}
