import { en } from '../../renderer/text/en.ts';
import { scanByKeyboard } from './keyboard.ts';
import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

const ENDS: readonly (readonly string[])[] = [['Enter'], ['Tab'], ['Enter', 'Control+J'], []];

test('a scan is heard with nothing focused, however it ends, and says how long it took', async ({ start }) => {
  const texts = await demoTexts();
  const visitors = ['green-47h', 'test-old', 'yellow', 'red'] as const;
  const kiosk = await startInEnglish(start);
  for (const [i, visitor] of visitors.entries()) {
    const before = (await kiosk.shown()).length;
    await scanByKeyboard(kiosk.page, texts[visitor], { end: ENDS[i] ?? [] });
    await isShown(kiosk, before + 1);
    await kiosk.page.getByText(/^Scanned in \d+\.\d\d s$/u).waitFor();
  }
  const outcomes = await kiosk.shown();
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['admit', 'refuse', 'refer', 'refuse']);
  expect(journalRows(kiosk.directory).map((row) => row['source'])).toEqual(visitors.map(() => 'keyboard'));
});

test('a scan presses no button that has the focus, and a guard’s Enter and Space do', async ({ start }) => {
  const texts = await demoTexts();
  const { page, ...kiosk } = await startInEnglish(start);
  const gear = page.getByRole('button', { name: en.settings.open, exact: true });
  await gear.focus();
  // White space within a text, and control keys after it.
  await scanByKeyboard(page, 'PLAIN TEXT WITH SPACES', {
    end: ['Escape', 'F5', 'Control+R', 'Control+W', 'Control+Q'],
  });
  await kiosk.sees('not-a-health-code');
  await page.keyboard.press('Escape');
  await page.locator('[data-showing="idle"]').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  for (const key of ['Enter', 'Space']) {
    await gear.focus();
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await gear.focus();
  await scanByKeyboard(page, texts['green-47h']);
  await kiosk.sees('all-checks-passed');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('a choice is made by keyboard alone, and a scan while its sheet is open changes nothing there', async ({
  start,
}) => {
  const texts = await demoTexts();
  const { page, ...kiosk } = await startInEnglish(start);
  await page.getByRole('button', { name: en.settings.open, exact: true }).focus();
  await page.keyboard.press('Enter');
  const exit = page.getByRole('radio', { name: en.direction.out, exact: true });
  const entrance = page.getByRole('radio', { name: en.direction.in, exact: true });
  await entrance.focus();
  await page.keyboard.press('ArrowDown');
  await expect(exit).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(entrance).toBeChecked();
  await exit.focus();
  await page.keyboard.press('Space');
  await expect(exit).toBeChecked();
  await scanByKeyboard(page, texts['green-47h']);
  await kiosk.sees('all-checks-passed');
  await page.locator('[data-showing="idle"]').waitFor();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(exit).toBeChecked();
});

for (const isComposed of [false, true]) {
  const how = isComposed ? ' through an input method' : '';
  test(`a scan while a text field has the focus does not land in it${how}`, async ({ start }) => {
    const texts = await demoTexts();
    const { page, ...kiosk } = await startInEnglish(start);
    await openRules(page);
    const field = page.getByLabel(en.rules.explain);
    await field.focus();
    await page.keyboard.type('By hand 1', { delay: 90 });
    await page.keyboard.press('Enter');
    await expect(field).toHaveValue('By hand 1\n');
    expect(await kiosk.shown()).toEqual([]);
    await scanByKeyboard(page, texts['green-47h'], { isComposed });
    await kiosk.sees('all-checks-passed');
    await page.locator('[data-showing="idle"]').waitFor();
    await expect(field).toHaveValue('By hand 1\n');
    // What is uncovered takes keys that are meant for it.
    await isSeen(page);
    await field.focus();
    await page.keyboard.type('2', { delay: 90 });
    await expect(field).toHaveValue('By hand 1\n2');
  });
}

test('no key is lost while an outcome is shown, and two scans in a row are two entries', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await startInEnglish(start);
  await scanByKeyboard(kiosk.page, texts.red);
  await isShown(kiosk, 1);
  await scanByKeyboard(kiosk.page, texts['test-old']);
  await scanByKeyboard(kiosk.page, texts['green-47h'], { end: ['Enter', 'Control+J'] });
  await isShown(kiosk, 3);
  expect(journalRows(kiosk.directory).map((row) => row['verdict'])).toEqual(['refuse', 'refuse', 'admit']);
  // The terminator has not taken the outcome away; a guard's Enter does.
  expect(await kiosk.page.locator('[data-serial="3"]').count()).toBe(1);
  await kiosk.page.keyboard.press('Enter');
  await kiosk.page.locator('[data-showing="idle"]').waitFor();
});

test('a person who types at nothing is no scan', async ({ start }) => {
  const texts = await demoTexts();
  const kiosk = await startInEnglish(start);
  await kiosk.page.keyboard.type('somebody leans on the keyboard', { delay: 80 });
  await kiosk.page.keyboard.press('Enter');
  await scanByKeyboard(kiosk.page, texts['green-47h']);
  await kiosk.sees('all-checks-passed');
  expect(await kiosk.shown()).toHaveLength(1);
});

test('a scan that an input method swallows is said in words', async ({ start }) => {
  const { page } = await startInEnglish(start);
  const session = await page.context().newCDPSession(page);
  const taken = { type: 'rawKeyDown', key: 'Process', code: '', windowsVirtualKeyCode: 229 } as const;
  await Promise.all(Array.from({ length: 20 }, () => session.send('Input.dispatchKeyEvent', taken)));
  await page.locator('[data-problem="scanner-input-method"]').waitFor();
});

type StartKiosk = (how?: object) => Promise<Kiosk>;

async function startInEnglish(start: StartKiosk): Promise<Kiosk> {
  const kiosk = await start({ window: '1080x1920' });
  await changeSettings(kiosk, { language: 'en' });
  await kiosk.page.waitForSelector('html[lang="en"]');
  return kiosk;
}

async function openRules(page: Kiosk['page']): Promise<void> {
  await page.getByRole('button', { name: en.settings.open, exact: true }).click();
  await page.getByRole('button', { name: en.settings.rules, exact: true }).click();
  await page.getByRole('dialog', { name: en.rules.title }).waitFor();
}

async function isShown(kiosk: Kiosk, count: number): Promise<void> {
  await expect.poll(async () => (await kiosk.shown()).length).toBe(count);
}
