import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PHONE_PATHS } from '../../shared/phone.ts';
import { openJourneyHub, type JourneyHub } from '../journeys/hub.ts';
import { openGate } from '../journeys/phone.ts';
import { figures, type Row } from './rows.ts';

/** What issue 10 asks of one hub. */
const A_MINUTE = 2000;
const GATES = 8;
/** Before it counts: rules are opened, code is warm, chains have begun. */
const FIRST = 100;

/** A minute at eight gates of one hub: everybody comes at their time, however long those before them take. */
export async function bench({ entries = A_MINUTE }: { readonly entries?: number } = {}): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-self-check-in-'));
  const hub = await openJourneyHub(join(folder, 'hub'));
  try {
    await hub.start();
    const tokens: string[] = [];
    for (let gate = 1; gate <= GATES; gate += 1) {
      tokens.push((await openGate(hub, `gate ${gate}`)).split('#')[1] ?? '');
    }
    const bodies = Array.from({ length: FIRST + entries }, (_, i) => bodyOf(hub, i, tokens));
    await run(hub, bodies.slice(0, FIRST));
    const startedAt = performance.now();
    const taken = await run(hub, bodies.slice(FIRST));
    const seconds = (performance.now() - startedAt) / 1000;
    const done = taken.filter(({ status }) => status === 200);
    const ms = done.map(({ ms: one }) => one);
    return [
      {
        name: 'check-ins that were judged, entered and answered',
        value: done.length,
        unit: `of ${entries}`,
        target: { atLeast: entries },
      },
      { name: 'a minute', value: (done.length / seconds) * 60, unit: 'check-ins' },
      ...figures('from when somebody came to their answer', ms, { target: { below: 1000 } }),
    ];
  } finally {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function bodyOf(hub: JourneyHub, i: number, tokens: readonly string[]): string {
  const code = Buffer.from(hub.code(i)).toString('base64url');
  return JSON.stringify({ token: tokens[i % tokens.length], code, ask: randomUUID() });
}

interface Taken {
  readonly status: number;
  /** From when the request was due. */
  readonly ms: number;
}

async function run(hub: JourneyHub, bodies: readonly string[]): Promise<Taken[]> {
  const url = new URL(PHONE_PATHS.checkIn, hub.consoleUrl);
  const startedAt = performance.now();
  return Promise.all(
    bodies.map(async (body, i) => {
      const dueAt = startedAt + (i * 60_000) / A_MINUTE;
      await delay(Math.max(0, dueAt - performance.now()));
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      await answer.arrayBuffer();
      return { status: answer.status, ms: performance.now() - dueAt };
    }),
  );
}
