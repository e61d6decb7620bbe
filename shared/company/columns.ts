/** The two files of a company: its people, and its vehicles with their drivers. */
export const SHEETS = ['staff', 'vehicles'] as const;
export type SheetKind = (typeof SHEETS)[number];

/** Rows of one file, its head not counted. */
export const MAX_HOLDERS = 10_000;

/** Of each file, in the order of its template: the name in the file, and in Chinese; those that must be filled in. */
export const COLUMNS = {
  staff: {
    name: '姓名',
    documentNumber: '证件号码',
    kind: '类别',
    post: '岗位',
    stayUntil: '停留至',
    gates: '通道',
    days: '星期',
    from: '开始时间',
    to: '结束时间',
    until: '有效期至',
  },
  vehicles: {
    plate: '车牌号',
    driver: '驾驶员姓名',
    driverNumber: '驾驶员证件号码',
    kind: '类别',
    carries: '载运',
    passengers: '乘客数',
    routeFrom: '起点',
    routeTo: '终点',
    gates: '通道',
    days: '星期',
    from: '开始时间',
    to: '结束时间',
    until: '有效期至',
  },
} as const satisfies Record<SheetKind, Readonly<Record<string, string>>>;

export type ColumnName = { [S in SheetKind]: keyof (typeof COLUMNS)[S] }[SheetKind];

export const WANTED = {
  staff: ['name', 'documentNumber', 'from', 'to'],
  vehicles: ['plate', 'driver', 'driverNumber', 'from', 'to'],
} as const satisfies Record<SheetKind, readonly ColumnName[]>;

/** What a cell may say, and how it is said in Chinese. */
export const KINDS = {
  staff: { staff: '员工', 'point-work': '点式复工' },
  vehicles: { vehicle: '货车', shuttle: '班车', delivery: '配送' },
} as const;
export const CARRIED = { cargo: '货物', passengers: '乘客' } as const;

/** A row of each template, of somebody made up. */
export const EXAMPLES: Readonly<Record<SheetKind, Readonly<Record<string, string>>>> = {
  staff: {
    ...{ name: '张小三', documentNumber: '11010519491231002X', kind: 'staff', gates: '' },
    ...{ days: '1-5', from: '08:00', to: '18:00', until: '2022-06-30' },
  },
  vehicles: {
    ...{ plate: '京A12345', driver: '李小四', driverNumber: '11010519491231002X', kind: 'vehicle', carries: 'cargo' },
    ...{ routeFrom: '园区', routeTo: '仓库', gates: '', days: '1-7', from: '00:00', to: '24:00', until: '2022-06-30' },
  },
};

/** What is wrong with a file: the page says it in the company's language. */
export const SHEET_FAULTS = [
  // Of the file.
  'file-unreadable',
  'file-too-large',
  'quote-not-closed',
  'no-head',
  'no-row',
  'too-many-rows',
  'column-missing',
  'column-unknown',
  'column-twice',
  // Of a row or a cell.
  'fields-do-not-fit',
  'missing',
  'too-long',
  'unprintable',
  'number-wrong',
  'plate-wrong',
  'kind-unknown',
  'carries-unknown',
  'passengers-wrong',
  'gates-too-many',
  'gate-unknown',
  'days-wrong',
  'time-wrong',
  'no-time-between',
  'date-wrong',
  'date-past',
  'not-of-kind',
  'twice',
] as const;
export type SheetFault = (typeof SHEET_FAULTS)[number];

/** What is wrong, and where. */
export interface PlacedFault {
  /** Of the file, from 1, its head being the first; `null`: of the file as a whole. */
  readonly row: number | null;
  /** As {@link COLUMNS} names it, or as it stands in the file where no column is called so; `null`: of the row as a whole. */
  readonly column: string | null;
  readonly fault: SheetFault;
}

/** Faults that are told of one file: nobody reads more at once. */
export const MAX_FAULTS = 200;
