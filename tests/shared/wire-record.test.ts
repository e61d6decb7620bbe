import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentRecord, findBreaks, type WireRecord } from '../../scripts/wire/record.ts';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'wire-v1.record.json'), 'utf8')) as WireRecord;

test('nothing that kiosks and hubs out there rely on is gone or is another', () => {
  expect(findBreaks(recorded, currentRecord())).toEqual([]);
});

test('the record has all that there is (else: npm run docs:wire)', () => {
  expect(currentRecord()).toEqual(recorded);
});

type Fields = Record<string, unknown>;

/** A copy of the record, in which `change` may alter the message `name`. */
function changed(name: string, change: (schema: { properties: Fields; required: string[] }) => unknown): WireRecord {
  const copy = structuredClone(recorded) as unknown as { messages: Record<string, Parameters<typeof change>[0]> };
  const schema = copy.messages[name];
  if (schema !== undefined) change(schema);
  return copy as unknown as WireRecord;
}

test.each<[string, WireRecord, string[]]>([
  [
    'an optional field more',
    changed('reportSchema', ({ properties }) => (properties['battery'] = { type: 'string' })),
    [],
  ],
  ['a message more', { ...recorded, messages: { ...recorded.messages, newSchema: { type: 'string' } } }, []],
  ['a fault more', { ...recorded, faults: { ...recorded.faults, tired: 503 } }, []],
  [
    'a required field more',
    changed('batchSchema', ({ properties, required }) => {
      properties['mood'] = { type: 'string' };
      required.push('mood');
    }),
    ['batchSchema.mood is required now'],
  ],
  [
    'a field less',
    changed('acknowledgementSchema', (schema) => {
      delete schema.properties['hash'];
      schema.required = schema.required.filter((name) => name !== 'hash');
    }),
    ['acknowledgementSchema.hash is gone', 'acknowledgementSchema.hash is no longer required'],
  ],
  [
    'a field that need not be there any more',
    changed('acknowledgementSchema', (schema) => (schema.required = schema.required.filter((name) => name !== 'hash'))),
    ['acknowledgementSchema.hash is no longer required'],
  ],
  [
    'a field of another type',
    changed('reportSchema', ({ properties }) => (properties['unsent'] = { type: 'string' })),
    [
      'reportSchema.unsent/type is another',
      'reportSchema.unsent/minimum is another',
      'reportSchema.unsent/maximum is another',
    ],
  ],
  [
    'a value more that may be sent',
    changed('reportSchema', ({ properties }) => {
      properties['keysAtRest'] = { type: 'string', enum: ['system', 'file', 'chip'] };
    }),
    ['reportSchema.keysAtRest/enum is another'],
  ],
  ['another status', { ...recorded, faults: { ...recorded.faults, gap: 410 } }, ['fault gap is another']],
  [
    'another address',
    { ...recorded, paths: { ...recorded.paths, entries: '/v2/entries' } },
    ['path entries is another'],
  ],
])('a release is told what it breaks: %s', (_what, release, breaks) => {
  expect(findBreaks(recorded, release)).toEqual(breaks);
});
