import type { FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../shared/result.ts';
import { isOfOwnPage } from '../console/session.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { findCompanyByToken } from '../store/companies.ts';
import { COMPANY_TOKEN } from './apply.ts';

/** Finds whose token was sent. It is in no cookie, so that no other site can send it without knowing it. */
export async function checkCompany(
  { database }: Hub,
  request: FastifyRequest,
): Promise<Result<null, 'not-allowed' | 'bearer-wrong'>> {
  if (!isOfOwnPage(request)) return fail('not-allowed');
  const token = /^Bearer (.*)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!COMPANY_TOKEN.test(token)) return fail('bearer-wrong');
  request.company = await findCompanyByToken(database.store, sha256(token));
  return request.company === null ? fail('bearer-wrong') : ok(null);
}
