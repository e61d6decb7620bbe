import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { personKey, primitives } from '../../electron/crypto.ts';
import type { Log } from '../../electron/log.ts';
import { createSentinel, type Sentinel, type SentinelParts } from '../../electron/sentinel.ts';
import { keepJournal, type JournalKeeper } from '../../electron/store/keeper.ts';
import { DISK } from '../../electron/store/room.ts';
import { entriesOfVisitor, newestEntries } from '../../electron/store/search.ts';
import { openDatabase, type SqlRow } from '../../electron/store/sqlite.ts';
import type { Outcome } from '../../shared/contract.ts';
import { matchTag } from '../../shared/credential/card-match.ts';
import type { CardFault, Lane } from '../../shared/device/device.ts';
import type { Grounds } from '../../shared/judge.ts';
import { ok } from '../../shared/result.ts';
import type { StatusQuery } from '../../shared/status.ts';
import type { IdCard, Lookup } from '../../shared/visit.ts';
import { factsOf, NOW, SALT } from '../shared/credential/codes.ts';
import { codeOf, GROUNDS } from '../shared/judge-kit.ts';
import { policyOf, writtenDemo } from '../shared/policy/policy-kit.ts';
import { freshFolder } from './folders.ts';
import { CARD } from '../shared/cards.ts';

export const PAPER = codeOf(
  factsOf({ kind: 'paper', cardMatch: { salt: SALT, tag: matchTag(SALT, CARD.documentNumber, primitives.sha256) } }),
);
export const GREEN = codeOf({ person: { type: 'subject', issuer: '310000', subject: '1112131415161718' } });
export const ONLINE = 'https://health-code.example/check?token=3f7c1e0a9d5b4826';

const PROVIDER = { key: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } } as const;

export const WITH_PROVIDER = ((policy) => (policy.ok ? ok({ ...policy.value, statusProvider: PROVIDER }) : policy))(
  GROUNDS.policy,
);

const WITH_READERS = { ...GROUNDS.venue, hasCardReader: true, hasThermometer: true };

/** The demo's mall, which wants a temperature of everybody. */
export const WANTS_TEMPERATURE = ((): Grounds['policy'] => {
  const written = writtenDemo();
  const mall = written.venueTypes['mall'] ?? {};
  const logic = { if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, true] };
  const hot = { ...written.rules['test-too-old'], logic, examples: [] };
  const fever = { ...hot, reason: { ...(hot as { reason?: object }).reason, code: 'fever', verdict: 'refuse' } };
  const rules = [...(mall['rules'] as string[]), 'fever'];
  const venueTypes = { mall: { ...mall, rules, present: [['code'], ['temperature']] } };
  return ok(policyOf({ ...written, rules: { ...written.rules, fever }, venueTypes }));
})();

/** A kiosk with readers in memory, its journal on the disk, and a clock that a test moves. */
interface Door {
  readonly path: string;
  readonly journal: JournalKeeper;
  sentinel: Sentinel;
  /** As `passedMs`, when the app was started. */
  startedMs: number;
  readonly outcomes: Outcome[];
  readonly logged: string[];
  /** For whom the gate was opened, hex of the person key, and in which lane. */
  readonly opened: [string | null, Lane][];
  /** Persons' keys, in hex. */
  readonly staff: Set<string>;
  readonly questions: { readonly query: StatusQuery; readonly answer: (answer: Lookup['answer']) => void }[];
  grounds: Partial<Grounds>;
  canAsk: boolean;
  passedMs: number;
  timers: { readonly atMs: number; readonly run: () => void }[];
}

/** Before which all here is done: {@link openDoor} opens a new one for each test. */
export let door: Door;

export function openDoor(): void {
  const path = join(freshFolder(), 'journal.db');
  const logged: string[] = [];
  const log: Log = { write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })) };
  const journal = keepJournal(path, log, DISK, { doubted: () => undefined, wroteOther: () => undefined });
  onTestFinished(() => {
    journal.close();
  });
  door = {
    ...{ path, journal, logged, sentinel: createSentinel(partsOf(log, journal)) },
    ...{ outcomes: [], opened: [], staff: new Set(), questions: [] },
    ...{ grounds: {}, canAsk: false, passedMs: 0, startedMs: 0, timers: [] },
  };
}

/** The app ends and starts again on the same journal. */
export function restart(): void {
  pass(1);
  const log: Log = { write: (event, fields) => door.logged.push(JSON.stringify({ event, ...fields })) };
  Object.assign(door, { startedMs: door.passedMs, timers: [], sentinel: createSentinel(partsOf(log, door.journal)) });
}

function partsOf(log: Log, journal: JournalKeeper): SentinelParts {
  return {
    ...{ primitives, log, journal },
    clock: {
      now: () => ({ epochMs: NOW * 1000 + door.passedMs, offsetMinutes: 480, isConfirmed: false }),
      monotonicMs: () => door.passedMs,
    },
    grounds: (lane = 'in') => ({
      ...{ ...GROUNDS, ...door.grounds },
      venue: { ...WITH_READERS, ...door.grounds.venue, direction: lane },
    }),
    keyOf: (person) => ({ key: personKey(new Uint8Array(32), person), keyId: 'k' }),
    gate: { admitted: (person, lane) => door.opened.push([person, lane]), hasPassed: () => false },
    badge: () => undefined,
    entriesBefore: () => newestEntries(door.path, NOW * 1000 + door.startedMs),
    entriesOfVisitor: (entryId) => entriesOfVisitor(door.path, entryId),
    isStaff: (key) => door.staff.has(Buffer.from(key).toString('hex')),
    sealer: () => null,
    after(ms, run) {
      const timer = { atMs: door.passedMs + ms, run };
      door.timers.push(timer);
      return () => {
        door.timers = door.timers.filter((one) => one !== timer);
      };
    },
    askStatus: (query) =>
      door.canAsk
        ? new Promise((resolve) => {
            door.questions.push({
              query,
              answer: (answer) => {
                resolve({ asked: new Uint8Array(32).fill(7), answer });
              },
            });
          })
        : null,
    tell: (outcome) => door.outcomes.push(outcome),
  };
}

/** Lets time pass, and what was to happen in it. */
export function pass(ms: number): void {
  door.passedMs += ms;
  for (const { run } of door.timers.filter(({ atMs }) => atMs <= door.passedMs)) run();
}

const scanner = (lane: Lane): { id: string; lane: Lane } => ({ id: `scanner-${lane}`, lane });

export function show(text: string, lane: Lane = 'in'): string {
  door.sentinel.present(scanner(lane), { kind: 'code', text, source: 'serial', wireMs: 40 });
  return last();
}

export function lay(card: IdCard, lane: Lane = 'in'): string {
  door.sentinel.present({ id: 'id-card-1', lane }, { kind: 'card', card, samNumber: null });
  return last();
}

export function layBadly(fault: CardFault): string {
  door.sentinel.present({ id: 'id-card-1', lane: 'in' }, { kind: 'card-fault', fault });
  return last();
}

/** @returns `nothing`: the screen stays as it was */
export function measure(celsius: number, lane: Lane = 'in'): string {
  const before = door.outcomes.length;
  door.sentinel.present({ id: 'thermometer-1', lane }, { kind: 'temperature', celsius });
  return door.outcomes.length === before ? 'nothing' : last();
}

/** What is shown: verdict and reasons, or what is underway. */
export function last(): string {
  const result = door.outcomes.at(-1)?.result;
  if (result?.kind === 'needs') return `needs ${result.needs.join(' ')}`;
  if (result?.kind !== 'decision') return result?.kind ?? 'nothing';
  return [result.verdict, ...result.reasons.map(({ code }) => code)].join(' ');
}

/** What is on the disk, oldest first. */
export function rows(): SqlRow[] {
  const database = openDatabase(door.path);
  try {
    return [...database.prepare('select * from entry order by sequence').iterate()];
  } finally {
    database.close();
  }
}

/** Where from, and why. */
export function entries(): string[] {
  return rows().map(({ source, verdict, reasons }) =>
    [source ?? 'nothing', verdict, ...(JSON.parse(String(reasons)) as string[])].join(' '),
  );
}

/** Puts somebody on the venue's list of staff. */
export function list(card: IdCard): void {
  const key = personKey(new Uint8Array(32), { type: 'document', issuer: '', subject: card.documentNumber });
  door.staff.add(Buffer.from(key).toString('hex'));
}
