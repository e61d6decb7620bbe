import type { z } from 'zod';
import { encodePass, passSchema } from '../../../shared/credential/pass-issue.ts';
import { PASS_PREFIX } from '../../../shared/credential/pass.ts';
import { bytesOf, envelope, HOUR, keyOf, NOW, textOf } from './codes.ts';

/** The hub at which the tests' kiosks have enrolled. */
export const HUB = keyOf(20);

export const COMPANY = 'c0c1c2c3c4c5c6c7';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

type PassText = z.input<typeof passSchema>;

/** What each type says besides. */
export const FURTHER = {
  staff: {},
  vehicle: { plate: '沪A·D1234', carries: 'cargo', route: { from: '演示园区', to: '演示市场' } },
  shuttle: { plate: '沪B·D5678', route: { from: '演示园区', to: '演示公寓' }, passengers: 32 },
  'point-work': { post: '演示泵房', stayUntil: at(NOW + 24 * HOUR) },
  delivery: { plate: '沪C·D0001' },
} as const satisfies Record<PassText['type'], Partial<PassText>>;

/** A staff pass of a made-up company for a venue, good for a week and issued an hour ago, unless said otherwise. */
export function writtenPass(change: Partial<PassText> = {}): PassText {
  return {
    type: 'staff',
    maskedName: '张*三',
    subject: '0a0b0c0d0e0f1011',
    company: { id: COMPANY, name: '演示食品公司' },
    places: ['演示商场'],
    id: 'd1d2d3d4d5d6d7d8',
    issuedAt: at(NOW - HOUR),
    expiresAt: at(NOW + 7 * 24 * HOUR - HOUR),
    ...change,
  };
}

function passPayload(change: Partial<PassText> = {}): Uint8Array {
  return encodePass(passSchema.parse(writtenPass(change)), () => bytesOf(8));
}

/** The text of a pass that the hub has signed. */
export function passOf(change: Partial<PassText> = {}, key = HUB): string {
  return passText(passPayload(change), key);
}

export function passText(payload: Uint8Array, key = HUB): string {
  return textOf(envelope({ key, payload }), PASS_PREFIX);
}
