import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { personKey, primitives } from '../../../electron/crypto.ts';
import { openGateSide } from '../../../electron/gate/side.ts';
import { createSentinel } from '../../../electron/sentinel.ts';
import { keepJournal } from '../../../electron/store/keeper.ts';
import { openDatabase, readValue } from '../../../electron/store/sqlite.ts';
import { NOW } from '../../shared/credential/codes.ts';
import { codeOf, GROUNDS } from '../../shared/judge-kit.ts';
import { freshFolder } from '../folders.ts';
import { relayAt, SETTING } from './gate-kit.ts';
import { openWire } from './wire.ts';

const PEOPLE = 10;
const OPEN = 'a00101a2';

const codes = Array.from({ length: PEOPLE }, (_, i) =>
  codeOf({ person: { type: 'subject', issuer: '310000', subject: `11121314151617${10 + i}` } }),
);

test('when "open" is on the wire its admit is on disk', async () => {
  const directory = freshFolder();
  const path = join(directory, 'journal.db');
  const log = { write: () => undefined };
  const journal = keepJournal(path, log);
  onTestFinished(() => {
    journal.close();
  });
  const clock = {
    now: () => ({ epochMs: NOW * 1000, offsetMinutes: 480, isConfirmed: false }),
    monotonicMs: () => performance.now(),
  };
  const admitsAtOpening: unknown[] = [];
  let opened = (): void => undefined;
  const wire = openWire((bytes) => {
    if (!bytes.toString('hex').includes(OPEN)) return null;
    const database = openDatabase(path, { isReadOnly: true });
    admitsAtOpening.push(readValue(database, `select count(*) from entry where verdict = 'admit'`));
    database.close();
    opened();
    return null;
  });
  const setting = { ...SETTING, board: relayAt(wire.path) };
  // A gate for each, so that nobody waits for the passage of the one before.
  for (const [i, text] of codes.entries()) {
    let ready = (): void => undefined;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    const gate = openGateSide(setting, { directory, journal, clock, log, changed: ready });
    gate.serve();
    await isReady;
    const sentinel = createSentinel({
      ...{ clock, journal, primitives, log, grounds: () => GROUNDS, sealer: () => null, tell: () => undefined },
      keyOf: (person) => ({ key: personKey(new Uint8Array(32), person), keyId: 'k' }),
      isStaff: () => false,
      badge: () => undefined,
      entriesBefore: () => [],
      entriesOfVisitor: () => [],
      after: () => () => undefined,
      gate,
    });
    const opening = new Promise<void>((resolve) => (opened = resolve));
    sentinel.receive({ source: 'camera', text });
    await opening;
    expect(admitsAtOpening.at(-1)).toBe(i + 1);
    await gate.close();
  }
});
