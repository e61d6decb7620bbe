import { expect, test } from 'vitest';
import { DEMO_CARDS, PAPER_VISITORS_CARD } from '../../../electron/simulators/demo-cards.ts';
import type { SamState } from '../../../electron/simulators/id-card-module.ts';
import { CARD } from '../../../electron/simulators/id-card-text.ts';
import { makeIdCardReader, type IdCardOptions } from '../../../electron/simulators/id-card.ts';
import { DEMO_PEOPLE } from '../../../scripts/demo-visitors.ts';
import { checkCharacter } from '../../../shared/id-card/id-number.ts';
import { atHand, bytesOf, type AtHand } from './at-hand.ts';

const HEAD = 'AA AA AA 96 69';
const STATUS = `${HEAD} 00 03 11 FF ED`;
const SAM_NUMBER = `${HEAD} 00 03 12 FF EE`;
const FIND = `${HEAD} 00 03 20 01 22`;
const SELECT = `${HEAD} 00 03 20 02 21`;
const READ = `${HEAD} 00 03 30 01 32`;
const READ_WITH_FINGERPRINT = `${HEAD} 00 03 30 10 23`;
const READ_NEWEST_ADDRESS = `${HEAD} 00 03 30 03 30`;

const OK = `${HEAD} 00 04 00 00 90 94`;
const NO_CARD = `${HEAD} 00 04 00 00 80 84`;
const FOUND = `${HEAD} 00 08 00 00 9F 00 00 00 00 97`;
const SELECTED = `${HEAD} 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C`;
const NOT_SELECTED = `${HEAD} 00 04 00 00 81 85`;
const READ_FAILED = `${HEAD} 00 04 00 00 41 45`;

const CARDS = [CARD.parse({ name: '张小三', documentNumber: '11010519491231002X', validTo: '长期' })];

function reader(options: Partial<IdCardOptions> = {}, faults: readonly 'leave-early'[] = []): AtHand {
  const usual = { sam: 'ok', cards: CARDS, repeat: 0, everyMs: 1000, stayMs: 500, findsAgain: false } as const;
  return atHand((its) => makeIdCardReader({ ...usual, ...options }, its), faults);
}

/** The answer to a read of this card, as bytes. */
function readOf(card: unknown, request = READ): Buffer {
  const { device, ask } = reader();
  expect(device.obey({ do: 'lay', card })).toBeNull();
  const [, , answer = ''] = ask(`${FIND} ${SELECT} ${request}`);
  return bytesOf(answer);
}

function textAt(answer: Buffer, offset: number, bytes: number): string {
  return answer
    .subarray(14 + offset, 14 + offset + bytes)
    .toString('utf16le')
    .trimEnd();
}

test.each([
  ['reset', `${HEAD} 00 03 10 FF EC`, OK],
  ['status', STATUS, OK],
  ['SAM number', SAM_NUMBER, `${HEAD} 00 14 00 00 90 05 00 03 00 61 8A 34 01 01 00 00 00 2A 00 00 00 77`],
  ['find', FIND, NO_CARD],
  ['select', SELECT, NOT_SELECTED],
  ['read', READ, READ_FAILED],
  ['set baud to 9600', `${HEAD} 00 03 60 04 67`, OK],
  ['max RF bytes', `${HEAD} 00 04 61 FF 50 CA`, OK],
  ['a command nobody knows', `${HEAD} 00 03 77 01 75`, `${HEAD} 00 04 00 00 21 25`],
  ['a wrong checksum', `${HEAD} 00 03 11 FF EC`, `${HEAD} 00 04 00 00 10 14`],
])('without a card, %s is answered byte for byte', (_what, request, answer) => {
  expect(reader().ask(request)).toEqual([answer]);
});

test('a card is found, selected, read, and not found again before it was away', () => {
  const { device, ask } = reader();
  device.obey({ do: 'lay' });
  expect(ask(FIND)).toEqual([FOUND]);
  expect(ask(READ)).toEqual([READ_FAILED]);
  expect(ask(SELECT)).toEqual([SELECTED]);
  expect(bytesOf(ask(READ)[0] ?? '')).toHaveLength(1295);
  expect(ask(FIND)).toEqual([NO_CARD]);
  device.obey({ do: 'lift' });
  expect(ask(FIND)).toEqual([NO_CARD]);
  device.obey({ do: 'lay' });
  expect(ask(`${SELECT} ${FIND}`)).toEqual([NOT_SELECTED, FOUND]);
});

test('some modules find a card again that they have read', () => {
  const { device, ask } = reader({ findsAgain: true });
  device.obey({ do: 'lay' });
  ask(`${FIND} ${SELECT} ${READ}`);
  expect(ask(FIND)).toEqual([FOUND]);
});

test('the answer to a read has its blocks, its lengths and its checksum', () => {
  const answer = readOf(CARDS[0]);
  expect(answer.subarray(0, 14)).toEqual(bytesOf(`${HEAD} 05 08 00 00 90 01 00 04 00`));
  expect(answer.subarray(5).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  expect(readOf(CARDS[0], READ_WITH_FINGERPRINT).subarray(10, 16)).toEqual(bytesOf('01 00 04 00 04 00'));
  expect(readOf(CARDS[0], READ_WITH_FINGERPRINT)).toHaveLength(2321);
});

test('a resident card has its fields at their places', () => {
  const answer = readOf(CARDS[0]);
  expect(textAt(answer, 0, 36)).toBe(`张小三${' '.repeat(12)}201`);
  expect(textAt(answer, 36, 16)).toBe('19491231');
  expect(textAt(answer, 122, 36)).toBe('11010519491231002X');
  expect(textAt(answer, 188, 32)).toBe('20200101长期');
  expect(textAt(answer, 248, 2)).toBe('');
});

test.each([
  ['resident', 'number of 18', '11010519491231002X', 122, 36, ''],
  ['foreigner-2023', 'number of 18', '911105199001010029', 122, 36, 'Y'],
  ['hong-kong-macau-taiwan', 'number of 18', '810000199001010019', 122, 36, 'J'],
  ['foreigner-2017', 'number of 15', 'XXA310090010101', 122, 30, 'I'],
])('a card of the kind %s has its %s and its flag', (kind, _what, documentNumber, offset, bytes, flag) => {
  const answer = readOf({ kind, name: 'A', documentNumber });
  expect([textAt(answer, offset, bytes), textAt(answer, 248, 2)]).toEqual([documentNumber, flag]);
});

test('the card of 2017 has an English name of up to 60 signs, a Chinese one, and its birth behind its period', () => {
  const card = {
    kind: 'foreigner-2017',
    englishName: 'A'.repeat(60),
    name: '演示',
    documentNumber: '1',
    birth: '19850505',
  };
  const answer = readOf(card);
  expect(textAt(answer, 0, 120)).toBe('A'.repeat(60));
  expect([textAt(answer, 152, 6), textAt(answer, 158, 30), textAt(answer, 220, 16)]).toEqual([
    'XXA',
    '演示',
    '19850505',
  ]);
});

test('the card of 2023 has its English name where others have an address', () => {
  const answer = readOf({
    kind: 'foreigner-2023',
    name: '',
    englishName: 'MUSTER',
    documentNumber: '911105199001010029',
  });
  expect([textAt(answer, 0, 30), textAt(answer, 52, 70), textAt(answer, 36, 16)]).toEqual(['', 'MUSTER', '19900101']);
});

test('a flag may be one that nobody knows, and fields may contradict each other', () => {
  const answer = readOf({ name: 'A', documentNumber: '11010519491231002X', flag: 'Q', sex: '1', birth: '20000230' });
  expect([textAt(answer, 30, 2), textAt(answer, 36, 16), textAt(answer, 248, 2)]).toEqual(['1', '20000230', 'Q']);
});

test.each([
  ['fits', '名'.repeat(15), null],
  ['does not fit', '名'.repeat(16), ['card', 'name']],
])('a name that %s its 15 signs', (_case, name, path) => {
  const error = reader().device.obey({ do: 'lay', card: { name, documentNumber: '1' } });
  expect(error?.issues[0]?.path ?? null).toEqual(path);
});

test('a newest address is read where the chip has one', () => {
  const at = (card: object): Buffer => readOf({ name: 'A', documentNumber: '1', ...card }, READ_NEWEST_ADDRESS);
  expect(at({}).subarray(5)).toEqual(bytesOf('00 04 00 00 91 95'));
  expect(at({ newestAddress: '演示路2号' }).subarray(10, 20).toString('utf16le')).toBe('演示路2号');
});

test.each<[SamState, string[]]>([
  ['ok', [OK]],
  ['failed', [`${HEAD} 00 04 00 00 60 64`]],
  ['not-authorised', [`${HEAD} 00 04 00 00 66 62`]],
  ['silent', []],
])('a module that is %s says so to status', (sam, answers) => {
  const { device, ask } = reader();
  device.obey({ do: 'sam', state: sam });
  expect(ask(STATUS)).toEqual(answers);
});

test('a card leaves early: it was selected, and is gone', () => {
  const { device, ask, events } = reader({}, ['leave-early']);
  device.obey({ do: 'lay' });
  expect(ask(`${FIND} ${SELECT} ${READ} ${FIND}`)).toEqual([FOUND, SELECTED, READ_FAILED, NO_CARD]);
  expect(events()).toContain('lifted');
});

test('requests are heard byte by byte, and what is none is skipped', () => {
  const { device, ask, events } = reader();
  for (const byte of bytesOf(`AA AA 00 ${STATUS}`)) device.hear(Uint8Array.of(byte));
  expect(ask('')).toEqual([OK]);
  expect(events()).toEqual(['not-understood', 'asked', 'answered']);
});

test('a reader that loses its power forgets how far it was, and half a request', () => {
  const { device, ask } = reader();
  device.obey({ do: 'lay' });
  ask(`${FIND} ${SELECT} AA AA AA`);
  device.unplugged();
  expect(ask(READ)).toEqual([READ_FAILED]);
});

test('cards come by themselves, each until it was read or nobody is patient any more', async () => {
  const { device, ask, events } = reader({ repeat: 3, everyMs: 40, stayMs: 20 });
  const run = device.run(new AbortController().signal);
  ask(`${FIND} ${SELECT} ${READ}`);
  await run;
  expect(events().filter((event) => !['asked', 'answered'].includes(event))).toEqual([
    ...['laid', 'lifted', 'laid', 'lifted', 'laid', 'lifted'],
    'done',
  ]);
});

test('the made-up cards have right check characters, and one is the paper visitor’s', () => {
  for (const { kind, documentNumber } of DEMO_CARDS) {
    if (kind === 'foreigner-2017') continue;
    expect(documentNumber.at(-1)).toBe(checkCharacter(documentNumber.slice(0, 17)));
  }
  const { name, documentNumber } = PAPER_VISITORS_CARD;
  expect(DEMO_PEOPLE).toContainEqual({ name, documentNumber });
});
