import { describe, expect, test } from 'vitest';
import { wrongOwners } from '../../scripts/package/try/owners.ts';
import { shareDrawn, parseFramebuffer } from '../../scripts/package/try/picture.ts';

const RIGHT = [
  'd 755 root root /opt/digital-sentinel',
  'f 755 root root /opt/digital-sentinel/digital-sentinel',
  'f 4755 root root /opt/digital-sentinel/chrome-sandbox',
  'l 777 root root /usr/share/doc/digital-sentinel/LICENSES.chromium.html',
];

test('files that are root’s and that nobody else may write are taken, a link’s mode being none', () => {
  expect(wrongOwners(`${RIGHT.join('\n')}\n`)).toEqual([]);
});

test.each([
  [
    'f 644 digital-sentinel root /opt/digital-sentinel/version',
    ['/opt/digital-sentinel/version is digital-sentinel:root’s'],
  ],
  ['f 664 root root /opt/a file', ['/opt/a file is writable by others (664)']],
  ['d 757 root root /opt/digital-sentinel', ['/opt/digital-sentinel is writable by others (757)']],
  ['f 4755 root root /usr/bin/sentinel', ['/usr/bin/sentinel runs as root']],
  [
    'f 755 root root /opt/digital-sentinel/chrome-sandbox',
    ['/opt/digital-sentinel/chrome-sandbox does not run as root'],
  ],
])('what somebody else could change, or what runs as root, is named: %s', (line, sentences) => {
  expect(wrongOwners(line)).toEqual(sentences);
});

/** As Xvfb writes it: a header of 100 bytes and a name, colours of 12 bytes, rows of blue, green, red and a byte of nothing. */
function framebuffer(change: Readonly<Record<number, number>> = {}): Uint8Array {
  const [nameLength, colours, width, height, line] = [4, 2, 2, 2, 12];
  const bytes = new Uint8Array(100 + nameLength + colours * 12 + line * height);
  const view = new DataView(bytes.buffer);
  const fields = { 0: 100 + nameLength, 4: 7, 16: width, 20: height, 28: 0, 44: 32, 48: line, 76: colours, ...change };
  for (const [at, value] of Object.entries(fields)) view.setUint32(Number(at), value);
  const start = 100 + nameLength + colours * 12;
  bytes.set([3, 2, 1, 0, 6, 5, 4, 0, 99, 99, 99, 99], start);
  bytes.set([9, 8, 7, 0, 3, 2, 1, 0, 99, 99, 99, 99], start + line);
  return bytes;
}

describe('what a virtual display shows is read from its file:', () => {
  test('rows of red, green, blue, without what pads them', () => {
    const picture = parseFramebuffer(framebuffer());
    expect(picture).toEqual({ width: 2, height: 2, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) });
    // Two of four are of one colour.
    expect(picture === null ? 0 : shareDrawn(picture)).toBe(0.5);
  });

  test.each([
    ['of another version', framebuffer({ 4: 6 })],
    ['with the highest byte first', framebuffer({ 28: 1 })],
    ['of 16 bits a pixel', framebuffer({ 44: 16 })],
    ['with rows shorter than its width', framebuffer({ 48: 7 })],
    ['that ends too early', framebuffer().subarray(0, -1)],
    ['that is hardly begun', new Uint8Array(40)],
  ])('one %s is none', (_case, bytes) => {
    expect(parseFramebuffer(bytes)).toBeNull();
  });
});
