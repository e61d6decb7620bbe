import type { KioskStatus, Outcome } from '../../shared/contract.ts';
import type { DeviceStatus, GateStatus } from '../../shared/device/device.ts';
import { outcomeOf, RESULTS } from '../../renderer/design/samples.ts';
import { builtInReason } from '../../shared/reasons.ts';
import { NO_SUMMARY } from '../../shared/summary.ts';
import { launchAtRest, sendAway, type Meet } from './meet.ts';
import { tellAlso, tellOutcome } from './told.ts';

const GATE: GateStatus = {
  id: 'gate',
  role: 'gate',
  lane: 'in',
  state: 'ready',
  answers: true,
  isHeldOpen: false,
  heldFor: null,
};

const DEVICES: readonly DeviceStatus[] = [
  { id: 'scanner-1', role: 'scanner', lane: 'in', state: 'no-answer' },
  { id: 'id-card-1', role: 'id-card', lane: 'in', state: 'not-connected' },
  { id: 'thermometer-1', role: 'thermometer', lane: 'in', state: 'ready' },
];

const SYNC: KioskStatus['sync'] = {
  enrolledFor: { hub: 'https://hub.example', venue: 'People Square', gate: 'north' },
  isOnline: false,
  unsent: 12,
  fault: null,
  lastHeardAt: null,
};

const SEVERAL: Partial<KioskStatus> = { journal: 'full', isVenueTypeUnknown: true, areSettingsReset: true };

/** More and more of what takes a screen's room beside a problem. */
const CROWDED: readonly (readonly [name: string, untrue: Partial<KioskStatus>])[] = [
  ['one', { journal: 'full', isDemo: false }],
  ['several', SEVERAL],
  ['devices', { ...SEVERAL, devices: DEVICES, sync: SYNC }],
  ['gate', { ...SEVERAL, devices: DEVICES, sync: SYNC, gate: GATE }],
  ['gate-held', { ...SEVERAL, devices: DEVICES, sync: SYNC, gate: { ...GATE, isHeldOpen: true } }],
];

/** So long that it stays for every look, and what it leaves behind: of an outcome that has not been decided yet. */
const STAYS_LONG = { ageMs: -600_000 };

/** Admitted by hand, so that the key to undo it is there. */
const BY_HAND: Outcome = {
  serial: 1,
  source: 'camera',
  durationMs: 5,
  ...STAYS_LONG,
  result: {
    kind: 'decision',
    verdict: 'admit',
    reasons: [builtInReason('admitted-by-hand')],
    fault: null,
    format: null,
    summary: NO_SUMMARY,
    policyVersion: 1,
    entryId: '00000000-0000-7000-8000-000000000001',
  },
};

/** Refusals by how much is told of them, each by what it is called among the samples. */
const REFUSED = {
  'refused-site': 'refuse, with a site for a test',
  'refused-much': 'refuse, for much, with a site for a test',
  'refused-ill': 'refuse, who may be ill',
} as const;

/** The screen at rest with as much beside a problem as there can be, and a refusal for as much with somewhere to go. */
export async function meetCrowded(folder: string, window: string, meet: Meet): Promise<void> {
  const kiosk = await launchAtRest(folder, window);
  const { page } = kiosk;
  for (const isUndone of [false, true]) {
    if (isUndone) {
      await tellOutcome(kiosk, BY_HAND);
      await page.waitForSelector('[data-reason="admitted-by-hand"]');
      await sendAway(kiosk);
      await page.locator('.foot__undo').waitFor();
    }
    for (const [name, untrue] of isUndone ? CROWDED.slice(-2) : CROWDED) {
      await tellAlso(kiosk, untrue);
      await page.waitForSelector('[data-problem="journal-full"]');
      await meet(`crowded-${name}${isUndone ? '-undo' : ''}`, kiosk);
    }
  }
  await tellAlso(kiosk, {});
  for (const [serial, [name, title]] of Object.entries(REFUSED).entries()) {
    const result = RESULTS[title];
    if (result === undefined) throw new Error(`there is no ${title}`);
    await tellOutcome(kiosk, { ...outcomeOf(title, result), serial: serial + 2, wireMs: 412, ...STAYS_LONG });
    await page.waitForSelector(`[data-serial="${serial + 2}"]`);
    await meet(`crowded-${name}`, kiosk);
  }
  await kiosk.app.close();
}
