import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeProvision } from '../../shared/provision.ts';
import { openJourneyHub, type JourneyHub } from '../journeys/hub.ts';
import { sentinel } from '../journeys/command-line.ts';
import { writeFilm } from '../journeys/film.ts';
import { launchKiosk } from '../journeys/kiosk.ts';
import { percentile, type Row } from './rows.ts';

const KIOSKS = 50;
const BY_LABEL = 5;
const HUB_SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'hub.ts');

/** Machines' part of a morning in which fifty kiosks are set up: whoever walks from one to the next is not in it. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-set-up-'));
  const hub = await openJourneyHub(join(folder, 'hub'));
  try {
    await hub.start();
    return [...(await byFile(hub, folder)), ...(await byLabel(hub, folder))];
  } finally {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One list, as IT writes it; then each kiosk by its file, one after the other. */
async function byFile(hub: JourneyHub, folder: string): Promise<Row[]> {
  const list = join(folder, 'kiosks.csv');
  const out = join(folder, 'kiosks');
  const rows = Array.from({ length: KIOSKS }, (_, i) => `人民广场商场,gate ${i + 1},${i % 2 === 0 ? 'in' : 'out'}`);
  await writeFile(list, ['venue,gate,direction', ...rows].join('\n'));
  const made = await timed(() => provisionFiles(hub, folder, list, out));
  const seconds: number[] = [];
  for (const name of (await readdir(out)).filter((one) => one.endsWith('.json'))) {
    const profile = join(folder, 'profiles', name);
    await mkdir(profile, { recursive: true });
    seconds.push(await timed(() => sentinel('provision', join(out, name), '--profile', profile)));
  }
  const enrolled = await hub.query('select 1 from kiosk');
  return [
    { name: 'one list → 50 files and labels', value: made, unit: 's' },
    {
      name: 'kiosks that enrolled by their files',
      value: enrolled.length,
      unit: `of ${KIOSKS}`,
      target: { atLeast: KIOSKS },
    },
    { name: 'one kiosk by its file, p50', value: percentile(seconds, 0.5), unit: 's' },
    { name: 'one kiosk by its file, slowest', value: Math.max(...seconds), unit: 's', target: { atMost: 60 } },
    { name: 'all of them, one after the other', value: seconds.reduce((sum, one) => sum + one, 0), unit: 's' },
  ];
}

async function provisionFiles(hub: JourneyHub, folder: string, list: string, out: string): Promise<void> {
  const url = new URL(hub.consoleUrl).origin;
  const args = ['--import', import.meta.resolve('tsx'), HUB_SCRIPT, 'provision', list, '--out', out, '--hub', url];
  await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, HUB_ADMINISTRATOR_FILE: join(folder, 'hub', 'secrets', 'ADMINISTRATOR') },
  });
}

/** From the app's start, its label before the camera already, to the screen at which visitors are judged, rules and all. */
async function byLabel(hub: JourneyHub, folder: string): Promise<Row[]> {
  const seconds: number[] = [];
  for (let i = 0; i < BY_LABEL; i += 1) {
    const settings = { language: 'zh-CN', venueType: 'mall', direction: 'in' } as const;
    const label = encodeProvision({ ticket: await hub.ticket(`label ${i}`), settings });
    if (!label.ok) throw new Error(label.fault);
    const film = join(folder, `label-${i}.mjpeg`);
    await writeFilm(film, [{ codes: [label.value], seconds: 1 }]);
    const profile = join(folder, 'profiles', `label-${i}`);
    const began = performance.now();
    const kiosk = await launchKiosk(film, profile, { venue: true });
    try {
      await kiosk.page.waitForSelector('.kiosk [data-part="policy"][data-state="well"]', {
        state: 'attached',
        timeout: 60_000,
      });
      seconds.push((performance.now() - began) / 1000);
    } finally {
      await kiosk.app.close();
    }
  }
  return [
    {
      name: 'start of the app, label before its camera → ready to judge, p50',
      value: percentile(seconds, 0.5),
      unit: 's',
    },
    {
      name: 'start of the app, label before its camera → ready to judge, slowest',
      value: Math.max(...seconds),
      unit: 's',
      target: { atMost: 60 },
    },
  ];
}

/** @returns seconds */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}
