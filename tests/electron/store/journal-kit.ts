import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openJournal, type OpenedJournal, type OpenOptions } from '../../../electron/store/open.ts';
import type { NewEntry } from '../../../shared/journal.ts';

/** 2022-05-13 09:00 in Shanghai. */
export const NINE = Date.UTC(2022, 4, 13, 1);

export const OPTIONS: OpenOptions = { now: () => NINE, random: randomBytes };

export const PERSON = new Uint8Array(32).fill(7);

export function entryAt(epochMs: number, changes: Partial<NewEntry> = {}): NewEntry {
  return {
    type: 'scan',
    refersTo: null,
    epochMs,
    offsetMinutes: 480,
    isClockConfirmed: false,
    source: 'camera',
    format: 'health-code',
    verdict: 'admit',
    reasons: ['all-checks-passed'],
    colour: 'green',
    testAgeSeconds: 169_200,
    maskedName: '张*三',
    personKey: PERSON,
    personKeyId: 'venue-1',
    policyVersion: 1,
    durationMs: 4,
    sealed: null,
    ...changes,
  };
}

/** A folder for one test; gone when it is finished. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-journal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Opens what must open; closed again when the test is finished, if it is not closed by then. */
export function open(path: string, options: OpenOptions = OPTIONS): OpenedJournal {
  const opened = openJournal(path, options);
  if (!opened.ok) throw new Error(`journal did not open: ${opened.fault}`);
  let isOpen = true;
  const { journal, setAside } = opened.value;
  const close = (): void => {
    if (isOpen) journal.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { journal: { ...journal, close }, setAside };
}
