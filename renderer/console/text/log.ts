export const log = { 'zh-CN': {}, en: {} };
