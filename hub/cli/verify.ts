import { parseArgs } from 'node:util';
import { verifyHub, type CheckedChain } from '../backup/verify.ts';
import { readDatabaseUrl } from '../environment.ts';
import { EXIT, type Command } from './command.ts';
import { firstFound } from './unsound.ts';

const HELP = `sentinel hub verify

Walks every chain of a hub's database, as it is at one moment, while hubs go on:
{"venue":…,"chain":…,"kiosk":…,"through":…,"droppedThrough":…,"signedThrough":…,"entries":…,"quarantined":…,"holes":[…],
"found":[…]} for each, then {"verified":…,"epoch":…,"chains":…,"entries":…,"wrong":…,"stray":…}.

found is empty for a chain that is whole. Else {"wrong":…,"sequence":…}, ten at most: "bytes", an entry's bytes do not have
its hash, or are no entry; "place", they are of another chain or sequence; "link", it does not name the hash of the one
before; "lack", from here on entries are missing that neither retention has dropped nor their kiosk has lost; "head", the
chain's end is another; "signature", the kiosk has not signed for this head, or for another entry. stray counts entries of
no chain. What a kiosk lost and told is in holes, and is not wrong.

Exit code 2: something is wrong, or {"fault":"not-a-hub"}.
`;

export const verify: Command = {
  help: HELP,
  async run(args, { variables, answer }) {
    parseArgs({ args: [...args], options: {} });
    const verified = await verifyHub(readDatabaseUrl(variables), (checked) => answer(lineOf(checked)));
    if (!verified.ok) {
      await answer({ fault: verified.fault });
      return EXIT.badInput;
    }
    const isWhole = verified.value.wrong === 0 && verified.value.stray === 0;
    await answer({ verified: isWhole, ...verified.value });
    return isWhole ? EXIT.ok : EXIT.badInput;
  },
};

function lineOf(checked: CheckedChain): object {
  const { chain: row, entries, quarantined, holes } = checked;
  const { venue, chain, kiosk, through, dropped_through: droppedThrough, signed_sequence: signed } = row;
  const signedThrough = signed === null ? null : Number(signed);
  const stands = { venue, chain, kiosk, through, droppedThrough, signedThrough };
  return { ...stands, entries, quarantined, holes, found: firstFound(checked) };
}
