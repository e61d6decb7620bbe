import type { ConsoleAsk, ConsoleCall } from '../../../shared/console/calls.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { QUARTER_MS } from '../../../shared/console/overview.ts';
import { NOON } from '../database.ts';

/** Of nothing and nobody. */
const NOWHERE = '0180bab7-0c00-7000-8000-0000000000ff';
/** Of somebody made up; its check digit is right. */
export const NUMBER = '11010519491231002X';
const SPAN = { fromMs: NOON - 3_600_000, untilMs: NOON + 3_600_000 };

/** One of each call, that is well formed. */
export const ASKS: { readonly [C in ConsoleCall]: ConsoleAsk<C> } = {
  me: null,
  facets: null,
  list: { filter: EVERYTHING, order: 'newest-first', after: null, limit: 10 },
  count: { filter: EVERYTHING },
  detail: { id: NOWHERE },
  overview: { dayMs: NOON - (NOON % QUARTER_MS), gate: null },
  'person:find': { number: NUMBER, reason: 'police', caseNumber: 'P-1', ...SPAN },
  'trace:list': null,
  'trace:request': {
    scope: { is: 'time', gate: null, stayHours: 2, ...SPAN },
    caseNumber: 'T-1',
    purpose: 'an outbreak',
  },
  'trace:withdraw': { id: NOWHERE },
  'trace:decide': { id: NOWHERE, isApproved: true },
  'trace:look': { id: NOWHERE, after: null, limit: 10 },
  'audit:list': { login: null, before: null, limit: 200 },
  'accounts:list': null,
  'accounts:create': { login: 'new-guard', name: '小新', role: 'guard', venue: null },
  'accounts:change': { id: NOWHERE, isActive: false },
  'accounts:reset': { id: NOWHERE },
  'fleet:list': { venue: null, gate: null, state: null, text: '', order: 'worst', after: null, limit: 10 },
  'fleet:kiosk': { kiosk: NOWHERE },
  'fleet:revoke': { kiosk: NOWHERE, because: 'stolen' },
  'fleet:settings': { venue: null, before: null },
  'fleet:settings-preview': { venue: null, gate: null, values: { direction: 'out' } },
  'fleet:settings-save': { venue: null, gate: null, values: { direction: 'out' }, over: 1_000_000 },
  'fleet:codes': { venue: null },
  'fleet:codes-make': { venue: null, gates: ['north'], lifeSeconds: 600 },
  'fleet:code-withdraw': { id: NOWHERE },
  'fleet:venue-codes': { venue: null },
  'fleet:venue-code-issue': { venue: null, gate: 'north' },
  'fleet:venue-code-withdraw': { venue: null, gate: 'nowhere' },
  'sites:list': { stand: null, text: '', after: null, limit: 10 },
  'sites:say': { site: 'nowhere', state: 'busy', waitMinutes: 10 },
  'districts:list': null,
  'companies:list': { venue: null, status: null, text: '', after: null, limit: 10 },
  'companies:decide': { act: 'suspend', company: '00000000000000ff', because: 'an outbreak' },
  'companies:figures': { venue: null },
  'companies:holders': { company: '00000000000000ff', after: null, limit: 10 },
  'companies:withdraw': { holder: '00000000000000ff', because: 'has left' },
  'companies:allow': { holder: '00000000000000ff' },
  'me:password': { before: 'not-the-password', next: 'quiet-harbour-77-meadow' },
  'me:codes-begin': { password: 'not-the-password' },
  'me:codes-confirm': { password: 'not-the-password', oneTimeCode: '000000' },
  'me:codes-end': { password: 'not-the-password' },
};

/** As who has a hub's one-time token, or says so, asks for its first account. */
export const FIRST_ASK = {
  token: 'AAAA-BBBB-CCCC-DDDE',
  login: 'first',
  name: '小一',
  password: 'kettle-lantern-42-orchard',
};
