import type { ReactElement } from 'react';

export function LogPage(): ReactElement {
  return <p>log</p>;
}
