import send from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PATHS } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { findFile, readRoot } from '../policy-folder.ts';

/** A file of a TUF repository: no name begins with a dot, so that nothing hidden and nothing above is asked for. */
const FILE = /^(?:[A-Za-z0-9_-][\w.-]*\/)*[A-Za-z0-9_-][\w.-]*$/u;

/** base64url of a SHA-256. */
const digest = z.string().regex(/^[\w-]{43}$/u);

/**
 * The health office's repository as it lies in a folder, for kiosks to fetch rules from. The hub vouches for nothing of
 * it: kiosks believe the signatures within.
 */
export function policyRoutes(hub: Hub): FastifyPluginCallbackZod {
  const { policyFolder: folder } = hub.published;
  const config = { guard: 'open', isRead: true, refuses: [404] } as const;
  return (app, _options, done) => {
    app.get(
      `${PATHS.policy}/*`,
      { config, schema: { params: z.object({ '*': z.string() }) } },
      async (request, reply) => {
        const { '*': name } = request.params;
        const isInside = folder !== null && FILE.test(name) && (await findFile(folder, name)) !== null;
        return isInside ? answerFile(hub, request, reply, { folder, name }) : refuse(hub, reply, 'not-found');
      },
    );
    app.get(
      PATHS.policyRoot,
      { config, schema: { querystring: z.object({ sha256: digest.optional() }) } },
      async (request, reply) => {
        const root = folder === null ? null : await readRoot(folder, request.query.sha256 ?? null);
        if (root === null) return refuse(hub, reply, 'not-found');
        return reply.header('cache-control', 'no-cache').type('application/json').send(root);
      },
    );
    done();
  };
}

interface File {
  readonly folder: string;
  readonly name: string;
}

async function answerFile(
  hub: Hub,
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, name }: File,
): Promise<FastifyReply> {
  const sent = await send(request.raw, `/${name}`, {
    root: folder,
    dotfiles: 'deny',
    index: false,
    cacheControl: false,
  });
  if (sent.type !== 'file' && sent.statusCode !== 304) return refuse(hub, reply, 'not-found');
  return reply.code(sent.statusCode).headers(sent.headers).header('cache-control', cachingOf(name)).send(sent.stream);
}

/** A file whose name is its hash (TUF §6.2, consistent snapshots) never changes. */
const HASHED = /(?:^|\/)[0-9a-f]{64}\./u;
/** Nor does one of a numbered version, until a new office begins with new numbers. */
const NUMBERED = /(?:^|\/)\d{1,9}\.(?!root\.json$)/u;

/** How long a proxy may keep a file: what is newest is asked for anew each time, and so are roots. */
function cachingOf(name: string): string {
  if (HASHED.test(name)) return 'public, max-age=31536000, immutable';
  return NUMBERED.test(name) ? 'public, max-age=3600' : 'no-cache';
}
