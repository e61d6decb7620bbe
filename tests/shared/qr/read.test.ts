import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../shared/qr/engine.ts';
import { FIRST_PLAN, readFrame } from '../../../shared/qr/frame.ts';
import type { Picture } from '../../../shared/qr/picture.ts';
import { mergeCodes, type QrCode } from '../../../shared/qr/read.ts';
import { readStill } from '../../../shared/qr/still.ts';
import { fail } from '../../../shared/result.ts';
import { arrange, drawCode, rotate, startEngines } from './pictures.ts';

const TEXT = 'HC1:NCF20I9-6A%CPO3J5 K/TRO*4WF3$1+5OI0OUQ1OQ%2GTPV7E8R1ZV.3W2/U5Y0A-9DTB$4F';

let engines: { wasm: Engine; js: Engine };
beforeAll(async () => {
  engines = await startEngines();
});

/** A clock that moves a millisecond each time it is looked at: the budget ends, and no test waits. */
function countingClock(): () => number {
  let ms = 0;
  return () => ms++;
}

function textsIn(engine: Engine, picture: Picture): string[] {
  const reading = readStill(engine, picture, countingClock());
  return reading.ok ? reading.value.map(({ text }) => text).sort() : [reading.fault];
}

describe.each(['wasm', 'js'] as const)('with the engine %s', (name) => {
  test.each<[string, () => Picture]>([
    ['as printed', () => drawCode(TEXT)],
    ['inverted, as a dark screen shows it', () => drawCode(TEXT, { isInverted: true })],
    ['upside down', () => rotate(drawCode(TEXT), 180)],
    ['turned by 30 degrees', () => rotate(drawCode(TEXT, { scale: 6 }), 30)],
    ['of two pixels a module', () => drawCode(TEXT, { scale: 2 })],
    ['small in a large frame', () => arrange(1280, 720, [{ x: 700, y: 90, picture: drawCode(TEXT, { scale: 3 }) }])],
  ])('a code %s is read', (_case, draw) => {
    expect(textsIn(engines[name], draw())).toEqual([TEXT]);
  });

  test('both codes in view are returned, none is picked', () => {
    const picture = arrange(1000, 420, [
      { x: 20, y: 20, picture: drawCode('ONE') },
      { x: 700, y: 180, picture: drawCode('TWO') },
    ]);
    expect(textsIn(engines[name], picture)).toEqual(['ONE', 'TWO']);
  });

  test('GBK bytes without any mark are read as Chinese', () => {
    // 张三 in GB 2312, GBK and GB 18030 alike.
    const picture = drawCode([0xd5, 0xc5, 0xc8, 0xfd]);
    expect(textsIn(engines[name], picture)).toEqual(['张三']);
  });

  test('a text of Chinese characters in UTF-8 is read', () => {
    expect(textsIn(engines[name], drawCode('健康码 张*三'))).toEqual(['健康码 张*三']);
  });

  test('a frame gives the corners in its own pixels', () => {
    const picture = arrange(640, 480, [{ x: 200, y: 100, picture: drawCode(TEXT) }]);
    const reading = readFrame(engines[name], picture, FIRST_PLAN, countingClock());
    const [topLeft] = reading.ok ? (reading.value.codes[0]?.corners ?? []) : [];
    expect(topLeft?.x).toBeGreaterThan(190);
    expect(topLeft?.x).toBeLessThan(230);
    expect(topLeft?.y).toBeGreaterThan(90);
    expect(topLeft?.y).toBeLessThan(130);
  });

  test.each<[string, Picture, ReturnType<typeof fail>]>([
    ['of no size', { data: new Uint8Array(0), width: 0, height: 0 }, fail('picture-empty')],
    ['with too few bytes', { data: new Uint8Array(10), width: 100, height: 100 }, fail('picture-malformed')],
    ['with a fraction of a pixel', { data: new Uint8Array(10), width: 2.5, height: 2 }, fail('picture-malformed')],
    ['whose rows overlap', { data: new Uint8Array(100), width: 10, height: 5, stride: 5 }, fail('picture-malformed')],
    ['of absurd size', { data: new Uint8Array(10), width: 1e6, height: 1e6 }, fail('picture-too-large')],
  ])('a picture %s is a fault, not an exception', (_case, picture, fault) => {
    expect(readFrame(engines[name], picture, FIRST_PLAN, countingClock())).toEqual(fault);
    expect(readStill(engines[name], picture, countingClock())).toEqual(fault);
  });

  test.each([
    ['one pixel', 1, 1],
    ['one row', 300, 1],
    ['one column', 1, 300],
    ['noise', 120, 90],
  ])('a picture of %s holds no code and harms nothing', (_case, width, height) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 7919 + ((i * i) >> 3)) % 256);
    const picture = { data, width, height };
    expect(textsIn(engines[name], picture)).toEqual([]);
    expect(readFrame(engines[name], picture, FIRST_PLAN, countingClock())).toMatchObject({ ok: true });
  });
});

test('four codes of several sizes are all returned by the default engine, as from one frame', () => {
  const picture = arrange(1280, 720, [
    { x: 20, y: 20, picture: drawCode('ONE') },
    { x: 400, y: 180, picture: drawCode('TWO', { scale: 6 }) },
    { x: 750, y: 40, picture: drawCode('THREE') },
    { x: 900, y: 400, picture: drawCode(TEXT, { isInverted: true, scale: 3 }) },
  ]);
  const reading = readFrame(engines.wasm, picture, FIRST_PLAN, countingClock());
  const texts = reading.ok ? reading.value.codes.map(({ text }) => text) : [];
  expect(texts.sort()).toEqual([TEXT, 'ONE', 'THREE', 'TWO'].sort());
});

test('rows with a gap between them are read', () => {
  const { data, width, height } = drawCode(TEXT);
  const stride = width + 37;
  const padded = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) padded.set(data.subarray(y * width, (y + 1) * width), y * stride);
  expect(textsIn(engines.wasm, { data: padded, width, height, stride })).toEqual([TEXT]);
});

test('an engine that throws is a fault', () => {
  const broken: Engine = {
    id: 'zxing-wasm',
    read: () => {
      throw new Error('unreachable executed');
    },
  };
  expect(readFrame(broken, drawCode(TEXT), FIRST_PLAN, countingClock())).toEqual(fail('engine-failed'));
  expect(readStill(broken, drawCode(TEXT), countingClock())).toEqual(fail('engine-failed'));
});

describe('the rescue of missed frames', () => {
  const blank: Picture = { data: new Uint8Array(64 * 48).fill(90), width: 64, height: 48 };

  function passesOver(frames: number, msPerPass: number): number[] {
    let [passes, nowMs] = [0, 0];
    const engine: Engine = {
      id: 'zxing-wasm',
      read: () => {
        passes++;
        nowMs += msPerPass;
        return [];
      },
    };
    let plan = FIRST_PLAN;
    return Array.from({ length: frames }, () => {
      const before = passes;
      const reading = readFrame(engine, blank, plan, () => nowMs);
      if (reading.ok) plan = reading.value.plan;
      return passes - before;
    });
  }

  test('is one pass a frame while passes are cheap', () => {
    expect(passesOver(8, 5)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test('saves up for passes that are dear, and never runs two in one frame', () => {
    const passes = passesOver(60, 55).slice(8);
    expect(Math.max(...passes)).toBe(2);
    // 11 ms saved a frame buy one pass of 55 ms in five frames.
    expect(passes.filter((count) => count === 2).length).toBeLessThanOrEqual(12);
    expect(passes.filter((count) => count === 2).length).toBeGreaterThanOrEqual(8);
  });

  test('is given up for a while when a pass costs more than can be saved', () => {
    expect(passesOver(20, 5000).filter((count) => count === 2).length).toBeLessThanOrEqual(6);
  });
});

test('the same text in the same place is one code, in another place two', () => {
  const at = (x: number, text = 'A'): QrCode => ({
    text,
    encoding: 'utf-8',
    format: 'QRCode',
    corners: [
      { x, y: 0 },
      { x: x + 10, y: 0 },
      { x: x + 10, y: 10 },
      { x, y: 10 },
    ],
    structuredAppend: null,
  });
  expect(mergeCodes([at(0)], [at(2)])).toHaveLength(1);
  expect(mergeCodes([at(0)], [at(50)])).toHaveLength(2);
  expect(mergeCodes([at(0)], [at(0, 'B')])).toHaveLength(2);
});
