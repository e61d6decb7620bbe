import { csvFile } from '../console/csv.ts';
import { writeWall } from '../console/moment.ts';
import { joined } from '../bytes.ts';
import { qrPng } from '../qr/png.ts';
import type { Language } from '../verdict.ts';
import type { TakenPass } from './calls.ts';

/** A file of those that are handed out, by its name. */
export interface PassFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The list beside the pictures: which is whose. */
const LIST = 'passes.csv';

const TITLES: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['序号', '姓名（已隐去）', '车牌号', '类别', '有效期至', '图片', '编号'],
  en: ['No.', 'Name (masked)', 'Plate', 'Kind', 'Valid until', 'Picture', 'Id'],
};

export const PASS_WORDS: Readonly<Record<Language, Readonly<Record<TakenPass['type'], string>>>> = {
  'zh-CN': {
    staff: '员工通行证',
    vehicle: '车辆通行证',
    shuttle: '班车通行证',
    'point-work': '点式复工证',
    delivery: '配送通行证',
  },
  en: {
    staff: 'Staff pass',
    vehicle: 'Vehicle pass',
    shuttle: 'Shuttle pass',
    'point-work': 'Point work pass',
    delivery: 'Delivery pass',
  },
};

/** In which words and by which clock. */
export interface PassWording {
  readonly language: Language;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
}

/** The last moment of a pass as a clock on the wall shows it, to the minute. */
export function untilOf({ validUntil }: TakenPass, { offsetMinutes }: PassWording): string {
  return writeWall(Date.parse(validUntil) + offsetMinutes * 60_000).slice(0, 16);
}

/** A picture of each pass in the order in which they come, named by its number and id, and a list of them all. */
export function* passFiles(passes: readonly TakenPass[], wording: PassWording): Generator<PassFile> {
  const named = passes.map((pass, i) => ({ ...pass, file: `${String(i + 1).padStart(5, '0')}-${pass.id}.png` }));
  const csv = csvFile();
  const rows = named.map((pass, i) => [
    ...[i + 1, pass.maskedName, pass.plate, PASS_WORDS[wording.language][pass.type]],
    ...[untilOf(pass, wording), pass.file, pass.id],
  ]);
  yield { name: LIST, bytes: joined(csv.begin(TITLES[wording.language]), csv.add(rows), csv.end()) };
  for (const { file, text } of named) yield { name: file, bytes: qrPng(text) };
}
