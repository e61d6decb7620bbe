import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Metadata, TargetFile, Targets } from '@tufjs/models';
import type { z } from 'zod';
import { siteListSchema, siteStatesSchema } from '../../shared/policy/sites.ts';
import { OfficeError, readJson, REPOSITORY, type Office } from './office.ts';
import { SITE_LIST_TARGET, SITE_STATES_TARGET, TARGETS, type TargetPath } from './roles.ts';
import { describe, hashedName } from './signing.ts';

/** A target, and where its bytes go in the repository; `null`: they are there. */
interface Laid {
  readonly target: TargetFile;
  readonly write: [name: string, bytes: Buffer] | null;
}

/**
 * How busy sites are, and the list of them where there is one, or was: kiosks do not take it that it is gone.
 *
 * @throws OfficeError for a file that kiosks would refuse
 */
export function laySites(office: Office, published: Metadata<Targets> | null): Laid[] {
  const states = readSites(join(office.folder, 'sites.json'), siteStatesSchema) ?? { asOf: null, states: {} };
  const list = readSites(join(office.folder, 'site-list.json'), siteListSchema);
  const last = published?.signed.targets[SITE_LIST_TARGET];
  const kept: Laid[] = last === undefined ? [] : [{ target: last, write: null }];
  return [lay(office, SITE_STATES_TARGET, states), ...(list === null ? kept : [lay(office, SITE_LIST_TARGET, list)])];
}

/** @returns `null`: there is no such file */
function readSites<T>(path: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(path)) return null;
  const read = schema.safeParse(readJson(path));
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new OfficeError(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not of the expected form'}`);
}

function lay({ folder }: Office, path: TargetPath, content: unknown): Laid {
  const bytes = Buffer.from(`${JSON.stringify(content)}\n`);
  const { maxBytes } = TARGETS[path];
  if (bytes.length > maxBytes) throw new OfficeError(`${path} has ${bytes.length} bytes, and kiosks take ${maxBytes}`);
  const target = describe(path, bytes);
  const name = join('targets', hashedName(target));
  return { target, write: existsSync(join(folder, REPOSITORY, name)) ? null : [name, bytes] };
}
