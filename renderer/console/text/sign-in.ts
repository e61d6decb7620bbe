export const signIn = {
  'zh-CN': {
    title: '登录管理台',
    login: '用户名',
    password: '密码',
    code: '验证器上的 6 位验证码',
    enter: '登录',
    wait_other: '请等 {{count}} 秒再试。',
    toFirst: '这个中心还没有账号？',
    first: {
      title: '建立第一个账号',
      about: '中心首次启动时显示了一个一次性口令。用它建立第一个账号：它管理所有场所的账号，不看记录。',
      token: '一次性口令',
      name: '姓名',
      make: '建立并登录',
      back: '返回登录',
    },
    replace: {
      title: '请换成自己的密码',
      about: '现在的密码是别人设置的。换成只有您知道的密码，然后继续。',
      change: '更改并继续',
    },
  },
  en: {
    title: 'Sign in to the console',
    login: 'Login',
    password: 'Password',
    code: 'The six digits that your authenticator shows',
    enter: 'Sign in',
    wait_one: 'Wait {{count}} second, then try again.',
    wait_other: 'Wait {{count}} seconds, then try again.',
    toFirst: 'Has this hub no account yet?',
    first: {
      title: 'The first account',
      about:
        'When the hub was first started it showed a one-time token. With it you make the first account, which manages accounts of all venues and sees no entries.',
      token: 'One-time token',
      name: 'Name',
      make: 'Make it and sign in',
      back: 'Back to signing in',
    },
    replace: {
      title: 'Choose your own password',
      about: 'Somebody else has set this password. Choose one that only you know, then go on.',
      change: 'Change it and go on',
    },
  },
};
