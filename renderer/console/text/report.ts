/** What stands in a report and nowhere on the screen. */
export const report = {
  'zh-CN': {
    title: '访客日报',
    made: '{{who}} 于 {{when}} 生成',
    notOver: '当日尚未结束，数据截至 {{time}}。',
    ofGate: '通道：{{gate}}',
    numbers: '数字',
    page: '第 {{page}} 页，共 {{pages}} 页',
    fileName: '访客日报-{{day}}.pdf',
    subject: '{{venue}}，{{day}}',
  },
  en: {
    title: 'Visitors of a day',
    made: 'Made by {{who}}, {{when}}',
    notOver: 'The day is not over: as of {{time}}.',
    ofGate: 'Gate: {{gate}}',
    numbers: 'Numbers',
    page: 'Page {{page}} of {{pages}}',
    fileName: 'visitors-{{day}}.pdf',
    subject: '{{venue}}, {{day}}',
  },
};
