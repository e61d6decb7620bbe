export const accounts = { 'zh-CN': {}, en: {} };
