import send from '@fastify/send';
import type { FastifyContextConfig } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { findFile } from '../policy-folder.ts';

/** No name begins with a dot. */
const FILE = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/u;
const PAGE = 'index.html';

/** Nothing but what lies here, nothing that is written into a page, and nobody's frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The console's page, and what belongs to it. It shows nothing to whoever has not signed in. */
export function consoleFilesRoutes(hub: Hub): FastifyPluginCallbackZod {
  return pageRoutes(hub, { at: '/console', is: 'The console', root: hub.consoleFolder, config: { isRead: true } });
}

/** The page that a venue code opens. Whoever has photographed the poster may load it, and nobody else's limit is theirs. */
export function phoneFilesRoutes(hub: Hub): FastifyPluginCallbackZod {
  return pageRoutes(hub, {
    at: '/v',
    is: 'The page of venue codes',
    root: hub.phoneFolder,
    config: { isCheckIn: true },
  });
}

interface Page {
  readonly at: string;
  /** As a sentence calls it. */
  readonly is: string;
  /** Where its files lie, as they were built. */
  readonly root: string;
  /** By what requests are counted. */
  readonly config: Pick<FastifyContextConfig, 'isRead' | 'isCheckIn'>;
}

function pageRoutes(hub: Hub, { at, is, root, config: counted }: Page): FastifyPluginCallbackZod {
  const config = { guard: 'open', refuses: [404], ...counted } as const;
  return (app, _options, done) => {
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('content-security-policy', POLICY);
      next();
    });
    app.get(at, { config }, (_request, reply) => reply.redirect(`${at}/`, 308));
    app.get(`${at}/*`, { config, schema: { params: z.object({ '*': z.string() }) } }, async (request, reply) => {
      const name = request.params['*'] === '' ? PAGE : request.params['*'];
      if (!FILE.test(name) || (await findFile(root, name)) === null) {
        return name === PAGE
          ? reply
              .code(404)
              .type('text/plain; charset=utf-8')
              .send(`${is} is not built on this hub: run "npm run build" there, and load this page again.\n`)
          : refuse(hub, reply, 'not-found');
      }
      const sent = await send(request.raw, `/${name}`, { root, dotfiles: 'deny', index: false, cacheControl: false });
      if (sent.type !== 'file' && sent.statusCode !== 304) return refuse(hub, reply, 'not-found');
      return reply
        .code(sent.statusCode)
        .headers(sent.headers)
        .header('cache-control', cachingOf(name))
        .send(sent.stream);
    });
    done();
  };
}

/** Files under `assets` are named by their content; the page names them, and is asked for anew each time. */
function cachingOf(name: string): string {
  return name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
