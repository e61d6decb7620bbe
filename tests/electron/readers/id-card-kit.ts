import { makeIdCardDriver } from '../../../electron/readers/id-card.ts';
import type { Presented } from '../../../shared/device/device.ts';
import { answerFrame } from '../../shared/id-card/sdt-kit.ts';
import { numberOf, readData, RESIDENT, textBlock, type Fields } from '../../shared/id-card/card-kit.ts';
import { bytesOf } from '../../shared/stream-kit.ts';
import { play, type Answerer, type Played } from './driver-kit.ts';

const SAM = bytesOf('05 00 03 00 61 8a 34 01 01 00 00 00 2a 00 00 00');
export const SAM_NUMBER = '05.03-20220513-0000000001-0000000042';
export const OTHER: Fields = { ...RESIDENT, 0: '李四', 122: numberOf('19491231', '003') };

export const ANSWERS = {
  ok: answerFrame(0x90, new Uint8Array(0)),
  sam: answerFrame(0x90, SAM),
  found: answerFrame(0x9f, new Uint8Array(4)),
  selected: answerFrame(0x90, new Uint8Array(8)),
  noCard: answerFrame(0x80, new Uint8Array(0)),
};
export const status = (code: number): Uint8Array => answerFrame(code, new Uint8Array(0));
export const cardFrame = (fields: Fields): Uint8Array => answerFrame(0x90, readData(textBlock(fields)));

/** A reader as docs/id-card.md has it, with what a test wants otherwise. */
interface Reader {
  card: Fields | null;
  /** It was read: it is not found again until it is another one. */
  isRead: boolean;
  /** In place of its right answer; `undefined`: that one. */
  instead: (asked: string, times: number) => Uint8Array | null | undefined;
  cut: (answer: Uint8Array) => Uint8Array[];
  asked: string[];
}

const NAMES: Readonly<Record<string, string>> = {
  '11ff': 'status',
  '12ff': 'sam-number',
  '2001': 'find',
  '2002': 'select',
  '3001': 'read',
};

export function makeReader(): Reader {
  return { card: null, isRead: false, instead: () => undefined, cut: (answer) => [answer], asked: [] };
}

function rightAnswer(reader: Reader, asked: string): Uint8Array {
  switch (asked) {
    case 'status':
      return ANSWERS.ok;
    case 'sam-number':
      return ANSWERS.sam;
    case 'find':
      return reader.card === null || reader.isRead ? ANSWERS.noCard : ANSWERS.found;
    case 'select':
      return reader.card === null ? status(0x81) : ANSWERS.selected;
    default:
      if (reader.card === null) return status(0x41);
      reader.isRead = true;
      return cardFrame(reader.card);
  }
}

export function answererOf(reader: Reader): Answerer {
  return (written) => {
    const asked = NAMES[Buffer.from(written.subarray(7, 9)).toString('hex')] ?? 'unknown';
    reader.asked.push(asked);
    const times = reader.asked.filter((one) => one === asked).length;
    const instead = reader.instead(asked, times);
    if (instead === null) return [];
    return reader.cut(instead ?? rightAnswer(reader, asked));
  };
}

export function start(reader: Reader, set: 115_200 | null = 115_200): Played {
  return play(makeIdCardDriver(set), answererOf(reader));
}

export function lay(reader: Reader, card: Fields | null): void {
  Object.assign(reader, { card, isRead: false });
}

export const summary = (presented: readonly Presented[]): string[] =>
  presented.map((what) =>
    what.kind === 'card' ? what.card.name : what.kind === 'card-fault' ? what.fault : what.kind,
  );
