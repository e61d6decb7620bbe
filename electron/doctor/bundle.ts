import { arch, cpus, freemem, release, totalmem, uptime } from 'node:os';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { z } from 'zod';
import type { LogLine } from '../../shared/diagnostics.ts';
import type { Finding } from '../../shared/doctor.ts';
import { listPorts } from '../readers/ports.ts';
import { inspectJournal } from '../store/inspect.ts';
import { owedBySetAside } from '../store/salvage.ts';
import { examine, type Kiosk } from './examine.ts';
import { linesOf, logFiles } from './log-file.ts';
import { readCameras, readSound } from './read-beside.ts';
import { read } from './read-disk.ts';
import { directoryOf, readSettingsOf } from './read-kiosk.ts';
import type { System } from './read-machine.ts';

const README = `数字哨兵：技术支持包 / Digital Sentinel: a support bundle

doctor.ndjson   各项检查的结果 / what each check has found
versions.json   版本 / versions
system.json     系统概况 / the machine
settings.json   设置，不含位置、序列号和地址 / settings, without place, serial numbers and addresses
devices.json    端口、摄像头和声卡 / ports, cameras and sound
journal.json    记录库的条数和序号，没有记录本身 / how much is in the journal, and no entry
log.ndjson      程序日志，判定只有次数 / the app's own log, of decisions only how many

不含：访客和保安的姓名、号码，记录，密钥，密码。
Not in here: names and numbers of visitors or guards, entries, keys, PINs.
`;

/** So much of each log file: of all five, what a stick takes in a second and a mail still carries. */
const LOG_BYTES = 1_000_000;

/**
 * What a supporter needs of a kiosk, as a ZIP file. Only what is named here goes in, so that nothing personal does: of
 * settings those below, of the journal numbers, of the log its events.
 */
export async function makeBundle(kiosk: Kiosk, system: System, nowMs: number): Promise<Uint8Array> {
  const directory = directoryOf(kiosk);
  const findings = await examine(kiosk, system, nowMs);
  const { settings } = readSettingsOf(directory, null);
  const files: Zippable = {
    'README.txt': strToU8(README),
    'doctor.ndjson': lines(findings.map(withoutPlace)),
    'versions.json': json({ app: kiosk.version, ...process.versions }),
    'system.json': json(systemFacts(system, nowMs)),
    'settings.json': json(settings === null ? { fault: 'settings-damaged' } : sharedSettings.parse(settings)),
    'devices.json': json(await devices(system)),
    'journal.json': json(journalNumbers(join(directory, 'journal.db'))),
    'log.ndjson': lines(
      withoutEntries(
        logFiles(directory)
          .toReversed()
          .flatMap((path) => linesOf(path, LOG_BYTES)),
      ),
    ),
  };
  // The moment of the archive, in all of them: files of one bundle have no history of their own.
  return zipSync(files, { level: 6, mtime: nowMs });
}

/** Each line of these is of one visitor: the moment at which they came, and what became of them. */
const OF_ENTRIES: readonly string[] = ['decided', 'entered-by-hand', 'hinted'];

/** In the place of the first of them one that counts them, until the last. */
function withoutEntries(lines: readonly LogLine[]): LogLine[] {
  return lines.flatMap((line) => {
    if (!OF_ENTRIES.includes(line.event)) return [line];
    const alike = lines.filter(({ event }) => event === line.event);
    const { at, event } = line;
    return alike[0] === line ? [{ at, event, fields: `count=${alike.length} until=${alike.at(-1)?.at ?? at}` }] : [];
  });
}

/** Where a kiosk is enrolled says whose it is: a supporter who needs that asks. */
function withoutPlace(finding: Finding): object {
  return finding.check === 'hub' ? { ...finding, sentence: undefined } : finding;
}

const portOf = z.object({
  path: z.string(),
  vendorId: z.string().nullable(),
  productId: z.string().nullable(),
  usbPort: z.string().nullable().default(null),
});

/** What of the settings tells how the kiosk is set up; another kind of object has no other fields. */
const sharedSettings = z.object({
  venueType: z.string().optional(),
  direction: z.string().optional(),
  checkIn: z.string().optional(),
  language: z.string().optional(),
  qrEngine: z.string().optional(),
  hand: z.string().optional(),
  theme: z.string().optional(),
  textSize: z.number().optional(),
  volume: z.number().optional(),
  hasVoice: z.boolean().optional(),
  devices: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      baudRate: z.number().nullable(),
      lane: z.string(),
      driver: z.string().nullable(),
      port: portOf,
    }),
  ),
  gate: z
    .object({
      lane: z.string(),
      pulseMs: z.number(),
      openMs: z.number().nullable(),
      failsTo: z.string(),
      antiPassbackSeconds: z.number(),
      board: z.object({ driver: z.string(), port: portOf.optional(), channel: z.number().optional() }),
    })
    .nullable(),
});

function systemFacts({ root, isLinux }: System, nowMs: number): object {
  const model = cpus().at(0)?.model ?? 'unknown';
  const system = /^PRETTY_NAME="?(.*?)"?$/mu.exec(read(root, 'etc/os-release') ?? '')?.[1] ?? null;
  return {
    ...{ at: new Date(nowMs).toISOString(), platform: process.platform, release: release(), arch: arch(), system },
    ...{ cpu: model, cpus: cpus().length, memoryBytes: totalmem(), freeMemoryBytes: freemem() },
    upSeconds: Math.round(uptime()),
    loads: isLinux ? (read(root, 'proc/loadavg') ?? null) : null,
  };
}

async function devices(system: System): Promise<object> {
  const ports = await listPorts(join(system.root, 'sys/class/tty'));
  return {
    // Serial numbers tell one of two alike from the other, and are nobody's business.
    ports: ports.map(({ serialNumber, ...port }) => ({ ...port, hasSerialNumber: serialNumber !== null })),
    cameras: await readCameras(system),
    sound: (await readSound(system, false)).cards,
  };
}

function journalNumbers(path: string): object {
  const setAside = owedBySetAside(path);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? null;
  if (bytes === null) return { fault: 'missing', bytes, setAside };
  const opened = inspectJournal(path);
  if ('fault' in opened) return { fault: opened.fault, bytes, setAside };
  try {
    return { bytes, ...opened.numbers(), unsent: opened.unsent(), isTailSound: opened.isTailSound(), setAside };
  } finally {
    opened.close();
  }
}

function json(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}

function lines(values: readonly object[]): Uint8Array {
  return strToU8(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
