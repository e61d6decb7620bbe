import { expect, test } from 'vitest';
import { encodeBase45 } from '../../shared/credential/base45.ts';
import { encodeCbor } from '../../shared/credential/cbor.ts';
import { decodeTicket, encodeTicket, parseHubAddress, type Ticket } from '../../shared/ticket.ts';

const TICKET: Ticket = {
  hub: 'https://hub.example:8443',
  code: 'ABCD-EFGH-JKMN-PQRS',
  hubKey: new Uint8Array(32).fill(1),
  policyRoot: new Uint8Array(32).fill(2),
};

test('a ticket that was written is read, and fits a QR code in alphanumeric mode', () => {
  const text = encodeTicket(TICKET);
  expect(text).toMatch(/^[0-9A-Z $%*+\-./:]{1,260}$/u);
  expect(decodeTicket(` ${text}\n`)).toEqual({ ok: true, value: TICKET });
});

test.each(['http://localhost:8443', 'http://127.0.0.1:1', 'http://[::1]:1', 'https://[2001:db8::1]', 'https://hub'])(
  'a hub may be at %s',
  (hub) => {
    expect(decodeTicket(encodeTicket({ ...TICKET, hub })).ok).toBe(true);
  },
);

test.each([
  'http://hub.example',
  'http://localhost.example',
  'https://hub.example/path',
  'https://hub.example?query',
  'https://user@hub.example',
  'HTTPS://hub.example',
  'ftp://hub.example',
  '',
])('a hub may not be at %j', (hub) => {
  expect(decodeTicket(encodeTicket({ ...TICKET, hub }))).toEqual({ ok: false, fault: 'ticket-malformed' });
});

test.each([
  ['a ticket of another release', 'DSE2:XY', 'ticket-of-another-release'],
  ['a health code', 'DS1:XY', 'ticket-malformed'],
  ['nothing', '', 'ticket-malformed'],
  ['no Base45', 'DSE1:abc', 'ticket-malformed'],
  ['no CBOR', 'DSE1:FGW', 'ticket-malformed'],
  ['a short hash', ticketOf(['https://hub', TICKET.code, new Uint8Array(31), TICKET.policyRoot]), 'ticket-malformed'],
  ['one item more', ticketOf(['https://hub', TICKET.code, TICKET.hubKey, TICKET.policyRoot, 1]), 'ticket-malformed'],
  ['another code', ticketOf(['https://hub', 'ABCD', TICKET.hubKey, TICKET.policyRoot]), 'ticket-malformed'],
])('%s is no ticket', (_case, text, fault) => {
  expect(decodeTicket(text)).toEqual({ ok: false, fault });
});

test.each([
  ['hub.example', 'https://hub.example'],
  ['hub.example:8443', 'https://hub.example:8443'],
  ['https://hub.example:8443', 'https://hub.example:8443'],
  [' HTTPS://Hub.Example:8443/\n', 'https://hub.example:8443'],
  ['ｈｕｂ。example：８４４３', 'https://hub.example:8443'],
  ['192.0.2.7:8443', 'https://192.0.2.7:8443'],
  ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
  ['localhost:8443', 'http://localhost:8443'],
  ['127.0.0.1:8443', 'http://127.0.0.1:8443'],
  ['http://[::1]:8443', 'http://[::1]:8443'],
  ['https://localhost:8443', 'https://localhost:8443'],
  ['hub.example:1', 'https://hub.example:1'],
  ['hub.example:65535', 'https://hub.example:65535'],
  ['hub.example:0', null],
  ['hub.example:65536', null],
  ['http://hub.example', null],
  ['localhost.example', 'https://localhost.example'],
  ['hub.example/console', null],
  ['user@hub.example', null],
  ['hub_example', null],
  ['ftp://hub.example', null],
  ['DSE1:ABC', null],
  ['hub..example', null],
  ['.hub.example', null],
  ['hub.example.', null],
  ['.', null],
  ['-', null],
  ['hub-.example', null],
  ['hub.-example', null],
  ['xn--fiqs8s.example', 'https://xn--fiqs8s.example'],
  [`${'a'.repeat(63)}.example`, `https://${'a'.repeat(63)}.example`],
  [`${'a'.repeat(64)}.example`, null],
  [`${'a.'.repeat(126)}a`, `https://${'a.'.repeat(126)}a`],
  [`${'a.'.repeat(126)}aa`, null],
  ['https://', null],
  ['', null],
])('the address that was typed as %j is %j, and one that a ticket takes', (text, address) => {
  expect(parseHubAddress(text)).toBe(address);
  if (address !== null) expect(decodeTicket(encodeTicket({ ...TICKET, hub: address })).ok).toBe(true);
});

function ticketOf(items: readonly unknown[]): string {
  return `DSE1:${encodeBase45(encodeCbor(items))}`;
}
