import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { codePng, codeSvg } from '../electron/cli/pictures.ts';
import { readGuardsFile } from '../electron/guards/list.ts';
import { en } from '../renderer/text/en.ts';
import { zhCN } from '../renderer/text/zh-CN.ts';
import { badgeText, type Guard } from '../shared/guard.ts';
import { parseDateTime, type EpochSeconds } from '../shared/time.ts';
import { issueDemoCodes, type DemoCode } from './demo-issue.ts';
import { runScript, say, Trouble } from './door.ts';

const DEMO_GUARDS = join(import.meta.dirname, '..', 'resources', 'demo', 'guards.json');

const USAGE = 'Usage: npm run demo:codes -- [--at 2022-05-13T09:00:00+08:00] [--out FOLDER]';

/** `npm run demo:codes`: a page to print, and one picture for each visitor to hold before the camera. */
await runScript(async () => {
  const { at, out } = options();
  const codes = await issueDemoCodes(at);
  await mkdir(out, { recursive: true });
  for (const { id, text } of codes) await writeFile(join(out, `${id}.png`), await codePng(text));
  const guards = readGuardsFile(DEMO_GUARDS);
  if (!guards.ok) throw new Trouble(`${DEMO_GUARDS}: ${guards.fault}`);
  for (const { number } of guards.value)
    await writeFile(join(out, `badge-${number}.png`), await codePng(badgeText(number)));
  const page = join(out, 'demo-codes.html');
  await writeFile(page, pageOf(codes, guards.value, at));
  say(`${codes.length} made-up visitors, good for a day. Open and print: ${page}`);
  return 0;
});

function options(): { readonly at: EpochSeconds; readonly out: string } {
  try {
    const { values } = parseArgs({ options: { at: { type: 'string' }, out: { type: 'string' } } });
    return { at: secondsOf(values.at), out: resolve(values.out ?? 'demo-codes') };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(USAGE);
  }
}

function secondsOf(at: string | undefined): EpochSeconds {
  if (at === undefined) return Math.floor(Date.now() / 1000);
  const seconds = parseDateTime(at);
  if (!seconds.ok) throw new Trouble(`--at ${at}: not a date and time with an offset. ${USAGE}`);
  return seconds.value;
}

function pageOf(codes: readonly DemoCode[], guards: readonly Guard[], at: EpochSeconds): string {
  const made = localTime(at);
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>数字哨兵 演示码 · Digital Sentinel demo codes</title>
<style>
  body { font: 15px/1.4 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; margin: 12mm; color: #111 }
  h1 { font-size: 22px; margin: 0 }
  main { display: grid; grid-template-columns: repeat(2, 1fr); gap: 8mm; margin-top: 8mm }
  figure { margin: 0; border: 1px solid #999; border-radius: 3mm; padding: 5mm; break-inside: avoid; text-align: center }
  figure svg { width: 62mm; height: 62mm }
  figcaption strong { display: block; font-size: 18px }
</style>
<h1>数字哨兵 演示码 · Digital Sentinel demo codes</h1>
<p>人物均为虚构，仅演示模式有效。制作于 ${made}，有效一天。<br>
Made-up people; a kiosk in demo mode believes them, no other. Made ${made}, good for a day.</p>
<main>
${codes.map(figureOf).join('\n')}
${guards.map(badgeOf).join('\n')}
</main>
</html>
`;
}

function figureOf({ title, text, expected, until }: DemoCode): string {
  const verdict = expected.verdict ?? 'hint';
  const says = `${zhCN.verdict[verdict]} · ${en.verdict[verdict]}`;
  const limit = until === undefined ? '' : `<br>至 · until ${localTime(until)}`;
  return `<figure>${codeSvg(text)}<figcaption><strong>${title['zh-CN']}</strong>${title.en}<br>→ ${says}${limit}</figcaption></figure>`;
}

function badgeOf({ number, name }: Guard): string {
  return `<figure>${codeSvg(badgeText(number))}<figcaption><strong>${name} ${number}</strong>胸卡 · a guard's badge</figcaption></figure>`;
}

/** The time a visitor's own clock shows, in the zone of the machine that prints. */
function localTime(seconds: EpochSeconds): string {
  return new Date(seconds * 1000).toLocaleString('zh-CN', { hour12: false, timeZoneName: 'short' });
}
