import type { Progress } from './decommission.ts';
import type { Report } from './report.ts';
import type { Refusal } from './settle.ts';
import { printed } from './words.ts';

/** What stands on the screen of a kiosk at its end. */
export type EndView =
  | { readonly is: 'under-way'; readonly progress: Progress | null }
  | { readonly is: 'ended'; readonly report: Report; readonly file: string }
  /** Nothing was destroyed, and the kiosk starts again by itself. */
  | { readonly is: 'refused'; readonly refusal: Refusal }
  /** A disk that does not let it, say. */
  | { readonly is: 'failed'; readonly why: string };

/**
 * Whether whoever is there may leave it: where it goes on by itself, or is a venue's kiosk again, nobody may. Where a disk does not
 * let it, IT wants the terminal, and a supervisor has given the kiosk up already.
 */
export function mayLeave({ is }: EndView): boolean {
  return is === 'ended' || is === 'failed';
}

/** Where the key that leaves leads, on the page's own origin. */
export const LEAVE_PATH = '/leave';

const LEAVE_KEY = `<a class="button" href="${LEAVE_PATH}"><span lang="zh-CN">退出程序</span><span lang="en">Leave</span></a>`;

/** The page's content, without any script: two languages, one after the other. */
export function pageOf(view: EndView): string {
  switch (view.is) {
    case 'under-way':
      return both(
        ['正在停用本机', ...STEPS[view.progress?.step ?? 'begins'](view.progress)[0]],
        ['This kiosk is being taken out of service', ...STEPS[view.progress?.step ?? 'begins'](view.progress)[1]],
      );
    case 'ended':
      return `${both(
        [
          view.report.left.length === 0 ? '本机已停用，可以关机' : '停用没有完成',
          view.report.left.length === 0
            ? '报告如下，也保存在：'
            : '有文件未能清除。重新开机后会再试。报告如下，也保存在：',
          view.file,
        ],
        [
          view.report.left.length === 0
            ? 'This kiosk is out of service: it can be switched off'
            : 'This is not finished',
          view.report.left.length === 0
            ? 'The report is below, and kept in:'
            : 'Some files could not be erased; it is tried again at the next start. The report is below, and kept in:',
          view.file,
        ],
      )}${LEAVE_KEY}<pre tabindex="0">${escaped(printed(view.report))}</pre>`;
    case 'refused':
      return both(
        ['本机没有停用', ...refusedZh(view.refusal)],
        ['This kiosk was not taken out of service', ...refusedEn(view.refusal)],
      );
    case 'failed':
      return `${both(
        ['停用被中断', `请检查磁盘，重新开机后会继续。（${view.why}）`],
        ['This was interrupted', `Check the disk; it goes on at the next start. (${view.why})`],
      )}${LEAVE_KEY}`;
  }
}

type Sentences = readonly [zh: readonly string[], en: readonly string[]];
type StepWords = Readonly<Record<Progress['step'] | 'begins', (progress: Progress | null) => Sentences>>;

const STEPS: StepWords = {
  begins: () => [['正在准备。请不要关机。'], ['Getting ready. Do not switch it off.']],
  resumed: () => [['正在继续上次没有完成的停用。'], ['Going on where it was interrupted.']],
  sending: (progress) => {
    const unsent = progress?.step === 'sending' ? progress.unsent : 0;
    return [[`正在上传记录，还有 ${unsent} 条。`], [`Sending entries to the hub, ${unsent} to go.`]];
  },
  settled: () => [['记录已处理完毕。'], ['Entries are settled.']],
  telling: () => [['正在通知平台。'], ['Telling the hub.']],
  told: () => [['平台的答复已记下。'], ['What the hub said is noted.']],
  erasing: (progress) => {
    const files = progress?.step === 'erasing' ? progress.files : 0;
    return [
      [`正在清除 ${files} 个文件，密钥最先。请不要关机。`],
      [`Erasing ${files} files, keys first. Do not switch it off.`],
    ];
  },
};

const GOES_ON = [
  '什么都没有删除，本机马上照常启动。',
  'Nothing was deleted, and the kiosk starts again in a moment.',
] as const;

function refusedZh({ fault, owed, disputed, why }: Refusal): string[] {
  if (fault === 'two-kiosks') return ['试用数据已另外登记为一台机器，须由技术人员先行停用。', GOES_ON[0]];
  const unsent = owed === null ? '记录无法读取，不知有多少条平台没有。' : `${owed + disputed} 条记录平台没有。`;
  return [unsent + (why === null ? '' : `（${why}）`), GOES_ON[0]];
}

function refusedEn({ fault, owed, disputed, why }: Refusal): string[] {
  if (fault === 'two-kiosks')
    return ['Its demo has enrolled as a kiosk of its own, which IT has to take out of service first.', GOES_ON[1]];
  const unsent =
    owed === null
      ? 'The journal cannot be read, and nobody knows how much of it the hub lacks.'
      : `The hub does not have ${owed + disputed} entries.`;
  return [unsent + (why === null ? '' : ` (${why})`), GOES_ON[1]];
}

function both(zh: readonly string[], en: readonly string[]): string {
  return `<section lang="zh-CN">${inOne(zh)}</section><section lang="en">${inOne(en)}</section>`;
}

function inOne([title = '', ...sentences]: readonly string[]): string {
  return `<h1>${escaped(title)}</h1>${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
