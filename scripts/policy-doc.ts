import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { checkPolicy } from '../shared/policy/policy.ts';
import { inWords } from '../shared/policy/sample-words.ts';
import { policyJsonSchema } from './policy-schema.ts';

/** Writes docs/policy.schema.json and docs/cookbook.md anew, out of the source: `npm run docs:policy`. */
const DOCS = join(import.meta.dirname, '..', 'docs');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, text] of Object.entries(await policyDocuments())) writeFileSync(join(DOCS, name), text);
}

/** By their names in docs/. */
export async function policyDocuments(): Promise<Readonly<Record<string, string>>> {
  return {
    'policy.schema.json': await formatted('policy.schema.json', 'json', JSON.stringify(policyJsonSchema())),
    'cookbook.md': await formatted('cookbook.md', 'markdown', cookbook()),
  };
}

interface WrittenRule {
  readonly note: string;
  readonly reason: { verdict: string; texts: { en: { guard: string }; 'zh-CN': { guard: string } } };
  readonly logic: unknown;
  readonly validFrom?: string;
  readonly validTo?: string;
}

function cookbook(): string {
  const written = JSON.parse(readFileSync(join(DOCS, 'cookbook.json'), 'utf8')) as {
    rules: Record<string, WrittenRule>;
  };
  const checked = checkPolicy(written);
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
  const rules = Object.values(checked.value.rules);
  return [
    '# Rules a health office might write',
    'Each with the visitors it was tried on. All of them stand in [cookbook.json](cookbook.json), a whole policy to copy from; what a rule may read is in [policy.md](policy.md).',
    ...rules.flatMap(({ id, examples }, i) => {
      const { note, reason, logic, validFrom, validTo } = written.rules[id] ?? missing(id);
      const period = validFrom === undefined ? [] : [`From \`${validFrom}\` until \`${validTo ?? ''}\`.`];
      return [
        `## ${i + 1}. \`${id}\``,
        note,
        ...period,
        `_${reason.verdict}_: ${reason.texts['zh-CN'].guard} · ${reason.texts.en.guard}`,
        ['```json', JSON.stringify(logic), '```'].join('\n'),
        [
          '| visitor | rule |',
          '| --- | --- |',
          ...examples.map(
            ({ visitor, circumstances, isKept }) =>
              `| ${inWords(visitor, circumstances).en} | ${isKept ? 'kept' : 'broken'} |`,
          ),
        ].join('\n'),
      ];
    }),
  ].join('\n\n');
}

function missing(id: string): never {
  throw new Error(`no rule ${id}`);
}

async function formatted(name: string, parser: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(DOCS, name))), parser });
}
