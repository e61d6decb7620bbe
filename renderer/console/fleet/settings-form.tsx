import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetSettings, RemoteSetting } from '../../../shared/console/fleet.ts';
import { CHECK_IN_WAYS } from '../../../shared/venue-code.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';
import { asLanguage } from '../../text/text.ts';
import { Field } from '../field.tsx';
import { draftOf, valuesOf, type Draft } from './draft.ts';
import type { SettingWords } from './setting-words.ts';

interface Props {
  readonly values: RemoteSettings;
  /** What the venue's settings say, where a gate's are edited. */
  readonly ofVenue: RemoteSettings;
  readonly venueTypes: FleetSettings['venueTypes'];
  readonly words: SettingWords;
  readonly onPreview: (values: RemoteSettings) => void;
}

interface PartProps extends Pick<Props, 'venueTypes'> {
  readonly draft: Draft;
  readonly onDraft: (to: Partial<Draft>) => void;
  /** Of a setting, what the venue's says. */
  readonly says: (name: RemoteSetting) => { says?: string };
}

/** What is to be set from afar; nothing of it is set before somebody has seen what it does. */
export function SettingsForm({ values, ofVenue, venueTypes, words, onPreview }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [draft, setDraft] = useState(() => draftOf(values));
  const part: PartProps = {
    ...{ draft, venueTypes },
    onDraft: (to) => {
      setDraft({ ...draft, ...to });
    },
    says: (name) =>
      ofVenue[name] === undefined ? {} : { says: t('fleet.settings.venueSays', { value: words.of(name, ofVenue) }) },
  };
  return (
    <form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onPreview(valuesOf(draft));
      }}
    >
      <VenueType {...part} />
      <OneOf
        {...part}
        name="direction"
        options={['in', 'out']}
        wordOf={(one) => t(`fleet.settings.direction.${one}`)}
      />
      <OneOf {...part} name="checkIn" options={CHECK_IN_WAYS} wordOf={(one) => t(`fleet.settings.checkIn.${one}`)} />
      <District {...part} />
      <Place {...part} />
      <OneOf
        {...part}
        name="language"
        options={['zh-CN', 'en']}
        wordOf={(one) => t(`fleet.settings.language.${one}`)}
      />
      <button type="submit" className="button button--main" data-action="preview-settings">
        {t('fleet.settings.preview')}
      </button>
    </form>
  );
}

interface OneOfProps<N extends 'direction' | 'checkIn' | 'language'> extends PartProps {
  readonly name: N;
  readonly options: readonly Exclude<Draft[N], ''>[];
  readonly wordOf: (one: Exclude<Draft[N], ''>) => string;
}

function OneOf<N extends 'direction' | 'checkIn' | 'language'>(props: OneOfProps<N>): ReactElement {
  const { name, options, wordOf, draft, onDraft, says } = props;
  const { t } = useTranslation('console');
  return (
    <Field label={t(`fleet.settings.name.${name}`)} {...says(name)}>
      <select
        name={name}
        value={draft[name]}
        onChange={({ target }) => {
          onDraft({ [name]: options.find((one) => one === target.value) ?? '' });
        }}
      >
        <option value="">{t('fleet.settings.leave')}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {wordOf(one)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Of those that the published rules know; where nobody knows them it is typed. */
function VenueType({ draft, onDraft, says, venueTypes }: PartProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { venueType } = draft;
  const label = t('fleet.settings.name.venueType');
  const hint = says('venueType').says ?? t('fleet.settings.venueTypeSays');
  if (venueTypes.length === 0)
    return (
      <Field label={label} says={hint}>
        <input
          name="venueType"
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
          maxLength={48}
          value={venueType}
          onChange={({ target }) => {
            onDraft({ venueType: target.value });
          }}
        />
      </Field>
    );
  const isUnknown = venueType !== '' && !venueTypes.some(({ id }) => id === venueType);
  return (
    <Field label={label} says={hint}>
      <select
        name="venueType"
        value={venueType}
        onChange={({ target }) => {
          onDraft({ venueType: target.value });
        }}
      >
        <option value="">{t('fleet.settings.leave')}</option>
        {isUnknown && <option value={venueType}>{venueType}</option>}
        {venueTypes.map(({ id, name }) => (
          <option key={id} value={id}>
            {name[language]}
          </option>
        ))}
      </select>
    </Field>
  );
}

function District({ draft, onDraft, says }: PartProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      <Field label={t('fleet.settings.name.district')} {...says('district')}>
        <select
          name="districtIs"
          value={draft.districtIs}
          onChange={({ target }) => {
            onDraft({ districtIs: asIs(target.value) });
          }}
        >
          <option value="">{t('fleet.settings.leave')}</option>
          <option value="none">{t('fleet.settings.districtNone')}</option>
          <option value="set">{t('fleet.settings.districtSet')}</option>
        </select>
      </Field>
      {draft.districtIs === 'set' && (
        <Field label={t('fleet.settings.districtCode')}>
          <input
            name="district"
            required
            pattern="\d{6}"
            inputMode="numeric"
            maxLength={6}
            value={draft.district}
            onChange={({ target }) => {
              onDraft({ district: target.value });
            }}
          />
        </Field>
      )}
    </>
  );
}

const DEGREES = { latitude: 90, longitude: 180 } as const;

function Place({ draft, onDraft, says }: PartProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      <Field label={t('fleet.settings.name.place')} {...says('place')}>
        <select
          name="placeIs"
          value={draft.placeIs}
          onChange={({ target }) => {
            onDraft({ placeIs: asIs(target.value) });
          }}
        >
          <option value="">{t('fleet.settings.leave')}</option>
          <option value="none">{t('fleet.settings.placeNone')}</option>
          <option value="set">{t('fleet.settings.placeSet')}</option>
        </select>
      </Field>
      {draft.placeIs === 'set' &&
        (['latitude', 'longitude'] as const).map((one) => (
          <Field key={one} label={t(`fleet.settings.${one}`)}>
            <input
              name={one}
              type="number"
              required
              step="any"
              min={-DEGREES[one]}
              max={DEGREES[one]}
              value={draft[one]}
              onChange={({ target }) => {
                onDraft({ [one]: target.value });
              }}
            />
          </Field>
        ))}
    </>
  );
}

function asIs(value: string): '' | 'none' | 'set' {
  return value === 'none' || value === 'set' ? value : '';
}
