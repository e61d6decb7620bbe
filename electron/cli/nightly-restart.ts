import { NIGHTLY_RESTART, nightlyRestartSchema } from '../nightly-restart.ts';
import { UsageError } from './command.ts';
import { settingCommand } from './setting-command.ts';

const HELP = `sentinel nightly-restart set|off|show --profile DIR [--demo]

When a kiosk may start anew by itself: if nobody has come for ten minutes, and it has run for twelve hours. If nothing is
set, from 03:00 to 04:00.

  set --from HH:MM --to HH:MM     by the clock on the wall, the end excluded; 23:30 to 00:30 is across midnight

Out: the window as the settings have it then, or null. Exit code 2 with {"fault"} for kiosk-running (but for show) and
settings-damaged.
`;

export const nightlyRestart = settingCommand({
  help: HELP,
  name: 'nightlyRestart',
  options: ['from', 'to'],
  parse: parseWindow,
  unset: NIGHTLY_RESTART,
});

function parseWindow({ from, to }: { from?: string | undefined; to?: string | undefined }): {
  from: string;
  to: string;
} {
  const parsed = nightlyRestartSchema.safeParse({ from, to });
  if (!parsed.success) throw new UsageError('--from and --to are two different times of the day, 03:00 and 04:00');
  return parsed.data;
}
