import type { ReceiptFact } from './credential/facts.ts';
import { CHECKED_IN } from './console/visitors.ts';
import type { Verification } from './credential/verify.ts';
import type { CredentialFault, ReceiptFault } from './faults.ts';
import { builtInReason } from './reasons.ts';
import type { EpochSeconds } from './time.ts';
import type { CheckInWay } from './venue-code.ts';
import type { Reason, Texts } from './verdict.ts';

/** What a kiosk judges the receipts of those by who have checked in by phone. */
export interface ReceiptGrounds {
  readonly way: CheckInWay;
  /** By their names at the kiosk's hub. */
  readonly at: Pick<ReceiptFact, 'venue' | 'gate'>;
  /** The first time that somebody was let in here by the receipt of this entry; `null`: nobody was. */
  usedAt(entry: string): UsedAt;
}

/** `elsewhere`: before another kiosk of the gate, at a time that only that one knows. */
type UsedAt = EpochSeconds | 'elsewhere' | null;

/** What is wrong with a receipt at a kiosk, and which entry it is of. */
export interface ReceiptCheck {
  /** In the order in which the guard should read them; none: it is good. */
  readonly faults: readonly (ReceiptFault | CredentialFault)[];
  /** `null`: nothing that holds names any. */
  readonly receipt: ReceiptFact | null;
  /** `null`: it was not. */
  readonly usedAt: UsedAt;
}

/** What a receipt's faults are called where another code has one of the same. */
const OWN_WORDS: Partial<Record<CredentialFault, ReceiptFault>> = {
  'signature-forged': 'receipt-forged',
  // Only a venue's own hub signs receipts for it: whom nobody knows has none to sign.
  'issuer-unknown': 'receipt-forged',
  expired: 'receipt-expired',
  'not-yet-valid': 'receipt-early',
};

/**
 * Checks a receipt whose signature was looked at: that it is for this gate and this way, not used before, and neither old nor
 * of a time to come.
 *
 * @param grounds `null`: the kiosk has no hub, and knows nobody who could have signed it
 */
export function checkReceipt(
  { fault, checks, signer, credential }: Pick<Verification, 'fault' | 'checks' | 'signer' | 'credential'>,
  grounds: ReceiptGrounds | null,
  direction: ReceiptFact['direction'],
): ReceiptCheck {
  if (grounds === null) return { faults: ['receipt-not-taken'], receipt: null, usedAt: null };
  const receipt = credential?.claims.facts.receipt ?? null;
  if (fault !== null && (signer === null || receipt === null))
    return { faults: [inOwnWords(fault)], receipt, usedAt: null };
  const found = checks.flatMap(([, one]) => (one === null ? [] : [inOwnWords(one as CredentialFault)]));
  if (grounds.way === 'sentinel') return { faults: ['receipt-not-taken', ...found], receipt, usedAt: null };
  const usedAt = receipt === null ? null : grounds.usedAt(receipt.entry);
  const faults: (ReceiptFault | CredentialFault)[] = [
    ...(receipt !== null && isOfHere(receipt, grounds.at, direction) ? [] : (['receipt-of-another-gate'] as const)),
    ...(usedAt === null ? [] : (['receipt-used'] as const)),
    ...found,
  ];
  return { faults, receipt, usedAt };
}

function isOfHere(
  { venue, gate, direction: way }: ReceiptFact,
  at: ReceiptGrounds['at'],
  direction: ReceiptFact['direction'],
): boolean {
  return venue === at.venue && gate === at.gate && way === direction;
}

function inOwnWords(fault: CredentialFault): ReceiptFault | CredentialFault {
  return OWN_WORDS[fault] ?? fault;
}

/**
 * The reasons of what was found; that it was used says when. Beside them stands that it is somebody whom the hub has entered,
 * so that they count once.
 *
 * @param offsetMinutes of the venue's clock, east of UTC
 */
export function receiptReasons({ faults, receipt, usedAt }: ReceiptCheck, offsetMinutes: number): Reason[] {
  const said = faults.length === 0 ? [builtInReason('receipt-accepted')] : faultReasons(faults, usedAt, offsetMinutes);
  return receipt === null ? said : [...said, builtInReason(CHECKED_IN)];
}

function faultReasons(faults: ReceiptCheck['faults'], usedAt: UsedAt, offsetMinutes: number): Reason[] {
  return faults.map((fault) => {
    const reason = builtInReason(fault);
    return fault === 'receipt-used' && typeof usedAt === 'number' ? withTime(reason, usedAt, offsetMinutes) : reason;
  });
}

function withTime(reason: Reason, at: EpochSeconds, offsetMinutes: number): Reason {
  const time = new Date((at + offsetMinutes * 60) * 1000).toISOString().slice(11, 19);
  const [zh, en] = [reason.texts['zh-CN'], reason.texts.en];
  const texts: Record<'zh-CN' | 'en', Texts> = {
    'zh-CN': { ...zh, guard: `${zh.guard}（首次 ${time}）` },
    en: { ...en, guard: `${en.guard} (first at ${time})` },
  };
  return { ...reason, texts };
}
