import { joined } from '../bytes.ts';
import type { CompanyFigures } from '../console/companies.ts';
import { csvFile } from '../console/csv.ts';
import type { Language } from '../verdict.ts';

const WORDS = {
  'zh-CN': {
    titles: ['指标', '数值'],
    ...{
      applied: '待审核企业',
      registered: '白名单企业',
      active: '已复工企业',
      suspended: '暂停企业',
      refused: '未通过企业',
    },
    ...{ staff: '在岗人员（持有效通行证）', vehicles: '车辆通行证（有效）', rate: '复工率' },
    level: (level: number) => `第 ${level} 级`,
  },
  en: {
    titles: ['Figure', 'Value'],
    ...{ applied: 'Companies that wait', registered: 'Companies registered', active: 'Companies active' },
    ...{ suspended: 'Companies suspended', refused: 'Companies refused' },
    ...{ staff: 'Staff with a pass that holds', vehicles: 'Vehicle passes that hold', rate: 'Resumption rate' },
    level: (level: number) => `Level ${level}`,
  },
} as const;

/** Active of registered ones in per cent, to a tenth; `null`: there is none to be active. */
export function resumptionRate({ active, registered }: Pick<CompanyFigures, 'active' | 'registered'>): number | null {
  return registered === 0 ? null : Math.round((active / registered) * 1000) / 10;
}

/** Figures as a spreadsheet has them: a line for each, rates in per cent. */
export function figuresCsv(figures: CompanyFigures, language: Language): Uint8Array {
  const words = WORDS[language];
  const csv = csvFile();
  const rows = [
    ...(['applied', 'registered', 'active', 'suspended', 'refused', 'staff', 'vehicles'] as const).map((key) => [
      words[key],
      figures[key],
    ]),
    [`${words.rate} (%)`, resumptionRate(figures)],
    ...figures.levels.flatMap((one) => [
      [`${words.registered} · ${words.level(one.level)}`, one.registered],
      [`${words.active} · ${words.level(one.level)}`, one.active],
      [`${words.rate} (%) · ${words.level(one.level)}`, resumptionRate(one)],
    ]),
  ];
  return joined(csv.begin(words.titles), csv.add(rows), csv.end());
}
