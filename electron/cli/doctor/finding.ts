/** What one look at a kiosk's files has found. */
export interface Finding {
  readonly check: 'keys' | 'journal' | 'set-aside' | 'hub';
  /** `amber`: the kiosk does its work, and somebody should see to it. `red`: it does not, or not all of it. */
  readonly level: 'green' | 'amber' | 'red';
  readonly sentence: { readonly 'zh-CN': string; readonly en: string };
}

export function finding(check: Finding['check'], level: Finding['level'], zh: string, en: string): Finding {
  return { check, level, sentence: { 'zh-CN': zh, en } };
}
