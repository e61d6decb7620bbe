import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { startDisplay } from '../../scripts/display.ts';
import { capture } from '../../scripts/processes.ts';

/** The window manager's own, as Debian has it: nothing is set up for a kiosk there. */
const CONFIGURATION = '/etc/xdg/openbox/rc.xml';

/** A key or several at once, as xdotool names them: `ctrl+alt+Left`. */
type Keys = string;

interface Binding {
  readonly keys: Keys;
  /** It shows a menu, which has the keyboard until it is closed. */
  readonly isMenu: boolean;
}

/** A screen with a window manager, as somebody who sits before it has it. */
export interface Desk {
  readonly display: string;
  /** Every key that the window manager has a meaning for. */
  readonly bindings: readonly Binding[];
  press(...keys: readonly Keys[]): Promise<void>;
  /** Types a text and Enter, as a scanner that is a keyboard does. */
  type(text: string): Promise<void>;
  /** With Alt held, presses a button of the mouse in the middle of the screen, moves it and lets go. */
  drag(button: number): Promise<void>;
  /** Opens a window of somebody else's. */
  openAnother(): void;
  /** By title who has the keyboard, and by X's number whose window is seen in the corners and the middle of the screen. */
  look(): Promise<{ readonly focus: string; readonly seen: readonly string[] }>;
  /** What the window manager says of the window that has the keyboard: `_NET_WM_STATE_ABOVE` is one of these. */
  states(): Promise<string>;
  stop(): Promise<void>;
}

export async function startDesk(): Promise<Desk> {
  const display = await startDisplay();
  const env = { ...process.env, DISPLAY: display.name };
  const bindings = readBindings(await readFile(CONFIGURATION, 'utf8'));
  const running: ChildProcess[] = [];
  const run = (program: string, ...args: readonly string[]): void => {
    running.push(spawn(program, args, { env, stdio: 'ignore' }));
  };
  const xdotool = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await capture('xdotool', args, { env });
    if (code !== 0) throw new Error(`xdotool ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  run('openbox', '--config-file', CONFIGURATION, '--sm-disable');
  await managed(env);
  return {
    display: display.name,
    bindings,
    async press(...keys) {
      await xdotool('key', ...keys);
    },
    async type(text) {
      await xdotool('type', '--delay', '4', text);
      await xdotool('key', 'Return');
    },
    async drag(button) {
      const pressed = ['mousemove', '960', '540', 'keydown', 'alt', 'mousedown', String(button)];
      await xdotool(...pressed, 'mousemove', '1100', '700', 'mouseup', String(button), 'keyup', 'alt');
    },
    openAnother() {
      run('xmessage', '-geometry', '400x300+700+300', 'somebody else');
    },
    async look() {
      const { stdout, stderr } = await capture('xdotool', ['getactivewindow', 'getwindowname'], { env });
      const places = PLACES.flatMap((place) => ['mousemove', ...place, 'getmouselocation']);
      const seen = (await xdotool(...places)).matchAll(/window:(\d+)/gu);
      return { focus: (stdout + stderr).trim(), seen: [...seen].map(([, window]) => window ?? '') };
    },
    async states() {
      const { stdout } = await capture('xdotool', ['getactivewindow'], { env });
      return (await capture('xprop', ['-id', stdout.trim(), '_NET_WM_STATE'], { env })).stdout;
    },
    async stop() {
      await Promise.all(running.map(ended));
      display.stop();
    },
  };
}

/** Of the display, 1920 × 1080. */
const PLACES = [
  ['0', '0'],
  ['1919', '0'],
  ['960', '540'],
  ['0', '1079'],
  ['1919', '1079'],
] as const;

const MODIFIERS: Readonly<Record<string, string>> = { C: 'ctrl', A: 'alt', S: 'shift', W: 'super' };

/** @throws where a key is named in a way that is not known here, so that none is left out */
function readBindings(configuration: string): readonly Binding[] {
  const found = [...configuration.matchAll(/<keybind key="([^"]+)">(.*?)<\/keybind>/gsu)];
  if (found.length === 0) throw new Error(`no keys in ${CONFIGURATION}`);
  return found.map(([, key = '', actions = '']) => {
    const names = key.split('-');
    const modifiers = names.slice(0, -1).map((name) => MODIFIERS[name]);
    if (modifiers.includes(undefined)) throw new Error(`what is ${key}?`);
    return { keys: [...modifiers, ...names.slice(-1)].join('+'), isMenu: actions.includes('"ShowMenu"') };
  });
}

const MANAGED_WITHIN_MS = 10_000;

/** Waits until there is somebody who keeps a list of windows. */
async function managed(env: NodeJS.ProcessEnv): Promise<void> {
  const until = performance.now() + MANAGED_WITHIN_MS;
  for (;;) {
    const { code } = await capture('xdotool', ['get_num_desktops'], { env });
    if (code === 0) return;
    if (performance.now() > until) throw new Error('openbox does not manage the display');
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

const KEYS_IN_X: Readonly<Record<string, string>> = {
  ...{ Control: 'ctrl', Shift: 'shift', Alt: 'alt', Meta: 'super' },
  ...{ ArrowLeft: 'Left', ArrowRight: 'Right', Backspace: 'BackSpace', Space: 'space', PrintScreen: 'Print' },
  ...{ Equal: 'equal', Minus: 'minus', Digit0: '0', NumpadAdd: 'KP_Add', ContextMenu: 'Menu' },
};

/** @param keys as a browser names them: `Control+Shift+I` */
export function inX(keys: string): Keys {
  return keys
    .split('+')
    .map((key) => KEYS_IN_X[key] ?? (key.length === 1 ? key.toLowerCase() : key))
    .join('+');
}
