import { z } from 'zod';
import {
  applicationReply,
  MAX_PASSES_PAGE,
  passesReply,
  standReply,
  uploadReply,
  type Application,
  type PassesPage,
  type Stand,
  type TakenPass,
  type Uploaded,
} from '../../shared/company/calls.ts';
import type { SheetKind } from '../../shared/company/columns.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** What may be told to a company that is not answered; anything else is `other`. */
const TROUBLES = [
  'request-malformed',
  'bearer-wrong',
  'not-allowed',
  'not-found',
  'company-not-in-force',
  'body-too-large',
  'too-many-requests',
  'hub-busy',
  'unreachable',
  'other',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** The hub, as its company routes answer. */
export interface CompanySource {
  readonly apply: (application: Application) => Promise<Result<z.infer<typeof applicationReply>, Trouble>>;
  readonly stand: (token: string) => Promise<Result<Stand, Trouble>>;
  readonly upload: (token: string, sheet: SheetKind, file: File) => Promise<Result<Uploaded, Trouble>>;
  /** All of them, page after page. */
  readonly passes: (token: string, sheet: SheetKind) => Promise<Result<TakenPass[], Trouble>>;
}

type Send = (to: URL, how: RequestInit) => Promise<Response>;

const refusal = z.object({ fault: z.string() });

/** @param base where the page lies, with a slash at its end */
export function companySource(base: string, send: Send): CompanySource {
  const ask = async <T>(path: string, body: unknown, reply: z.ZodType<T>, token = ''): Promise<Result<T, Trouble>> => {
    const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
    try {
      const response = await send(new URL(`api/${path}`, base), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
      });
      const json: unknown = await response.json();
      const read = reply.safeParse(json);
      if (response.ok) return read.success ? ok(read.data) : fail('other');
      const told = refusal.safeParse(json).data?.fault;
      return fail(TROUBLES.find((one) => one === told) ?? 'other');
    } catch (error) {
      // `fetch` throws this where nobody answers, and a body's end where it is cut off; or who stands before the hub answers.
      if (error instanceof TypeError || error instanceof DOMException) return fail('unreachable');
      if (error instanceof SyntaxError) return fail('other');
      throw error;
    }
  };
  return {
    apply: (application) => ask('apply', application, applicationReply),
    stand: (token) => ask('stand', {}, standReply, token),
    upload: async (token, sheet, file) => {
      const format = file.name.toLowerCase().endsWith('.xlsx') ? 'xlsx' : 'csv';
      const content = base64Of(new Uint8Array(await file.arrayBuffer()));
      return ask('upload', { sheet, format, content }, uploadReply, token);
    },
    passes: async (token, sheet) => {
      const taken: TakenPass[] = [];
      for (let after: string | null = null; ;) {
        const page: Result<PassesPage, Trouble> = await ask(
          'passes',
          { sheet, after, limit: MAX_PASSES_PAGE },
          passesReply,
          token,
        );
        if (!page.ok) return page;
        taken.push(...page.value.passes);
        after = page.value.next;
        if (after === null) return ok(taken);
      }
    },
  };
}

/** As many arguments as every browser's functions take. */
const PIECE = 0x80_00;

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(binary);
}
