import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props<T extends string> {
  readonly label: string;
  /** `null`: any. */
  readonly value: T | null;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T | null) => void;
}

/** One of many, or any. */
export function Selection<T extends string>({ label, value, options, onChoose }: Props<T>): ReactElement {
  const { t } = useTranslation('console');
  return (
    <label className="field">
      <span>{label}</span>
      <select
        value={options.findIndex((option) => option.value === value)}
        data-chosen={value !== null}
        onChange={({ target }) => {
          onChoose(options[Number(target.value)]?.value ?? null);
        }}
      >
        <option value={-1}>{t('log.filter.any')}</option>
        {options.map((option, i) => (
          <option key={option.value} value={i}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
