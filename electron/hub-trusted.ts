import { trustingHub } from '../shared/credential/hub-trust.ts';
import type { TrustList } from '../shared/credential/trust-list.ts';
import { primitives } from './crypto.ts';

/**
 * Lets a kiosk's hub sign what hubs sign, beside whom the rules in force let sign what. A list is made once for as long as the
 * rules are the same.
 *
 * @param hubKey `x` of the hub's JWK, as it was pinned when the kiosk enrolled; `null`: it has no hub
 */
export function keepHubTrusted(hubKey: string | null): (list: TrustList) => TrustList {
  if (hubKey === null) return (list) => list;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: hubKey };
  let made: { readonly of: TrustList; readonly list: TrustList } | null = null;
  return (list) => {
    if (made?.of !== list) made = { of: list, list: trustingHub(list, jwk, primitives.sha256) };
    return made.list;
  };
}
