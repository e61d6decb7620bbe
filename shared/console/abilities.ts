/** Who works with the console. At a kiosk only supervisors do, by their PIN; the hub has accounts of each. */
export const ACCOUNT_ROLES = ['guard', 'supervisor', 'manager', 'it', 'auditor'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** What somebody may do in the console. Whatever is asked for wants one of these. */
export const ABILITIES = [
  /** Numbers, without anybody's entry. */
  'overview',
  /** Entries, with masked names. */
  'log',
  /** Looking for one person's entries by the number of their ID card. */
  'find-person',
  'export',
  /** Asking for the sealed identities of a time or of who was there with somebody. */
  'trace',
  /** Saying yes or no to that. */
  'approve-trace',
  /** What others have looked at. */
  'audit',
  'accounts',
  /** How each kiosk is. */
  'kiosks',
  /** Setting kiosks up and from afar, and taking them out of service. */
  'fleet',
  /** Sampling sites, and how many venues have one near. */
  'sites',
  /** Saying how busy they are. */
  'say-sites',
  /** How far districts are free of spread, and by which figures. */
  'districts',
  /** Companies of the white list, their passes, and how many work. */
  'companies',
] as const;
export type Ability = (typeof ABILITIES)[number];

/** No role may both ask for a trace and approve of one, or see entries and make those who see them see more. */
export const MAY: Readonly<Record<AccountRole, readonly Ability[]>> = {
  guard: ['overview'],
  supervisor: ['overview', 'log'],
  manager: [
    ...(['overview', 'log', 'find-person', 'export', 'trace', 'accounts'] as const),
    ...(['kiosks', 'sites', 'districts', 'companies'] as const),
  ],
  it: ['overview', 'accounts', 'kiosks', 'fleet', 'sites', 'say-sites', 'districts', 'companies'],
  auditor: ['overview', 'log', 'approve-trace', 'audit'],
};

/** Whose accounts somebody of a role makes, changes and ends. */
export const MAKES: Readonly<Record<AccountRole, readonly AccountRole[]>> = {
  guard: [],
  supervisor: [],
  manager: ['guard', 'supervisor'],
  it: ACCOUNT_ROLES,
  auditor: [],
};

/** What a supervisor may at a kiosk, over its own entries: there is no auditor to approve of a trace. */
export const AT_A_KIOSK: readonly Ability[] = ['overview', 'log', 'find-person', 'export'];
