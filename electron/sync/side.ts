import { sign, type KeyObject } from 'node:crypto';
import { readHubFile, type HubFile } from './enrolment.ts';
import { openHubMemory, type HubMemory } from './memory.ts';
import type { AtRest, SystemStore } from '../keys.ts';
import type { Log } from '../log.ts';
import type { SignStatement } from '../store/anchor.ts';
import { keyIdOf, publicHalf } from '../crypto.ts';
import { openKioskKey, type VenueKey } from '../venue.ts';

/** What a kiosk that has enrolled has of its hub. */
export interface HubSide {
  readonly hub: HubFile;
  /** The kiosk's own; `null`: it cannot be used. */
  readonly key: KeyObject | null;
  /** Signs with it. */
  readonly sign: SignStatement | null;
  /** Where both keys lie, `file` if one of them does. */
  readonly keysAtRest: AtRest;
  readonly memory: HubMemory;
}

/** @returns `null` for a kiosk that has no hub @throws for a damaged file of its enrolment */
export function openHubSide(
  directory: string,
  venueKey: Pick<VenueKey, 'atRest'>,
  store: SystemStore | null,
  log: Log,
): HubSide | null {
  const hub = readHubFile(directory);
  if (hub === null) return null;
  const kioskKey = openKioskKey(directory, store);
  if (!kioskKey.ok) log.write('kiosk-key-unusable', { fault: kioskKey.fault });
  const { key, atRest } = kioskKey.ok ? kioskKey.value : { key: null, atRest: 'file' as const };
  const keysAtRest = atRest === 'system' ? venueKey.atRest : 'file';
  const signer = key === null ? null : signerOf(key);
  return { hub, key, sign: signer, keysAtRest, memory: openHubMemory(directory, hub.kiosk) };
}

function signerOf(key: KeyObject): SignStatement {
  const keyId = keyIdOf(publicHalf(key));
  return (statement) => ({ keyId, signature: sign(null, statement, key) });
}
