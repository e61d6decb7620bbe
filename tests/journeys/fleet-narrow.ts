import type { Page } from '@playwright/test';
import type { FleetKiosk, FleetPage } from '../../shared/console/fleet.ts';
import { expect } from './kiosk.ts';

/** A word that is broken in two is read letter by letter; what is longer than this is no word, and may be. */
const LONGEST_WORD = 16;

const WELL: Partial<FleetKiosk> = {
  ...{ state: 'green', problems: [], unsent: 1234, appVersion: '0.12.0-rc.10', policyVersion: 12345 },
  ...{ policyAgeSeconds: 60, settings: { inForce: 12, wanted: 12 }, guards: 'current', keysAtRest: 'system' },
  pinless: 0,
};
const AT = '2022-05-13T03:58:59.000Z';

/** What is longest of each, and a kiosk of each state. */
const KIOSKS: readonly Partial<FleetKiosk>[] = [
  { gate: 'Exhibition Centre, staff entrance by the loading dock', state: 'red', problems: ['sync-chain-forked'] },
  { gate: 'Undergroundcarpark/B2-Northeastern-entrance-for-deliveries', state: 'red', problems: ['silent'] },
  {
    gate: '国家会展中心地下二层东北侧员工及施工人员专用通道第十二号闸机',
    policyAgeSeconds: null,
    problems: ['silent'],
    state: 'red',
  },
  {
    gate: 'N'.repeat(64),
    state: 'amber',
    problems: ['settings-behind', 'guards-behind', 'rules-ageing'],
    guards: 'behind',
  },
  { gate: 'north', settings: { inForce: 0, wanted: 123 }, appVersion: `0.2.0-${'a1'.repeat(12)}`, state: 'green' },
  {
    gate: 'south',
    heardAt: null,
    unsent: null,
    appVersion: null,
    keysAtRest: null,
    guards: 'unknown',
    policyVersion: null,
  },
  {
    gate: 'north',
    state: 'revoked',
    revokedAt: AT,
    revokedBecause: 'taken from the gate by nobody knows whom',
    pinless: 1,
  },
  { gate: 'east', state: 'retired', revokedAt: AT, retired: { at: AT, unsent: 12, left: 'exported' }, pinless: 12 },
  { gate: 'west', state: 'retired', revokedAt: AT, retired: { at: AT, unsent: 0, left: null } },
];

/** Kiosks of every state under long names, in place of what the hub answers. */
export async function showLongNames(page: Page): Promise<void> {
  await page.route(/\/api\/fleet(?::|%3A)list$/u, async (route) => {
    const response = await route.fetch();
    const reply = (await response.json()) as FleetPage;
    const [one] = reply.rows;
    if (one === undefined) throw new Error('no kiosk to show');
    const rows = KIOSKS.map((kiosk, i) => ({
      ...{ ...one, revokedAt: null, revokedBecause: null, retired: null, venue: '人民广场购物中心 People’s Square' },
      ...{ ...WELL, ...kiosk },
      kiosk: `0180bab7-0c00-7000-8000-${String(i).padStart(12, '0')}`,
    }));
    await route.fulfill({ response, json: { ...reply, rows } });
  });
}

/** What is cut off at the side of the page or of a table, and words that are broken in two. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(look, LONGEST_WORD);
}

/** Runs in the window. */
function look(longestWord: number): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll('.console__body, .wide'))
    if (element.scrollWidth > element.clientWidth)
      found.push(`${element.className} is moved sideways: ${element.scrollWidth} > ${element.clientWidth}`);
  const range = document.createRange();
  for (const cell of document.querySelectorAll('.fleet :is(th, td)')) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const { 0: word, index } of (node as Text).data.matchAll(/[\p{Script=Latin}\d]+/gu)) {
        if (word.length > longestWord) continue;
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => top));
        if (lines.size > 1) found.push(`broken: ${word}`);
      }
    }
  }
  return found;
}

/** At 1024 px all of a page of kiosks is in sight. */
export async function isInSight(page: Page, where: string): Promise<void> {
  await expect(page.locator('.loading')).toHaveCount(0);
  expect([where, await cutOff(page)]).toEqual([where, []]);
}
