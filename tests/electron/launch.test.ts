import { describe, expect, test } from 'vitest';
import { checkLaunch, LAUNCH_SENTENCES, parseLaunch, type Launch } from '../../electron/launch.ts';
import { fail, ok } from '../../shared/result.ts';

const PLAIN: Launch = { isDemo: false, frozenAtMs: null, windowSize: null, triedRules: null };
const DEMO: Launch = { ...PLAIN, isDemo: true };

describe('options', () => {
  test.each([
    ['none', [], PLAIN],
    ['--demo', ['--demo'], DEMO],
    [
      'a moment to stand still at',
      ['--demo', '--demo-time=2022-05-13T09:00:00+08:00'],
      { ...DEMO, frozenAtMs: Date.UTC(2022, 4, 13, 1) },
    ],
    ['a window', ['--demo', '--window=1080x1920'], { ...DEMO, windowSize: { width: 1080, height: 1920 } }],
    ['switches of Chromium, passed by', ['--no-sandbox', '--use-fake-ui', '--demo-x', '.'], PLAIN],
    ['a file with the name of an option, passed by', ['demo', '-demo', '--demo=1'], PLAIN],
  ])('%s', (_case, argv, expected) => {
    expect(parseLaunch(argv)).toEqual(ok(expected));
  });

  test.each([
    ['--demo-time='],
    ['--demo-time=noon'],
    ['--demo-time=2022-05-13T09:00:00'],
    ['--demo-time=2022-02-30T09:00:00Z'],
    ['--window='],
    ['--window=1080'],
    ['--window=9x9'],
    ['--window=1080x1920x2'],
  ])('%s is not understood', (option) => {
    expect(parseLaunch(['--demo', option])).toEqual(fail('bad-option'));
  });
});

describe('a kiosk', () => {
  const ORDINARY = { isVenueSetUp: true, isRoot: false, isSandboxOff: false };
  const NEW = { ...ORDINARY, isVenueSetUp: false };
  test.each([
    ['set up for a venue starts', PLAIN, ORDINARY, ok(null)],
    ['set up for a venue refuses demo mode', DEMO, ORDINARY, fail('demo-on-venue-kiosk')],
    ['set up for a venue refuses root', PLAIN, { ...ORDINARY, isRoot: true }, fail('root-on-venue-kiosk')],
    [
      'set up for a venue refuses to do without the sandbox',
      PLAIN,
      { ...ORDINARY, isSandboxOff: true },
      fail('no-sandbox-on-venue-kiosk'),
    ],
    [
      'set up for a venue refuses demo mode whoever asks',
      DEMO,
      { ...ORDINARY, isRoot: true, isSandboxOff: true },
      fail('demo-on-venue-kiosk'),
    ],
    [
      'set up for a venue refuses a clock that stands still',
      { ...PLAIN, frozenAtMs: 1 },
      ORDINARY,
      fail('demo-option-without-demo'),
    ],
    [
      'set up for a venue refuses a window',
      { ...PLAIN, windowSize: { width: 800, height: 600 } },
      ORDINARY,
      fail('demo-option-without-demo'),
    ],
    ['not set up starts to be set up', PLAIN, NEW, ok(null)],
    ['not set up refuses root', PLAIN, { ...NEW, isRoot: true }, fail('root-on-venue-kiosk')],
    [
      'not set up refuses to do without the sandbox',
      PLAIN,
      { ...NEW, isSandboxOff: true },
      fail('no-sandbox-on-venue-kiosk'),
    ],
    [
      'not set up refuses a window',
      { ...PLAIN, windowSize: { width: 800, height: 600 } },
      NEW,
      fail('demo-option-without-demo'),
    ],
    ['not set up starts in demo mode', DEMO, NEW, ok(null)],
    ['not set up starts in demo mode with all its options', { ...DEMO, frozenAtMs: 1 }, NEW, ok(null)],
    [
      'not set up starts in demo mode as root without a sandbox, as in a container',
      DEMO,
      { ...NEW, isRoot: true, isSandboxOff: true },
      ok(null),
    ],
  ])('%s', (_case, launch, around, expected) => {
    expect(checkLaunch(launch, around)).toEqual(expected);
  });
});

test('every refusal has its sentence in both languages', () => {
  for (const [zh, en] of Object.values(LAUNCH_SENTENCES)) {
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[^\p{Script=Han}]+\.$/u);
  }
});
