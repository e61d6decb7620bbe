import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { setUpEn } from '../../renderer/setup/text/en.ts';
import { setUpZhCN } from '../../renderer/setup/text/zh-CN.ts';
import { startSimulated, type Simulated } from '../electron/simulators/simulated.ts';
import { sentinel } from './command-line.ts';
import { enrolByTicket, test, type JourneyHub } from './hub.ts';
import { expect, journalRows, type Kiosk } from './kiosk.ts';
import { shots, step } from './set-up.ts';
import { shortcomings } from './shortcomings.ts';
import { touching, typing, WATCH_INPUTS } from './touch.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(300_000);

const check = (page: Page, name: string, light: string): Promise<void> =>
  expect(page.locator(`[data-check="${name}"]`)).toHaveAttribute('data-light', light, { timeout: 60_000 });

/** Entries of visitors, of whom there are none while a kiosk is set up. */
const visitors = (kiosk: Kiosk): unknown[] => journalRows(kiosk.directory).filter(({ type }) => type === 'scan');

test('a kiosk is set up by touch alone, with the ticket shown to its camera, and lets nobody in until then', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const reader = await plug(profile, join(folder, 'scanner'));
  try {
    const kiosk = await start({ venue: true, profile, shots: shots(await hub.ticket('north'), hub.code(1)) });
    const { page } = kiosk;
    const hand = await touching(page);
    const isRight = async (name: string): Promise<void> => {
      await page.screenshot({ path: test.info().outputPath(`${name}-zh-CN.png`) });
      expect([name, ...(await shortcomings(kiosk))]).toEqual([name]);
    };

    await step(page, 'language');
    await isRight('language');
    await hand.press(page.locator('[data-language="zh-CN"]'));
    await step(page, 'hub');
    // The ticket is seen by itself, and the kiosk goes on as that of its venue.
    await step(page, 'venue');
    await page.evaluate(WATCH_INPUTS);
    await expect(page.locator('[data-fact="venue"] dd')).toHaveText('人民广场商场');
    await expect(page.locator('[data-fact="gate"] dd')).toHaveText('north');
    await page.getByText('商场', { exact: true }).waitFor({ timeout: 60_000 });
    await hand.press(page.getByText('出口', { exact: true }));
    await expect(page.locator('input[value="out"]')).toBeChecked();
    await isRight('venue');
    // A touch too many is not meant for the step that has come meanwhile.
    await hand.pressTwice(page.locator('[data-action="next"]'));

    await step(page, 'camera');
    await expect(page.locator('[data-grade="good"], [data-grade="fair"]')).toBeVisible({ timeout: 60_000 });
    await isRight('camera');
    await hand.press(page.locator('[data-action="next"]'));

    await step(page, 'readers');
    await expect(page.locator('[data-device="scanner-1"]')).toHaveAttribute('data-state', 'ready');
    reader.tell({ do: 'scan', text: hub.code(2) });
    await expect(page.locator('[data-device="scanner-1"] [data-heard="code"]')).toContainText('DS1:…');
    await expect(page.locator('[data-action="look"]')).toBeEnabled({ timeout: 30_000 });
    await isRight('readers');
    await hand.pressTwice(page.locator('[data-action="next"]'));

    await step(page, 'finish');
    const played = page.locator('[data-action="play"]');
    const before = await played.boundingBox();
    await hand.press(played);
    await hand.press(page.locator('[data-heard="true"]'));
    // Judged for trial, by each reader: seen, heard, and nowhere recorded.
    const tried = (by: string): Locator => page.locator(`[data-by="${by}"] .rules__verdict--admit`);
    await expect(tried('camera')).toBeVisible({ timeout: 30_000 });
    reader.tell({ do: 'scan', text: hub.code(4) });
    await expect(tried('scanner-1')).toBeVisible();
    expect(await played.boundingBox(), 'no key moves under a finger').toEqual(before);
    for (const name of ['hub', 'rules', 'clock', 'journal', 'camera', 'readers', 'visitor', 'sound'])
      await check(page, name, 'green');
    await check(page, 'guards', 'amber');
    await isRight('finish');
    expect(await submit(page, hub.code(3))).toBe('taken');
    expect(visitors(kiosk)).toEqual([]);
    expect(new Set(await page.evaluate<string[]>('inputs'))).toEqual(new Set(['touch']));
    await hand.press(page.locator('[data-action="next"]'));

    await page.waitForSelector('.kiosk');
    await expect(page.getByText('商场 · 出口')).toBeVisible();
    expect(existsSync(join(kiosk.directory, 'set-up.json'))).toBe(false);
    await expect(page.evaluate(READ)).rejects.toThrow();
    await expect.poll(() => visitors(kiosk).length, { timeout: 30_000 }).toBeGreaterThan(0);
  } finally {
    await reader.stop();
  }
});

for (const [width, height] of [
  [1080, 1920],
  [1920, 1080],
] as const)
  test(`a kiosk of ${width} by ${height} is set up by keyboard alone, in English, with the ticket pasted`, async ({
    start,
    folder,
    hub,
  }) => {
    const kiosk = await start({ venue: true, profile: join(folder, 'profile'), shots: shots(hub.code(1)) });
    const { page } = kiosk;
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const hand = typing(page);
    const isRight = async (name: string): Promise<void> => {
      await page.screenshot({ path: test.info().outputPath(`${name}-en.png`) });
      expect([name, ...(await shortcomings(kiosk))]).toEqual([name]);
    };
    await step(page, 'language');
    await isRight('language');
    await press(page, hand, '[data-language="en"]');
    await step(page, 'hub');
    await expect(page.locator('.set-up__answer')).toHaveAttribute('data-is', 'other', { timeout: 30_000 });
    await isRight('hub');
    await paste(page, hand, 'DSE1:NO TICKET');
    await expect(page.locator('[data-fault="ticket-malformed"]')).toContainText(setUpEn.fault['ticket-malformed'].todo);
    await isRight('hub-refused');
    await paste(page, hand, await hub.ticket('north'));
    await step(page, 'venue');
    await page.getByText('Mall', { exact: true }).waitFor({ timeout: 60_000 });
    await isRight('venue');
    await press(page, hand, '[data-action="next"]');
    await step(page, 'camera');
    await expect(page.locator('[data-grade="good"], [data-grade="fair"]')).toBeVisible({ timeout: 60_000 });
    await isRight('camera');
    await press(page, hand, '[data-action="next"]');
    await step(page, 'readers');
    await expect(page.locator('[data-action="look"]')).toBeEnabled({ timeout: 30_000 });
    await isRight('readers');
    await press(page, hand, '[data-action="next"]');
    await step(page, 'finish');
    await press(page, hand, '[data-action="play"]');
    await press(page, hand, '[data-heard="false"]');
    await check(page, 'sound', 'red');
    await isRight('finish');
    await expect(page.locator('[data-action="next"]')).toHaveText(setUpEn.finish.doneAnyhow);
    await press(page, hand, '[data-action="next"]');
    await page.waitForSelector('.kiosk');
  });

for (const [language, width, height] of [
  ['zh-CN', 1080, 1920],
  ['en', 1920, 1080],
] as const)
  test(`a kiosk of ${width} by ${height} is set up by touch alone, with the hub’s address and a code typed on its screen, in ${language}`, async ({
    start,
    folder,
    hub,
  }) => {
    const texts = language === 'en' ? setUpEn : setUpZhCN;
    const kiosk = await start({ venue: true, profile: join(folder, 'profile'), shots: shots() });
    const { page } = kiosk;
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const hand = await touching(page);
    const isRight = async (name: string): Promise<void> => {
      await page.screenshot({ path: test.info().outputPath(`${name}-${language}.png`) });
      expect([name, ...(await shortcomings(kiosk))]).toEqual([name]);
    };
    const field = (name: string): Locator => page.locator(`.typed__field input[name="${name}"]`);
    const key = (name: string): Locator => page.locator(`[data-key="${name}"]`);
    const tap = async (text: string): Promise<void> => {
      for (const character of text.toLowerCase().replaceAll('-', '')) await hand.press(key(character));
    };
    await page.evaluate(WATCH_INPUTS);
    await step(page, 'language');
    await hand.press(page.locator(`[data-language="${language}"]`));
    await step(page, 'hub');
    await isRight('hub');
    await hand.press(page.locator('[data-action="type"]'));
    await field('hub').waitFor();
    await isRight('typed');

    // Slips, and what is said of them.
    const code = await hub.typed('north');
    const address = code.hub.replace('http://', '');
    await tap(`${address}9`);
    await hand.press(key('erase'));
    await expect(field('hub')).toHaveValue(address);
    await hand.press(page.locator('[data-action="next"]'));
    await expect(field('code')).toBeFocused();
    for (const dead of ['i', 'l', 'o', 'u', '.', ':', '-']) await expect(key(dead)).toBeDisabled();
    await tap(code.code.slice(0, -1));
    await hand.press(page.locator('[data-action="next"]'));
    await expect(page.locator('[data-fault="code-malformed"]')).toContainText(texts.fault['code-malformed'].todo);
    await isRight('typed-not-whole');
    const last = code.code.slice(-1);
    await tap(last === '0' ? '1' : '0');
    await hand.press(page.locator('[data-action="next"]'));
    await expect(page.locator('[data-fault="code-unknown"]')).toContainText(texts.typed.slip['code-unknown'], {
      timeout: 30_000,
    });
    await isRight('typed-unknown');
    await hand.press(key('erase'));
    await tap(last);
    await expect(field('code')).toHaveValue(code.code);
    // A key that is touched takes the focus from no field.
    await expect(field('code')).toBeFocused();
    // The window is loaded anew with what comes next.
    expect(new Set(await page.evaluate<string[]>('inputs'))).toEqual(new Set(['touch']));
    await hand.press(page.locator('[data-action="next"]'));
    await step(page, 'venue');
    await expect(page.locator('[data-fact="venue"] dd')).toHaveText('人民广场商场');
    await expect(page.locator('[data-fact="hub"] dd')).toHaveText(code.hub);
    expect(await kiosksOf(hub)).toBe(1);
  });

test('an address and a code are typed by keyboard as well: Enter goes on, and digits are put in where the caret is', async ({
  start,
  folder,
  hub,
}) => {
  const kiosk = await start({ venue: true, profile: join(folder, 'profile'), shots: shots(hub.code(1)) });
  const { page } = kiosk;
  const hand = typing(page);
  const [address, code] = [page.locator('input[name="hub"]'), page.locator('input[name="code"]')];
  await step(page, 'language');
  await press(page, hand, '[data-language="en"]');
  await step(page, 'hub');
  await press(page, hand, '[data-action="type"]');
  await hand.reach(address);
  await page.keyboard.type('hub..example', { delay: 90 });
  await page.keyboard.press('Enter');
  await expect(code).toBeFocused();
  await page.keyboard.type('abcd efgo', { delay: 90 });
  await expect(code).toHaveValue('ABCD-EFG0');
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('x', { delay: 90 });
  await expect(code).toHaveValue('ABCD-EXFG-0');
  await page.keyboard.type('y', { delay: 90 });
  await expect(code).toHaveValue('ABCD-EXYF-G0');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-fault="address-malformed"]')).toContainText('hub.example:8443');
  await expect(address).toBeFocused();
  const typed = await hub.typed('north');
  for (const [at, text] of [
    [address, typed.hub],
    [code, typed.code],
  ] as const) {
    await hand.reach(at);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text, { delay: 90 });
  }
  await page.keyboard.press('Enter');
  await step(page, 'venue');
});

test('a ticket that was used says so, and a set-up that is killed half way goes on where it was', async ({
  start,
  folder,
  hub,
}) => {
  const used = await hub.ticket('north');
  await enrolByTicket(join(folder, 'another'), used);
  const profile = join(folder, 'profile');
  const first = await start({ venue: true, profile, shots: shots(used) });
  const hand = await touching(first.page);
  await step(first.page, 'language');
  await hand.press(first.page.locator('[data-language="en"]'));
  const refused = first.page.locator('[data-fault="code-used"]');
  await expect(refused).toContainText(setUpEn.fault['code-used'].todo, { timeout: 60_000 });
  await first.page.screenshot({ path: test.info().outputPath('hub-used-en.png') });
  expect(await shortcomings(first)).toEqual([]);
  await first.kill();

  // At the ticket again, in the language that was chosen.
  const second = await start({ venue: true, profile, shots: shots(await hub.ticket('north')) });
  await step(second.page, 'venue');
  await expect(second.page.getByRole('heading', { name: setUpEn.venue.title })).toBeVisible();
  await (await touching(second.page)).press(second.page.locator('[data-action="next"]'));
  await step(second.page, 'camera');
  await second.kill();
  const third = await start({ venue: true, profile, shots: shots(hub.code(1)) });
  await step(third.page, 'camera');
  expect(await kiosksOf(hub)).toBe(2);
  expect(visitors(third)).toEqual([]);
});

async function kiosksOf(hub: JourneyHub): Promise<number> {
  return (await hub.query('select 1 from kiosk')).length;
}

/** Sets a scanner up beside a kiosk that is none yet: pseudo-terminals are in no list of ports. */
async function plug(profile: string, link: string): Promise<Simulated> {
  const reader = await startSimulated('scanner', '--link', link);
  await sentinel('devices', 'add', '--profile', profile, '--role', 'scanner', '--port', link);
  return reader;
}

/** By keyboard, of what goes away with it. */
async function press(page: Page, hand: ReturnType<typeof typing>, selector: string): Promise<void> {
  await hand.reach(page.locator(selector));
  await page.keyboard.press('Enter');
}

async function paste(page: Page, hand: ReturnType<typeof typing>, text: string): Promise<void> {
  await hand.reach(page.locator('.set-up__field input'));
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
}

async function submit(page: Page, text: string): Promise<string> {
  return page.evaluate(
    (code) =>
      (globalThis as unknown as Window).sentinel.call('scan:submit', {
        source: 'camera',
        text: code,
        structuredAppend: null,
      }),
    text,
  );
}

const READ = `sentinel.call('setup:read', null)`;
