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
      const texts = result.verdict === 'admit' ? [visitor] : [text.spoken[result.verdict], visitor];
      return { sound: worst.sound, texts };
    }
  }
}
