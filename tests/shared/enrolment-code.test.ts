import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as kiosk from '../../electron/crypto.ts';
import * as hub from '../../hub/crypto.ts';
import { codeSoFar, parseCode } from '../../shared/enrolment-code.ts';

const CODE = '0123-4567-89AB-CDEF';

test.each([
  ['as it is shown', '0123-4567-89AB-CDEF', CODE],
  ['without dashes', '0123456789ABCDEF', CODE],
  ['with spaces, in small letters', ' 0123 4567 89ab cdef\n', CODE],
  ['with dashes of another kind', '0123–4567—89AB‐CDEF', CODE],
  ['full-width, as input methods write', '０１２３－４５６７－８９ＡＢ－ＣＤＥＦ', CODE],
  ['with letters for digits that look like them', 'oIl2-3456-789a-bcde', '0112-3456-789A-BCDE'],
  ['a digit short', '0123-4567-89AB-CDE', null],
  ['a digit long', '0123-4567-89AB-CDEF0', null],
  ['with a letter that no code has', '0123-4567-89AB-CDEU', null],
  ['with a mark', '0123-4567-89AB-CDE!', null],
  ['empty', '', null],
])('a code is typed %s', (_how, text, code) => {
  expect(parseCode(text)).toBe(code);
});

test.each([
  ['nothing', '', ''],
  ['a group, without a dash behind it', '0123', '0123'],
  ['a digit more', '01234', '0123-4'],
  ['what no code has', '01u!.:23', '0123'],
  ['letters that look like digits', 'OIL', '011'],
  ['a whole one, and more', '0123456789ABCDEFGH', CODE],
  ['a dash that was left over', '0123-', '0123'],
])('of a code is shown what was typed of it: %s', (_what, text, shown) => {
  expect(codeSoFar(text)).toBe(shown);
  expect(codeSoFar(shown)).toBe(shown);
});

/** Computed by another program; the page's own example. */
const PAGE = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');
const exampleOf = (name: string): string => new RegExp(`^${name} +(\\S{44})$`, 'mu').exec(PAGE)?.[1] ?? '';

test.each([
  ['the kiosk', kiosk],
  ['the hub', hub],
])('id and proof of a code are made by %s as docs/wire.md has them', (_who, { codeIdOf, codeProofOf }) => {
  const codeHash = hub.sha256('ABCD-EFGH-JKMN-PQRS');
  const named = { hubKey: new Uint8Array(32).fill(1), policyRoot: new Uint8Array(32).fill(2) };
  expect(codeIdOf(codeHash).toString('base64')).toBe(exampleOf('codeId'));
  expect(codeProofOf(codeHash, named).toString('base64')).toBe(exampleOf('proof'));
});
