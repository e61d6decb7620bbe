import { z } from 'zod';
import type { Settings } from './contract.ts';
import { decodeBase45, encodeBase45 } from './credential/base45.ts';
import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { fail, ok, type Result } from './result.ts';
import { decodeTicket, encodeTicket, ticketItems, type TicketFault } from './ticket.ts';

/** What IT may fix of a kiosk's settings; what is absent stays as it is. Never which camera or engine: that is of the machine. */
export type ProvisionSettings = Partial<Omit<Settings, 'cameraId' | 'qrEngine'>>;

/** All that sets a kiosk up unattended. */
export interface Provision {
  /** `DSE1:…`; `null`: settings alone, for a kiosk that is enrolled by other means. */
  readonly ticket: string | null;
  readonly settings: ProvisionSettings;
}

/** Tells it from tickets and the codes of visitors, and its version. */
export const PROVISION_PREFIX = 'DSP1:';

/** What visitors have no use for, of whatever release: a ticket, or a provision. */
const SET_UP_CODE = /^\s*DS[EP]\d{1,3}:/u;

/** Stands in a set-up code's place wherever it is none of somebody's business. */
const SET_UP_STAND_IN = 'DSP';

/**
 * As many characters as a QR symbol of version 15 and level M holds (ISO/IEC 18004 table 7), 77 modules wide: printed 6 cm
 * wide, it is read from 30 cm by a camera that has 1920 pixels for 70 degrees.
 */
export const MAX_PROVISION_LENGTH = 600;

/** `provision-of-another-release`: `DSP` and another number. */
export type ProvisionFault = 'provision-malformed' | 'provision-of-another-release' | TicketFault;

/**
 * What settings, and what is in them, are called in a code, from 1: one is never given to another, and new ones come last. A name
 * that is not among them is written out.
 */
const NAMES = [
  ...['language', 'venueType', 'direction', 'district', 'place', 'latitude', 'longitude', 'volume', 'hasVoice'],
  ...['textSize', 'theme', 'hand', 'devices', 'id', 'role', 'port', 'path', 'vendorId', 'productId', 'serialNumber'],
  ...['usbPort', 'baudRate', 'lane', 'driver', 'gate', 'board', 'channel', 'unit', 'opensWhen', 'pulseMs', 'openMs'],
  ...['failsTo', 'antiPassbackSeconds', 'url', 'secretFile', 'checkIn'],
];

/** A provision as IT writes it by hand: `{"ticket":"DSE1:…","settings":{…}}`. @param settings what each may be */
export function provisionFileSchema(
  settings: z.ZodType<ProvisionSettings>,
): z.ZodType<{ ticket?: string | undefined; settings?: ProvisionSettings | undefined }> {
  return z.strictObject({ ticket: z.string().optional(), settings: settings.optional() });
}

/**
 * A provision as the text of a QR code: `DSP1:` and Base45 (RFC 9285) of the CBOR array `[hub, code, hubKey, policyRoot,
 * settings]`, names in them by their place in {@link NAMES}.
 *
 * @returns `provision-too-large` beyond {@link MAX_PROVISION_LENGTH}: several devices and a gate are given by file
 */
export function encodeProvision({
  ticket,
  settings,
}: Provision & { readonly ticket: string }): Result<string, TicketFault | 'provision-too-large'> {
  const decoded = decodeTicket(ticket);
  if (!decoded.ok) return decoded;
  const { hub, code, hubKey, policyRoot } = decoded.value;
  const text = PROVISION_PREFIX + encodeBase45(encodeCbor([hub, code, hubKey, policyRoot, numbered(settings)]));
  return text.length <= MAX_PROVISION_LENGTH ? ok(text) : fail('provision-too-large');
}

/**
 * Reads what {@link encodeProvision} wrote, or a bare ticket: a provision without settings. White space around it is nobody's
 * fault; a setting that this release does not know is one, since what was asked for could not be done.
 *
 * @param settings what each may be
 */
export function decodeProvision(
  text: string,
  settings: z.ZodType<ProvisionSettings>,
): Result<Provision, ProvisionFault> {
  const trimmed = text.trim();
  if (!trimmed.startsWith('DSP')) {
    const ticket = decodeTicket(trimmed);
    return ticket.ok ? ok({ ticket: trimmed, settings: {} }) : ticket;
  }
  if (!trimmed.startsWith(PROVISION_PREFIX))
    return fail(/^DSP\d+:/u.test(trimmed) ? 'provision-of-another-release' : 'provision-malformed');
  const bytes = decodeBase45(trimmed.slice(PROVISION_PREFIX.length));
  const items = bytes.ok ? decodeCbor(bytes.value) : bytes;
  if (!items.ok || !Array.isArray(items.value)) return fail('provision-malformed');
  const ticket = ticketItems.safeParse(items.value.slice(0, -1));
  const given = settings.safeParse(named(items.value.at(-1)));
  if (!ticket.success || !given.success) return fail('provision-malformed');
  const [hub, code, hubKey, policyRoot] = ticket.data;
  return ok({ ticket: encodeTicket({ hub, code, hubKey, policyRoot }), settings: given.data });
}

function numbered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]): [number | string, unknown] => {
    const place = NAMES.indexOf(name);
    return [place < 0 ? name : place + 1, numbered(field)];
  });
  return new Map(entries);
}

/** Stands where there is a name that this release does not know: no setting takes it. */
const UNKNOWN = Symbol('of a later release');

function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  if (!(value instanceof Map)) return value;
  const entries = [...(value as ReadonlyMap<number | string, unknown>)].map(
    ([name, field]) => [typeof name === 'number' ? NAMES[name - 1] : name, named(field)] as const,
  );
  return entries.some(([name]) => name === undefined) ? UNKNOWN : Object.fromEntries(entries);
}

/** Whether a text sets kiosks up, in whatever release: a secret until it is used. */
export function isSetUpCode(text: string): boolean {
  return SET_UP_CODE.test(text);
}

/** What is judged in the place of a text that may be a set-up code: one of those is as unknown as any other, and goes no further. */
export function withoutSetUpCode(text: string): string {
  return isSetUpCode(text) ? SET_UP_STAND_IN : text;
}
