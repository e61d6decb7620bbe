import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clipsOf, heardOf } from '../../renderer/kiosk/telling.ts';
import { SOUNDS } from '../../renderer/ui/sound.ts';
import manifest from '../../resources/voice/manifest.json' with { type: 'json' };
import sums from '../../resources/voice/sums.json' with { type: 'json' };
import { demoReasons } from '../../scripts/faults-doc.ts';
import { spokenTexts } from '../../scripts/spoken-texts.ts';
import { clipNameOf, sumOf } from '../../scripts/voice-clips.ts';
import type { ShownDecision } from '../../shared/contract.ts';
import { BUILT_IN_REASON_CODES, builtInReason } from '../../shared/reasons.ts';
import { NO_SUMMARY } from '../../shared/summary.ts';
import type { Language, Reason } from '../../shared/verdict.ts';

const VOICE = join(import.meta.dirname, '..', '..', 'resources', 'voice');
const REASONS: readonly Reason[] = [...BUILT_IN_REASON_CODES.map(builtInReason), ...demoReasons()];

function decided(reason: Reason): ShownDecision {
  const { verdict } = reason;
  return {
    ...{ kind: 'decision', verdict, reasons: [reason], fault: null, format: null, summary: NO_SUMMARY },
    ...{ policyVersion: 1, entryId: null },
  };
}

/**
 * How long a clip lasts, 0 of one that is cut off: the granule position of its last page counts samples at 48 kHz (RFC 3533 §6,
 * RFC 7845 §4).
 */
function secondsOf(clip: Buffer): number {
  const last = clip.lastIndexOf('OggS');
  if (last < 0) return 0;
  const page = clip.subarray(last);
  const [flags = 0, segments = 0] = [page[5], page[26]];
  const lengths = page.subarray(27, 27 + segments);
  const isWhole = (flags & 4) !== 0 && page.length === lengths.reduce((sum, length) => sum + length, 27 + segments);
  return isWhole ? Number(page.readBigUInt64LE(6)) / 48_000 : 0;
}

describe.each<Language>(['zh-CN', 'en'])('in %s', (language) => {
  const clips: Readonly<Record<string, string>> = manifest[language];
  const spokenAs: Readonly<Record<string, string>> = sums[language];

  test.each(REASONS.map((reason) => [reason.code, reason] as const))(
    '%s is heard, by tones and by words',
    (_c, reason) => {
      const heard = heardOf(decided(reason), language);
      expect(SOUNDS[heard?.sound ?? 'hint'].length).toBeGreaterThan(0);
      expect(heard?.texts.at(-1)).toBe(reason.texts[language].visitor);
      for (const text of heard?.texts ?? []) expect(clips).toHaveProperty([text]);
    },
  );

  test('what is said has a clip, and no clip is said no more', () => {
    expect(Object.keys(clips).sort()).toEqual(spokenTexts(language).sort());
    const files = Object.values(clips).map((name) => `${name}.opus`);
    expect(readdirSync(join(VOICE, language)).sort()).toEqual([...new Set(files)].sort());
  });

  test.each(Object.entries(clips))('“%s” is spoken in the clip of this very text, and can be heard', (text, name) => {
    expect(name).toBe(clipNameOf(language, text));
    const clip = readFileSync(join(VOICE, language, `${name}.opus`));
    expect(sumOf(clip)).toBe(spokenAs[name]);
    expect(clip.toString('latin1', 0, 4)).toBe('OggS');
    expect(secondsOf(clip)).toBeGreaterThan(0.3);
  });
});

test('an admit is said in one sentence, a refusal begins with the word', () => {
  const texts = (code: 'all-checks-passed' | 'revoked'): unknown =>
    heardOf(decided(builtInReason(code)), 'zh-CN')?.texts;
  expect(texts('all-checks-passed')).toEqual(['欢迎，请进']);
  expect(texts('revoked')).toEqual(['禁止通行', builtInReason('revoked').texts['zh-CN'].visitor]);
});

describe('of an office’s own words, which nobody has spoken,', () => {
  test.each([
    ['admit', 'all-checks-passed', ['Please come in']],
    ['refer', 'not-yet-valid', ['Please wait']],
    ['refuse', 'revoked', ['No entry']],
  ] as const)('%s is still said in a word', (_v, code, words) => {
    const builtIn = builtInReason(code);
    const own = { guard: 'Ours', visitor: 'In words of our own' };
    const heard = heardOf(decided({ ...builtIn, texts: { 'zh-CN': own, en: own } }), 'en');
    const spoken: Readonly<Record<string, string>> = manifest.en;
    expect(heard && clipsOf(heard, (text) => spoken[text])).toEqual(words.map((word) => spoken[word]));
    expect(spoken).toHaveProperty([words[0]]);
  });
});

test('an admit’s own sentence is heard without the word', () => {
  const heard = heardOf(decided(builtInReason('all-checks-passed')), 'en');
  expect(heard && clipsOf(heard, (text) => text)).toEqual([builtInReason('all-checks-passed').texts.en.visitor]);
});

test('what a visitor still has to present is said, one after the other', () => {
  const wanting = { kind: 'needs', needs: ['id-card', 'temperature'], summary: NO_SUMMARY, format: null } as const;
  expect(heardOf(wanting, 'zh-CN')).toEqual({ sound: 'hint', texts: ['请将身份证放在读卡区', '请靠近测温仪测体温'] });
  expect(heardOf({ kind: 'asking' }, 'en')).toBe(null);
});
