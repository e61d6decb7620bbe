import { join } from 'node:path';
import { openIssuer } from '../../electron/cli/issuer.ts';
import { namedPassSchema } from '../../shared/credential/pass-issue.ts';
import { factsSchema } from '../../shared/credential/issue.ts';
import { formatDateTime, SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../shared/time.ts';
import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { NOW, secondsOf } from './now.ts';
import { openTestOffice } from './office.ts';

const KEYS = join(import.meta.dirname, '..', '..', 'resources', 'demo', 'keys');
const COMPANY = 'c0c1c2c3c4c5c6c7';
const DISTRICT = '310101';
const ago = (hours: number): string => formatDateTime(secondsOf(NOW) - hours * SECONDS_PER_HOUR);

const [hub, issuer] = await Promise.all([
  openIssuer(join(KEYS, 'hub.jwk')),
  openIssuer(join(KEYS, 'issuer-310000.jwk')),
]);

/** A vehicle's pass for the kiosk's district, signed with the demo hub's key. */
function passOf(change: object = {}): string {
  const issued = hub.issuePass(
    namedPassSchema.parse({
      type: 'vehicle',
      name: '演小车',
      documentNumber: '11010519491231002X',
      company: { id: COMPANY, name: '演示食品公司' },
      places: [DISTRICT],
      plate: '沪A·D1234',
      carries: 'cargo',
      route: { from: '演示园区', to: '演示市场' },
      issuedAt: ago(24),
      expiresAt: formatDateTime(secondsOf(NOW) + 6 * SECONDS_PER_DAY),
      ...change,
    }),
  );
  if (!issued.ok) throw new Error(issued.fault);
  return issued.value;
}

let visitors = 0;

/** A code of the same driver, each with an id of its own, as a phone makes a new one every few minutes. */
function codeOf(change: object = {}): string {
  visitors += 1;
  const issued = issuer.issue(
    factsSchema.parse({
      kind: 'dynamic',
      name: '演小车',
      documentNumber: `D${String(visitors).padStart(8, '0')}`,
      colour: 'green',
      tests: [{ kind: 'nucleic-acid', sampledAt: ago(10), resultAt: ago(4), result: 'negative' }],
      issuedAt: ago(0),
      expiresAt: ago(-1),
      ...change,
    }),
  );
  if (!issued.ok) throw new Error(issued.fault);
  return issued.value;
}

/** Verdict and reason of the outcome on the screen. */
async function last(kiosk: Kiosk): Promise<string> {
  const shown = (await kiosk.shown()).at(-1);
  return `${shown?.verdict ?? ''} ${shown?.reason ?? ''}`;
}

/** Out of view for longer than a code that is held still. */
const OUT_OF_VIEW_MS = 3200;

async function shoot(kiosk: Kiosk, name: string): Promise<void> {
  for (const language of ['en', 'zh-CN'] as const) {
    await changeSettings(kiosk, { language });
    await kiosk.page.waitForFunction((chosen) => document.documentElement.lang === chosen, language);
    await kiosk.page.screenshot({ path: test.info().outputPath(`${name}-${language}.png`) });
    await isSeen(kiosk.page);
  }
}

const reasonsOf = (kiosk: Kiosk): unknown[] =>
  journalRows(kiosk.directory).map(({ reasons }) => JSON.parse(String(reasons)) as unknown);

for (const window of ['1920x1080', '1080x1920']) {
  test(`a driver shows pass and code: the guard is shown the plate (${window})`, async ({ start }) => {
    const kiosk = await start({ window });
    await changeSettings(kiosk, { district: DISTRICT });
    await kiosk.submit(passOf());
    expect(await last(kiosk)).toBe('needs needs-code');
    await shoot(kiosk, `needs-code-${window}`);
    await kiosk.submit(codeOf());
    expect(await last(kiosk)).toBe('admit all-checks-passed');
    await expect(kiosk.page.locator('[data-about="plate"]')).toContainText('沪A·D1234');
    await shoot(kiosk, `admitted-${window}`);

    await kiosk.submit(passOf({ type: 'staff', plate: undefined, carries: undefined, route: undefined }));
    await kiosk.submit(codeOf({ colour: 'red' }));
    expect(await last(kiosk)).toBe('refuse colour-red');
    await shoot(kiosk, `red-${window}`);

    await kiosk.submit(passOf({ windows: [{ days: ['fri'], from: '22:00', to: '06:00' }] }));
    await kiosk.submit(codeOf());
    expect(await last(kiosk)).toBe('refer pass-not-now');
    await shoot(kiosk, `not-now-${window}`);
    await kiosk.submit(passOf({ name: '李小四' }));
    await kiosk.submit(codeOf());
    expect(await last(kiosk)).toBe('refer pass-of-another');
    await shoot(kiosk, `of-another-${window}`);
    expect(reasonsOf(kiosk)).toEqual([
      ['all-checks-passed', 'pass-valid'],
      ['colour-red', 'pass-valid'],
      ['pass-not-now'],
      ['pass-of-another'],
    ]);
  });
}

test('where rules want a pass a code waits for it; once its company is suspended, it is refused', async ({
  start,
  folder,
}) => {
  const office = await openTestOffice(join(folder, 'office'));
  const at = secondsOf(NOW);
  const mall = {
    name: { 'zh-CN': '工地', en: 'Building site' },
    parameters: { isTestRequired: true, maxTestAgeSeconds: 172_800 },
    present: [['code'], ['pass']],
    rules: ['colour-red', 'test-none', 'booster-due'],
  };
  office.publish(1, { venueTypes: { mall } }, at - 60);
  const kiosk = await start({ args: [`--policy=${office.url}`, `--policy-root=${office.rootPath}`] });
  await expect(kiosk.page.locator('[data-part="policy"][data-state="well"]')).toBeVisible();
  await changeSettings(kiosk, { district: DISTRICT });
  const dose = (nth: number): object => ({ product: 'Demo-Vac', dose: nth, of: 2, at: '2021-06-01' });
  await kiosk.submit(codeOf({ vaccinations: [dose(1), dose(2)] }));
  expect(await last(kiosk)).toBe('needs needs-pass');
  await shoot(kiosk, 'needs-pass');
  const pass = passOf();
  await kiosk.submit(pass);
  expect(await last(kiosk)).toBe('admit all-checks-passed');
  await expect(kiosk.page.locator('.outcome__visitor')).toContainText('您可以接种加强针了');
  await shoot(kiosk, 'reminded-of-a-booster');

  office.takeBack('hub', [COMPANY], at);
  await kiosk.page.evaluate(() => (globalThis as unknown as Window).sentinel.call('policy:fetch', null));
  await kiosk.page.waitForTimeout(OUT_OF_VIEW_MS);
  await expect(async () => {
    await kiosk.submit(pass);
    expect(await last(kiosk)).toBe('refuse pass-revoked');
  }).toPass({ intervals: [OUT_OF_VIEW_MS], timeout: 60_000 });
  await shoot(kiosk, 'revoked');
  office.close();
  const reasons = reasonsOf(kiosk);
  expect(reasons).toContainEqual(['all-checks-passed', 'booster-due', 'pass-valid']);
  expect(reasons).toContainEqual(['pass-revoked']);
});
