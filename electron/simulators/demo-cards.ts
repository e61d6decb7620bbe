import { CARD, type Card } from './id-card-text.ts';

/** The card of the demo visitor who shows a paper code (`npm run demo:codes`): laid after it, they are one person. */
export const PAPER_VISITORS_CARD: Card = CARD.parse({ name: '欧阳小明', documentNumber: '110105200205130036' });

/** Nobody's: stock names, numbers of the area code that textbooks use. One of each kind. */
export const DEMO_CARDS: readonly Card[] = [
  CARD.parse({ name: '张小三', documentNumber: '11010519491231002X', validTo: '长期' }),
  PAPER_VISITORS_CARD,
  CARD.parse({
    kind: 'foreigner-2017',
    name: '演示安娜',
    englishName: 'MUSTER, ANNA',
    documentNumber: 'XXA310090010101',
  }),
  CARD.parse({ kind: 'foreigner-2023', name: '', englishName: 'MUSTER, ANNA', documentNumber: '911105199001010029' }),
  CARD.parse({ kind: 'hong-kong-macau-taiwan', name: '陈小明', documentNumber: '810000199001010019' }),
];
