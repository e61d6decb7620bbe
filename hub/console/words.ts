import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { policyWords, reasonWordsOf, type PolicyWords } from '../../shared/console/reason-words.ts';
import type { ReasonWords } from '../../shared/console/log.ts';
import { findFile } from '../policy-folder.ts';

/** Words of the rules that are published now. */
export interface Words {
  /** Of the rules; `null`: there are none here. */
  readonly version: number | null;
  /** Codes of their reasons. */
  readonly codes: readonly string[];
  readonly of: (code: string) => ReasonWords;
}

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
  let last: { readonly hash: string; readonly policy: PolicyWords | null } | null = null;
  return async () => {
    const hash = folder === null ? null : await findHash(folder);
    if (folder === null || hash === null) return wordsIn(null);
    if (last?.hash !== hash) last = { hash, policy: await readPolicy(folder, hash) };
    return wordsIn(last.policy);
  };
}

function wordsIn(policy: PolicyWords | null): Words {
  return {
    version: policy?.version ?? null,
    codes: Object.values(policy?.rules ?? {}).map(({ reason }) => reason.code),
    of: (code) => reasonWordsOf(code, policy),
  };
}

/** SHA-256, in hex, of the rules that are in force. */
async function findHash(folder: string): Promise<string | null> {
  const newest = await readFirst(folder, timestamp, ['timestamp.json']);
  const of = newest?.signed.meta['snapshot.json'].version;
  const shot = await readFirst(folder, snapshot, [`${of}.snapshot.json`, 'snapshot.json']);
  const version = shot?.signed.meta['targets.json'].version;
  const list = await readFirst(folder, targets, [`${version}.targets.json`, 'targets.json']);
  return list?.signed.targets['policy.json'].hashes.sha256 ?? null;
}

function readPolicy(folder: string, hash: string): Promise<PolicyWords | null> {
  return readFirst(folder, policyWords, [`targets/${hash}.policy.json`, 'targets/policy.json']);
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
