import { z } from 'zod';
import { trace, type Trace } from '../../../shared/console/person.ts';
import { ASKS } from './calls-kit.ts';
import type { Page } from './kit.ts';

export async function request(by: Page, ask: object = {}): Promise<Trace> {
  return trace.parse((await by.ask('trace:request', { ...ASKS['trace:request'], ...ask })).body);
}

export const decide = (by: Page, { id }: { id: string }, isApproved = true) =>
  by.ask('trace:decide', { id, isApproved });
export const look = (by: Page, { id }: { id: string }) => by.ask('trace:look', { id, after: null, limit: 10 });
export const take = (by: Page, { id }: { id: string }) => by.post('/console/api/export', { is: 'trace', id });

export async function seen(by: Page, id: string): Promise<Trace | undefined> {
  const { body } = await by.ask('trace:list', null);
  return z
    .object({ traces: z.array(trace) })
    .parse(body)
    .traces.find((it) => it.id === id);
}
