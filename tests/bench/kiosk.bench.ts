import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronExecutable } from '../../scripts/runtime.ts';
import { writeFilm } from '../journeys/film.ts';
import { launchKiosk, switches, type Kiosk } from '../journeys/kiosk.ts';
import { manyTexts } from '../journeys/visitors.ts';
import { processesMb, windowHeapMb } from './memory.ts';
import { median, percentile, type Row } from './rows.ts';

const VISITORS_ON_FILM = 200;
const SECONDS_EACH = 0.5;
const SCANS = 10_000;
const COLD_STARTS = 15;

/** The whole kiosk, in a real Electron with a film for a camera. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-'));
  try {
    return [...(await coldStart(folder)), ...(await frameToVerdict(folder)), ...(await manyScans(folder))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function frameToVerdict(folder: string): Promise<Row[]> {
  const texts = await manyTexts(VISITORS_ON_FILM);
  const film = join(folder, 'visitors.mjpeg');
  await writeFilm(film, [
    { codes: [], seconds: 1 },
    ...texts.map((text) => ({ codes: [text], seconds: SECONDS_EACH })),
  ]);
  const kiosk = await launchKiosk(film, join(folder, 'frames'), {});
  await kiosk.page.waitForFunction(
    (n) => performance.getEntriesByName('frame-to-verdict').length >= n,
    VISITORS_ON_FILM,
    {
      timeout: VISITORS_ON_FILM * SECONDS_EACH * 4000,
    },
  );
  const frame = await durations(kiosk, 'frame-to-verdict');
  const submit = await durations(kiosk, 'submit-to-verdict');
  await kiosk.app.close();
  const how = `${frame.length} visitors on film, 1280x720, verdict painted`;
  return [
    {
      name: 'camera frame → verdict on screen, p50',
      value: median(frame),
      unit: 'ms',
      target: { atMost: 40 },
      note: how,
    },
    {
      name: 'camera frame → verdict on screen, p99',
      value: percentile(frame, 0.99),
      unit: 'ms',
      target: { atMost: 120 },
    },
    { name: 'submit → verdict on screen, p50', value: median(submit), unit: 'ms', note: 'fsync included' },
    {
      name: 'submit → verdict on screen, p99',
      value: percentile(submit, 0.99),
      unit: 'ms',
      target: { atMost: 50 },
      note: 'fsync included',
    },
  ];
}

function durations(kiosk: Kiosk, name: string): Promise<number[]> {
  return kiosk.page.evaluate((wanted) => performance.getEntriesByName(wanted).map(({ duration }) => duration), name);
}

async function manyScans(folder: string): Promise<Row[]> {
  const texts = await manyTexts(SCANS);
  const film = join(folder, 'empty.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, join(folder, 'scans'), {});
  const submit = (some: string[]): Promise<void> =>
    kiosk.page.evaluate(async (batch) => {
      for (const text of batch) await window.sentinel.call('scan:submit', { source: 'camera', text });
    }, some);
  const startedAt = performance.now();
  await submit(texts.slice(0, SCANS / 2));
  const half = await residentMb(kiosk);
  await submit(texts.slice(SCANS / 2));
  const whole = await residentMb(kiosk);
  const seconds = (performance.now() - startedAt) / 1000;
  await kiosk.app.close();
  return [
    { name: 'memory after 5,000 scans, all processes', value: half, unit: 'MB' },
    { name: 'memory after 10,000 scans, all processes', value: whole, unit: 'MB' },
    {
      name: 'memory growth over the last 5,000 scans',
      value: (whole / half - 1) * 100,
      unit: '%',
      target: { below: 5 },
    },
    {
      name: 'scans through the whole kiosk',
      value: SCANS / seconds,
      unit: '/s',
      note: 'one after the other, each journalled',
    },
  ];
}

/** Proportional share of memory of all the app's processes, after the garbage has been collected. */
async function residentMb(kiosk: Kiosk): Promise<number> {
  const session = await kiosk.page.context().newCDPSession(kiosk.page);
  // A window that is never idle puts its garbage off: at this rate there are hundreds of megabytes of it.
  await windowHeapMb(session);
  await session.detach();
  await kiosk.page.waitForTimeout(5000);
  return processesMb(kiosk);
}

async function coldStart(folder: string): Promise<Row[]> {
  const empty = join(folder, 'empty-app');
  await writeEmptyApp(empty);
  const film = join(folder, 'start.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kioskMs: number[] = [];
  const emptyMs: number[] = [];
  // In turn, so that a machine that grows slow or quick does so to both.
  for (let i = 0; i < COLD_STARTS; i += 1) {
    emptyMs.push(await timeStart(switches(join(folder, `empty-${i}`), film, { root: empty })));
    kioskMs.push(await timeStart(switches(join(folder, `kiosk-${i}`), film, {})));
  }
  const note = `median of ${COLD_STARTS}, taken in turn, new profile each time`;
  return [
    { name: 'cold start of an empty Electron window', value: median(emptyMs), unit: 'ms', note },
    { name: 'cold start of the kiosk to its idle screen', value: median(kioskMs), unit: 'ms', note },
    {
      name: 'cold start, kiosk ÷ empty window',
      value: median(kioskMs) / median(emptyMs),
      unit: '×',
      target: { atMost: 1.5 },
    },
  ];
}

async function writeEmptyApp(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }));
  await writeFile(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1080, height: 1920 });
  window.webContents.on('did-finish-load', () => process.stderr.write('Ready.\\n'));
  window.loadURL('data:text/html,<p>empty</p>');
});
app.on('window-all-closed', () => app.quit());`,
  );
}

/** From the start of the process to its saying that the screen stands. */
async function timeStart(args: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(await electronExecutable(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ready = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ready.')) resolve(performance.now() - startedAt);
    });
    child.once('exit', () => {
      reject(new Error(`the app ended before its screen stood: ${said.slice(-500)}`));
    });
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
  return ready;
}
