import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import {
  applicationAsk,
  applicationReply,
  COMPANY_PATHS,
  MAX_UPLOAD_BYTES,
  passesAsk,
  passesReply,
  standReply,
  uploadAsk,
  uploadReply,
} from '../../shared/company/calls.ts';
import { whyNoPasses } from '../../shared/company/company.ts';
import { refuse } from '../answers.ts';
import { apply } from '../companies/apply.ts';
import { openRegister } from '../companies/register.ts';
import { takePasses } from '../companies/take-passes.ts';
import { dayAt } from '../companies/term.ts';
import { keepFile, readFile } from '../companies/upload.ts';
import { companyOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { readUtcOffset } from '../sites/utc-offset.ts';
import { listCompanies } from '../store/companies.ts';
import { listGates } from '../store/setting-versions.ts';

/** What a company's page asks: to be let in, and with the token that it was told then, how it stands, files and passes. */
export function companyRoutes(hub: Hub): FastifyPluginCallbackZod {
  const { database, published, secrets, randomBytes } = hub;
  const { store } = database;
  return (app, _options, done) => {
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    app.post(
      COMPANY_PATHS.apply,
      {
        config: { guard: 'applying', refuses: [404] },
        schema: { body: applicationAsk, response: { 200: applicationReply } },
      },
      async (request, reply) => {
        const applied = await apply(hub, request.body);
        if (applied.ok) return applied.value;
        return refuse(hub, reply, applied.fault === 'not-found' ? 'not-found' : 'too-many-requests');
      },
    );
    app.post(
      COMPANY_PATHS.stand,
      { config: { guard: 'company', refuses: [404] }, schema: { response: { 200: standReply } } },
      async (request, reply) => {
        const [company] = await listCompanies(store, { venue: null, id: companyOf(request).id, limit: 1 });
        return company === undefined
          ? refuse(hub, reply, 'not-found')
          : { company, noPasses: whyNoPasses(company, hub.nowMs()) };
      },
    );
    app.post(
      COMPANY_PATHS.upload,
      {
        config: { guard: 'company', refuses: [404, 409] },
        bodyLimit: MAX_UPLOAD_BYTES,
        schema: { body: uploadAsk, response: { 200: uploadReply } },
      },
      async (request, reply) => {
        const { id, venue } = companyOf(request);
        const { sheet, format, content } = request.body;
        const now = new Date(hub.nowMs());
        const today = dayAt(now.getTime(), await readUtcOffset(published.policyFolder));
        const ground = { sheet, today, gates: await listGates(store, venue) };
        const read = await readFile({ format, content: Buffer.from(content, 'base64') }, ground);
        if (!read.ok) return { is: 'wrong' as const, faults: [...read.faults] };
        const subjectOf = openRegister(secrets.venueMaster, venue);
        const kept = await store
          .transaction()
          .execute((tx) => keepFile(tx, read.value, { company: id, sheet, subjectOf, randomBytes, now }));
        if (kept.ok) return kept.value;
        return refuse(hub, reply, kept.fault === 'not-found' ? 'not-found' : 'company-not-in-force');
      },
    );
    app.post(
      COMPANY_PATHS.passes,
      {
        config: { guard: 'company', refuses: [404, 409] },
        schema: { body: passesAsk, response: { 200: passesReply } },
      },
      async (request, reply) => {
        const ground = {
          ...{ hubKey: secrets.hubKey, randomBytes, now: new Date(hub.nowMs()) },
          utcOffsetMinutes: await readUtcOffset(published.policyFolder),
        };
        const taking = { ...request.body, company: companyOf(request).id };
        const taken = await store.transaction().execute((tx) => takePasses(tx, taking, ground));
        if (taken.ok) return { passes: [...taken.value.passes], next: taken.value.next };
        return refuse(hub, reply, taken.fault === 'not-found' ? 'not-found' : 'company-not-in-force');
      },
    );
    done();
  };
}
