import type { ReactElement } from 'react';

export function KiosksPage(): ReactElement {
  return <p>kiosks</p>;
}
