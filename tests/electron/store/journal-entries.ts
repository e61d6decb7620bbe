import type { NewEntry } from '../../../shared/journal.ts';

/** 2022-05-13 09:00 in Shanghai. */
export const NINE = Date.UTC(2022, 4, 13, 1);

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
    guard: null,
    lane: null,
    seal: null,
    ...changes,
  };
}
