import type { FastifyRequest } from 'fastify';

/** @returns `undefined` for a field that is missing, or there more than once */
export function fieldOf(request: FastifyRequest, name: string): string | undefined {
  const field = request.headers[name];
  return typeof field === 'string' ? field : undefined;
}
