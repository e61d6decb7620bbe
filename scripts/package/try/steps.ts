import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Trouble } from '../../door.ts';
import { capture } from '../../processes.ts';
import { askCommandLine, lookAtFuses, lookAtOwners, lookAtUdevRule, lookAtUnit, lookAtUser } from './looks.ts';
import { shareDrawn, parseFramebuffer, type Picture } from './picture.ts';
import { DATA, expectAll, failed, PROGRAM, UNIT, within, type Trial } from './trial.ts';

/** Tries one thing. @returns sentences, none where all is as it must be */
type Step = (trial: Trial) => Promise<string[]>;

/** In this order, each on what the one before has left. */
export const STEPS: readonly (readonly [name: string, look: Step])[] = [
  ['install', install],
  ['owners', lookAtOwners],
  ['user', lookAtUser],
  ['unit', lookAtUnit],
  ['udev', lookAtUdevRule],
  ['fuses', lookAtFuses],
  ['command-line', askCommandLine],
  ['start', startByUnit],
  ['stick', writesToStick],
  ['killed', restartsAfterKill],
  ['hung', restartsAfterHanging],
  ['left', staysLeft],
  ['upgrade', upgrade],
  ['remove', remove],
  ['purge', purge],
];

const LOG = `${DATA}/venue/logs/kiosk.log`;
const PACKAGE_IN_ROOT = '/root/digital-sentinel.deb';
/** Something of a kiosk's that outlives upgrade and removal. */
const KEPT = `${DATA}/kept-by-trial`;

const START_MS = 90_000;
/** scripts/package/debian/kiosk */
const HUNG_MS = 60_000;
/** A pointer alone is a ten-thousandth of a display. */
const LEAST_SHARE = 0.01;

/** The trial's display in place of a graphics card, and the machine's console in place of its first terminal. */
const DROP_IN = '/etc/systemd/system/digital-sentinel.service.d/try.conf';
const dropIn = (display: string): string => `[Unit]
After=console-getty.service
Conflicts=console-getty.service
[Service]
TTYPath=/dev/console
Environment=WLR_BACKENDS=x11 WLR_RENDERER=pixman DISPLAY=${display}
`;
/** To the app's main process: the one of its program that no other has started as a helper. */
const signal = (name: string): string => `for process in /proc/[0-9]*; do
  [ "$(readlink $process/exe)" = ${PROGRAM} ] || continue
  tr '\\0' ' ' <$process/cmdline | grep -q -e --type= || kill -${name} \${process#/proc/}
done`;
/** In place of the app, one that a supervisor leaves at once. */
const LEFT = `ExecStart=
ExecStart=/usr/lib/digital-sentinel/kiosk /bin/sh -c 'exit 10'
`;

async function install(trial: Trial): Promise<string[]> {
  await copyFile(trial.deb, join(trial.root, PACKAGE_IN_ROOT));
  return failed(await trial.run(`apt-get update -q && apt-get install -q -y ${PACKAGE_IN_ROOT}`));
}

/** The machine is switched on, and shows the first page of the set-up. */
async function startByUnit(trial: Trial): Promise<string[]> {
  await changeUnit(trial, dropIn(trial.display));
  await trial.restart();
  if (!(await within(START_MS, async () => (await starts(trial)) === 1)))
    return [`no window has opened within ${START_MS / 1000} s: ${await lastWords(trial)}`];
  const { picture, isPage } = await seen(trial);
  if (picture !== null && trial.picture !== null) await writePicture(picture, trial.picture);
  if (!isPage) return [`the display shows no page after ${START_MS / 1000} s: ${await lastWords(trial)}`];
  return expectAll(trial.run, [
    [`systemctl show --value -p NRestarts ${UNIT}`, '0\n'],
    [`stat -c %U /proc/$(systemctl show --value -p MainPID ${UNIT})`, 'digital-sentinel\n'],
  ]);
}

/** What the display showed last, and whether it was a page, and the same twice. */
async function seen({ folder }: Trial): Promise<{ picture: Picture | null; isPage: boolean }> {
  const looked: { picture: Picture | null; share: number } = { picture: null, share: 0 };
  const isPage = await within(START_MS, async () => {
    const before = looked.share;
    looked.picture = parseFramebuffer(await readFile(join(folder, 'display', 'Xvfb_screen0')));
    looked.share = looked.picture === null ? 0 : shareDrawn(looked.picture);
    return looked.share >= LEAST_SHARE && looked.share === before;
  });
  return { picture: looked.picture, isPage };
}

/** What is mounted while the kiosk runs is seen by its processes, and their user may write to it. */
async function writesToStick({ run }: Trial): Promise<string[]> {
  const stick = '/media/try';
  const write = `nsenter -t $(systemctl show --value -p MainPID ${UNIT}) -m -S $(id -u digital-sentinel) touch ${stick}/written`;
  await run(`mkdir -p ${stick} && mount -t tmpfs -o uid=$(id -u digital-sentinel),mode=700 stick ${stick}`);
  const wrong = [...failed(await run(write)), ...(await expectAll(run, [[`ls ${stick}`, 'written\n']]))];
  return [...wrong, ...failed(await run(`umount ${stick} && rmdir ${stick}`))];
}

async function restartsAfterKill(trial: Trial): Promise<string[]> {
  await trial.run(signal('KILL'));
  const isBack = await within(START_MS, async () => (await starts(trial)) === 2);
  return isBack ? [] : [`a kiosk that was killed is not back within ${START_MS / 1000} s: ${await lastWords(trial)}`];
}

/** A main process that stands still: nothing in the app can tell. */
async function restartsAfterHanging(trial: Trial): Promise<string[]> {
  await trial.run(signal('STOP'));
  const isBack = await within(HUNG_MS + START_MS, async () => (await starts(trial)) === 3);
  return isBack ? [] : [`a kiosk that hangs is not started anew: ${await lastWords(trial)}`];
}

/** Through the compositor, which on Debian 12 says nothing of what the app ended with. */
async function staysLeft(trial: Trial): Promise<string[]> {
  const { run } = trial;
  await changeUnit(trial, dropIn(trial.display) + LEFT);
  await run(`systemctl restart ${UNIT}`);
  const isLeft = await within(START_MS, async () => (await run(`systemctl is-active ${UNIT}`)).stdout === 'inactive\n');
  const wrong = isLeft ? [] : [`a kiosk that a supervisor has left is started again: ${await lastWords(trial)}`];
  await changeUnit(trial, dropIn(trial.display));
  return [...wrong, ...failed(await run(`systemctl start ${UNIT}`))];
}

async function upgrade(trial: Trial): Promise<string[]> {
  if (!(await within(START_MS, async () => (await starts(trial)) === 4)))
    return [`a kiosk that was left does not start by hand: ${await lastWords(trial)}`];
  await trial.run(`echo kept >${KEPT} && chown digital-sentinel: ${KEPT}`);
  const newer = await makeNewer(trial);
  const installed = failed(await trial.run(`dpkg -i ${newer}`));
  if (installed.length > 0) return installed;
  const isNew = await within(START_MS, async () => (await starts(trial)) === 5);
  return [
    ...(isNew ? [] : [`the new app has not started within ${START_MS / 1000} s: ${await lastWords(trial)}`]),
    ...(await expectAll(trial.run, [
      ["dpkg-query -W -f '${Version}' digital-sentinel", /\+try$/u],
      [`stat -c %U ${KEPT} && cat ${KEPT}`, 'digital-sentinel\nkept\n'],
    ])),
  ];
}

async function remove({ run }: Trial): Promise<string[]> {
  return [
    ...failed(await run('apt-get remove -q -y digital-sentinel')),
    ...(await expectAll(run, [
      ['ls -d /opt/digital-sentinel /usr/bin/sentinel /usr/lib/digital-sentinel 2>/dev/null', ''],
      [`systemctl show --value -p LoadState ${UNIT}; systemctl show --value -p ActiveState ${UNIT}`, /inactive\n$/u],
      [`ls /usr/lib/systemd/system/${UNIT} /etc/systemd/system/graphical.target.wants/${UNIT} 2>/dev/null`, ''],
      ['systemctl is-enabled ctrl-alt-del.target', /^(?!masked)/u],
      [`cat ${KEPT}`, 'kept\n'],
      // A setting of IT's is no program.
      ['ls /etc/default/digital-sentinel', '/etc/default/digital-sentinel\n'],
    ])),
  ];
}

/** A journal stays, and with it whose it is; everything else goes, also from under a kiosk that runs. */
async function purge(trial: Trial): Promise<string[]> {
  const { run } = trial;
  const owed = `${DATA}/venue/journal.db`;
  const kept = await run(`echo owed >${owed} && apt-get purge -q -y digital-sentinel`);
  const keeping = [
    ...failed(kept),
    ...(await expectAll(run, [
      [`cat ${owed}`, 'owed\n'],
      ['getent passwd digital-sentinel | cut -d: -f1', 'digital-sentinel\n'],
      ['ls /etc/default/digital-sentinel 2>/dev/null', ''],
    ])),
  ];
  const again = await run(`apt-get install -q -y ${PACKAGE_IN_ROOT} && rm ${owed} && systemctl start ${UNIT}`);
  const isRunning = await within(START_MS, async () => (await starts(trial)) === 6);
  const gone = await run('apt-get purge -q -y digital-sentinel');
  return [
    ...keeping,
    ...failed(again),
    ...(isRunning ? [] : [`installed anew it does not start: ${await lastWords(trial)}`]),
    ...failed(gone),
    ...(await expectAll(run, [
      [`ls -d ${DATA} 2>/dev/null`, ''],
      ['getent passwd digital-sentinel', ''],
      ['getent group digital-sentinel', ''],
    ])),
  ];
}

/** The same package in a version that Debian counts as later. @returns its path in the machine */
async function makeNewer({ deb, folder, root }: Trial): Promise<string> {
  const taken = join(folder, 'newer');
  const control = join(taken, 'DEBIAN', 'control');
  const file = join(root, PACKAGE_IN_ROOT);
  await must('dpkg-deb', ['--raw-extract', deb, taken]);
  await writeFile(control, (await readFile(control, 'utf8')).replace(/^Version: .*$/mu, '$&+try'));
  await must('dpkg-deb', ['-Znone', '--build', taken, file]);
  await rm(taken, { recursive: true });
  return PACKAGE_IN_ROOT;
}

async function changeUnit({ run }: Trial, text: string): Promise<void> {
  await run(`mkdir -p $(dirname ${DROP_IN}) && printf %s "$1" >${DROP_IN} && systemctl daemon-reload`, text);
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await capture(command, args);
  if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\n${command} failed.`);
}

async function writePicture({ width, height, rgb }: Picture, file: string): Promise<void> {
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}

/** How often the app has opened its window, whose page then asks for the camera. */
async function starts({ run }: Trial): Promise<number> {
  return Number((await run(`cat ${LOG}* 2>/dev/null | grep -c '"camera-state","state":"starting"'`)).stdout);
}

/** Of the whole machine: what the app says counts as its session's, not as the unit's. */
async function lastWords({ run }: Trial): Promise<string> {
  return (await run('journalctl -q --no-pager -b -o cat -n 40')).stdout.trim();
}
