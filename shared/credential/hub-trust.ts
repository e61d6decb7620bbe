import type { Primitives, PublicJwk } from '../primitives.ts';
import { kidOf } from './health-code.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';

/** What a venue's hub signs for the doors of that venue. It signs no health code: who is well, the health office's issuers say. */
export const HUB_FORMATS = ['pass', 'receipt'] as const;

/** The issuer that stands in what a hub signs. */
export const HUB_ISSUER = 'hub';

const HUB_NAME = { 'zh-CN': '本场所平台', en: 'This venue’s hub' };

/**
 * A trust list that lets the hub, at which a kiosk has enrolled, sign {@link HUB_FORMATS} beside whom the rules let sign. Of a
 * format of its own, a hub's key verifies nothing else.
 */
export function trustingHub(list: TrustList, hub: PublicJwk, sha256: Primitives['sha256']): TrustList {
  const kid = kidOf(hub, sha256);
  const keys = HUB_FORMATS.map((format): [string, TrustedKey[]] => {
    const key = {
      format,
      issuer: HUB_ISSUER,
      jwk: hub,
      statements: null,
      validFrom: -Infinity,
      validTo: Infinity,
      name: HUB_NAME,
    };
    return [`${format}:${kid}`, [key, ...(list.get(`${format}:${kid}`) ?? [])]];
  });
  return new Map([...list, ...keys]);
}
