import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFiles } from '../../electron/decode.ts';
import type { Picture } from '../../shared/qr/picture.ts';
import { arrange, drawCode } from '../shared/qr/pictures.ts';

const TEXT = 'HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE$VK G2EP4J0BGJLFX3R3KHXVJO:DVQ8';

interface Line {
  file: string;
  codes?: { text: string; format: string }[];
  ms?: number;
  error?: { code: string; field: string; message: string };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function sharpOf({ data, width, height }: Picture): Sharp {
  return sharp(Buffer.from(data), { raw: { width, height, channels: 1 } });
}

async function save(name: string, picture: Sharp): Promise<string> {
  const file = join(folder, name);
  await picture.toFile(file);
  return file;
}

async function decode(...files: string[]): Promise<{ lines: Line[]; exitCode: number }> {
  const lines: Line[] = [];
  const exitCode = await decodeFiles(files, (line) => lines.push(JSON.parse(line) as Line));
  return { lines, exitCode };
}

test.each<[string, string, (code: Sharp) => Sharp | Promise<Sharp>]>([
  ['png', 'a.png', (code) => code],
  ['16-bit png', 'b.png', (code) => code.toColourspace('grey16').png()],
  ['palette png', 'c.png', (code) => code.png({ palette: true })],
  ['jpeg', 'd.jpg', (code) => code.jpeg({ quality: 60 })],
  ['progressive jpeg', 'e.jpg', (code) => code.jpeg({ progressive: true })],
  ['CMYK jpeg', 'f.jpg', (code) => code.toColourspace('cmyk').jpeg()],
  ['jpeg that lies on its side', 'g.jpg', (code) => code.withMetadata({ orientation: 6 }).jpeg()],
  ['blurred jpeg', 'h.jpg', (code) => code.blur(2).jpeg({ quality: 40 })],
  ['inverted png', 'i.png', (code) => code.negate()],
  [
    '12 megapixel jpeg',
    'j.jpg',
    async (code) =>
      sharp(await code.png().toBuffer())
        .resize(4000, 3000, { fit: 'contain', background: '#888' })
        .jpeg(),
  ],
])('a %s is read', async (_case, name, change) => {
  const { lines, exitCode } = await decode(await save(name, await change(sharpOf(drawCode(TEXT)))));
  expect(lines[0]?.codes).toEqual([{ text: TEXT, format: 'QRCode' }]);
  expect(exitCode).toBe(0);
});

test('what is transparent counts as white', async () => {
  const { data, width, height } = drawCode(TEXT);
  const rgba = Buffer.alloc(width * height * 4);
  for (let i = 0; i < data.length; i++) rgba[4 * i + 3] = (data[i] ?? 0) < 128 ? 255 : 0;
  const file = await save('clear.png', sharp(rgba, { raw: { width, height, channels: 4 } }));
  expect((await decode(file)).lines[0]?.codes).toEqual([{ text: TEXT, format: 'QRCode' }]);
});

test('all codes of one picture are told', async () => {
  const picture = arrange(900, 500, [
    { x: 20, y: 20, picture: drawCode('ONE') },
    { x: 300, y: 160, picture: drawCode('TWO') },
    { x: 650, y: 40, picture: drawCode('THREE') },
  ]);
  const { lines } = await decode(await save('three.png', sharpOf(picture)));
  expect(lines[0]?.codes?.map(({ text }) => text).sort()).toEqual(['ONE', 'THREE', 'TWO']);
});

test('each file has its line, in order, and one that cannot be read does not stop the rest', async () => {
  const good = await save('good.png', sharpOf(drawCode(TEXT)));
  const [junk, empty, bomb] = [join(folder, 'junk.jpg'), join(folder, 'empty.png'), join(folder, 'bomb.png')];
  await writeFile(junk, 'not a picture at all');
  await writeFile(empty, '');
  await writeFile(bomb, bombOf(await sharpOf(drawCode('A')).png().toBuffer()));
  const files = [join(folder, 'no-such.png'), junk, good, empty, folder, bomb];
  const { lines, exitCode } = await decode(...files);
  expect(lines.map(({ file }) => file)).toEqual(files);
  expect(lines.map(({ error }) => error?.code)).toEqual([
    'file-missing',
    'not-a-picture',
    undefined,
    'not-a-picture',
    'file-unreadable',
    'picture-too-large',
  ]);
  expect(lines.every(({ error }) => error === undefined || (error.field === 'file' && error.message !== ''))).toBe(
    true,
  );
  expect(exitCode).toBe(2);
});

test('a picture without a code has an empty list', async () => {
  const { lines, exitCode } = await decode(
    await save('grey.png', sharp({ create: { width: 300, height: 200, channels: 3, background: '#778' } })),
  );
  expect(lines[0]?.codes).toEqual([]);
  expect(lines[0]?.ms).toBeGreaterThan(0);
  expect(exitCode).toBe(0);
});

/** Claims 60,000 x 60,000 pixels in its header (PNG §11.2.1); nothing may be unpacked to find out. */
function bombOf(png: Buffer): Buffer {
  const out = Buffer.from(png);
  out.writeUInt32BE(60_000, 16);
  out.writeUInt32BE(60_000, 20);
  out.writeUInt32BE(crc32(out.subarray(12, 29)), 29);
  return out;
}

/** PNG §D.1. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const VECTORS = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

describe.skipIf(!existsSync(VECTORS))('official certificates (not tried where ../shared/vectors is not there)', () => {
  test('every EU DCC picture says what its PREFIX says', async () => {
    const cases = officialCases();
    for (const [index, { png }] of cases.entries()) await writeFile(join(folder, `eu-${index}.png`), png);
    const { lines } = await decode(...cases.map((_, index) => join(folder, `eu-${index}.png`)));
    expect(lines.map(({ codes }) => codes?.map(({ text }) => text))).toEqual(cases.map(({ text }) => [text]));
  });

  test('the New Zealand pass is read', async () => {
    const pictures = readdirSync(join(VECTORS, 'nzcp')).filter((name) => name.endsWith('.png'));
    const { lines } = await decode(...pictures.map((name) => join(VECTORS, 'nzcp', name)));
    expect(lines.map(({ codes }) => codes?.[0]?.text.slice(0, 8))).toEqual(pictures.map(() => 'NZCP:/1/'));
  });
});

/** Those whose picture is a picture: one case has random bytes in its place, on purpose. */
function officialCases(): { text: string; png: Buffer }[] {
  return (readdirSync(join(VECTORS, 'eu-dcc'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(VECTORS, 'eu-dcc', name), 'utf8').replace(/^\uFEFF/, ''))
    .map((json) => JSON.parse(json) as { PREFIX?: string; '2DCODE'?: string })
    .map((it) => ({ text: it.PREFIX ?? '', png: Buffer.from(it['2DCODE'] ?? '', 'base64') }))
    .filter(({ png }) => png.subarray(1, 4).toString('latin1') === 'PNG');
}
