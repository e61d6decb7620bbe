import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { runScript, say, Trouble } from './door.ts';

const OUT = join(import.meta.dirname, '..', 'resources', 'fonts', 'noto-sans-sc.ttf');
/** `400Regular/NotoSansSC_400Regular.ttf` of @expo-google-fonts/noto-sans-sc 0.4.3: TrueType, SIL Open Font License 1.1. */
const SOURCE_SHA_256 = 'd45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16';

/** What texts are set with beside those: dashes, quotation marks, the minus sign, the box for what is missing. */
const SIGNS = '–—‘’“”…−□•';

/**
 * `npm run font -- NotoSansSC_400Regular.ttf`: the font that reports are written in, cut down to what they may need. It is
 * run again only for another release of the font.
 */
await runScript(async () => {
  const [path] = process.argv.slice(2);
  if (path === undefined)
    throw new Trouble('Say where NotoSansSC_400Regular.ttf lies (see resources/fonts/README.md).');
  const source = await readFile(path);
  if (createHash('sha256').update(source).digest('hex') !== SOURCE_SHA_256) throw new Trouble('That is another font.');
  const subset = await subsetFont(source, latin() + gb2312() + SIGNS, { targetFormat: 'truetype' });
  await writeFile(OUT, subset);
  say(`${OUT}: ${subset.length} bytes.`);
  return 0;
});

/** Of ASCII and ISO 8859-1, what is seen. */
function latin(): string {
  return String.fromCodePoint(...range(0x20, 0x7e), ...range(0xa0, 0xff));
}

/** Each of the 94 times 94 places of GB/T 2312 that has a sign: 6,763 Chinese characters among them. */
function gb2312(): string {
  const decoder = new TextDecoder('gb18030');
  const signs = range(0xa1, 0xf7).flatMap((row) =>
    range(0xa1, 0xfe).map((cell) => decoder.decode(Uint8Array.of(row, cell))),
  );
  return signs.filter((sign) => !/[\uE000-\uF8FF\uFFFD]/u.test(sign)).join('');
}

/** Both ends included. */
function range(from: number, until: number): number[] {
  return Array.from({ length: until - from + 1 }, (_, i) => from + i);
}
