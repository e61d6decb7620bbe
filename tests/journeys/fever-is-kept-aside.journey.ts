import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreignText } from '../../scripts/demo-foreign.ts';
import { demoVisitors } from '../../scripts/demo-visitors.ts';
import { expect, test as withDevices } from './devices.ts';
import { changeSettings, isSeen, journalRows } from './kiosk.ts';
import { NOW, secondsOf } from './now.ts';
import { openTestOffice, type TestOffice } from './office.ts';
import { manyTexts } from './visitors.ts';

const COOKBOOK = join(import.meta.dirname, '..', '..', 'docs', 'cookbook.json');

const NAME = '测温商场';

/** SNOMED CT, as the EU's certificates say it of a positive test. */
const DETECTED = '260373001';

/** What an office may well call its rule: the procedure does not hang on a name. */
const REASON = 'temperature-high';

/** Rules under which everybody's temperature is taken, and a fever is refused. */
function rules(): object {
  const { rules: all } = JSON.parse(readFileSync(COOKBOOK, 'utf8')) as { rules: { fever: { reason: object } } };
  const fever = { ...all.fever, reason: { ...all.fever.reason, code: REASON } };
  const mall = { name: { 'zh-CN': NAME, en: 'Mall' }, present: [['code'], ['temperature']] };
  return { rules: { fever }, venueTypes: { mall: { ...mall, parameters: {}, rules: ['fever'] } } };
}

const test = withDevices.extend<{ office: TestOffice }>({
  office: async ({ folder }, use) => {
    const office = await openTestOffice(join(folder, 'office'));
    office.publish(1, rules(), Date.parse(NOW) / 1000);
    await use(office);
    office.close();
  },
});

test('whose temperature is to be taken is not let in without, and a fever is refused', async ({
  start,
  folder,
  devices,
  office,
}) => {
  const profile = join(folder, 'profile');
  const thermometer = await devices.add(profile, 'thermometer', join(folder, 'thermometer'), '--driver', 'ascii');
  const kiosk = await start({ profile, args: [`--policy=${office.url}`, `--policy-root=${office.rootPath}`] });
  await expect(kiosk.page.locator('[data-device="thermometer-1"]')).toHaveAttribute('data-state', 'ready');
  // Some seconds after the start the kiosk fetches by itself.
  await expect(kiosk.page.getByText(NAME)).toBeVisible();
  const [well = '', feverish = ''] = await manyTexts(2);

  await kiosk.submit(well);
  expect((await kiosk.sees('needs-temperature')).verdict).toBe('needs');
  for (const language of ['en', 'zh-CN'] as const) {
    await changeSettings(kiosk, { language });
    await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
    await kiosk.page.screenshot({ path: test.info().outputPath(`needs-temperature-${language}.png`) });
  }
  expect(journalRows(kiosk.directory)).toEqual([]);
  thermometer.tell({ do: 'measure', celsius: 37.2 });
  expect((await kiosk.sees('all-checks-passed')).verdict).toBe('admit');

  await kiosk.submit(feverish);
  thermometer.tell({ do: 'measure', celsius: 37.3 });
  expect((await kiosk.sees(REASON)).verdict).toBe('refuse');
  await kiosk.page.screenshot({ path: test.info().outputPath('fever.png') });
  expect(journalRows(kiosk.directory).map(({ verdict, reasons }) => [verdict, reasons])).toEqual([
    ['admit', '["all-checks-passed"]'],
    ['refuse', `["${REASON}"]`],
  ]);
  await isSeen(kiosk.page);
  await kiosk.page.locator('[data-action="abnormal"]').click();
  await kiosk.page.locator('[data-step="kept-aside"]').click();
  await kiosk.page.locator('.steps__record').click();
  await expect.poll(() => journalRows(kiosk.directory).map(({ type }) => type)).toEqual(['scan', 'scan', 'abnormal']);
});

test('a positive test on a certificate without colour has the procedure as well, though a person decides', async ({
  start,
}) => {
  const kiosk = await start();
  const at = secondsOf(NOW);
  const code = demoVisitors(at).find(({ id }) => id === 'eu-tested')?.code;
  if (code === undefined || !('foreign' in code) || code.foreign.format !== 'hcert') throw new Error('no certificate');
  const tests = code.foreign.content['t'] as readonly object[];
  const positive = { ...code.foreign.content, t: tests.map((one) => ({ ...one, tr: DETECTED })) };
  await kiosk.submit(foreignText({ format: 'hcert', content: positive }, at));
  await isSeen(kiosk.page);
  await kiosk.page.locator('[data-verdict="refer"] [data-action="abnormal"]').click();
  await kiosk.page.locator('[data-step="informed"]').click();
  await kiosk.page.locator('.steps__record').click();
  await expect.poll(() => journalRows(kiosk.directory).map(({ type }) => type)).toEqual(['scan', 'abnormal']);
});
