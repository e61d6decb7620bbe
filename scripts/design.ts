import { hasDisplay } from './display.ts';
import { DESIGN_WINDOW, serveDesign } from './design/serve.ts';
import { runScript, say, Trouble } from './door.ts';
import { foreground } from './processes.ts';
import { electronExecutable } from './runtime.ts';

/** `npm run design`: every token, component and state of the screens on one page. */
await runScript(async () => {
  if (!(await hasDisplay())) throw new Trouble('There is no screen to show the page on.');
  const { url, close } = await serveDesign();
  say(`The page is at ${url}?language=en&theme=dark as well, until its window is closed.`);
  try {
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return await foreground(await electronExecutable(), [DESIGN_WINDOW, ...asRoot, '--log-level=3', url], process.env);
  } finally {
    await close();
  }
});
