import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCertificate, foreignText, type ForeignCode } from '../../scripts/demo-foreign.ts';
import { demoCard } from '../../scripts/demo-visitors.ts';
import { capture } from '../../scripts/processes.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { contentWith, TEST } from '../shared/credential/hcert-kit.ts';
import { NOW, secondsOf } from '../journeys/now.ts';
import { buildProgram, runProgram } from './programs.ts';
import type { Row } from './rows.ts';
import type { VerifyingRates, VerifyingTask } from './verifying.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CODES = 200;
const ROUNDS = 20;

/** Verifiers of EU certificates on npm that install and run here; each by its own documented calls. */
const PEERS = { 'dcc-utils': '0.4.0', '@pathcheck/dcc-sdk': '0.0.27' } as const;
/** They take milliseconds a code. */
const PEER_ROUNDS = 5;

/** Codes of other formats, from text to verdict, beside published verifiers and the arithmetic that cannot be avoided. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-formats-'));
  try {
    const at = secondsOf(NOW);
    const texts = { hcert: euTexts(at), shc: textsOf(demoCard(at), at), nzcp: textsOf(PASS, at) };
    const task: VerifyingTask = { texts, at, resources: join(ROOT, 'resources'), rounds: ROUNDS };
    const path = join(folder, 'task.json');
    await writeFile(path, JSON.stringify(task));
    const program = await buildProgram('verifying');
    const peers = await installPeers(folder, texts.hcert);
    const rows: Row[] = [];
    for (const [where, executable] of [
      ['Electron', await electronExecutable()],
      ['Node', process.execPath],
    ] as const) {
      const rates = await runProgram<VerifyingRates>(executable, program, path);
      rows.push(
        ...rowsOf(where, rates),
        ...peerRows(where, await runPeers(executable, peers), rates['hcert']?.judged ?? 0),
      );
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const PASS: ForeignCode = { format: 'nzcp', subject: { givenName: 'Emma', familyName: 'Demo', dob: '1985-05-05' } };

function euTexts(at: number): string[] {
  return Array.from({ length: CODES }, (_, i) => {
    const ci = `URN:UVCI:01:AT:DEMO${String(i).padStart(20, '0')}#A`;
    return foreignText({ format: 'hcert', content: contentWith({ t: [{ ...TEST, ci }] }) }, at);
  });
}

/** The same facts, each signed anew: ECDSA signatures differ. */
function textsOf(code: ForeignCode, at: number): string[] {
  return Array.from({ length: CODES }, () => foreignText(code, at));
}

type PeerRates = Readonly<Record<string, number | string>>;

/** Installs the peers beside the bench, since the product has no use for them. @returns `null` where that fails */
async function installPeers(
  folder: string,
  texts: readonly string[],
): Promise<{ program: string; task: string } | null> {
  const packages = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
  const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages];
  const installed = await capture('npm', npm, { cwd: folder });
  if (installed.code !== 0 || !existsSync(join(folder, 'node_modules'))) return null;
  const program = join(folder, 'peers.cjs');
  await writeFile(program, await readFile(join(import.meta.dirname, 'peers.cjs')));
  const task = join(folder, 'peers.json');
  const certificate = demoCertificate().toString('base64');
  await writeFile(task, JSON.stringify({ texts, certificate, rounds: PEER_ROUNDS }));
  return { program, task };
}

async function runPeers(executable: string, installed: Awaited<ReturnType<typeof installPeers>>): Promise<PeerRates> {
  if (installed === null) return Object.fromEntries(Object.keys(PEERS).map((name) => [name, 'could not be installed']));
  return runProgram<PeerRates>(executable, installed.program, installed.task);
}

const NAMES: Readonly<Record<string, string>> = {
  hcert: 'EU certificates',
  shc: 'SMART Health Cards',
  nzcp: 'NZ passes',
};

function rowsOf(where: string, rates: VerifyingRates): Row[] {
  return Object.entries(rates).flatMap(([format, { judged, bare }]) => [
    {
      name: `${where}: ${NAMES[format] ?? format} judged`,
      value: judged,
      unit: '/s',
      note: 'from a text to its verdict',
    },
    { name: `${where}: bare arithmetic of the same`, value: bare, unit: '/s', note: 'ES256, and inflating' },
    {
      name: `${where}: ${NAMES[format] ?? format}, judged ÷ bare`,
      value: (judged / bare) * 100,
      unit: '%',
      target: { atLeast: 60 },
    },
  ]);
}

function peerRows(where: string, peers: PeerRates, ours: number): Row[] {
  const rates = Object.values(peers).filter((rate): rate is number => typeof rate === 'number');
  const told = Object.entries(peers).map(([name, rate]): Row => {
    const what = `${where}: ${name}, EU certificates verified`;
    return typeof rate === 'number'
      ? { name: what, value: rate, unit: '/s', note: 'signature and period, no rules' }
      : { name: what, value: Number.NaN, unit: '/s', note: rate };
  });
  if (rates.length === 0) return told;
  const times = ours / Math.max(...rates);
  return [...told, { name: `${where}: ours ÷ the fastest peer`, value: times, unit: '×', target: { atLeast: 10 } }];
}
