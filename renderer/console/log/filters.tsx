import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ENTRY_TYPES, type LogFacets } from '../../../shared/console/log.ts';
import { inWords } from '../../../shared/console/words.ts';
import { SCAN_SOURCES } from '../../../shared/scan.ts';
import { VERDICTS } from '../../../shared/verdict.ts';
import { asLanguage } from '../../text/text.ts';
import { filterOf, isNarrowed, isReversed, maskTyped, TODAY, WHENS, type LogForm } from './form.ts';
import { Selection } from './selection.tsx';

interface Props {
  readonly form: LogForm;
  readonly onForm: (form: LogForm) => void;
  /** `null`: not known yet, or not to be had. */
  readonly facets: LogFacets | null;
  readonly hasGates: boolean;
}

/** What to look for: when, and what else. Whatever is chosen is asked at once. */
export function Filters({ form, onForm, facets, hasGates }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const change = (changed: Partial<LogForm>): void => {
    onForm({ ...form, ...changed });
  };
  const worded = <C extends string>(codes: readonly C[]): { value: C; label: string }[] =>
    codes.map((code) => ({ value: code, label: inWords(code, language) }));
  return (
    <div className="log__filters">
      <When form={form} change={change} />
      <div className="log__selections">
        {hasGates && (
          <Selection
            label={t('log.filter.gate')}
            value={form.gate}
            options={(facets?.gates ?? []).map((gate) => ({ value: gate, label: gate }))}
            onChoose={(gate) => {
              change({ gate });
            }}
          />
        )}
        <Selection
          label={t('log.filter.verdict')}
          value={form.verdict}
          options={worded(VERDICTS)}
          onChoose={(verdict) => {
            change({ verdict });
          }}
        />
        <Selection
          label={t('log.filter.reason')}
          value={form.reason}
          options={(facets?.reasons ?? []).map(({ code, says }) => ({ value: code, label: says?.[language] ?? code }))}
          onChoose={(reason) => {
            change({ reason });
          }}
        />
        <Selection
          label={t('log.filter.type')}
          value={form.type}
          options={worded(ENTRY_TYPES)}
          onChoose={(type) => {
            change({ type });
          }}
        />
        <Selection
          label={t('log.filter.source')}
          value={form.source}
          options={worded(SCAN_SOURCES)}
          onChoose={(source) => {
            change({ source });
          }}
        />
        <Selection
          label={t('log.filter.guard')}
          value={form.guard}
          options={(facets?.guards ?? []).map(({ number, name }) => ({
            value: number,
            label: name === null ? number : `${number} ${name}`,
          }))}
          onChoose={(guard) => {
            change({ guard });
          }}
        />
        <NameField
          key={form.maskedName}
          masked={form.maskedName}
          onMasked={(maskedName) => {
            change({ maskedName });
          }}
        />
        {isNarrowed(form) && (
          <button
            type="button"
            className="button log__clear"
            onClick={() => {
              onForm({ ...TODAY, when: form.when, from: form.from, until: form.until });
            }}
          >
            {t('log.filter.clear')}
          </button>
        )}
      </div>
    </div>
  );
}

interface PartProps {
  readonly form: LogForm;
  readonly change: (changed: Partial<LogForm>) => void;
}

function When({ form, change }: PartProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <div className="log__when">
      <div className="segments" role="group" aria-label={t('log.when.label')}>
        {WHENS.map((when) => (
          <button
            key={when}
            type="button"
            className="button"
            data-when={when}
            aria-pressed={form.when === when}
            onClick={() => {
              change({ when });
            }}
          >
            {t(`log.when.${when}`)}
          </button>
        ))}
      </div>
      {form.when === 'between' && (
        <div className="log__between">
          {(['from', 'until'] as const).map((end) => (
            <label key={end} className="field field--beside">
              <span>{t(`log.when.${end}`)}</span>
              <input
                type="datetime-local"
                max="9999-12-31T23:59"
                value={form[end]}
                onChange={({ target }) => {
                  change({ [end]: target.value });
                }}
              />
            </label>
          ))}
          {/* By no clock in particular: whether one is after the other. */}
          {isReversed(filterOf(form, 0)) && (
            <p className="fault" role="alert">
              {t('log.when.reversed')}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** What is typed stays in the field until it is done, and is masked then: nothing knows the name itself. */
function NameField({
  masked,
  onMasked,
}: {
  masked: string | null;
  onMasked: (masked: string | null) => void;
}): ReactElement {
  const { t } = useTranslation('console');
  const commit = (field: HTMLInputElement): void => {
    const typed = maskTyped(field.value);
    field.value = typed ?? '';
    if (typed !== masked) onMasked(typed);
  };
  return (
    <label className="field">
      <span>{t('log.filter.name')}</span>
      <input
        defaultValue={masked ?? ''}
        title={t('log.filter.nameHint')}
        placeholder={t('log.filter.nameLike')}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        data-filter="name"
        onBlur={({ target }) => {
          commit(target);
        }}
        onKeyDown={({ key, currentTarget, nativeEvent }) => {
          // An input method's Enter takes what it offers.
          if (key === 'Enter' && !nativeEvent.isComposing) commit(currentTarget);
        }}
      />
    </label>
  );
}
