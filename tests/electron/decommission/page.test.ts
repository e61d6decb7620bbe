import { expect, test } from 'vitest';
import type { Progress } from '../../../electron/decommission/decommission.ts';
import { LEAVE_PATH, mayLeave, pageOf, type EndView } from '../../../electron/decommission/page.ts';

test.each<[Progress | null, string, string]>([
  [null, '正在准备', 'Getting ready'],
  [{ step: 'sending', unsent: 12 }, '还有 12 条', '12 to go'],
  [{ step: 'telling' }, '正在通知平台', 'Telling the hub'],
  [{ step: 'erasing', files: 7 }, '正在清除 7 个文件', 'Erasing 7 files'],
])('while it is under way (%j) the page says so in both languages', (progress, zh, en) => {
  const page = pageOf({ is: 'under-way', progress });
  expect(page).toContain(zh);
  expect(page).toContain(en);
});

test('where nothing was done it says how many are owed, and that the kiosk goes on', () => {
  const refusal = { fault: 'entries-owed', owed: 3, disputed: 1, abandoned: 0, why: 'hub-unreachable' } as const;
  const page = pageOf({ is: 'refused', refusal });
  expect(page).toContain('4 条记录平台没有。（hub-unreachable）');
  expect(page).toContain('什么都没有删除');
  expect(page).toContain('does not have 4 entries. (hub-unreachable)');
  expect(pageOf({ is: 'refused', refusal: { ...refusal, owed: null } })).toContain('nobody knows how much');
});

test('where a demo has enrolled beside it, it says that IT has to end that first', () => {
  const refusal = { fault: 'two-kiosks', owed: null, disputed: 0, abandoned: null, why: null } as const;
  const page = pageOf({ is: 'refused', refusal });
  expect(page).toContain('须由技术人员先行停用');
  expect(page).toContain('IT has to take out of service first');
  expect(page).toContain('Nothing was deleted');
  expect(page).not.toContain('nobody knows how much');
});

test('nothing that is said can be markup', () => {
  const page = pageOf({ is: 'failed', why: '<script>alert("1")</script> & more' });
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
  expect(page).not.toContain('<script');
});

const REFUSAL = { fault: 'entries-owed', owed: 3, disputed: 0, abandoned: 0, why: null } as const;

test.each<[string, EndView, boolean]>([
  ['while it is under way', { is: 'under-way', progress: null }, false],
  [
    'where nothing was done, and a venue’s kiosk is there again in a moment',
    { is: 'refused', refusal: REFUSAL },
    false,
  ],
  ['where a disk does not let it', { is: 'failed', why: 'EIO' }, true],
])('%s, whether somebody may leave is whether the page has a key for it', (_when, view, may) => {
  expect([mayLeave(view), pageOf(view).includes(`href="${LEAVE_PATH}"`)]).toEqual([may, may]);
});
