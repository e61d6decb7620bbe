import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { STEP_OF_FAULT } from '../shared/credential/steps.ts';
import { checkPolicy } from '../shared/policy/policy.ts';
import { BUILT_IN_REASON_CODES, builtInReason } from '../shared/reasons.ts';
import type { Reason } from '../shared/verdict.ts';

/** Writes the tables of docs/faults.md anew, out of the source: `npm run docs:faults`. */
const ROOT = join(import.meta.dirname, '..');
const DOCUMENT = join(ROOT, 'docs', 'faults.md');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(DOCUMENT, await withTables(readFileSync(DOCUMENT, 'utf8')));
}

/** The document with what stands between its markers replaced by the tables as they are now. */
export async function withTables(document: string): Promise<string> {
  const tables = {
    'the kiosk’s own': tableOf(
      ['phone code', 'code', 'step', 'verdict', 'the guard reads', ''],
      BUILT_IN_REASON_CODES.map((code) => builtInRow(builtInReason(code))),
    ),
    'the demo rules’': tableOf(
      ['phone code', 'code', 'verdict', 'the guard reads', ''],
      demoReasons().map((reason) => ruleRow(reason)),
    ),
  };
  let written = document;
  for (const [name, table] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- end -->)`, 'u');
    if (!marked.test(written)) throw new Error(`docs/faults.md has no place for the table: ${name}`);
    written = written.replace(marked, (_all, from: string, to: string) => `${from}\n\n${table}\n\n${to}`);
  }
  return format(written, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function builtInRow(reason: Reason): string[] {
  const { code, texts } = reason;
  const step = Object.hasOwn(STEP_OF_FAULT, code) ? `\`${STEP_OF_FAULT[code as keyof typeof STEP_OF_FAULT]}\`` : '';
  // A hint is shown, and is no verdict.
  const verdict = reason.sound === 'hint' ? 'hint' : reason.verdict;
  return [`\`${reason.phone}\``, `\`${code}\``, step, verdict, texts['zh-CN'].guard, texts.en.guard];
}

function ruleRow({ phone, code, verdict, texts }: Reason): string[] {
  return [`\`${phone}\``, `\`${code}\``, verdict, texts['zh-CN'].guard, texts.en.guard];
}

/** The reasons of the demo’s rules, each once. */
export function demoReasons(): Reason[] {
  const path = join(ROOT, 'resources', 'policy', 'targets', 'policy.json');
  const policy = checkPolicy(JSON.parse(readFileSync(path, 'utf8')));
  if (!policy.ok) throw new Error('the demo policy is not a policy');
  const all = Object.values(policy.value.venueTypes).flatMap(({ rules }) => rules.map(({ reason }) => reason));
  return [...new Map(all.map((reason) => [reason.code, reason])).values()];
}
