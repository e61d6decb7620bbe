import type { GateReason, GateSetting, GateStatus, Lane } from '../../shared/device/device.ts';
import { hasPassed, notePassage, type Passed } from '../../shared/device/passback.ts';
import { describeError } from '../../shared/error-place.ts';
import type { Clock } from '../clock.ts';
import { keepEmergency, readHeld, type EmergencyParts } from './emergency.ts';
import { openGate, type Gate } from './gate.ts';

/** The gate, as the kiosk has it. */
export interface GateSide extends Pick<Gate, 'serve' | 'close'> {
  /** Lets a person through whose entry is on disk. @param person hex of the person key; `null`: nobody knows who it is */
  readonly admitted: (person: string | null, lane: Lane) => void;
  /** Whether this person was let through this way a moment ago. */
  readonly hasPassed: (person: string, lane: Lane) => boolean;
  readonly hold: (isHeld: boolean, reason: GateReason | null) => void;
  /** For idle moments: what the journal has not taken is tried again. */
  readonly settle: () => void;
  readonly status: () => GateStatus;
}

export interface GateSideParts extends Omit<EmergencyParts, 'clock'> {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly changed: () => void;
}

export function openGateSide(setting: GateSetting, parts: GateSideParts): GateSide {
  const { clock, log } = parts;
  const was = readHeld(parts.directory);
  const gate = openGate(setting, {
    isHeld: was !== null,
    changed(state) {
      log.write('gate-state', { state });
      parts.changed();
    },
    failed(error) {
      log.write('internal-error', describeError(error));
    },
  });
  const emergency = keepEmergency(gate, was, parts);
  const { lane: served, antiPassbackSeconds: seconds, board } = setting;
  let passed: Passed = new Map();
  return {
    admitted(person, lane) {
      if (person !== null) passed = notePassage(passed, person, lane, seconds, clock.monotonicMs());
      if (lane === served) gate.admit();
    },
    hasPassed: (person, lane) => lane === served && hasPassed(passed, person, lane, seconds, clock.monotonicMs()),
    serve: gate.serve,
    close: gate.close,
    hold: emergency.hold,
    settle: emergency.settle,
    status() {
      const held = emergency.held();
      return {
        id: 'gate',
        role: 'gate',
        lane: served,
        state: gate.state(),
        answers: board.driver !== 'lc-relay',
        isHeldOpen: held !== null,
        heldFor: held?.reason ?? null,
      };
    },
  };
}
