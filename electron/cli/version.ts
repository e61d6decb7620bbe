import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './command.ts';

/** Of the app that this command line came with. */
export function readVersion({ resources }: Pick<World, 'resources'>): string {
  const { version } = JSON.parse(readFileSync(join(resources, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}
