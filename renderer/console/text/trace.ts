export const trace = { 'zh-CN': {}, en: {} };
