import { UsageError, type Command } from './command.ts';

/** What `sentinel policy` is made of, each loaded only when called. */
const PARTS: Readonly<Record<string, () => Promise<Command['run']>>> = {
  check: async () => (await import('./policy/check.ts')).checkRules,
  evaluate: async () => (await import('./policy/evaluate.ts')).evaluateRules,
  fetch: async () => (await import('./policy/fetch.ts')).fetchRules,
};

const HELP = `sentinel policy check FILE…

Says everything that would keep kiosks from taking these policies: {"file":…,"path":…,"reason":…}, a line for each
mistake.

sentinel policy fetch --from URL|DIR --root FILE --store DIR --at TIME

Takes newer rules from a TUF repository on a server or in a folder into a store, as a kiosk does at that time, and
writes {"installed":…,"version":…,"fault":…}. Whatever goes wrong, the store keeps what it had.

sentinel policy evaluate

Runs business rules as they are written for EU certificates. Reads one JSON object a line:

  {"rule":{"Logic":{…CertLogic…}},"payload":{…},"external":{…}}

("rule" may also be the expression itself) and writes {"result":…} for each, in order. Variables are payload.* and
external.*; an expression that is not acceptable, or cannot run, is a bad line.

docs/command-line.md has every field.
`;

export const policy: Command = {
  help: HELP,
  async run([name, ...args], world) {
    const load = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (load === undefined) throw new UsageError(`one of: ${Object.keys(PARTS).join(', ')}`);
    return (await load())(args, world);
  },
};
