export const overview = { 'zh-CN': {}, en: {} };
