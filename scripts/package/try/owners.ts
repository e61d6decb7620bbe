/** What `find -printf` is asked for, so that it can be read here: type, mode in octal, owner, group, path. */
export const OWNERS_FORMAT = '%y %m %u %g %p\\n';

const WRITABLE_BY_OTHERS = 0o022;
const SETUID = 0o4000;
/** The only program that may run as its owner, who is root. */
const SANDBOX = '/opt/digital-sentinel/chrome-sandbox';

/**
 * One sentence for each file that somebody else than root could change, or that runs as root and must not.
 *
 * @param listed lines in `OWNERS_FORMAT`
 */
export function wrongOwners(listed: string): string[] {
  const lines = listed.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const [type, octal = '', owner, group, ...rest] = line.split(' ');
    const path = rest.join(' ');
    const mode = Number.parseInt(octal, 8);
    const isSetUid = (mode & SETUID) !== 0;
    return [
      ...(owner === 'root' && group === 'root' ? [] : [`${path} is ${owner}:${group}’s`]),
      // A link has no mode of its own.
      ...(type !== 'l' && (mode & WRITABLE_BY_OTHERS) !== 0 ? [`${path} is writable by others (${octal})`] : []),
      ...(isSetUid === (path === SANDBOX) ? [] : [`${path} ${isSetUid ? 'runs' : 'does not run'} as root`]),
    ];
  });
}
