import { keepGrounds } from '../../electron/cli/grounds.ts';
import type { Grounds } from '../../shared/judge.ts';

/** A kiosk at a mall under the demo policy, on whose clock nothing is wrong and where nobody has been before. */
export function demoGrounds(resources: string): Grounds {
  return groundsAtMall(keepGrounds(resources).demo());
}

export function groundsAtMall({
  policy,
  trust,
  revocations,
}: Pick<Grounds, 'policy' | 'trust' | 'revocations'>): Grounds {
  return {
    policy,
    trust,
    revocations,
    venue: {
      venueType: 'mall',
      district: null,
      door: null,
      direction: 'in',
      hasCardReader: false,
      hasThermometer: false,
    },
    clockErrorSeconds: null,
    clockFloor: null,
    policyExpiresAt: null,
    hubStops: null,
    lastAdmitted: () => null,
  };
}
