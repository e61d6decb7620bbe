import { writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { factsSchema } from '../../shared/credential/issue.ts';
import { namedPassSchema } from '../../shared/credential/pass-issue.ts';
import type { Result } from '../../shared/result.ts';
import { makeFolder } from '../folders.ts';
import { UsageError, type Command } from './command.ts';
import { openIssuer, UnusableFile, type Issuer } from './issuer.ts';
import { answerLines, lineError, schemaError, type LineError } from './ndjson.ts';

const HELP = `sentinel issue [--pass] [--key demo|FILE] [--register FILE] [--png DIR] [--svg DIR]

Signs health codes, or with --pass passes for return to work. Reads facts, one JSON object a line, and writes {"text":"DS1:…"} for each, in order.

  --pass            the lines are passes, {"text":"DSW1:…"} comes of each
  --key demo|FILE   a private Ed25519 JWK; default: the demo key, which only demo mode trusts
  --register FILE   32 bytes in hex that subjects and salts are derived from; default: derived from the key
  --png DIR         also writes DIR/0001.png … and adds "file" to each line; a name ending in .png is one file
  --svg DIR         the same as SVG

A line that cannot be issued gives {"error":{"code","field","message"}} in its place, and exit code 2 at the end.
Facts: docs/health-code.md §7; passes: docs/pass.md §6.
`;

type Draw = (text: string, lineNumber: number) => Promise<string[]>;

export const issue: Command = {
  help: HELP,
  async run(args, { stdin, stdout, say, resources }) {
    const { key, register, png, svg, pass } = parseOptions(args);
    if (key === undefined) say('sentinel issue: signing with the demo key, which only demo mode trusts');
    const isDemo = key === undefined || key === 'demo';
    const keyPath = isDemo ? join(resources, 'demo', 'keys', pass ? 'hub.jwk' : 'issuer-310000.jwk') : key;
    const issuer = await open(keyPath, register ?? null);
    const draw = await openPictures(png, svg);
    const sign = pass ? signPass(issuer) : signFacts(issuer);
    return answerLines(stdin, stdout, (value, lineNumber) => issueLine(value, lineNumber, sign, draw));
  },
};

interface Options {
  readonly key?: string;
  readonly register?: string;
  readonly png?: string;
  readonly svg?: string;
  readonly pass: boolean;
}

function parseOptions(args: readonly string[]): Options {
  const option = { type: 'string' } as const;
  const pass = { type: 'boolean', default: false } as const;
  return parseArgs({ args: [...args], options: { key: option, register: option, png: option, svg: option, pass } })
    .values;
}

/** Signs what stands in a line, or says what is wrong with it. */
type Sign = (value: unknown) => Result<string, 'too-large'> | LineError;

function signFacts(issuer: Issuer): Sign {
  return (value) => {
    const facts = factsSchema.safeParse(value);
    return facts.success ? issuer.issue(facts.data) : schemaError(facts.error, value);
  };
}

function signPass(issuer: Issuer): Sign {
  return (value) => {
    const pass = namedPassSchema.safeParse(value);
    return pass.success ? issuer.issuePass(pass.data) : schemaError(pass.error, value);
  };
}

async function open(keyPath: string, registerPath: string | null): Promise<Issuer> {
  try {
    return await openIssuer(keyPath, registerPath);
  } catch (error) {
    throw error instanceof UnusableFile ? new UsageError(error.message) : error;
  }
}

async function issueLine(value: unknown, lineNumber: number, sign: Sign, draw: Draw): Promise<object> {
  const text = sign(value);
  if ('error' in text) return text;
  if (!text.ok) return lineError('too-large', '', 'more facts than a QR code holds');
  const [file, ...others] = await draw(text.value, lineNumber);
  if (file === undefined) return { text: text.value };
  return others.length === 0 ? { text: text.value, file } : { text: text.value, file, files: [file, ...others] };
}

async function openPictures(png: string | undefined, svg: string | undefined): Promise<Draw> {
  if (png === undefined && svg === undefined) return () => Promise.resolve([]);
  const { codePng, codeSvg } = await import('./pictures.ts');
  const kinds = [
    { target: png, ending: '.png', draw: codePng },
    { target: svg, ending: '.svg', draw: codeSvg },
  ].filter((kind): kind is typeof kind & { target: string } => kind.target !== undefined);
  for (const { target, ending } of kinds) {
    makeFolder(isFile(target, ending) ? dirname(target) : target);
  }
  return (text, lineNumber) =>
    Promise.all(
      kinds.map(async ({ target, ending, draw }) => {
        const path = pathOf(target, ending, lineNumber);
        await writeFile(path, await draw(text));
        return path;
      }),
    );
}

/** `DIR/0001.png`; or the named file itself for the first line, `NAME-0002.png` for the second. */
function pathOf(target: string, ending: string, lineNumber: number): string {
  const number = String(lineNumber).padStart(4, '0');
  if (!isFile(target, ending)) return join(target, `${number}${ending}`);
  return lineNumber === 1 ? target : `${target.slice(0, -ending.length)}-${number}${ending}`;
}

function isFile(target: string, ending: string): boolean {
  return extname(target).toLowerCase() === ending;
}
