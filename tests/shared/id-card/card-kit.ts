import { checkCharacter } from '../../../shared/id-card/id-number.ts';

/** Fields of a text block by their offsets in bytes, as they are written: UTF-16, little-endian. */
export type Fields = Readonly<Record<number, string>>;

/** A made-up number: area 110105 unless told, check character computed. */
export function numberOf(birth: string, order: string, area = '110105'): string {
  const first17 = area + birth + order;
  return first17 + checkCharacter(first17);
}

export const RESIDENT: Fields = {
  0: '张小三',
  30: '1',
  32: '01',
  36: '19491231',
  52: '北京市朝阳区某路1号',
  122: numberOf('19491231', '001'),
  158: '北京市公安局朝阳分局',
  188: '20200101',
  204: '长期',
};

export const FOREIGNER_2017: Fields = {
  0: 'EXAMPLE, ANNA MARIA',
  120: '2',
  122: 'UTO110085050501',
  152: 'UTO',
  158: '安娜',
  188: '20180301',
  204: '20280228',
  220: '19850505',
  236: '01',
  240: '1100',
  248: 'I',
};

export const FOREIGNER_2023: Fields = {
  0: '安娜',
  30: '2',
  32: '01',
  36: '19850505',
  52: 'EXAMPLE, ANNA MARIA',
  122: numberOf('19850505', '002', '911999'),
  188: '20231201',
  204: '20331130',
  242: 'UTO',
  248: 'Y',
};

export const PERMIT: Fields = {
  0: '陈大文',
  30: '1',
  36: '19700101',
  52: '北京市朝阳区某路2号',
  122: numberOf('19700101', '001', '810000'),
  158: '北京市公安局朝阳分局',
  188: '20190101',
  204: '20231231',
  220: 'H12345678',
  238: '01',
  248: 'J',
};

/** A text block of 256 bytes: blanks, and the fields over them. */
export function textBlock(fields: Fields): Uint8Array {
  const block = Buffer.from(' '.repeat(128), 'utf16le');
  for (const [at, value] of Object.entries(fields)) block.write(value, Number(at), 'utf16le');
  return new Uint8Array(block);
}

const twoBytes = (length: number): number[] => [length >> 8, length & 255];

/** What follows the status in the answer to `read`: photo bytes are all alike, so that a test can look for them. */
export function readData(text: Uint8Array, photo = 1024): Uint8Array {
  return Uint8Array.from([...twoBytes(text.length), ...twoBytes(photo), ...text, ...Array<number>(photo).fill(0xf0)]);
}

/** As {@link readData}, of `read-with-fingerprint`. */
export function readDataWithFingerprint(text: Uint8Array, fingerprint: number): Uint8Array {
  const lengths = [text.length, 1024, fingerprint].flatMap(twoBytes);
  return Uint8Array.from([...lengths, ...text, ...Array<number>(1024 + fingerprint).fill(0xf0)]);
}
