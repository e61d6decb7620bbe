import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decommission } from '../../../electron/decommission/decommission.ts';
import { listFiles } from '../../../electron/decommission/erase.ts';
import { readEnd } from '../../../electron/decommission/state.ts';
import { freshFolder } from '../folders.ts';
import { bytesIn, foundIn, interruptAt, partsOf, usedKiosk, written, type Used } from './kit.ts';

test('after an interruption a folder that is empty, or is not there, is not the kiosk that was begun to be erased', async () => {
  const used = usedKiosk();
  await expect(decommission(partsOf(used, { at: interruptAt('settled', 0) }))).rejects.toThrow('interrupted');
  for (const profile of [freshFolder(), join(used.folder, 'mistyped')])
    expect(await decommission(partsOf(used, { profile }))).toMatchObject({
      ok: false,
      fault: { fault: 'no-such-profile' },
    });
  expect(await decommission(partsOf(used))).toMatchObject({ ok: true, value: { left: [] } });
});

test('an end that is nearly done goes on in its own folder alone', async () => {
  const used = usedKiosk();
  await expect(decommission(partsOf(used, { at: interruptAt('reported', 0) }))).rejects.toThrow('interrupted');
  const profile = join(used.folder, 'mistyped');
  expect(await decommission(partsOf(used, { profile }))).toMatchObject({ ok: false });
  expect(written(used.report).endedAt).toBeNull();
  expect(await decommission(partsOf(used))).toMatchObject({ ok: true, value: { left: [] } });
});

/** Interrupted at the n-th point. @returns whether it was */
async function interrupted(used: Used, n: number): Promise<boolean> {
  try {
    await decommission(partsOf(used, { at: interruptAt(null, n) }));
    return false;
  } catch (error) {
    if (error instanceof Error && error.message === 'interrupted') return true;
    throw error;
  }
}

test(
  'interrupted at any point it claims nothing that is not so, and ends as if it had not been, by the same call',
  { timeout: 180_000 },
  async () => {
    const whole = await decommission(partsOf(usedKiosk()));
    if (!whole.ok) throw new Error(whole.fault.fault);
    let n = 0;
    for (; ; n += 1) {
      const used = usedKiosk();
      if (!(await interrupted(used, n))) break;
      const isSettled = existsSync(used.profile) && readEnd(used.profile) !== null;
      if (!isSettled && existsSync(join(used.profile, 'venue'))) {
        expect([n, foundIn(bytesIn(used.profile), used)]).toEqual([n, Object.keys(used.needles)]);
      }
      if (existsSync(used.report)) {
        const so = written(used.report);
        expect([n, so.endedAt]).toEqual([n, null]);
        expect(readFileSync(used.report, 'utf8')).toContain('停用没有完成');
        const files = existsSync(used.profile) ? listFiles(used.profile).files.map(({ path }) => path) : [];
        expect([n, so.erased.files + files.length >= so.erased.files]).toEqual([n, true]);
      }
      const done = await decommission(partsOf(used));
      if (!done.ok) throw new Error(`${n}: ${done.fault.fault}`);
      expect([n, done.value]).toEqual([n, { ...whole.value, folder: used.profile }]);
      expect([n, existsSync(used.profile)]).toEqual([n, false]);
      expect([n, foundIn(bytesIn(used.folder), used)]).toEqual([n, []]);
    }
    expect(n).toBeGreaterThan(60);
  },
);
