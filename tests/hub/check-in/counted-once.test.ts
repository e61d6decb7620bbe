import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { openJournal } from '../../../electron/store/open.ts';
import { trustingHub } from '../../../shared/credential/hub-trust.ts';
import type { Entry } from '../../../shared/journal.ts';
import { judge } from '../../../shared/judge.ts';
import { selfCheckInSchema } from '../../../shared/self-check-in.ts';
import { NO_EVIDENCE } from '../../../shared/visit.ts';
import { freshFolder } from '../../electron/folders.ts';
import { entryAt } from '../../electron/store/journal-entries.ts';
import { GROUNDS } from '../../shared/judge-kit.ts';
import { batchOf, hubSource } from '../console/sources.ts';
import { openData } from '../console/venues.ts';
import { NOON } from '../database.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { codeOfPerson, GATE, startPhoneHub, VENUE } from './kit.ts';

test('who checks in by phone and shows the receipt to the gate’s kiosk, twice, is one visitor of the venue', async () => {
  const hub = await startPhoneHub();
  try {
    const { database, secrets } = hub.hub;
    await hub.set(GATE, 'both');
    const said = selfCheckInSchema.parse((await hub.checkIn(await hub.issue(), codeOfPerson(1))).body);
    const receipt = said.receipt ?? '';

    const opened = openJournal(join(freshFolder(), 'journal.db'), { now: () => NOON, random: randomBytes });
    if (!opened.ok) throw new Error(opened.fault);
    const { journal } = opened.value;
    const hubKey = { kty: 'OKP', crv: 'Ed25519', x: secrets.hubKey.x };
    const grounds = {
      ...GROUNDS,
      trust: trustingHub(GROUNDS.trust, hubKey, primitives.sha256),
      receipts: { way: 'both' as const, at: GATE, usedAt: (entry: string) => journal.receiptUsedAt(entry) },
    };
    const written: Entry[] = [];
    for (const atMs of [NOON + 30_000, NOON + 60_000]) {
      const judged = judge({ ...NO_EVIDENCE, code: receipt }, grounds, primitives, atMs / 1000);
      if (judged.kind !== 'decision') throw new Error(judged.kind);
      const { verdict, reasons, format, refersTo = null } = judged;
      const codes = reasons.map(({ code }) => code);
      const entered = journal.append(entryAt(atMs, { verdict, reasons: codes, format, refersTo, colour: null }));
      if (entered.ok) written.push(entered.value);
    }
    journal.close();
    expect(written.map(({ verdict, refersTo }) => [verdict, refersTo])).toEqual([
      ['admit', said.entry],
      ['refer', said.entry],
    ]);

    const kiosk = await insertKiosk(database, VENUE, GATE.gate);
    expect(await deliver(database, kiosk, batchOf(written), NOON + 90_000)).toMatchObject({ ok: true });
    const source = hubSource(openData(database, NOON + 120_000), VENUE);
    const { today, reasons } = await source.overview({ dayMs: NOON - 12 * 3_600_000, gate: null });
    expect(today).toEqual({ admit: 1, refer: 0, refuse: 0 });
    expect(reasons).toEqual([]);
  } finally {
    await hub.end();
  }
});
