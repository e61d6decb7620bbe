import { hash, verify } from '@node-rs/argon2';
import { ARGON2ID } from '../../shared/pin.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { makeCode } from '../code.ts';
import { inTurn } from '../in-turn.ts';

/** More than sign in at the same moment: whoever comes then comes again in some seconds. */
const MAX_WAITING = 10;

export interface Passwords {
  /** @returns Argon2id in the PHC string format */
  hash(password: string): Promise<string>;
  /**
   * Takes as long where there is no such account.
   *
   * @param phc `null`: there is none
   * @returns `too-many-requests`: so many wait that it was not looked at
   */
  isRight(password: string, phc: string | null): Promise<Result<boolean, 'too-many-requests'>>;
}

const base64OfZeros = (bytes: number): string => Buffer.alloc(bytes).toString('base64').replaceAll('=', '');

/** Of no password. */
const NOBODYS = `$argon2id$v=19$m=${ARGON2ID.memoryCost},t=${ARGON2ID.timeCost},p=${ARGON2ID.parallelism}$${base64OfZeros(16)}$${base64OfZeros(32)}`;

/** Whether a password is the one that was hashed. */
type Verify = (phc: string, password: string) => Promise<boolean>;

/** One after another: each takes 75 MiB and a core for some 0.1 s. */
export function openPasswords(isSame: Verify = verify): Passwords {
  const turn = inTurn();
  let waiting = 0;
  return {
    hash: (password) => turn(() => hash(password.normalize('NFKC'), ARGON2ID)),
    async isRight(password, phc) {
      if (waiting >= MAX_WAITING) return fail('too-many-requests');
      waiting += 1;
      try {
        const isTheirs = await turn(() => isSame(phc ?? NOBODYS, password.normalize('NFKC')));
        return ok(isTheirs && phc !== null);
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** For somebody else, to be replaced when it is first used: 80 random bits. */
export const newPassword = makeCode;

/**
 * What is tried first, of those that are long enough, in small letters and without what stands between: from published
 * lists of the commonest, and what this house would suggest.
 */
const COMMON: ReadonlySet<string> = new Set([
  '123456789012',
  '1234567890123',
  '012345678910',
  '123456123456',
  '123123123123',
  '123321123321',
  '112233445566',
  '147258369147',
  '1234567890ab',
  '1234567890qwe',
  '123456789abc',
  'abc123456789',
  'abcdef123456',
  'abcdefghijkl',
  'abcd12345678',
  'a1b2c3d4e5f6',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6y7u',
  'q1w2e3r4t5y6',
  '1qaz2wsx3edc',
  'zaq12wsxcde3',
  'qazwsxedcrfv',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopas',
  'qwertyqwerty',
  'qwerty123456',
  'qwer1234qwer',
  'asdfghjkl123',
  'zxcvbnm12345',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'passw0rd1234',
  'mypassword123',
  'changeme1234',
  'changemenow1',
  'welcome12345',
  'letmein12345',
  'iloveyou1234',
  'woaini1314520',
  'woaini520131',
  'admin1234567',
  'admin12345678',
  'adminadmin12',
  'administrator',
  'administrator1',
  'administrator123',
  'superman1234',
  'football1234',
  'sunshine1234',
  'princess1234',
  'trustno1trustno1',
  'digitalsentinel',
  'digitalsentinel1',
  'sentinel1234',
  'shuzishaobing',
  'suishenma123',
  'shanghai2022',
  'shanghai1234',
  'correcthorsebatterystaple',
]);
const MIN_DIFFERENT = 5;

/** Whether everybody tries it first: a common one, few characters over and over, or the login itself. @see NIST SP 800-63B §5.1.1.2 */
export function isWeak(password: string, login: string): boolean {
  const plain = bare(password);
  if (COMMON.has(plain) || new Set(plain).size < MIN_DIFFERENT) return true;
  // With digits or signs behind it, or twice.
  return plain.replaceAll(bare(login), '').replaceAll(/\d/gu, '') === '';
}

function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
