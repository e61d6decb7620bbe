// What `electron <folder>` runs in the registry's runtime, which comes without Electron's own default app.
// The awaited import is the point: Electron holds back `ready` until it settles, so that the app may still register its scheme.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import process from 'node:process';
import { app } from 'electron';

const folder = resolve(process.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '.');
const { name, productName, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, main)).href);
