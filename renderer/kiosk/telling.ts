import type { Outcome } from '../../shared/contract.ts';
import type { Language, Sound } from '../../shared/verdict.ts';
import { en } from '../text/en.ts';
import { zhCN } from '../text/zh-CN.ts';

const TEXTS = { 'zh-CN': zhCN, en } as const;

/** What an outcome sounds like, and what is spoken after it. */
export interface Heard {
  readonly sound: Sound;
  /** In order; of those that nobody has spoken, nothing is heard. */
  readonly texts: readonly string[];
  /** The word for the verdict where none of them was spoken: an office may have put its own words in the place of ours. */
  readonly otherwise?: string;
}

/** `null`: nothing is to be heard yet. */
export function heardOf(result: Outcome['result'], language: Language): Heard | null {
  const text = TEXTS[language];
  switch (result.kind) {
    case 'asking':
      return null;
    case 'progress':
      return { sound: 'hint', texts: [text.progress.todo] };
    case 'lay-again':
      return { sound: 'hint', texts: [text.layAgain.visitor] };
    case 'needs':
      return { sound: 'hint', texts: result.needs.map((what) => text.needs[what].visitor) };
    case 'hint':
      return { sound: result.reason.sound, texts: [result.reason.texts[language].visitor] };
    case 'decision': {
      const [worst] = result.reasons;
      if (worst === undefined) return { sound: 'refer', texts: [text.spoken.refer] };
      const visitor = worst.texts[language].visitor;
      // Who may pass is not kept standing for a word that the next sentence says as well.
      const word = text.spoken[result.verdict];
      if (result.verdict === 'admit') return { sound: worst.sound, texts: [visitor], otherwise: word };
      return { sound: worst.sound, texts: [word, visitor] };
    }
  }
}

/** @param clipOf where a text is spoken; `undefined`: nowhere */
export function clipsOf({ texts, otherwise }: Heard, clipOf: (text: string) => string | undefined): string[] {
  const spoken = texts.flatMap((text) => clipOf(text) ?? []);
  if (spoken.length > 0 || otherwise === undefined) return spoken;
  return [clipOf(otherwise) ?? []].flat();
}
