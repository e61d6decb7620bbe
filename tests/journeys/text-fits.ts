import type { Page } from '@playwright/test';

/** Smaller ones are missed in gloves. */
const SMALLEST_TARGET_PX = 48;

/**
 * What on the screen cannot be read or touched as it should: text that is cut off, hidden behind an ellipsis, out of the
 * window, out of its key or over other text or the picture, words that are broken in two, and targets under 48 px. What scrolls into sight is in order,
 * but for alerts and the keys of a PIN pad; of what lies beneath a verdict or a sheet nothing is said.
 */
export async function misfits(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  return page.evaluate(look, SMALLEST_TARGET_PX);
}

/** Runs in the window. */
function look(smallestTarget: number): string[] {
  interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  interface Line extends Box {
    readonly text: string;
    readonly node: Text;
    readonly element: Element;
  }
  const found: string[] = [];
  const roundingPx = 1.5;
  const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  const layers = [
    document.querySelector('.outcome') ?? document.querySelector('.sheet') ?? document.querySelector('.kiosk > .shell'),
    document.querySelector('.outcome') === null ? document.querySelector('.over > .alert') : null,
    document.querySelector('.gate'),
    document.querySelector('.band'),
    document.querySelector('.starting, .broken, .set-up'),
  ].filter((layer) => layer !== null);

  const isIn = (inner: Box, outer: Box): boolean =>
    inner.left >= outer.left - roundingPx &&
    inner.right <= outer.right + roundingPx &&
    inner.top >= outer.top - roundingPx &&
    inner.bottom <= outer.bottom + roundingPx;

  /** Only for screen readers, or not drawn at all. */
  const isUnseen = (element: Element): boolean =>
    element.closest('svg') !== null ||
    getComputedStyle(element).visibility === 'hidden' ||
    ancestors(element).some((one) => getComputedStyle(one).clipPath !== 'none');

  function ancestors(element: Element): Element[] {
    const all: Element[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) all.push(at);
    return all;
  }

  /** Of each line the height of its letters: a font's own box is higher, and lines set close overlap in it. */
  function linesOf(node: Text): Line[] {
    const element = node.parentElement;
    const text = node.data.trim();
    if (element === null || text === '' || isUnseen(element)) return [];
    const size = parseFloat(getComputedStyle(element).fontSize);
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()]
      .filter(({ width }) => width > 0)
      .map(({ left, right, top, bottom }) => {
        const slack = Math.max(0, (bottom - top - size) / 2);
        return { left, right, top: top + slack, bottom: bottom - slack, text, node, element };
      });
  }

  function textsIn(layer: Element): Line[] {
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    const lines: Line[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) lines.push(...linesOf(node as Text));
    return lines;
  }

  const clips = (value: string): boolean => value === 'hidden' || value === 'clip';
  const scrolls = (value: string): boolean => value === 'auto' || value === 'scroll';

  /** What is scrolled out of sight has its place within what scrolls, not within the window. */
  function checkCut(line: Line): void {
    let box: Box = line;
    for (const around of ancestors(line.element)) {
      const style = getComputedStyle(around);
      const { left, right, top, bottom } = around.getBoundingClientRect();
      if (scrolls(style.overflowY)) {
        if (line.left < left - roundingPx || line.right > right + roundingPx) found.push(`cut sideways: ${line.text}`);
        box = { ...box, top: Math.max(box.top, top), bottom: Math.min(box.bottom, bottom) };
        if (box.top >= box.bottom) return;
      } else if ((clips(style.overflowX) || clips(style.overflowY)) && !isIn(box, { left, right, top, bottom })) {
        found.push(`cut by ${around.className}: ${line.text}`);
        return;
      }
      if (around.matches('button, label, .counter, .gate, .band') && !isIn(line, { left, right, top, bottom })) {
        found.push(`sticks out of ${around.className}: ${line.text}`);
        return;
      }
    }
    if (!isIn(box, frame)) found.push(`out of the window: ${line.text}`);
  }

  /** Both scroll together, or neither scrolls. */
  const isSame = (one: Element, other: Element): boolean => scrollerOf(one) === scrollerOf(other);

  function scrollerOf(element: Element): Element | null {
    return element.closest('[data-scrolls], .sheet__body');
  }

  /** What of a line is in sight of the boxes that scroll within its page, as a log's does; none: it is scrolled away in one. */
  function inSight(line: Line): Line[] {
    let { top, bottom } = line;
    for (const around of ancestors(line.element)) {
      if (around === scrollerOf(line.element)) break;
      if (!scrolls(getComputedStyle(around).overflowY)) continue;
      const box = around.getBoundingClientRect();
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return top < bottom ? [{ ...line, top, bottom }] : [];
  }

  function checkOverlap(lines: readonly Line[]): void {
    const meet = (a: Box, b: Box): boolean =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > roundingPx &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > roundingPx;
    lines.forEach((one, index) => {
      for (const other of lines.slice(index + 1))
        if (other.node !== one.node && meet(one, other)) found.push(`"${one.text}" lies over "${other.text}"`);
    });
    for (const target of layers.flatMap((layer) => [...layer.querySelectorAll('button, label')]))
      for (const line of lines)
        if (!target.contains(line.node) && isSame(target, line.element) && meet(line, target.getBoundingClientRect()))
          found.push(`"${line.text}" lies over the key "${target.textContent}"`);
    const picture = document.querySelector('[data-showing="outcome"] .stage__video')?.getBoundingClientRect();
    if (picture === undefined) return;
    for (const line of lines) if (meet(line, picture)) found.push(`beneath the picture: ${line.text}`);
  }

  function checkHoldsMore(layer: Element): void {
    for (const element of layer.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      const isShortened = style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth;
      // Of a field its hint: what was typed into it may be longer.
      const isField = element.matches(':is(textarea, input):placeholder-shown');
      const isFull = isField && element.scrollHeight > element.clientHeight + roundingPx;
      if (isShortened || isFull) found.push(`holds more than it shows: ${element.className} ${element.textContent}`);
    }
  }

  function checkTargets(layer: Element): void {
    for (const target of layer.querySelectorAll('button, label, a[href], select')) {
      const { width, height } = target.getBoundingClientRect();
      if (width > 0 && (width < smallestTarget || height < smallestTarget))
        found.push(`target "${target.textContent}" is ${width} x ${height} px`);
    }
  }

  /** What must be seen at once: nobody looks for a message by scrolling, or for a digit. */
  function checkInSight(layer: Element): void {
    for (const element of layer.querySelectorAll('[role="alert"], .pin__field, .pin__key')) {
      const isSaid = element.matches('.pin__key') || element.textContent !== '';
      const page = element.closest('.sheet__body')?.getBoundingClientRect() ?? frame;
      const box = element.getBoundingClientRect();
      if (isSaid && !(isIn(box, page) && isIn(box, frame)))
        found.push(`not in sight without scrolling: ${element.textContent}`);
    }
  }

  /** Whether what stands before and after a break are one word: letters, or what is short enough in Chinese to be read as one. */
  const isOneWord = (text: string, at: number): boolean =>
    /\p{Script=Latin}\p{Script=Latin}/u.test(text.slice(at - 1, at + 1)) || /^\p{Script=Han}{2,4}(?: ·)?$/u.test(text);

  /** A name may be longer than a line, and is somebody's own; a path is no word. */
  function checkBroken({ text, node, element }: Line): void {
    if (text.includes('/') || element.closest('.by-hand__guards, .bar__open, .rules__facts') !== null) return;
    const range = document.createRange();
    let above: number | null = null;
    for (let at = 0; at < text.length; at += 1) {
      range.setStart(node, node.data.indexOf(text) + at);
      range.setEnd(node, node.data.indexOf(text) + at + 1);
      const { top, bottom, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      if (above !== null && top >= above && isOneWord(text, at)) found.push(`broken within a word: ${text}`);
      above = (top + bottom) / 2;
    }
  }

  const lines = layers.flatMap(textsIn);
  lines.forEach(checkCut);
  const textsOfSeveralLines = lines.filter(({ node }, i) => lines[i + 1]?.node === node && lines[i - 1]?.node !== node);
  textsOfSeveralLines.forEach(checkBroken);
  // What is scrolled away lies beneath what does not scroll.
  for (const scroller of new Set(lines.map(({ element }) => scrollerOf(element))))
    checkOverlap(lines.filter(({ element }) => scrollerOf(element) === scroller).flatMap(inSight));
  for (const layer of layers) {
    checkHoldsMore(layer);
    checkTargets(layer);
    checkInSight(layer);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) found.push('the screen scrolls sideways');
  return [...new Set(found)];
}
