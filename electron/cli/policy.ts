import { OfficeError } from '../policy/office.ts';
import { UsageError, type Command } from './command.ts';
import { EXIT } from './ndjson.ts';

/** What `sentinel policy` is made of, each loaded only when called. */
const PARTS: Readonly<Record<string, () => Promise<Command['run']>>> = {
  check: async () => (await import('./policy/check.ts')).checkRules,
  diff: async () => (await import('./policy/diff.ts')).diffRules,
  districts: async () => (await import('./policy/districts.ts')).importDistricts,
  evaluate: async () => (await import('./policy/evaluate.ts')).evaluateRules,
  fetch: async () => (await import('./policy/fetch.ts')).fetchRules,
  keygen: async () => (await import('./policy/keygen.ts')).makeKeys,
  new: async () => (await import('./policy/new.ts')).makeOffice,
  publish: async () => (await import('./policy/publish.ts')).publishRules,
  sign: async () => (await import('./policy/sign.ts')).signRules,
  test: async () => (await import('./policy/test.ts')).testRules,
};

const HELP = `sentinel policy keygen [--sealing] FILE.jwk…

Makes pairs of keys: the private half in FILE.jwk, readable by you only, the public one in FILE.pub.jwk.

sentinel policy new DIR --root FILE… --targets FILE… --online FILE… [--threshold N]

Makes a health office's folder: rules to begin from (policy.json), and who signs what (roles.json) by these public keys.
--root, --targets and --online may be given several times; N of the root keys (2) must sign a root.

sentinel policy check FILE…

Says everything that would keep kiosks from taking these policies: {"file":…,"path":…,"reason":…}, a line for each
mistake.

sentinel policy test FILE…

Tries every rule on its own examples: the same lines for each that comes out otherwise, and for rules without examples
on both sides.

sentinel policy diff BEFORE AFTER [--at TIME]

Says which made-up visitors the second policy judges otherwise than the first:
{"venueType":…,"visitor":{…words…},"before":{"verdict":…,"reasons":[…]},"after":{…}}. Each is a policy's file, an
office's folder or a kiosk's store.

sentinel policy districts POLICY [--population FILE] [--cases FILE] [--at TIME] [--write]

Puts figures of CSV files into a policy's districts: code, name, nameEn, population; and code, date, new (cases a day).
Says how each district then stands and by which three days, {"district":…,"status":…,"before":…,"days":[…]}, and which
made-up visitors are judged otherwise there for it, as diff does. --write puts them into the file; else nothing is
changed. Faults are {"file":…,"row":…,"column":…,"fault":…}, and exit code 2.

sentinel policy sign DIR --key FILE…

Checks and tests the rules, drafts whatever has to be signed offline, a root or the rules, and adds these keys' signatures:
{"file":…,"signatures":…,"needed":…}. The next person signs the same folder.

sentinel policy publish DIR --key FILE… [--revoke FILE] [--unrevoke FILE] [--revocations FILE] [--at TIME]

Puts what has all its signatures into DIR/repository, for a web server or a stick, with a new timestamp that lasts
7 days: to be run every hour, with the keys that sign online. --revoke and --unrevoke read {"issuer":…,"id":…} a line;
--revocations takes a whole list of 8-byte prefixes. By the machine's clock it never goes back before the last publication,
nor on more than a day after it; --at, a person's word for the time, may do both.

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
    try {
      return await (
        await load()
      )(args, world);
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error;
      world.say(`sentinel policy ${name ?? ''}: ${error.message}`);
      return EXIT.badInput;
    }
  },
};
