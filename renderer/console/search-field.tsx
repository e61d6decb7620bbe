import type { ReactElement } from 'react';
import { Field } from './field.tsx';

interface Props {
  readonly name: string;
  readonly label: string;
  /** What may be looked for. */
  readonly says: string;
  readonly typed: string;
  readonly onTyped: (to: string) => void;
}

/** What somebody looks for in a list. */
export function SearchField({ name, label, says, typed, onTyped }: Props): ReactElement {
  return (
    <Field label={label}>
      <input
        name={name}
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        placeholder={says}
        value={typed}
        onChange={({ target }) => {
          onTyped(target.value);
        }}
      />
    </Field>
  );
}
