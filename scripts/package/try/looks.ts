import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { wrongFuses } from '../fuses.ts';
import { OWNERS_FORMAT, wrongOwners } from './owners.ts';
import { DATA, expectAll, failed, PROGRAM, UNIT, type Trial } from './trial.ts';

/** All that the package brings is root’s. */
export async function lookAtOwners({ run }: Trial): Promise<string[]> {
  const listed = await run(
    `dpkg -L digital-sentinel | grep -v '^/\\.$' | xargs -d '\\n' -I{} find {} -maxdepth 0 -printf '${OWNERS_FORMAT}'`,
  );
  return listed.stdout === '' ? ['the package lists no files'] : [...failed(listed), ...wrongOwners(listed.stdout)];
}

/** The kiosk’s user, its groups and its folder. */
export async function lookAtUser({ run }: Trial): Promise<string[]> {
  return expectAll(run, [
    ['id -Gn digital-sentinel | tr " " "\\n" | sort | tr "\\n" " "', 'audio dialout digital-sentinel render video '],
    ['getent passwd digital-sentinel | cut -d: -f6,7', `${DATA}:/usr/sbin/nologin\n`],
    [`stat -c '%a %U:%G' ${DATA}`, '700 digital-sentinel:digital-sentinel\n'],
  ]);
}

/** systemd takes the unit, and starts it with the machine. */
export async function lookAtUnit({ run }: Trial): Promise<string[]> {
  return [
    ...failed(await run(`out=$(systemd-analyze verify ${UNIT} 2>&1) && [ -z "$out" ] || { echo "$out"; exit 1; }`)),
    ...(await expectAll(run, [
      [`systemctl is-enabled ${UNIT}`, 'enabled\n'],
      ['systemctl is-enabled ctrl-alt-del.target', 'masked\n'],
      ['systemctl get-default', 'graphical.target\n'],
    ])),
  ];
}

/** `sentinel` answers as docs/command-line.md says, before there is a kiosk. */
export async function askCommandLine({ run }: Trial): Promise<string[]> {
  return expectAll(run, [
    ['sentinel --version >/dev/null 2>&1; echo $?', '0\n'],
    ['sentinel --help >/dev/null 2>&1; echo $?', '0\n'],
    ['sentinel --help | grep -c provision', /^[1-9]/u],
    // There is no kiosk yet.
    ['sentinel doctor >/dev/null 2>&1; echo $?', '2\n'],
    ['sentinel no-such-command >/dev/null 2>&1; echo $?', '2\n'],
    ['runuser -u nobody -- sentinel --version >/dev/null 2>&1; echo $?', '2\n'],
  ]);
}

/** The rule that mounts sticks is read, and there is nothing to say against it. */
export async function lookAtUdevRule({ run }: Trial): Promise<string[]> {
  const read = 'udevadm test --action=add /sys/class/mem/null 2>&1 | grep 70-digital-sentinel.rules';
  return expectAll(run, [
    [`${read} | grep -c 'Reading rules file'`, '1\n'],
    [`${read} | grep 'rules:[0-9]'`, ''],
  ]);
}

/** As the installed program has them. */
export async function lookAtFuses({ root }: Trial): Promise<string[]> {
  return wrongFuses(await getCurrentFuseWire(join(root, PROGRAM)));
}
