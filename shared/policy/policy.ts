/** Why a policy could not be taken; see `GroundsFault` for what each does to a visitor. */
export type PolicyFault = 'policy-missing' | 'policy-damaged' | 'policy-forged' | 'policy-expired';
