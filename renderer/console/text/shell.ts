export const shell = {
  'zh-CN': {
    title: '管理台',
    page: {
      overview: '概览',
      log: '记录',
      trace: '溯源',
      kiosks: '设备',
      audit: '审计',
      accounts: '账号',
      own: '我的账号',
    },
    close: '返回',
    signOut: '退出登录',
    loading: '正在读取…',
    again: '重试',
  },
  en: {
    title: 'Console',
    page: {
      overview: 'Overview',
      log: 'Log',
      trace: 'Trace',
      kiosks: 'Kiosks',
      audit: 'Audit',
      accounts: 'Accounts',
      own: 'My account',
    },
    close: 'Back',
    signOut: 'Sign out',
    loading: 'Loading…',
    again: 'Try again',
  },
};
