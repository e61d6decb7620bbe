import type { SelfCheckIn } from '../../shared/self-check-in.ts';
import type { Language, Verdict } from '../../shared/verdict.ts';
import { make, makeButton } from './dom.ts';
import { qrOf, signOf } from './signs.ts';
import { PHONE_TEXT, type PhoneText } from './text.ts';

/** The hub's time now, by this page's idea of what has passed since it answered. */
export type HubClock = () => number;

/** A phone that sleeps may stop one of its clocks, and somebody may set the other: whichever has gone further counts. */
export function startClock(hubTimeMs: number): HubClock {
  const [wall, page] = [Date.now(), performance.now()];
  return () => hubTimeMs + Math.max(Date.now() - wall, performance.now() - page, 0);
}

/** A picture of a result on a page, which lives until it is taken off. */
export interface Shown {
  readonly element: HTMLElement;
  readonly end: () => void;
}

const TICK_MS = 250;

/**
 * What is shown at the gate. It moves, and its clock runs, so that a picture of it is no use; where the visitor wants no
 * motion, the clock and the mark beside it still change each second.
 */
export function showResult(result: SelfCheckIn, clock: HubClock, language: Language, again: () => void): Shown {
  const text = PHONE_TEXT[language];
  const { verdict, gate, venue, maskedName } = result;
  const time = make('time', { class: 'clock__time' });
  const beat = make('span', { class: 'clock__beat', 'aria-hidden': 'true' });
  const left = make('p', { class: 'result__left' });
  const head = make(
    'div',
    { class: 'result__head' },
    signOf(verdict),
    make('h1', { class: 'result__verdict', tabindex: '-1' }, text[verdict]),
  );
  const band = make('p', { class: 'moving', lang: 'zh-CN' }, make('span', { class: 'moving__gate' }, gate));
  const receipt = make('div', { class: 'result__receipt' });
  if (result.receipt !== null) {
    receipt.appendChild(make('p', { class: 'result__show' }, text.show));
    receipt.appendChild(qrOf(result.receipt, text.receipt));
  }
  const says = make('p', { class: 'result__says' }, saysOf(verdict, text));
  const reasons = make(
    'ul',
    { class: 'reasons' },
    ...result.reasons.map(({ code, phone, texts }) =>
      make('li', { 'data-reason': code }, texts[language], make('small', {}, phone)),
    ),
  );
  const facts = make(
    'dl',
    { class: 'facts' },
    ...factOf(text.atGate, `${venue} · ${gate}`),
    ...(maskedName === null ? [] : factOf(text.name, maskedName)),
    ...factOf(text.entered, timeOf(result.atMs)),
  );
  const element = make(
    'section',
    { class: 'result', 'data-verdict': verdict, 'data-state': 'fresh' },
    head,
    band,
    make('p', { class: 'clock' }, make('span', {}, text.now), time, beat),
    left,
    receipt,
    says,
    reasons,
    facts,
    makeButton(text.again, 'again', again),
  );

  const expire = (): void => {
    element.setAttribute('data-state', 'expired');
    // Neither a sign nor a word of welcome is left that somebody could take for one.
    for (const part of [receipt, reasons, ...element.querySelectorAll('.sign')]) part.remove();
    (head.querySelector('h1') as HTMLElement).textContent = text.expired;
    says.textContent = text.expiredSays;
    left.textContent = '';
  };
  let seconds = -1;
  const tick = (): void => {
    const nowMs = clock();
    const leftSeconds = Math.ceil((result.expiresAtMs - nowMs) / 1000);
    // A refusal does not run out.
    if (verdict !== 'admit') left.textContent = '';
    else if (leftSeconds <= 0) {
      if (element.getAttribute('data-state') !== 'expired') expire();
    } else if (leftSeconds !== seconds) {
      seconds = leftSeconds;
      left.textContent = `${text.left} ${Math.floor(leftSeconds / 60)}:${String(leftSeconds % 60).padStart(2, '0')}`;
    }
    time.textContent = timeOf(nowMs);
    beat.setAttribute('data-beat', String(Math.floor(nowMs / 1000) % 2));
  };
  tick();
  const timer = setInterval(tick, TICK_MS);
  return {
    element,
    end: () => {
      clearInterval(timer);
    },
  };
}

function saysOf(verdict: Verdict, text: PhoneText): string {
  if (verdict === 'refer') return text.referSays;
  return verdict === 'refuse' ? text.refuseSays : '';
}

function factOf(name: string, value: string): HTMLElement[] {
  return [make('dt', {}, name), make('dd', {}, value)];
}

/** By the phone's own calendar. */
function timeOf(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
