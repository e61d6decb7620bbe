import { sign } from 'node:crypto';
import { primitives } from '../../electron/crypto.ts';
import { kidOf } from '../../shared/credential/health-code.ts';
import { encodeReceipt, RECEIPT_PREFIX, RECEIPT_SECONDS } from '../../shared/credential/receipt.ts';
import { signText, type TextSigner } from '../../shared/credential/signed-text.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { PhoneFault } from '../../shared/phone.ts';
import type { GateAnswer, SelfCheckIn } from '../../shared/self-check-in.ts';
import { verifyVenueCode } from '../../shared/venue-code.ts';
import type { HubKey } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { readSettings } from '../store/setting.ts';
import { findVenueCode, type KnownVenueCode } from '../store/venue-code.ts';
import { openEntering, SAME_VISIT_MS } from './entering.ts';
import { openJudge, type Standing } from './judging.ts';
import { findLastAdmitted } from './last-admitted.ts';
import { keepRules } from './rules.ts';
import { wayOf } from './way.ts';

/** What somebody's page sends. */
interface Asked {
  readonly token: string;
  /** The text of a health code. */
  readonly code: string;
  /** UUID. */
  readonly ask: string;
}

export interface CheckInDesk {
  /** Where a venue code hangs, and whether anybody can check in by it. */
  readonly gateOf: (token: string) => Promise<Result<GateAnswer, PhoneFault>>;
  /** Judges, enters, and signs the receipt. */
  readonly checkIn: (asked: Asked) => Promise<Result<SelfCheckIn, PhoneFault | 'hub-busy'>>;
  readonly close: () => void;
}

type Parts = Pick<
  Hub,
  'database' | 'days' | 'clock' | 'secrets' | 'published' | 'nowMs' | 'randomBytes' | 'refusedKeys' | 'log' | 'metrics'
>;

/** Checks people in who come with their phones. */
export function openCheckInDesk(parts: Parts): CheckInDesk {
  const { database, secrets, published, nowMs, refusedKeys, log, metrics } = parts;
  const { store } = database;
  const rules = keepRules({ folder: published.policyFolder, trustedRoot: published.trustedRoot, refusedKeys, nowMs });
  const judge = openJudge({
    rules: rules.current,
    nowMs,
    venueMaster: secrets.venueMaster,
    lastAdmitted: (key, { venue, phones }, sinceMs) =>
      findLastAdmitted(store, { venue, key, sinceMs, but: { phones, sinceMs: nowMs() - SAME_VISIT_MS } }),
  });
  const enter = openEntering({ ...parts, store });
  const signer = signerOf(secrets.hubKey);

  const find = async (token: string): Promise<Result<At, PhoneFault>> => {
    const said = verifyVenueCode(token, jwkOf(secrets.hubKey), primitives);
    if (!said.ok) return said;
    const code = await findVenueCode(store, said.value);
    if (code === undefined || code.serial < said.value.serial) return fail('venue-code-unknown');
    if (code.serial > said.value.serial) return fail('venue-code-replaced');
    if (code.withdrawnAt !== null) return fail('venue-code-withdrawn');
    const settings = await readSettings(store, code);
    if (wayOf(settings) === 'sentinel') return fail('check-in-by-sentinel');
    const { venueType, district = null, direction = 'in' } = settings?.values ?? {};
    if (venueType === undefined) return fail('gate-not-set-up');
    const { venue, gate, phones } = code;
    return ok({ code, standing: { venue, gate, phones: phones.id, venueType, district, direction } });
  };

  return {
    async gateOf(token) {
      const at = await find(token);
      return at.ok ? ok({ venue: at.value.code.venue, gate: at.value.code.gate }) : at;
    },
    async checkIn({ token, code: text, ask }) {
      const startedMs = nowMs();
      const at = await find(token);
      if (!at.ok) return at;
      const { code, standing } = at.value;
      const { direction } = standing;
      const judged = await judge(text, standing);
      if (!judged.ok) return judged;
      const { decision } = judged.value;
      const arrival = { judged: judged.value, ask, atMs: startedMs, direction, durationMs: () => nowMs() - startedMs };
      const entered = await enter({ kiosk: code.phones, chain: code.chain }, arrival);
      if (!entered.ok) return fail(entered.fault === 'hub-busy' ? 'hub-busy' : 'venue-code-withdrawn');
      const { entry, atMs, isRepeat } = entered.value;
      const { verdict } = decision;
      metrics.countBatch({ stored: isRepeat ? 0 : 1, repeated: isRepeat ? 1 : 0, quarantined: 0 });
      log.write('checked-in', { phones: code.phones.id, verdict, isRepeat, durationMs: nowMs() - startedMs });
      const { maskedName } = decision.summary;
      // To the second below, as the receipt has it: whoever asks again gets the very same.
      const issuedAt = Math.floor(atMs / 1000);
      const claims = { issuedAt, entry, venue: code.venue, gate: code.gate, direction, maskedName: maskedName ?? '*' };
      return ok({
        ...{ entry, verdict, maskedName, venue: code.venue, gate: code.gate, atMs },
        reasons: decision.reasons.map(({ code: reason, phone, texts }) => ({
          code: reason,
          phone,
          texts: { 'zh-CN': texts['zh-CN'].visitor, en: texts.en.visitor },
        })),
        hubTimeMs: nowMs(),
        receipt: verdict === 'admit' ? signText(RECEIPT_PREFIX, encodeReceipt(claims), signer) : null,
        expiresAtMs: (issuedAt + RECEIPT_SECONDS) * 1000,
      });
    },
    close: rules.close,
  };
}

interface At {
  readonly code: KnownVenueCode;
  readonly standing: Standing;
}

function jwkOf({ x }: HubKey): { kty: string; crv: string; x: string } {
  return { kty: 'OKP', crv: 'Ed25519', x };
}

function signerOf(key: HubKey): TextSigner {
  return {
    kid: kidOf(jwkOf(key), primitives.sha256),
    sign: (message) => sign(null, message, key.private),
  };
}
