import { Agent, get, request } from 'node:http';
import { challengeSchema, PATHS } from '../../../shared/wire.ts';
import { makeBatches, makeBenchKiosk, signPost, uuid, type SignedPost } from './kiosks.ts';

/**
 * What is to be sent, as JSON on the command line. `drain`: kiosks that have much to send, one batch in flight each,
 * everything signed beforehand. `city`: each kiosk sends a heartbeat and some entries once in the time, at moments of its
 * own, whether answers come or not.
 */
export type Task =
  | {
      readonly kind: 'drain';
      readonly urls: readonly string[];
      readonly first: number;
      readonly kiosks: number;
      readonly batches: number;
      readonly size: number;
    }
  | {
      readonly kind: 'city';
      readonly urls: readonly string[];
      readonly run: number;
      readonly kiosks: number;
      readonly seconds: number;
      readonly size: number;
    };

export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds from when a request was due to its answer. */
  readonly latencies: readonly number[];
  /** Answers that were not 200, by status. What was to be sent once more, as a kiosk does, is among them. */
  readonly refused: Readonly<Record<string, number>>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

interface Answered {
  readonly status: number;
  /** For how long the hub asks to be left alone; 0: it does not. */
  readonly retryAfterMs: number;
}

function post(url: string, { path, headers, body }: SignedPost): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => {
        const retryAfterMs = Number(answer.headers['retry-after'] ?? 0) * 1000;
        resolve({ status: answer.statusCode ?? 0, retryAfterMs });
      });
    });
    sent.once('error', reject).end(body);
  });
}

/** As a kiosk does: a batch that the hub has no time for comes again, and none goes before it. @returns the last status */
async function postInTurn(url: string, signed: SignedPost, refused: Record<string, number>): Promise<number> {
  for (;;) {
    const { status, retryAfterMs } = await post(url, signed);
    count(refused, status);
    if (status !== 429 && status !== 503) return status;
    await new Promise((resolve) => setTimeout(resolve, Math.max(retryAfterMs, 50)));
  }
}

function count(refused: Record<string, number>, status: number): void {
  if (status !== 200) refused[status] = (refused[status] ?? 0) + 1;
}

function getChallenge(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url + PATHS.challenge, { agent }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.once('end', () => {
        resolve(challengeSchema.parse(JSON.parse(text)).challenge);
      });
    }).once('error', reject);
  });
}

async function drain({ urls, first, kiosks, batches, size }: Extract<Task, { kind: 'drain' }>): Promise<LoadResult> {
  const challenge = await getChallenge(urls[0] ?? '');
  const now = Date.now();
  const work = Array.from({ length: kiosks }, (_, i) => {
    const kiosk = makeBenchKiosk(first + i);
    return makeBatches(uuid(first + i, 3), batches, size, now).map((it) =>
      signPost(kiosk, challenge, PATHS.entries, it),
    );
  });
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const startedAt = performance.now();
  await Promise.all(
    work.map(async (posts, i) => {
      for (const each of posts) {
        const sentAt = performance.now();
        const status = await postInTurn(urls[i % urls.length] ?? '', each, refused);
        if (status !== 200) throw new Error(`a batch was refused: ${status}`);
        latencies.push(performance.now() - sentAt);
      }
    }),
  );
  return { seconds: (performance.now() - startedAt) / 1000, latencies, refused };
}

const REPORT = {
  ...{ appVersion: '0.1.0', policyVersion: 1, policyAgeSeconds: 60, clockOffsetSeconds: 0, unsent: 0 },
  ...{ journal: 'fine', camera: 'fine', readers: [], keysAtRest: 'system', settingsVersion: 0 },
};

/** Chains of a run have a kind of their own. */
const CITY_CHAINS = 4;

async function city({ urls, run, kiosks, seconds, size }: Extract<Task, { kind: 'city' }>): Promise<LoadResult> {
  const challenge = await getChallenge(urls[0] ?? '');
  const all = Array.from({ length: kiosks }, (_, i) => makeBenchKiosk(i));
  const due = all.flatMap((kiosk, i) => {
    const batch = makeBatches(uuid(i, CITY_CHAINS + run), 1, size, Date.now())[0];
    return [
      { kiosk, path: PATHS.heartbeat, message: REPORT, atMs: spread(i, seconds) },
      { kiosk, path: PATHS.entries, message: batch, atMs: spread(i + kiosks / 2, seconds) },
    ];
  });
  due.sort((a, b) => a.atMs - b.atMs);
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const answers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (const [i, { kiosk, path, message, atMs }] of due.entries()) {
    while (performance.now() - startedAt < atMs) await new Promise((resolve) => setTimeout(resolve, 1));
    answers.push(
      post(urls[i % urls.length] ?? '', signPost(kiosk, challenge, path, message)).then(({ status }) => {
        count(refused, status);
        latencies.push(performance.now() - startedAt - atMs);
      }),
    );
  }
  await Promise.all(answers);
  return { seconds: (performance.now() - startedAt) / 1000, latencies, refused };
}

/** Moments that look random and are the same each time: steps of the golden ratio. */
function spread(i: number, seconds: number): number {
  return ((i * 0.618_033_988_75) % 1) * seconds * 1000;
}

const task = JSON.parse(process.argv[2] ?? '') as Task;
const result = task.kind === 'drain' ? await drain(task) : await city(task);
process.stdout.write(JSON.stringify(result));
agent.destroy();
