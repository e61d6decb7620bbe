import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FLEET_ORDERS, type FleetAsk, type FleetPage } from '../../../shared/console/fleet.ts';
import { KIOSK_STATES } from '../../../shared/console/kiosk-state.ts';
import { formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Field } from '../field.tsx';
import { SearchField } from '../search-field.tsx';

export type Filter = Pick<FleetAsk, 'gate' | 'state' | 'text' | 'order'>;

export function isFiltered({ gate, state, text }: Filter): boolean {
  return gate !== null || state !== null || text.trim() !== '';
}

interface FiltersProps {
  readonly filter: Filter;
  readonly gates: readonly string[];
  readonly onFilter: (to: Partial<Filter>) => void;
}

/** What is looked for, and in which order. */
export function Filters({ filter, gates, onFilter }: FiltersProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <div className="bar-form" role="search">
      <SearchField
        name="fleet-text"
        label={t('fleet.text')}
        says={t('fleet.textSays')}
        typed={filter.text}
        onTyped={(text) => {
          onFilter({ text });
        }}
      />
      {gates.length > 0 && (
        <Field label={t('fleet.gate')}>
          <select
            name="fleet-gate"
            value={filter.gate ?? ''}
            onChange={({ target }) => {
              onFilter({ gate: target.value === '' ? null : target.value });
            }}
          >
            <option value="">{t('fleet.allGates')}</option>
            {gates.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </Field>
      )}
      <Field label={t('fleet.order')}>
        <select
          name="fleet-order"
          value={filter.order}
          onChange={({ target }) => {
            onFilter({ order: FLEET_ORDERS.find((one) => one === target.value) ?? 'worst' });
          }}
        >
          {FLEET_ORDERS.map((one) => (
            <option key={one} value={one}>
              {t(`fleet.by.${one}`)}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}

interface CountsProps {
  readonly page: FleetPage;
  readonly state: FleetAsk['state'];
  readonly onState: (state: FleetAsk['state']) => void;
}

/** How many are in each state; each is a key that shows those alone. */
export function Counts({ page, state, onState }: CountsProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { counts } = page;
  const all = KIOSK_STATES.reduce((sum, one) => sum + counts[one], 0);
  return (
    <div className="segments" role="group" aria-label={t('fleet.counts')}>
      {([null, ...KIOSK_STATES] as const).map((one) => (
        <button
          key={one ?? 'all'}
          type="button"
          className="button"
          data-state={one ?? 'all'}
          data-count={one === null ? all : counts[one]}
          aria-pressed={one === state}
          onClick={() => {
            onState(one);
          }}
        >
          {t(one === null ? 'fleet.anyState' : `fleet.state.${one}`)}{' '}
          <strong>{formatNumber(language, one === null ? all : counts[one])}</strong>
        </button>
      ))}
    </div>
  );
}
