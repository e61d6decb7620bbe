import type { ReactElement } from 'react';

export function AccountsPage(): ReactElement {
  return <p>accounts</p>;
}
