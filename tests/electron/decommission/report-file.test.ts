import { expect, test } from 'vitest';
import { reportIn } from '../../../electron/decommission/report-file.ts';

const NOW = new Date('2022-05-13T01:02:03.456Z');

test.each([
  ['in the home of its user', {}, '/home/kiosk/digital-sentinel-2022-05-13T01-02-03.txt'],
  [
    'where the unit has the logs, which the profile is not',
    { LOGS_DIRECTORY: '/var/log/digital-sentinel' },
    '/var/log/digital-sentinel/digital-sentinel-2022-05-13T01-02-03.txt',
  ],
])('the report of a kiosk that is ended at its screen lies %s', (_where, env, expected) => {
  expect(reportIn(env, '/home/kiosk', NOW)).toBe(expected);
});
