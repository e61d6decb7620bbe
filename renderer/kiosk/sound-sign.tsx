import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/shapes.tsx';
import type { SoundState } from './kiosk-state.ts';

interface Props {
  readonly sound: SoundState;
  /** What it stands on. */
  readonly on: 'bar' | 'outcome' | 'sheet';
}

/** Whoever relies on the sound sees that there is none. */
export function SoundSign({ sound, on }: Props): ReactElement | null {
  const { t } = useTranslation();
  if (sound === 'well') return null;
  return (
    <span className={`${on}__muted`} data-sound={sound}>
      <Icon name="muted" />
      {t(`sound.${sound}`)}
    </span>
  );
}
