import { createHmac, randomUUID } from 'node:crypto';
import { venueKeyOf } from '../../../hub/crypto.ts';
import { cardholder, personKeyInput } from '../../../shared/credential/person.ts';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../../shared/journal.ts';
import { NOON } from '../database.ts';
import { makeChain, makeEntry } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import type { ConsoleHub } from './kit.ts';

/** A kiosk of the venue that sends one entry of its own chain for each of these. */
export async function enter(server: ConsoleHub, venue: string, entries: readonly Partial<Entry>[]): Promise<void> {
  const kiosk = await insertKiosk(server.hub.database, venue);
  for (const changed of entries) {
    const { chain = randomUUID() } = changed;
    const bytes = encodeEntry(makeEntry(chain, 0, NO_PREVIOUS_HASH, { id: randomUUID(), ...changed }));
    await deliver(server.hub.database, kiosk, makeChain(1, { chain, contents: { 0: bytes } }), NOON);
  }
}

/** As a kiosk of the venue names the holder of a card with this number. */
export function keyOf(server: ConsoleHub, venue: string, number: string): Buffer {
  const key = venueKeyOf(server.hub.secrets.venueMaster, venue);
  return createHmac('sha256', key)
    .update(personKeyInput(cardholder(number)))
    .digest();
}
