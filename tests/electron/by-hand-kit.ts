import type { Lane } from '../../shared/device/device.ts';
import type { ByHand, ByHandFault, Guard } from '../../shared/guard.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { factsOf, NOW } from '../shared/credential/codes.ts';
import { door, last } from './visits-kit.ts';

export const GUARD: Guard = { number: 'G1', name: '小王', role: 'guard' };
export const SUPERVISOR: Guard = { number: 'S1', name: '老李', role: 'supervisor' };

export const YELLOW = codeOf(factsOf({ colour: 'yellow' }));
export const RED = codeOf(factsOf({ colour: 'red' }));

/** Refused whichever way its holder goes. */
export const EXPIRED = codeOf({}, { expiresAt: NOW });

export const FORGED = `${codeOf().slice(0, -6)}AAAAAA`;

export const NAMES = ['赵*', '钱*', '孙*', '李*', '周*', '吴*', '郑*', '王*', '冯*', '陈*'];

/** @returns the fault, or what is shown */
export function decide(
  ask: Partial<Pick<ByHand, 'about' | 'reason' | 'verdict' | 'otherThan'>>,
  guard: Guard = GUARD,
  askedMs = door.passedMs,
): string {
  const fault: ByHandFault | null = door.sentinel.hands.decide(
    { about: null, reason: 'no-phone', verdict: 'admit', otherThan: [], ...ask },
    guard,
    askedMs,
  );
  return fault ?? last();
}

/** The entry of what is shown. */
export function shownEntry(): string | null {
  const result = door.outcomes.at(-1)?.result;
  return result?.kind === 'decision' ? result.entryId : null;
}

export const justRefused = (lane: Lane = 'in'): string | null =>
  door.sentinel.hands.refusedJustNow(lane)[0]?.entryId ?? null;
