import type { IdCard } from '../../shared/visit.ts';

/** A made-up person's, good for ever from 2020 on. */
export const CARD: IdCard = {
  kind: 'resident',
  name: '张小三',
  documentNumber: '11010519491231002X',
  validFrom: '2020-01-01',
  validTo: null,
};

/** Another's. */
export const OTHER_CARD: IdCard = { ...CARD, name: '欧阳小明', documentNumber: '110105200205130036' };
