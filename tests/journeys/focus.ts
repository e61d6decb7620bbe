import type { Page } from '@playwright/test';

/** Where a keyboard's focus has come to. */
export interface Stop {
  readonly role: string;
  readonly name: string;
  /** In CSS pixels of the page it lies in, what has been scrolled away included. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** The gate's bar lies at the foot of every screen. */
  readonly isAtGate: boolean;
  /** A page that scrolls: what it holds comes after it. */
  readonly isPage: boolean;
  /** A PIN pad is a column of its own: where it lies beside what is asked, all of that comes before. */
  readonly column: 'pad' | 'asked' | null;
  /** Named by somebody's own name, or in the other language on purpose. */
  readonly isForeign: boolean;
  /** What is wrong with how it is seen; empty: nothing. */
  readonly unseen: readonly string[];
}

/** No screen has more. */
const MOST_STOPS = 60;

/** Steps from key to key with Tab until the first comes again. @throws where the focus is lost */
export async function walk(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.keyboard.press('Tab');
  await page.evaluate('globalThis.firstStop = document.activeElement');
  do {
    stops.push(await stopAt(page));
    if (stops.length > MOST_STOPS) throw new Error('the focus does not come round');
    await page.keyboard.press('Tab');
  } while (!(await page.evaluate<boolean>('document.activeElement === firstStop')));
  return stops;
}

async function stopAt(page: Page): Promise<Stop> {
  const seen = await page.evaluate<Omit<Stop, 'role' | 'name'> | null>(LOOK);
  if (seen === null) throw new Error('the focus is lost');
  const said = await page.locator(':focus').ariaSnapshot();
  const [, role = '', name = ''] = /^- '?([a-z]+)(?: "((?:[^"\\]|\\.)*)")?/u.exec(said) ?? [];
  return { ...seen, role, name };
}

/** A ring of one device pixel more or less is nobody's fault. */
const SLACK = 2;

/** What is wrong with how the stops follow one another, and with how each is seen and named. */
export function wrongStops(stops: readonly Stop[], language: 'zh-CN' | 'en'): string[] {
  const first = stops.findIndex((stop) => stops.every((other) => stop === other || isBefore(stop, other)));
  if (first < 0) return [`nothing comes first of ${stops.map(({ name }) => name).join(', ')}`];
  const inOrder = [...stops.slice(first), ...stops.slice(0, first)];
  return inOrder.flatMap((stop, i) => {
    const next = inOrder[i + 1];
    const isOutOfOrder = next !== undefined && !isBefore(stop, next);
    return [
      ...(isOutOfOrder ? [`"${next.name}" is seen before "${stop.name}", and comes after it`] : []),
      ...(stop.name === '' ? [`a ${stop.role} without a name`] : []),
      ...(isIn(language, stop) ? [] : [`"${stop.name}" is not in ${language}`]),
      ...stop.unseen.map((fault) => `"${stop.name}" ${fault}`),
    ];
  });
}

/** Top to bottom, and in one row from left to right; of two columns the left one first. */
function isBefore(a: Stop, b: Stop): boolean {
  if (a.isAtGate !== b.isAtGate) return b.isAtGate;
  if (a.isPage !== b.isPage && contains(a, b)) return true;
  if (a.isPage !== b.isPage && contains(b, a)) return false;
  const areOfTwoColumns = a.column !== null && b.column !== null && a.column !== b.column;
  if (areOfTwoColumns && (isLeftOf(a, b) || isLeftOf(b, a))) return isLeftOf(a, b);
  const areInOneRow = a.box.top < b.box.bottom - SLACK && b.box.top < a.box.bottom - SLACK;
  return areInOneRow ? isLeftOf(a, b) : a.box.bottom <= b.box.top + SLACK;
}

function isLeftOf(a: Stop, b: Stop): boolean {
  return a.box.right <= b.box.left + SLACK;
}

function contains({ isPage, box }: Stop, inner: Stop): boolean {
  return isPage && box.left <= inner.box.left && box.right >= inner.box.right && box.top <= inner.box.top;
}

const HAN = /\p{Script=Han}/u;
const LATIN = /[a-z]/iu;

function isIn(language: 'zh-CN' | 'en', { name, isForeign }: Stop): boolean {
  return isForeign || (language === 'en' ? !HAN.test(name) : HAN.test(name) || !LATIN.test(name));
}

/**
 * Runs in the window, as plain text for what the compiler of this file would put into a function. A focus must be seen by a
 * ring of 2 px and a contrast of 3 to 1 (WCAG 2.2 SC 1.4.11, 2.4.13), whole, and with nothing over it (SC 2.4.11).
 */
const LOOK = `(() => {
  const el = document.activeElement;
  if (el === null || el === document.body) return null;
  const shown = el.closest('.choice__option') ?? el;
  const rect = shown.getBoundingClientRect();
  const page = el.closest('.sheet__body, [data-scrolls]');
  const [x, y] = page === null || page === el ? [0, 0] : [page.scrollLeft, page.scrollTop];
  const style = getComputedStyle(shown);
  const width = parseFloat(style.outlineWidth);
  const out = width + parseFloat(style.outlineOffset);
  const rgb = (text) => (text.match(/[0-9.]+/g) ?? []).map(Number);
  const luminance = (text) => {
    const [r, g, b] = rgb(text).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isClear = (text) => rgb(text)[3] === 0;
  let ground = out <= 0 ? shown : shown.parentElement;
  while (ground !== null && isClear(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const [a, b] = [luminance(style.outlineColor), luminance(getComputedStyle(ground ?? document.body).backgroundColor)];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const isCut = (box) =>
    rect.left - out < box.left - 1 || rect.right + out > box.right + 1 || rect.top - out < box.top - 1 || rect.bottom + out > box.bottom + 1;
  const cutters = [];
  for (let up = shown.parentElement; up !== null; up = up.parentElement)
    if (getComputedStyle(up).overflow !== 'visible' && up !== document.body && up !== document.documentElement) cutters.push(up);
  const boxes = [{ left: 0, top: 0, right: innerWidth, bottom: innerHeight }, ...cutters.map((one) => one.getBoundingClientRect())];
  const top = document.elementFromPoint(rect.left + rect.width / 2, rect.top + Math.min(rect.height / 2, 20));
  // What comes after it is drawn over it, where it has a ground of its own.
  const isCovered = ([x, y]) => {
    const other = document.elementFromPoint(x, y);
    if (other === null || other.contains(shown) || !(shown.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
    for (let at = other; at !== null && !at.contains(shown); at = at.parentElement)
      if (!isClear(getComputedStyle(at).backgroundColor)) return !shown.contains(at);
    return false;
  };
  const [midX, midY] = [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  const ring = [[midX, rect.top - out + 1], [midX, rect.bottom + out - 1], [rect.left - out + 1, midY], [rect.right + out - 1, midY]];
  const faults = [
    [out > 0 && ring.some(isCovered), 'has a ring that lies beneath something'],
    [el.closest('[inert]') !== null, 'is inert'],
    [style.outlineStyle === 'none' || width < 2, 'has no ring'],
    [contrast < 3, 'has a ring of a contrast of ' + contrast.toFixed(1)],
    [boxes.some(isCut), 'has a ring that is cut off'],
    [top === null || !(shown.contains(top) || top.contains(shown)), 'lies beneath something'],
  ];
  return {
    box: { left: rect.left + x, top: rect.top + y, right: rect.right + x, bottom: rect.bottom + y },
    isAtGate: el.closest('.gate') !== null,
    column: el.closest('.pin') !== null ? 'pad' : el.closest('.sheet__body > *') !== null ? 'asked' : null,
    isPage: el.matches('.sheet__body'),
    isForeign: el.matches('[data-guard], [lang]') || el.closest('[data-is-foreign]') !== null,
    unseen: faults.flatMap(([isSo, words]) => (isSo ? [words] : [])),
  };
})()`;
