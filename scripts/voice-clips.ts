import { createHash } from 'node:crypto';
import type { Language } from '../shared/verdict.ts';

/**
 * Words a minute, and a syllable of Mandarin counts as a word and more: four a second. Slow enough for a hall that echoes, and
 * what an admit says is over before the next visitor of thirty a minute (`npm run bench -- sound`).
 */
export const VOICES: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['-v', 'cmn', '-s', '240', '-p', '45'],
  en: ['-v', 'en-gb', '-s', '175', '-p', '40'],
};
/** Of a clip, a second. */
export const KBIT = 24;

/** What the clip of a text is called, by the text and by who speaks it: another voice is another clip. */
export function clipNameOf(language: Language, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([VOICES[language], KBIT, text]))
    .digest('hex')
    .slice(0, 16);
}

/** Of a clip as it was spoken: a clip that was overwritten by another one's has a name that fits, and bytes that do not. */
export function sumOf(clip: Buffer): string {
  return createHash('sha256').update(clip).digest('hex');
}
