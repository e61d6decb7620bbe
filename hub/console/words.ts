import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ReasonWords } from '../../shared/console/log.ts';
import { reasonWordsOf, unknownReason, type PolicyWords } from '../../shared/console/reason-words.ts';
import { VERDICTS } from '../../shared/verdict.ts';
import { findFile } from '../policy-folder.ts';

/** Words of the rules that are published now. */
export interface Words {
  /** Of the rules; `null`: there are none here. */
  readonly version: number | null;
  /** All that have any. */
  readonly codes: readonly string[];
  readonly of: (code: string) => ReasonWords;
}

const texts = z.object({ guard: z.string(), visitor: z.string() });
const inBoth = z.object({ 'zh-CN': texts, en: texts });
const reason = z.object({ code: z.string(), phone: z.string(), verdict: z.enum(VERDICTS), texts: inBoth });

/** No more of it than words need: those of rules that kiosks would refuse, for whatever reason, still say what is meant. */
const policyWords: z.ZodType<PolicyWords> = z.object({
  version: z.int(),
  rules: z.record(z.string(), z.object({ note: z.string().nullable().default(null), reason })),
  messages: z.record(z.string(), inBoth).default({}),
});

const listed = z.object({ version: z.int() });
const timestamp = z.object({ signed: z.object({ meta: z.object({ 'snapshot.json': listed }) }) });
const snapshot = z.object({ signed: z.object({ meta: z.object({ 'targets.json': listed }) }) });
const hashed = z.object({ hashes: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/u) }) });
const targets = z.object({ signed: z.object({ targets: z.object({ 'policy.json': hashed }) }) });

/**
 * Reads words from the health office's repository, following it as kiosks do but believing it: the hub vouches for nothing of
 * it, and only says what reasons mean. What cannot be read has no words; the kiosk's own reasons have theirs all the same.
 *
 * @param folder a TUF repository; `null`: there is none
 * @returns asks for what is published now
 * @see The Update Framework specification §6, consistent snapshots
 */
export function openWords(folder: string | null): () => Promise<Words> {
  /** Rules change seldom, and are many kilobytes. */
  let last: { readonly hash: string; readonly words: Words } | null = null;
  const without = wordsIn(null);
  return async () => {
    const hash = folder === null ? null : await findPolicyHash(folder);
    if (folder === null || hash === null) return without;
    if (last?.hash !== hash) last = { hash, words: wordsIn(await readPolicyAs(policyWords, folder, hash)) };
    return last.words;
  };
}

function wordsIn(policy: PolicyWords | null): Words {
  const known = reasonWordsOf(policy);
  return {
    version: policy?.version ?? null,
    codes: [...known.keys()],
    of: (code) => known.get(code) ?? unknownReason(code),
  };
}

/** SHA-256, in hex, of the rules that are in force. */
export async function findPolicyHash(folder: string): Promise<string | null> {
  const newest = await readFirst(folder, timestamp, ['timestamp.json']);
  const of = newest?.signed.meta['snapshot.json'].version;
  const shot = await readFirst(folder, snapshot, [`${of}.snapshot.json`, 'snapshot.json']);
  const version = shot?.signed.meta['targets.json'].version;
  const list = await readFirst(folder, targets, [`${version}.targets.json`, 'targets.json']);
  return list?.signed.targets['policy.json'].hashes.sha256 ?? null;
}

/** What one schema wants of them. @param hash as {@link findPolicyHash} gives it */
export function readPolicyAs<T>(schema: z.ZodType<T>, folder: string, hash: string): Promise<T | null> {
  return readFirst(folder, schema, [`targets/${hash}.policy.json`, 'targets/policy.json']);
}

/** The first of these files that is there; `null`: none is, or it is not what it should be. */
async function readFirst<T>(folder: string, schema: z.ZodType<T>, names: readonly string[]): Promise<T | null> {
  for (const name of names) {
    const path = await findFile(folder, name);
    if (path !== null) return schema.safeParse(parseJson(await readFile(path, 'utf8'))).data ?? null;
  }
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told as what does not fit the schema.
    return undefined;
  }
}
