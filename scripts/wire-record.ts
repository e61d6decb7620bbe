import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { runScript, say, Trouble } from './door.ts';
import { currentRecord, findBreaks, type WireRecord } from './wire/record.ts';

const RECORD = join(import.meta.dirname, '..', 'tests', 'shared', 'wire-v1.record.json');

/** `npm run docs:wire`: adds to the record of the wire what this release adds. What it takes away or changes, it refuses. */
await runScript(async () => {
  const current = currentRecord();
  const breaks = existsSync(RECORD) ? findBreaks(JSON.parse(readFileSync(RECORD, 'utf8')) as WireRecord, current) : [];
  if (breaks.length > 0)
    throw new Trouble(`Kiosks and hubs out there would no longer understand:\n${breaks.join('\n')}`);
  writeFileSync(RECORD, await format(JSON.stringify(current), { parser: 'json', printWidth: 120 }));
  say('Written: tests/shared/wire-v1.record.json');
  return 0;
});
