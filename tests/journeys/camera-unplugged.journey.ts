import { zhCN } from '../../renderer/text/zh-CN.ts';
import { demoTexts } from './visitors.ts';
import { expect, test } from './kiosk.ts';

// Chromium's fake camera cannot be unplugged. What a pulled plug does is done to it instead: its track is ended, the way
// a browser ends the track of a device that is gone, and a device change is announced.
const UNPLUG = (): void => {
  const video = document.querySelector('video');
  const [track] = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
  track?.stop();
  track?.dispatchEvent(new Event('ended'));
};

test('a camera unplugged while running is said in words and taken up again by itself', async ({ start }) => {
  const { 'green-47h': text } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 4 },
      { codes: [text], seconds: 30 },
    ],
  });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await kiosk.page.evaluate(UNPLUG);
  await kiosk.page.waitForSelector('[data-camera="unplugged"]');
  await kiosk.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await kiosk.sees('all-checks-passed');
});

test('a lens that is covered is said in words, and cleared when it is free', async ({ start }) => {
  const kiosk = await start({
    shots: [
      { codes: 'black', seconds: 6 },
      { codes: [], seconds: 6 },
    ],
  });
  await kiosk.page.waitForSelector('[data-camera="covered"]');
  await kiosk.page.waitForSelector('[data-camera="running"]');
});

test('a kiosk without a camera says so and stays up', async ({ start }) => {
  const kiosk = await start({ withoutCamera: true });
  await kiosk.page.waitForSelector('[data-camera="missing"]');
});

const IS_BODY_CUT = (): boolean => {
  const body = document.querySelector('.outcome__body');
  return body === null || body.scrollHeight > body.clientHeight;
};

test('what keeps the next visitor from being read is said beside a verdict that stays', async ({ start }) => {
  const { red, 'green-47h': green, paper } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 4 },
      { codes: [red], seconds: 2 },
      { codes: 'black', seconds: 6 },
      { codes: [], seconds: 2 },
      { codes: [green, paper], seconds: 6 },
      { codes: [], seconds: 30 },
    ],
  });
  await kiosk.sees('colour-red');
  const notice = kiosk.page.locator('.outcome__notice');
  await expect(notice).toContainText(zhCN.camera.covered.says, { timeout: 15_000 });
  expect(await kiosk.page.evaluate(IS_BODY_CUT)).toBe(false);
  await expect(notice).toContainText(zhCN.several, { timeout: 15_000 });
  await expect(notice).toBeHidden({ timeout: 15_000 });
  await expect(kiosk.page.locator('[data-reason="colour-red"]')).toBeVisible();
});
