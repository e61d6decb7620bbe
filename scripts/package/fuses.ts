import { FuseV1Options } from '@electron/fuses';

/**
 * How the fuses of a packaged kiosk stand: nobody can make a Node of it, inspect it, or put code of their own in place of ours.
 *
 * @see https://www.electronjs.org/docs/latest/tutorial/fuses
 */
const PRODUCTION: readonly (readonly [name: keyof typeof FuseV1Options, isOn: boolean])[] = [
  ['RunAsNode', false],
  ['EnableCookieEncryption', true],
  ['EnableNodeOptionsEnvironmentVariable', false],
  ['EnableNodeCliInspectArguments', false],
  ['EnableEmbeddedAsarIntegrityValidation', true],
  ['OnlyLoadAppFromAsar', true],
  ['LoadBrowserProcessSpecificV8Snapshot', false],
  ['GrantFileProtocolExtraPrivileges', false],
];

/** How a fuse's state is written in the program: the characters 0, 1 and r. */
const STATES: Readonly<Record<number, string>> = { 48: 'off', 49: 'on', 114: 'removed' };

/** States by the index of the fuse, as read back from a program; what a program lacks is absent. */
export type FuseWire = Readonly<Partial<Record<FuseV1Options, number>>>;

/** One sentence for each fuse that does not stand as it must, a missing one included. */
export function wrongFuses(wire: FuseWire): string[] {
  return PRODUCTION.flatMap(([name, isOn]) => {
    const state = STATES[wire[FuseV1Options[name]] ?? Number.NaN] ?? 'missing';
    const wanted = isOn ? 'on' : 'off';
    return state === wanted ? [] : [`the fuse ${name} must be ${wanted} and is ${state}`];
  });
}
