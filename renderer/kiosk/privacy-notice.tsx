import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../ui/sheet.tsx';

const PARTS = ['kept', 'never', 'howLong', 'who', 'ask'] as const;

/** For the public at the door: what this kiosk remembers of them, for how long, and what it never does. */
export function PrivacyNotice({ days, onClose }: { days: number; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Sheet title={t('privacy.title')} closeLabel={t('settings.close')} onClose={onClose}>
      <div className="privacy">
        <p className="privacy__intro">{t('privacy.intro')}</p>
        {PARTS.map((part) => (
          <section key={part}>
            <h3>{t(`privacy.${part}Title`)}</h3>
            <p>{t(`privacy.${part}`, { days })}</p>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
