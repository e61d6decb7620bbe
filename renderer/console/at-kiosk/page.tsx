// First: no schema may be made before.
import '../jitless.ts';
import i18next from 'i18next';
import { use, useCallback, useEffect, useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { bridge } from '../../bridge.ts';
import { SheetMark } from '../../ui/sheet-mark.ts';
import { Console } from '../console.tsx';
import { kioskSource } from '../kiosk-source.ts';
import { consoleEn, consoleZhCN } from '../text/catalogues.ts';

// With the page, and not before: the kiosk's own texts are what its first picture waits for.
i18next.addResourceBundle('zh-CN', 'console', consoleZhCN);
i18next.addResourceBundle('en', 'console', consoleEn);

/** What happened at this kiosk, for a supervisor who stands at it. */
export function KioskConsole({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const source = useMemo(() => kioskSource(bridge), []);
  const [who, setWho] = useState<Me | ConsoleFault | null>(null);
  const ask = useCallback(() => {
    void source.ask('me', null).then((result) => {
      setWho(result.ok ? result.value : result.fault);
    });
  }, [source]);
  useEffect(ask, [ask]);
  const mark = use(SheetMark);
  const back = (
    <>
      {mark}
      <button type="button" className="button" data-action="close" onClick={onClose}>
        {t('shell.close')}
      </button>
    </>
  );
  if (who !== null && typeof who === 'object')
    return <Console source={source} me={who} onSignedOut={onClose} end={back} />;
  return (
    <div className="console" data-at="kiosk">
      <header className="console__head">
        <h1 className="console__title">{t('shell.title')}</h1>
        <div className="console__end">{back}</div>
      </header>
      <div className="state" role={who === null ? 'status' : 'alert'}>
        <p>{t(who === null ? 'shell.loading' : `fault.${who}`)}</p>
        {who !== null && (
          <button type="button" className="button" onClick={ask}>
            {t('shell.again')}
          </button>
        )}
      </div>
    </div>
  );
}
