import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { encodeCbor } from '../../shared/credential/cbor.ts';
import { MAX_SCAN_LENGTH } from '../../shared/scan.ts';
import { padded } from '../../shared/sealed.ts';
import { decodeQuery, encodeQuery, type StatusQuery } from '../../shared/status.ts';

const CODE: StatusQuery = { is: 'online-code', text: 'https://health-code.example/s?token=abcdefghijklmnop0123' };

test.each<StatusQuery>([CODE, { is: 'document-number', text: '11010519491231002X' }])(
  '$is is read as asked',
  (query) => {
    expect(decodeQuery(encodeQuery(query))).toEqual(query);
  },
);

test('the length of a question does not tell a code from a card', () => {
  expect(encodeQuery({ is: 'document-number', text: '11010519491231002X' })).toHaveLength(encodeQuery(CODE).length);
});

test.each([
  ['nothing', new Uint8Array()],
  ['no CBOR', padded(Uint8Array.of(0xff))],
  ['a question of a newer kind', padded(encodeCbor([2, 0, 'x']))],
  ['a sort that is none', padded(encodeCbor([1, 2, 'x']))],
  ['an empty text', padded(encodeCbor([1, 0, '']))],
  ['a text beyond what a symbol holds', padded(encodeCbor([1, 0, 'x'.repeat(MAX_SCAN_LENGTH + 1)]))],
])('%s is no question', (_case, bytes) => {
  expect(decodeQuery(bytes)).toBeUndefined();
});

property.prop([fc.uint8Array({ maxLength: 300 })])('reading throws for no bytes', (bytes) => {
  expect(() => decodeQuery(bytes)).not.toThrow();
});
