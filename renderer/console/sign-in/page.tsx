import type { ReactElement } from 'react';
import type { Me } from '../../../shared/console/accounts.ts';

export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }): ReactElement {
  return <p>{onSignedIn.name}</p>;
}
