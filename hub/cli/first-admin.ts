import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { inTransaction } from '../backup/session.ts';
import { whatIsThere } from '../backup/tables.ts';
import { makeCode } from '../code.ts';
import { sha256 } from '../crypto.ts';
import { readDatabaseUrl } from '../environment.ts';
import { renewFirst } from '../store/first-token.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { EXIT, type Command } from './command.ts';

const HELP = `sentinel hub first-admin

Makes another one-time token for the first account of the console, in place of the one that the hub's first start has shown:
{"token":…}. Whoever has it makes that account, at /console/ of the hub, over all its venues.

Exit code 2: {"fault":"account-there"}, there is an account already, which makes others; or {"fault":"not-a-hub"}.
`;

export const firstAdmin: Command = {
  help: HELP,
  async run(args, { variables, answer, nowMs }) {
    parseArgs({ args: [...args], options: {} });
    const token = makeCode(randomBytes);
    const made = await inTransaction(
      readDatabaseUrl(variables),
      'begin',
      async ({ store }): Promise<Result<null, 'account-there' | 'not-a-hub'>> => {
        if ((await whatIsThere(store)) !== 'hub') return fail('not-a-hub');
        const renewed = await renewFirst(store, sha256(token), new Date(nowMs()));
        return renewed.ok ? ok(null) : renewed;
      },
    );
    await answer(made.ok ? { token } : { fault: made.fault });
    return made.ok ? EXIT.ok : EXIT.badInput;
  },
};
