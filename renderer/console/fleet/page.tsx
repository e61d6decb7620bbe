import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { CodesView } from './codes-view.tsx';
import { KiosksView } from './kiosks-view.tsx';
import { FIRST_PAGE } from './looking.ts';
import { SettingsView } from './settings-view.tsx';
import { VenueCodesView } from './venue-codes-view.tsx';
import '../pages.css';
import './fleet.css';

const VIEWS = ['kiosks', 'settings', 'codes', 'venueCodes'] as const;
type View = (typeof VIEWS)[number];

/** All that IT does with kiosks: how each is, what is set from afar, codes for those that are set up, and venue codes. */
export function FleetPage(): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const [view, setView] = useState<View>('kiosks');
  const [venue, setVenue] = useState<string | null>(null);
  const { venues, fault, again } = useVenues();
  return (
    <section className="page fleet" aria-labelledby="fleet-title">
      <header className="page__head">
        <h2 id="fleet-title">{t('fleet.title')}</h2>
        {me.venue === null && <VenueChoice venues={venues} venue={venue} onVenue={setVenue} />}
        <div className="segments" role="group" aria-label={t('fleet.views')}>
          {VIEWS.map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              data-view={one}
              aria-pressed={one === view}
              onClick={() => {
                setView(one);
              }}
            >
              {t(`fleet.view.${one}`)}
            </button>
          ))}
        </div>
      </header>
      {fault !== null && <Failed fault={fault} onAgain={again} />}
      {view === 'kiosks' && <KiosksView key={venue} venue={venue} />}
      {view === 'settings' && <SettingsView key={venue} venue={venue} hasVenues={venues.length > 0} />}
      {view === 'codes' && <CodesView key={venue} venue={venue} venues={venues} onMade={again} />}
      {view === 'venueCodes' && <VenueCodesView key={venue} venue={venue} hasVenues={venues.length > 0} />}
    </section>
  );
}

/** Which there are, for an account over all of them. */
function useVenues() {
  const { me } = useConsole();
  const isOverAll = me.venue === null;
  const { reply, fault, again } = useAsked(
    'fleet:list',
    useMemo(() => (isOverAll ? { ...FIRST_PAGE, limit: 1 } : undefined), [isOverAll]),
  );
  return { venues: reply?.venues ?? [], fault, again };
}

interface ChoiceProps {
  readonly venues: readonly string[];
  /** `null`: all of them. */
  readonly venue: string | null;
  readonly onVenue: (venue: string | null) => void;
}

function VenueChoice({ venues, venue, onVenue }: ChoiceProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Field label={t('fleet.venue')}>
      <select
        name="fleet-venue"
        value={venue ?? ''}
        onChange={({ target }) => {
          onVenue(venues.find((one) => one === target.value) ?? null);
        }}
      >
        <option value="">{t('fleet.allVenues')}</option>
        {venues.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </Field>
  );
}
