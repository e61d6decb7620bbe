import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../renderer/text/en.ts';
import { zhCN } from '../renderer/text/zh-CN.ts';
import { BUILT_IN_REASON_CODES, builtInReason } from '../shared/reasons.ts';
import type { Language, Texts } from '../shared/verdict.ts';
import { demoReasons } from './faults-doc.ts';

const TEXTS = { 'zh-CN': zhCN, en } as const;
const COOKBOOK = join(import.meta.dirname, '..', 'docs', 'cookbook.json');

/** All that a kiosk says in words: what visitors read, and a word before it. Each once. */
export function spokenTexts(language: Language): string[] {
  const { spoken, progress, layAgain, needs } = TEXTS[language];
  const reasons: Worded[] = [...BUILT_IN_REASON_CODES.map(builtInReason), ...demoReasons(), ...cookbookReasons()];
  return [
    ...new Set([
      ...Object.values(spoken),
      progress.todo,
      layAgain.visitor,
      needs['id-card'].visitor,
      needs.temperature.visitor,
      ...reasons.map(({ texts }) => texts[language].visitor),
    ]),
  ];
}

interface Worded {
  readonly texts: Readonly<Record<Language, Texts>>;
}

/** Of rules that offices are likely to begin with. */
function cookbookReasons(): Worded[] {
  const { rules } = JSON.parse(readFileSync(COOKBOOK, 'utf8')) as { rules: Record<string, { reason?: Worded }> };
  return Object.values(rules).flatMap(({ reason }) => reason ?? []);
}
