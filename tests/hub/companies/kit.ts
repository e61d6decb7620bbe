import type { z } from 'zod';
import {
  applicationReply,
  passesReply,
  standReply,
  uploadReply,
  type Application,
  type TakenPass,
  type Uploaded,
} from '../../../shared/company/calls.ts';
import type { SheetKind } from '../../../shared/company/columns.ts';
import { companySchema, type Company, type Level } from '../../../shared/company/company.ts';
import { madeCreditCode } from '../../shared/company/made-companies.ts';
import { faultOf, VENUE, type Page } from '../console/kit.ts';
import { NOON } from '../database.ts';
import { read, type Answer } from '../kiosk.ts';

export const DAY_MS = 86_400_000;

export const APPLICATION: Application = {
  venue: VENUE,
  name: '演示食品有限公司',
  creditCode: madeCreditCode(1),
  contact: 'personnel',
  headcount: 120,
};

/** A company's page, which has its token. */
export interface CompanyPage {
  readonly id: string;
  readonly token: string;
  readonly stand: () => Promise<z.infer<typeof standReply>>;
  readonly send: (file: string | Buffer, how?: { sheet?: SheetKind; format?: 'csv' | 'xlsx' }) => Promise<Uploaded>;
  /** All pages of them; or the word for why there are none. */
  readonly take: (sheet?: SheetKind) => Promise<TakenPass[] | string | null>;
}

export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const sent = { 'content-type': 'application/json', ...headers };
  return read(await fetch(url + path, { method: 'POST', headers: sent, body: JSON.stringify(body) }));
}

export async function applies(url: string, application: Partial<Application> = {}): Promise<CompanyPage> {
  const answer = await post(url, '/company/api/apply', { ...APPLICATION, ...application });
  const { token, company } = applicationReply.parse(answer.body);
  const ask = (path: string, body: unknown): Promise<Answer> =>
    post(url, `/company/api/${path}`, body, { authorization: `Bearer ${token}` });
  return {
    id: company.id,
    token,
    stand: async () => standReply.parse((await ask('stand', {})).body),
    send: async (file, { sheet = 'staff', format = 'csv' } = {}) => {
      const content = Buffer.from(file).toString('base64');
      return uploadReply.parse((await ask('upload', { sheet, format, content })).body);
    },
    take: async (sheet = 'staff') => {
      const taken: TakenPass[] = [];
      for (let after: string | null = null; ;) {
        const given: Answer = await ask('passes', { sheet, after, limit: 500 });
        if (given.status !== 200) return faultOf(given);
        const page: z.infer<typeof passesReply> = passesReply.parse(given.body);
        taken.push(...page.passes);
        after = page.next;
        if (after === null) return taken;
      }
    },
  };
}

export function approve(manager: Page, company: string, level: Level = 1, days = 30): Promise<Answer> {
  const validFrom = new Date(NOON).toISOString();
  const validUntil = new Date(NOON + days * DAY_MS).toISOString();
  return manager.ask('companies:decide', { act: 'approve', company, level, validFrom, validUntil });
}

export const companyIn = ({ body }: Answer): Company => companySchema.parse(body);
