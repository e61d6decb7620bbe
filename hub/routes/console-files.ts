import send from '@fastify/send';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { findFile } from '../policy-folder.ts';

/** No name begins with a dot. */
const FILE = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/u;
/** Where each page lies, and its file: both were built into one folder, and share what they are made of. */
const PAGES = { '/console': 'index.html', '/company': 'company.html' } as const;

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

const NOT_BUILT = 'The console is not built on this hub: run "npm run build" there, and load this page again.\n';

/** The console's page and that for companies, and what belongs to them. Neither shows anything to whom it does not know. */
export function consoleFilesRoutes(hub: Hub): FastifyPluginCallbackZod {
  const { consoleFolder: root } = hub;
  const config = { guard: 'open', isRead: true, refuses: [404] } as const;
  return (app, _options, done) => {
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('content-security-policy', POLICY);
      next();
    });
    for (const [path, page] of Object.entries(PAGES)) {
      app.get(path, { config }, (_request, reply) => reply.redirect(`${path}/`, 308));
      app.get(`${path}/*`, { config, schema: { params: z.object({ '*': z.string() }) } }, async (request, reply) => {
        const name = request.params['*'] === '' ? page : request.params['*'];
        if (!FILE.test(name) || (await findFile(root, name)) === null) {
          return name === page
            ? reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT)
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
    }
    done();
  };
}

/** Files under `assets` are named by their content; the page names them, and is asked for anew each time. */
function cachingOf(name: string): string {
  return name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
