import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Language } from '../shared/verdict.ts';
import { runScript, say, Trouble } from './door.ts';
import { capture, isInstalled } from './processes.ts';
import { spokenTexts } from './spoken-texts.ts';
import { clipNameOf, KBIT, sumOf, VOICES } from './voice-clips.ts';

const VOICE = join(import.meta.dirname, '..', 'resources', 'voice');
const MANIFEST = join(VOICE, 'manifest.json');
const SUMS = join(VOICE, 'sums.json');

/**
 * `npm run voice`: speaks every text of `spokenTexts` that has no clip yet into resources/voice, and throws out clips of texts
 * that are said no more.
 */
await runScript(async () => {
  for (const tool of ['espeak-ng', 'sox', 'opusenc'] as const) {
    if (!(await isInstalled(tool)))
      throw new Trouble(`${tool} is missing. On Debian or Ubuntu: apt-get install espeak-ng sox opus-tools`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-voice-'));
  const manifest: Record<string, Record<string, string>> = {};
  const sums: Record<string, Record<string, string>> = {};
  for (const language of ['zh-CN', 'en'] as const) {
    const clips = Object.fromEntries(spokenTexts(language).map((text) => [text, clipNameOf(language, text)]));
    mkdirSync(join(VOICE, language), { recursive: true });
    for (const [text, name] of Object.entries(clips)) {
      const clip = join(VOICE, language, `${name}.opus`);
      if (!existsSync(clip)) await speak(text, language, folder, clip);
    }
    const known = new Set(Object.values(clips).map((name) => `${name}.opus`));
    for (const file of readdirSync(join(VOICE, language))) if (!known.has(file)) rmSync(join(VOICE, language, file));
    manifest[language] = clips;
    sums[language] = Object.fromEntries(
      Object.values(clips).map((name) => [name, sumOf(readFileSync(join(VOICE, language, `${name}.opus`)))]),
    );
  }
  await rm(folder, { recursive: true });
  const options = await resolveConfig(MANIFEST);
  for (const [path, content] of [[MANIFEST, manifest] as const, [SUMS, sums] as const])
    writeFileSync(path, await format(JSON.stringify(content), { ...options, parser: 'json' }));
  say(`The clips are in ${VOICE}.`);
  return 0;
});

async function speak(text: string, language: Language, folder: string, clip: string): Promise<void> {
  const [spoken, even] = [join(folder, 'spoken.wav'), join(folder, 'even.wav')];
  await capture('espeak-ng', [...VOICES[language], '-w', spoken, text]);
  // Without the silence at both ends, and each as loud as the others.
  const cut = ['silence', '1', '0.02', '0.5%'];
  await capture('sox', [spoken, even, ...cut, 'reverse', ...cut, 'reverse', 'norm', '-3', 'rate', '24k']);
  await capture('opusenc', ['--quiet', '--bitrate', String(KBIT), '--discard-comments', '--serial', '1', even, clip]);
  if (readFileSync(clip).length === 0) throw new Trouble(`nothing was spoken of: ${text}`);
}
