import type { KioskStatus } from '../../shared/contract.ts';
import { RETENTION_DAYS, type Policy } from '../../shared/policy/policy.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import type { Rules, RulesKeeper } from './rules.ts';

/** Those in force; `null`: there are none. */
export function policyIn(rules: RulesKeeper): Policy | null {
  const { policy } = rules.current();
  return policy.ok ? policy.value : null;
}

/** In days. */
export function retentionOf(policy: Rules['policy']): number {
  return policy.ok ? policy.value.parameters.retentionDays : RETENTION_DAYS;
}

/** Whose key seals who visitors were; `undefined`: the rules name none. */
export function sealingKeyOf(policy: Rules['policy']): PublicJwk | undefined {
  return policy.ok ? policy.value.sealingKey : undefined;
}

/** Whether somebody can be judged at a venue of this type; without rules nobody says otherwise. */
export function isVenueTypeKnown(policy: Rules['policy'], venueType: string): boolean {
  return !policy.ok || Object.hasOwn(policy.value.venueTypes, venueType);
}

export function venueTypesOf(policy: Rules['policy']): KioskStatus['venueTypes'] {
  return policy.ok ? Object.entries(policy.value.venueTypes).map(([id, { name }]) => ({ id, name })) : [];
}
