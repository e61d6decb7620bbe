import manifest from '../../resources/voice/manifest.json';
import type { Language } from '../../shared/verdict.ts';

/** Addresses of all clips, by their path below resources/voice. */
const ADDRESSES = import.meta.glob<string>('../../resources/voice/*/*.opus', {
  query: '?url',
  import: 'default',
  eager: true,
});

/**
 * The clip in which this very text is spoken.
 *
 * By the text and not by its reason's code: an office may put other words in the place of ours, and must not be heard saying
 * what is not written. `undefined`: nobody has spoken it.
 */
export function clipOf(language: Language, text: string): string | undefined {
  const clips: Readonly<Record<string, string>> = manifest[language];
  const name = clips[text];
  return name === undefined ? undefined : ADDRESSES[`../../resources/voice/${language}/${name}.opus`];
}
