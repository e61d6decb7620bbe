import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

/** Whom Debian and what comes of it let open serial ports. */
const USUAL_GROUP = 'dialout';
const GROUPS = '/etc/group';

/** Whether the system would let us open it. */
export async function mayOpen(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    // Whatever the reason, it would not.
    return false;
  }
}

/** What lets us open a port that the system denies us, as a sentence with the command to run. */
export async function permissionSentence(path: string): Promise<string> {
  const group = await groupOf(path);
  return `${path}: this user may not open it. Run: sudo usermod -aG ${group} ${userName()}, then log in again`;
}

/** Who runs this, as a shell takes it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user that the system has no name for: the shell knows its own.
    return '"$USER"';
  }
}

/**
 * A device's own group, by its name: `uucp` on some systems.
 *
 * @param usual where it has none that helps
 */
export async function groupOf(path: string, usual = USUAL_GROUP): Promise<string> {
  try {
    const { gid, mode } = await stat(path);
    const line = (await readFile(GROUPS, 'utf8')).split('\n').find((one) => one.split(':')[2] === String(gid));
    const name = line?.split(':')[0];
    // That of the superuser, or one that may not either, is no help.
    return name === undefined || gid === 0 || (mode & 0o060) !== 0o060 ? usual : name;
  } catch {
    // A folder on the way, or the list of groups, is closed to us.
    return usual;
  }
}
