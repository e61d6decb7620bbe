import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openReaders, type Readers } from '../../electron/readers/readers.ts';
import { loadSerialPort } from '../../electron/readers/serial-port.ts';
import type { DeviceSetting } from '../../shared/device/device.ts';
import { startSimulated, type Simulated } from '../electron/simulators/simulated.ts';
import { addDevice } from '../journeys/devices.ts';
import { writeFilm } from '../journeys/film.ts';
import { withGate } from '../journeys/gate.ts';
import { launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { manyTexts } from '../journeys/visitors.ts';
import { countPainted, nextPainted, onWallClock, watchPainted } from './painted.ts';
import { percentile, type Row } from './rows.ts';

// Benches are run when what imported them is closed, and can import nothing more.
await loadSerialPort();

const SCANS = 60;
const CARDS = 30;
const READERS = 8;
const LOAD_SECONDS = { short: 15, long: 600 } as const;
const BAUD = 115_200;

/** What the issue asks of each. */
const TARGET = { atMost: 60 } as const;

/** Readers and a gate at the ends of pseudo-terminals, before a real Electron; and as many as there may be, all at once. */
export async function bench({ isLong = false }: { readonly isLong?: boolean } = {}): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-'));
  try {
    return [...(await atTheKiosk(folder)), ...(await allAtOnce(folder, LOAD_SECONDS[isLong ? 'long' : 'short']))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function atTheKiosk(folder: string): Promise<Row[]> {
  const { profile, board } = await withGate(folder, { pulseMs: 200 });
  const scanner = (end: string): Promise<Simulated> =>
    addDevice({
      ...{ profile, role: 'scanner', link: join(folder, `scanner-${end}`) },
      simulated: ['--terminator', end, '--baud', String(BAUD)],
      how: ['--baud', String(BAUD)],
    });
  const card = await addDevice({ profile, role: 'id-card', link: join(folder, 'card') });
  const [withEnd, without] = [await scanner('cr'), await scanner('none')];
  const film = join(folder, 'empty.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, profile, {});
  try {
    for (const id of ['id-card-1', 'scanner-1', 'scanner-2'])
      await kiosk.page.waitForSelector(`[data-device="${id}"][data-state="ready"]`);
    await watchPainted(kiosk);
    const texts = await manyTexts(3 * SCANS);
    return [
      ...figures('card, last byte of its answer → verdict on screen', await cards(kiosk, card)),
      ...figures(
        'serial scanner with CR, last byte → verdict on screen',
        await scans(kiosk, withEnd, texts.slice(SCANS)),
      ),
      ...figures(
        'serial scanner without terminator, last byte → verdict on screen',
        await scans(kiosk, without, texts.slice(2 * SCANS)),
      ),
      ...figures('submit → "open" on the wire of the relay', await openings(kiosk, board, texts)),
    ];
  } finally {
    await kiosk.app.close();
    for (const device of [board, card, withEnd, without]) await device.stop();
  }
}

function figures(name: string, ms: readonly number[]): Row[] {
  const note = `${ms.length} times, fsync included`;
  return [
    { name: `${name}, p50`, value: percentile(ms, 0.5), unit: 'ms', note },
    { name: `${name}, p99`, value: percentile(ms, 0.99), unit: 'ms', target: TARGET, note },
  ];
}

async function cards(kiosk: Kiosk, reader: Simulated): Promise<number[]> {
  const tookMs: number[] = [];
  for (let i = 0; i < CARDS; i += 1) {
    const before = await countPainted(kiosk);
    reader.tell({ do: 'lay' });
    const { ms } = await reader.until('answered', { what: 'read', status: '90' });
    tookMs.push((await nextPainted(kiosk, before)).atMs - onWallClock(ms));
    reader.tell({ do: 'lift' });
    // The reader must have seen that it is gone.
    for (let looks = 0; looks < 2; looks += 1) await reader.until('answered', { what: 'find', status: '80' });
  }
  return tookMs;
}

async function scans(kiosk: Kiosk, scanner: Simulated, texts: readonly string[]): Promise<number[]> {
  const tookMs: number[] = [];
  for (const text of texts.slice(0, SCANS)) {
    const before = await countPainted(kiosk);
    scanner.tell({ text });
    const { ms } = await scanner.until('scanned');
    tookMs.push((await nextPainted(kiosk, before)).atMs - onWallClock(ms));
  }
  return tookMs;
}

/** A passage and the rest after it are over before the next visitor comes, who would else wait for them. */
const BETWEEN_PASSAGES_MS = 250;

async function openings(kiosk: Kiosk, board: Simulated, texts: readonly string[]): Promise<number[]> {
  // Those who came by the scanners are let through one after the other still.
  await wait(20 * BETWEEN_PASSAGES_MS);
  const tookMs: number[] = [];
  for (const text of texts.slice(0, SCANS)) {
    const seen = board.events.length;
    const submittedAt = await kiosk.page.evaluate((submitted) => {
      const at = performance.timeOrigin + performance.now();
      void (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text: submitted });
      return at;
    }, text);
    while (!board.events.slice(seen).some(isClosing)) await wait(5);
    const opening = board.events.slice(seen).find(({ event, on }) => event === 'coil' && on === true);
    tookMs.push(onWallClock(opening?.ms ?? Number.NaN) - submittedAt);
    await wait(BETWEEN_PASSAGES_MS);
  }
  return tookMs;
}

function isClosing({ event, on }: Simulated['events'][number]): boolean {
  return event === 'coil' && on === false;
}

/** What has left a simulator is heard by then, or never. */
const LATE_MS = 2000;

async function allAtOnce(folder: string, seconds: number): Promise<Row[]> {
  const texts = await manyTexts(20);
  const scanners = await Promise.all(
    Array.from({ length: READERS }, (_, i) =>
      startSimulated('scanner', '--link', join(folder, `full-${i}`), '--baud', String(BAUD)),
    ),
  );
  const heard = new Map<string, number>();
  const known = new Set(texts);
  const readers = openReaders(
    scanners.map(({ port }, i) => settingOf(port, i)),
    {
      present(_device, what) {
        const text = what.kind === 'code' ? what.text : '';
        if (known.has(text)) heard.set(text, (heard.get(text) ?? 0) + 1);
      },
      changed: () => undefined,
      log: { write: () => undefined },
      failed(error) {
        throw error;
      },
    },
  );
  try {
    await areReady(readers);
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
    await keepScanning(scanners, texts, startedAt + seconds * 1000);
    await wait(LATE_MS);
    const { user, system } = process.cpuUsage(cpu);
    const tookMs = performance.now() - startedAt;
    const sent = scanners.flatMap(({ events }) => events.filter(({ event }) => event === 'scanned')).length;
    const came = [...heard.values()].reduce((sum, one) => sum + one, 0);
    const note = `${READERS} scanners at ${BAUD} baud without a pause for ${seconds} s, listened to from one process`;
    return [
      { name: `${READERS} readers at full rate: codes heard`, value: came, unit: 'codes', note },
      { name: `${READERS} readers at full rate: codes lost`, value: sent - came, unit: 'codes', target: { atMost: 0 } },
      { name: `${READERS} readers at full rate: CPU`, value: (user + system) / 10 / tookMs, unit: '% of a core' },
    ];
  } finally {
    await readers.close();
    await Promise.all(scanners.map((scanner) => scanner.stop()));
  }
}

function settingOf(path: string, i: number): DeviceSetting {
  const port = { path, vendorId: null, productId: null, serialNumber: null, usbPort: null };
  return { id: `scanner-${i + 1}`, role: 'scanner', port, baudRate: BAUD, lane: 'in', driver: null };
}

async function areReady(readers: Readers): Promise<void> {
  while (!readers.statuses().every(({ state }) => state === 'ready')) await wait(10);
}

/** Each scans the next as soon as the last has left. */
async function keepScanning(scanners: readonly Simulated[], texts: readonly string[], untilMs: number): Promise<void> {
  await Promise.all(
    scanners.map(async (scanner) => {
      for (let i = 0; performance.now() < untilMs; i += 1) {
        scanner.tell({ text: texts[i % texts.length] ?? '' });
        // One is always waiting behind that which leaves.
        if (i > 0) await scanner.until('scanned');
      }
      await scanner.until('scanned');
    }),
  );
}
