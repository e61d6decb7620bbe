import { randomBytes } from 'node:crypto';
import type { EntryFacts } from '../../shared/journal.ts';

/** When the journals of benches begin: 13 May 2022, 09:00 in Shanghai. */
export const START = Date.UTC(2022, 4, 13, 1);

/** The nth scan of a bench, a second after the one before. */
export function scanNumber(n: number): EntryFacts {
  return {
    type: 'scan',
    refersTo: null,
    epochMs: START + n * 1000,
    offsetMinutes: 480,
    isClockConfirmed: true,
    source: 'camera',
    format: 'health-code',
    verdict: n % 20 === 0 ? 'refuse' : 'admit',
    reasons: ['all-checks-passed'],
    colour: 'green',
    testAgeSeconds: 169_200,
    maskedName: '张*三',
    personKey: randomBytes(32),
    personKeyId: 'venue-1',
    policyVersion: 1,
    durationMs: 4,
    guard: null,
    lane: null,
  };
}
