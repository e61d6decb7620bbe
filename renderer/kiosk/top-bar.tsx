import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import type { Language } from '../../shared/verdict.ts';
import { en } from '../text/en.ts';
import { asLanguage, otherLanguage } from '../text/text.ts';
import { zhCN } from '../text/zh-CN.ts';
import { Items } from '../ui/clauses.tsx';
import { Icon } from '../ui/shapes.tsx';
import type { SoundState } from './kiosk-state.ts';
import { SoundSign } from './sound-sign.tsx';

const NAMES: Record<Language, { name: string; switchTo: string }> = { 'zh-CN': zhCN.language, en: en.language };

interface Props {
  readonly status: KioskStatus;
  readonly sound: SoundState;
  readonly onLanguage: (language: Language) => void;
  /** Absent: nobody can decide by hand here. */
  readonly onByHand: (() => void) | undefined;
  readonly onPrivacy: () => void;
  readonly onSettings: () => void;
}

/** Which kiosk this is, and what a hand may want of it. */
export const TopBar = memo(function TopBar({
  status,
  sound,
  onLanguage,
  onByHand,
  onPrivacy,
  onSettings,
}: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const other = otherLanguage(language);
  const { openTo, access } = status.guards;
  const isLocked = access === 'locked';
  const venue = status.venueTypes.find(({ id }) => id === status.settings.venueType);
  return (
    <header className="bar">
      <div className="bar__name">
        <h1>{t('product')}</h1>
        <p>
          <SoundSign sound={sound} on="bar" />
          {openTo !== null && !isLocked && (
            <span className="bar__open">
              <Icon name="lock-open" />
              {t('lock.open', { name: openTo.name })}
            </span>
          )}
          <Items items={[venue?.name[language] ?? null, t(`direction.${status.settings.direction}`)]} />
        </p>
      </div>
      {/* Named in the language it leads to: who needs it cannot read the one now shown. */}
      <button
        type="button"
        className="button"
        lang={other}
        aria-label={NAMES[other].switchTo}
        onClick={() => {
          onLanguage(other);
        }}
      >
        {NAMES[other].name}
      </button>
      {onByHand !== undefined && (
        <button type="button" className="button" data-open="by-hand" onClick={onByHand}>
          <Icon name="hand" />
          {t('byHand.open')}
        </button>
      )}
      <button type="button" className="button" data-open="privacy" onClick={onPrivacy}>
        <Icon name="shield" />
        {t('privacy.open')}
      </button>
      <button
        type="button"
        className="button button--icon"
        data-open="settings"
        aria-label={t(isLocked ? 'lock.settings' : 'settings.open')}
        onClick={onSettings}
      >
        <Icon name={isLocked ? 'lock' : 'gear'} />
      </button>
    </header>
  );
});
