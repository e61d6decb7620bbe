import type { ReactElement } from 'react';

export function OwnPage(): ReactElement {
  return <p>own</p>;
}
