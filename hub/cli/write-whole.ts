import { renameSync, writeFileSync } from 'node:fs';

/** Whoever reads at the same time finds the old file or the new one. */
export function writeWhole(path: string, content: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { flush: true });
  renameSync(`${path}.new`, path);
}
