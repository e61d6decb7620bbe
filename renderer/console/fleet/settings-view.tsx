import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetSettings, SettingVersion } from '../../../shared/console/fleet.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';
import { Shown } from '../asked.tsx';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { History } from './history.tsx';
import { ScopeField, InForce } from './scope.tsx';
import { useSettingWords } from './setting-words.ts';
import { SettingsForm } from './settings-form.tsx';
import { WantedSettings, type Wanted } from './wanted-settings.tsx';

interface Props {
  /** `null`: the account's own, or none was chosen. */
  readonly venue: string | null;
  readonly hasVenues: boolean;
}

/** What is set from afar for one venue and for each of its gates. */
export function SettingsView({ venue, hasVenues }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const isChosen = me.venue !== null || venue !== null;
  const asked = useAsked(
    'fleet:settings',
    useMemo(() => (isChosen ? { venue, before: null } : undefined), [isChosen, venue]),
  );
  if (!isChosen) return <p className="state">{t(hasVenues ? 'fleet.chooseVenue' : 'fleet.noVenue')}</p>;
  return (
    <Shown asked={asked}>{(settings) => <SetFromAfar venue={venue} settings={settings} onSaved={asked.again} />}</Shown>
  );
}

interface SetProps {
  readonly venue: string | null;
  readonly settings: FleetSettings;
  /** Something was set, or somebody else has set something. */
  readonly onSaved: () => void;
}

function SetFromAfar({ venue, settings, onSaved }: SetProps): ReactElement {
  const { t } = useTranslation('console');
  const words = useSettingWords(settings.venueTypes);
  const [gate, setGate] = useState<string | null>(null);
  // What somebody goes on editing; `null`: what is in force.
  const [begun, setBegun] = useState<RemoteSettings | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const newestOf = (of: string | null): SettingVersion | undefined => settings.newest.find((one) => one.gate === of);
  const inForce = newestOf(gate);
  const choose = (to: string | null, values: RemoteSettings | null): void => {
    setGate(to);
    setBegun(values);
    setWanted(null);
  };
  const preview = (of: string | null, values: RemoteSettings): void => {
    setGate(of);
    setWanted({ gate: of, values, over: newestOf(of)?.version ?? null });
  };
  return (
    <>
      <section className="panel" aria-labelledby="fleet-settings">
        <h3 id="fleet-settings">{t('fleet.view.settings')}</h3>
        {wanted === null ? (
          <div className="fields">
            <p>{t('fleet.settings.about')}</p>
            <ScopeField
              settings={settings}
              gate={gate}
              onGate={(to) => {
                choose(to, null);
              }}
            />
            <InForce setting={inForce} />
            <SettingsForm
              key={`${gate ?? ''}\n${inForce?.version ?? 0}`}
              values={begun ?? inForce?.values ?? {}}
              ofVenue={gate === null ? {} : (newestOf(null)?.values ?? {})}
              venueTypes={settings.venueTypes}
              words={words}
              onPreview={(values) => {
                preview(gate, values);
              }}
            />
          </div>
        ) : (
          <WantedSettings
            key={JSON.stringify(wanted)}
            {...{ venue, wanted, words, onSaved }}
            onClose={(isSaved) => {
              choose(wanted.gate, isSaved ? null : wanted.values);
            }}
          />
        )}
      </section>
      <History
        key={settings.versions[0]?.version ?? 0}
        {...{ venue, settings, words }}
        onGoBack={({ gate: of, values }) => {
          preview(of, values);
        }}
      />
    </>
  );
}
