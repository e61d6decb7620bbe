import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where the console's session is kept in a browser. */
export interface SessionCookie {
  /** @returns `null`: there is none */
  read(request: FastifyRequest): string | null;
  set(reply: FastifyReply, value: string): void;
  end(reply: FastifyReply): void;
}

/** 256 random bits, base64url. */
const VALUE = /^[\w-]{43}$/u;

/**
 * Of this very host and path, read by no script, sent with nothing that another site begins; without an end of its own, so
 * that the browser forgets it when it is closed.
 *
 * @param isSecure whether browsers reach the hub by TLS: the name then says that nobody without it can have set the cookie
 * (RFC 6265bis §4.1.3.2)
 */
export function openSessionCookie(isSecure: boolean): SessionCookie {
  const name = isSecure ? '__Host-sentinel-console' : 'sentinel-console';
  const options = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'strict' } as const;
  return {
    read({ cookies }) {
      const value = cookies[name];
      return value !== undefined && VALUE.test(value) ? value : null;
    },
    set(reply, value) {
      void reply.setCookie(name, value, options);
    },
    end(reply) {
      void reply.clearCookie(name, options);
    },
  };
}
