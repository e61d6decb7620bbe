import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Following } from '../../shared/diagnostics.ts';
import type { Finding } from '../../shared/doctor.ts';
import { bridge } from '../bridge.ts';
import { asLanguage } from '../text/text.ts';
import { Icon, type IconName } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { DiagnosticsLog } from './diagnostics-log.tsx';
import { CameraMeters, ReaderMeters } from './diagnostics-meters.tsx';
import './diagnostics.css';

const FOLLOW_EVERY_MS = 1000;

/** How the kiosk is, for whoever has to mend it: each check with what mends it, what the readers give, and the log. */
export function DiagnosticsSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [isPaused, setPaused] = useState(false);
  const following = useFollowing();
  return (
    <Sheet title={t('diagnostics.title')} closeLabel={t('settings.close')} onClose={onClose}>
      <Checks />
      <section className="diagnostics">
        <h3>{t('diagnostics.meters')}</h3>
        <CameraMeters />
        <ReaderMeters readers={following?.readers ?? []} />
      </section>
      <DiagnosticsLog
        lines={following?.lines ?? []}
        isPaused={isPaused}
        onPause={() => {
          setPaused(!isPaused);
        }}
      />
    </Sheet>
  );
}

/** `null`: nothing is known yet. Where the main process does not answer, what was known last stays. */
function useFollowing(): Following | null {
  const [following, setFollowing] = useState<Following | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = (): void => {
      bridge.call('diagnostics:follow', null).then(
        (reply) => {
          if (!isGone) setFollowing(reply);
        },
        () => undefined,
      );
    };
    ask();
    const timer = setInterval(ask, FOLLOW_EVERY_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);
  return following;
}

type Look = readonly Finding[] | 'looking' | 'failed';

function Checks(): ReactElement {
  const { t } = useTranslation();
  const [found, setFound] = useState<Look>('looking');
  const look = useCallback(() => {
    bridge.call('diagnostics:read', null).then(setFound, () => {
      setFound('failed');
    });
  }, []);
  useEffect(look, [look]);
  return (
    <section className="diagnostics">
      <div role="status">
        {found === 'looking' && <p>{t('diagnostics.looking')}</p>}
        {found === 'failed' && <p className="settings__failed">{t('diagnostics.failed')}</p>}
        {typeof found === 'object' && <Sum findings={found} />}
      </div>
      {typeof found === 'object' && (
        <ul className="checks">
          {worstFirst(found).map((one) => (
            <CheckLine key={one.check} finding={one} />
          ))}
        </ul>
      )}
      <div className="rules__actions">
        <button
          type="button"
          className="button"
          data-action="look"
          aria-disabled={found === 'looking'}
          onClick={() => {
            if (found === 'looking') return;
            setFound('looking');
            look();
          }}
        >
          {t('diagnostics.again')}
        </button>
        <BundleKey />
      </div>
    </section>
  );
}

const LEVELS: readonly Finding['level'][] = ['red', 'amber', 'green'];

/** Whoever stands there has to see at once what wants mending; those alike in the doctor's order. */
function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

function Sum({ findings }: { findings: readonly Finding[] }): ReactElement {
  const { t } = useTranslation();
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const [red, amber] = [count('red'), count('amber')];
  return (
    <p className="checks__sum" data-red={red} data-amber={amber}>
      {red + amber === 0 ? t('diagnostics.well') : t('diagnostics.sum', { red, amber })}
    </p>
  );
}

const SHAPES: Readonly<Record<Finding['level'], IconName>> = { green: 'tick', amber: 'warning', red: 'close' };

/** By colour, by shape and in words. */
function CheckLine({ finding: { check, level, sentence } }: { finding: Finding }): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <li className={`check check--${level}`} data-check={check} data-level={level}>
      <span className="check__mark">
        <Icon name={SHAPES[level]} />
        {t(`diagnostics.level.${level}`)}
      </span>
      <b>{t(`diagnostics.check.${check}`)}</b>
      <span className="check__says">{sentence[asLanguage(i18n.language)]}</span>
    </li>
  );
}

type Bundling = 'idle' | 'busy' | { readonly says: string; readonly isFault: boolean };

function BundleKey(): ReactElement {
  const { t } = useTranslation();
  const [state, setState] = useState<Bundling>('idle');
  const make = (): void => {
    if (state === 'busy') return;
    setState('busy');
    bridge.call('diagnostics:bundle', null).then(
      (reply) => {
        const says = reply.ok ? t('diagnostics.bundled', reply.value) : t(`diagnostics.bundleFault.${reply.fault}`);
        setState({ says, isFault: !reply.ok });
      },
      () => {
        setState({ says: t('diagnostics.bundleFault.failed'), isFault: true });
      },
    );
  };
  return (
    <>
      <button type="button" className="button" data-action="bundle" aria-disabled={state === 'busy'} onClick={make}>
        {t(state === 'busy' ? 'diagnostics.bundling' : 'diagnostics.bundle')}
      </button>
      <p className="settings__versions">{t('diagnostics.bundleSays')}</p>
      <div role="status" className="diagnostics__bundled">
        {typeof state === 'object' && <p className={state.isFault ? 'settings__failed' : ''}>{state.says}</p>}
      </div>
    </>
  );
}
