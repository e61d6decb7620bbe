import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { decode } from '../../electron/cli/decode.ts';
import { codeSvg } from '../../electron/cli/pictures.ts';
import { provisionSettingsSchema } from '../../electron/settings.ts';
import { encodeBase45 } from '../../shared/credential/base45.ts';
import { encodeCbor } from '../../shared/credential/cbor.ts';
import {
  decodeProvision,
  encodeProvision,
  isSetUpCode,
  MAX_PROVISION_LENGTH,
  withoutSetUpCode,
  type ProvisionSettings,
} from '../../shared/provision.ts';
import { encodeTicket } from '../../shared/ticket.ts';
import { run } from '../electron/cli/cli-kit.ts';
import { freshFolder } from '../electron/folders.ts';

const HUB = { hub: 'https://sentinel-hub.venue.example:8443', code: 'ABCD-EFGH-JKMN-PQRS' };
const TICKET = encodeTicket({
  ...HUB,
  hubKey: new Uint8Array(32).fill(0xa5),
  policyRoot: new Uint8Array(32).fill(0x5a),
});

const PORT = { path: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523', serialNumber: 'A50285BI', usbPort: null };

/** All that a person at one gate sets, but for devices and a gate. */
const USUAL: ProvisionSettings = {
  language: 'zh-CN',
  venueType: 'transport-station',
  direction: 'in',
  district: '110105',
  place: { latitude: 39.9219, longitude: 116.4431 },
  volume: 2,
  hasVoice: true,
  textSize: 150,
  theme: 'dark',
  hand: 'left',
};

const SCANNER = { id: 'scanner-1', role: 'scanner', port: PORT, baudRate: 9600, lane: 'in', driver: null } as const;

const EVERYTHING: ProvisionSettings = {
  ...USUAL,
  devices: [SCANNER],
  gate: {
    board: { driver: 'lc-relay', port: PORT, baudRate: 9600, channel: 1, unit: 1, opensWhen: 'on' },
    ...{ lane: 'in', pulseMs: 500, openMs: null, failsTo: 'open', antiPassbackSeconds: 0 },
  },
};

function textOf(settings: ProvisionSettings): string {
  const encoded = encodeProvision({ ticket: TICKET, settings });
  if (!encoded.ok) throw new Error(encoded.fault);
  return encoded.value;
}

const read = (text: string): ReturnType<typeof decodeProvision> => decodeProvision(text, provisionSettingsSchema);

describe('a provision in a QR code', () => {
  test.each([
    ['nothing set', {}],
    ['the usual set', USUAL],
    ['a scanner and a gate', EVERYTHING],
    ['what was set taken away', { district: null, place: null, gate: null, devices: [] }],
  ] as const)('with %s that was written is read, in alphanumeric mode', (_case, settings) => {
    const text = textOf(settings);
    expect(text).toMatch(/^DSP1:[0-9A-Z $%*+\-./:]+$/u);
    expect(read(` ${text}\n`)).toEqual({ ok: true, value: { ticket: TICKET, settings } });
  });

  test.each([
    ['the usual set', USUAL, 11],
    ['a scanner and a gate', EVERYTHING, 15],
  ] as const)('with %s is a symbol of no more modules than fit', (_case, settings, version) => {
    expect(encode(textOf(settings), { ecc: 'M' }).version).toBeLessThanOrEqual(version);
  });

  test('as long as it may be is a symbol of version 15', () => {
    const { version } = encode('D'.repeat(MAX_PROVISION_LENGTH), { ecc: 'M' });
    expect(version).toBe(15);
  });

  test('that would be larger is none: it is given by file', () => {
    const devices = ['a', 'b', 'c'].map((id) => ({ ...SCANNER, id }));
    expect(encodeProvision({ ticket: TICKET, settings: { ...EVERYTHING, devices } })).toEqual({
      ok: false,
      fault: 'provision-too-large',
    });
    expect(encodeProvision({ ticket: 'DS1:X', settings: {} })).toEqual({ ok: false, fault: 'ticket-malformed' });
  });

  test('the largest, printed 60 mm wide and held 30 cm before a camera of 1920 pixels for 70 degrees, is read', async () => {
    // 420 mm of the world are in the picture: 2 · 300 mm · tan 35°.
    const pixels = Math.round((60 / 420) * 1920);
    const picture = join(freshFolder(), 'seen.png');
    const text = textOf(EVERYTHING);
    const symbol = await sharp(Buffer.from(codeSvg(text)), { density: 300 })
      .resize(pixels)
      .blur(0.7)
      .toBuffer();
    const page = sharp({ create: { width: 1920, height: 1080, channels: 3, background: '#9a9a94' } });
    writeFileSync(
      picture,
      await page
        .composite([{ input: symbol }])
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
    expect(await run(decode, [picture])).toMatchObject({ lines: [{ codes: [{ text }] }] });
  });
});

test('a bare ticket is a provision that sets nothing', () => {
  expect(read(`${TICKET}\n`)).toEqual({ ok: true, value: { ticket: TICKET, settings: {} } });
});

const ITEMS = [HUB.hub, HUB.code, new Uint8Array(32), new Uint8Array(32)];

test.each([
  ['of another release', 'DSP2:XY', 'provision-of-another-release'],
  ['a ticket of another release', 'DSE2:XY', 'ticket-of-another-release'],
  ['a health code', 'DS1:XY', 'ticket-malformed'],
  ['no Base45', 'DSP1:abc', 'provision-malformed'],
  ['no CBOR', 'DSP1:FGW', 'provision-malformed'],
  ['no version', 'DSP:XY', 'provision-malformed'],
  ['a ticket’s items', coded(ITEMS), 'provision-malformed'],
  ['a list for settings', coded([...ITEMS, []]), 'provision-malformed'],
  ['a setting that this release does not know', coded([...ITEMS, new Map([[99, 1]])]), 'provision-malformed'],
  ['a setting by a name that is none', coded([...ITEMS, { langauge: 'en' }]), 'provision-malformed'],
  [
    'a place with what is none in it',
    coded([
      ...ITEMS,
      new Map([
        [
          5,
          new Map([
            [6, 1],
            [7, 1],
            [99, 1],
          ]),
        ],
      ]),
    ]),
    'provision-malformed',
  ],
  ['a setting that is none', coded([...ITEMS, new Map([[1, 'tlh']])]), 'provision-malformed'],
  ['another code', coded([HUB.hub, 'ABCD', ITEMS[2], ITEMS[3], new Map()]), 'provision-malformed'],
])('%s is no provision', (_case, text, fault) => {
  expect(read(text)).toEqual({ ok: false, fault });
});

function coded(items: readonly unknown[]): string {
  return `DSP1:${encodeBase45(encodeCbor(items))}`;
}

test.each([
  [TICKET, true],
  [textOf(USUAL), true],
  ['DSP17:ANYTHING', true],
  [' DSE1:', true],
  ['DS1:6BFOXN', false],
  ['DSG1:G07', false],
  ['DSP', false],
  ['https://hub.example/DSP1:', false],
])('of %s it is known whether it sets kiosks up: %s', (text, isOne) => {
  expect(isSetUpCode(text)).toBe(isOne);
  expect(withoutSetUpCode(text) === text).toBe(!isOne);
  expect(isSetUpCode(withoutSetUpCode(text))).toBe(false);
});
