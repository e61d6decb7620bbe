import './phone.css';
import type { GateAnswer, SelfCheckIn } from '../../shared/self-check-in.ts';
import type { Language } from '../../shared/verdict.ts';
import { askCheckIn, askGate, newAsk } from './ask.ts';
import { hasCamera, scan, type Scanning } from './camera.ts';
import { fill, make, makeButton } from './dom.ts';
import { openPicture } from './pixels.ts';
import type * as Reader from './reader.ts';
import { showResult, startClock, type HubClock, type Shown } from './result.ts';
import { firstLanguage, PHONE_TEXT, type Trouble } from './text.ts';

/** What the page is about to show. */
type View =
  | { readonly is: 'busy'; readonly with: 'loading' | 'reading' | 'asking' }
  /** `trouble` `null`: nothing has been tried yet. */
  | { readonly is: 'start'; readonly trouble: Trouble | null; readonly retry: (() => void) | null }
  /** Nobody can check in by this code at all. */
  | { readonly is: 'closed'; readonly trouble: Trouble; readonly retry: (() => void) | null }
  | { readonly is: 'scanning' }
  | { readonly is: 'result'; readonly result: SelfCheckIn; readonly clock: HubClock };

/** With which the same may be asked once more. */
const PASSING: readonly Trouble[] = [
  'unreachable',
  'hub-busy',
  'too-many-requests',
  'internal-error',
  'reader-missing',
];
/** Of the venue code, not of what was shown: choosing another picture does not help. */
const OF_CODE = /^(?:venue-code-|check-in-by-sentinel$|gate-not-set-up$)/u;

const root = document.getElementById('root') as HTMLElement;
const token = location.hash.slice(1);
let language: Language = firstLanguage(navigator.languages);
let gate: GateAnswer | null = null;
let view: View = { is: 'busy', with: 'loading' };
let shown: Shown | null = null;
let scanning: Scanning | null = null;

function go(next: View): void {
  view = next;
  render();
}

function render(): void {
  const text = PHONE_TEXT[language];
  shown?.end();
  shown = null;
  scanning?.stop();
  scanning = null;
  document.documentElement.lang = language;
  document.title = text.title;
  const other = makeButton(text.other, 'language', () => {
    language = language === 'en' ? 'zh-CN' : 'en';
    render();
  });
  other.lang = language === 'en' ? 'zh-CN' : 'en';
  const bar = make('header', { class: 'bar' }, make('p', { class: 'bar__title' }, text.title), other);
  const main = make('main', { 'data-view': view.is });
  fill(root, bar, main);
  fill(main, ...contentOf(view, main));
}

function contentOf(at: View, main: HTMLElement): Node[] {
  const text = PHONE_TEXT[language];
  switch (at.is) {
    case 'busy':
      return [...place(), make('p', { class: 'busy', role: 'status' }, text[at.with])];
    case 'closed':
      return [...place(), alertOf(at.trouble), ...retryOf(at.retry)];
    case 'start':
      return startOf(at.trouble, at.retry);
    case 'scanning':
      return scanningOf();
    case 'result': {
      shown = showResult(at.result, at.clock, language, () => {
        go({ is: 'start', trouble: null, retry: null });
      });
      // Said to who hears the page, and where the keyboard goes on from.
      setTimeout(() => main.querySelector('h1')?.focus(), 0);
      return [shown.element];
    }
  }
}

function place(): Node[] {
  if (gate === null) return [];
  const text = PHONE_TEXT[language];
  return [
    make(
      'h1',
      { class: 'place' },
      make('span', { class: 'place__at' }, `${text.atGate} `),
      `${gate.venue} · ${gate.gate}`,
    ),
  ];
}

function alertOf(trouble: Trouble): Node {
  return make(
    'p',
    { class: 'trouble', role: 'alert', 'data-trouble': trouble },
    PHONE_TEXT[language].troubles[trouble],
  );
}

function retryOf(retry: (() => void) | null): Node[] {
  return retry === null ? [] : [makeButton(PHONE_TEXT[language].retry, 'retry', retry)];
}

function startOf(trouble: Trouble | null, retry: (() => void) | null): Node[] {
  const text = PHONE_TEXT[language];
  const input = make('input', { type: 'file', accept: 'image/*', class: 'choose__file', 'data-do': 'choose' });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void readFile(file);
  });
  const choose = make('label', { class: 'button button--first choose' }, make('span', {}, text.choose), input);
  const camera = makeButton(text.scan, 'scan', () => {
    go({ is: 'scanning' });
  });
  return [
    ...place(),
    trouble === null ? make('p', { class: 'intro' }, text.intro) : alertOf(trouble),
    ...retryOf(retry),
    choose,
    ...(hasCamera() ? [camera] : []),
    make('p', { class: 'privacy' }, text.privacy),
  ];
}

function scanningOf(): Node[] {
  const text = PHONE_TEXT[language];
  // Without these an iPhone shows it over the whole screen, or not at all.
  const video = make('video', { class: 'video', playsinline: '', muted: '' });
  video.muted = true;
  void openCamera(video);
  return [
    ...place(),
    make('p', { class: 'intro' }, text.scanning),
    video,
    makeButton(text.stopScanning, 'stop', () => {
      go({ is: 'start', trouble: null, retry: null });
    }),
  ];
}

/** Both of them are large, and wanted only now. */
async function loadReader(): Promise<typeof Reader | null> {
  try {
    return await import('./reader.ts');
  } catch {
    // The network has gone since the page was opened.
    return null;
  }
}

/** The page has to be drawn before the phone is busy. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
}

async function readFile(file: Blob): Promise<void> {
  go({ is: 'busy', with: 'reading' });
  const reader = await loadReader();
  if (reader === null) {
    go({ is: 'start', trouble: 'reader-missing', retry: () => void readFile(file) });
    return;
  }
  await afterPaint();
  const texts = await openPicture(file)
    .then((picture) => reader.readPicture(picture))
    .catch(() => null);
  if (texts === null) go({ is: 'start', trouble: 'picture-unreadable', retry: null });
  else if (texts.length > 1) go({ is: 'start', trouble: 'several-codes-in-picture', retry: null });
  else if (texts[0] === undefined) go({ is: 'start', trouble: 'no-code-in-picture', retry: null });
  else await checkIn(texts[0], newAsk());
}

async function openCamera(video: HTMLVideoElement): Promise<void> {
  const reader = await loadReader();
  if (reader === null) {
    go({ is: 'start', trouble: 'reader-missing', retry: null });
    return;
  }
  try {
    const begun = await scan(video, reader.readCameraFrame, (code) => void checkIn(code, newAsk()));
    // Somebody may have gone back, or turned the page to the other language, while the browser asked them.
    if (view.is === 'scanning' && document.contains(video)) scanning = begun;
    else begun.stop();
  } catch {
    if (view.is === 'scanning') go({ is: 'start', trouble: 'camera-refused', retry: null });
  }
}

async function checkIn(code: string, ask: string): Promise<void> {
  go({ is: 'busy', with: 'asking' });
  const answered = await askCheckIn(token, code, ask);
  if (answered.ok) {
    go({ is: 'result', result: answered.value, clock: startClock(answered.value.hubTimeMs) });
    return;
  }
  const { trouble } = answered;
  const retry = PASSING.indexOf(trouble) === -1 ? null : () => void checkIn(code, ask);
  go(OF_CODE.test(trouble) ? { is: 'closed', trouble, retry } : { is: 'start', trouble, retry });
}

async function begin(): Promise<void> {
  go({ is: 'busy', with: 'loading' });
  const answered = await askGate(token);
  if (answered.ok) {
    gate = answered.value;
    go({ is: 'start', trouble: null, retry: null });
    return;
  }
  const { trouble } = answered;
  go({ is: 'closed', trouble, retry: PASSING.indexOf(trouble) === -1 ? null : () => void begin() });
}

// Another poster, scanned into the same tab.
window.addEventListener('hashchange', () => {
  location.reload();
});
void begin();
