import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Access } from '../../shared/guard.ts';
import type { Explanation, FetchAttempt, KioskStatus, RootStatus, SyncStatus } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { Sheet } from '../ui/sheet.tsx';
import { ClockSection } from './clock-section.tsx';
import { Explained } from './explained.tsx';
import { Fact, Facts, useTime } from './facts.tsx';
import { useAge } from './use-age.ts';

interface Props {
  readonly policy: KioskStatus['policy'];
  readonly clock: KioskStatus['clock'];
  readonly sync: KioskStatus['sync'];
  readonly access: Access;
  readonly onClose: () => void;
}

/** What IT asks of the rules: which they are, whose, how old, where from, and what they would say to a code. */
export function RulesSheet({ policy, clock, sync, access, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const timeOf = useTime();
  return (
    <Sheet title={t('rules.title')} closeLabel={t('settings.close')} onClose={onClose}>
      <Facts>
        <Fact name={t('rules.version')}>
          {policy.version ?? t('settings.noPolicy')}
          {policy.fault !== null && <strong> · {t(`problem.${policy.fault}.says`)}</strong>}
        </Fact>
        <Fact name={t('rules.issued')}>{timeOf(policy.issuedAt)}</Fact>
        {policy.note !== '' && <Fact name={t('rules.note')}>{policy.note}</Fact>}
        <Fact name={t('rules.issuer')}>{policy.root === null ? t('rules.none') : <Root root={policy.root} />}</Fact>
        <Fact name={t('rules.signed')}>
          <Signed policy={policy} time={timeOf(policy.signedAt)} />
        </Fact>
        <Fact name={t('rules.expires')}>{timeOf(policy.expiresAt)}</Fact>
        <Fact name={t('rules.source')}>{policy.source ?? t(policy.areBuiltIn ? 'rules.none' : 'rules.sticks')}</Fact>
        <Fact name={t('rules.attempts')}>
          <AttemptList attempts={policy.attempts} />
        </Fact>
        <Fact name={t('rules.next')}>{timeOf(policy.nextAttemptAt)}</Fact>
        <Fact name={t('rules.hub')}>{sync === null ? t('rules.noHub') : <Hub sync={sync} />}</Fact>
      </Facts>
      <Fetching policy={policy} />
      <ClockSection clock={clock} access={access} />
      <Explain />
    </Sheet>
  );
}

/** Which gate this kiosk is enrolled for: a mistaken ticket is seen here. */
function Hub({ sync: { enrolledFor, lastHeardAt } }: { sync: SyncStatus }): ReactElement {
  const { t } = useTranslation();
  const timeOf = useTime();
  const { venue, gate, hub } = enrolledFor;
  const heard = lastHeardAt === null ? t('rules.notHeard') : t('rules.heard', { time: timeOf(lastHeardAt) });
  return (
    <ul className="rules__attempts">
      <li>{[venue, gate].join(' · ')}</li>
      <li>{hub}</li>
      <li>{heard}</li>
    </ul>
  );
}

/** In groups of four, as it is read out over a phone. */
function Root({ root: { version, fingerprint } }: { root: RootStatus }): ReactElement {
  const { t } = useTranslation();
  const groups = fingerprint.match(/.{4}/gu) ?? [];
  return (
    <>
      {t('rules.root', { version })} <code className="rules__print">{groups.join(' ')}</code>
    </>
  );
}

function AttemptList({ attempts }: { attempts: readonly FetchAttempt[] }): ReactElement {
  const { t } = useTranslation();
  const timeOf = useTime();
  if (attempts.length === 0) return <>{t('rules.never')}</>;
  return (
    <ol className="rules__attempts">
      {attempts.map(({ at, fault }, i) => {
        const outcome = fault ?? 'ok';
        return (
          <li key={`${at} ${i}`}>
            {timeOf(at)} · {t(`rules.outcome.${outcome}`)}
          </li>
        );
      })}
    </ol>
  );
}

function Signed({ policy, time }: { policy: KioskStatus['policy']; time: string }): ReactElement {
  const { t } = useTranslation();
  const age = useAge(policy.ageSeconds ?? 0);
  if (policy.areBuiltIn) return <>{t('rules.unconfirmed')}</>;
  return <>{policy.ageSeconds === null ? t('rules.none') : `${time} · ${age}`}</>;
}

/** What comes of it stands above, in the last attempt: the main process tells it with the next status. */
function Fetching({ policy }: { policy: KioskStatus['policy'] }): ReactElement {
  const { t } = useTranslation();
  const [hasFailed, setHasFailed] = useState(false);
  const ask = (call: 'policy:fetch' | 'policy:import'): void => {
    if (policy.isFetching) return;
    bridge.call(call, null).then(
      () => {
        setHasFailed(false);
      },
      () => {
        setHasFailed(true);
      },
    );
  };
  // While it goes on they keep the keyboard's focus, which a disabled key loses.
  return (
    <div className="rules__actions">
      {hasFailed && (
        <p className="settings__failed" role="alert">
          {t('rules.failed')}
        </p>
      )}
      <button
        type="button"
        className="button"
        disabled={policy.source === null}
        aria-disabled={policy.isFetching}
        onClick={() => {
          ask('policy:fetch');
        }}
      >
        {policy.isFetching ? t('rules.fetching') : t('rules.fetch')}
      </button>
      <button
        type="button"
        className="button"
        disabled={policy.areBuiltIn}
        aria-disabled={policy.isFetching}
        onClick={() => {
          ask('policy:import');
        }}
      >
        {t('rules.import')}
      </button>
    </div>
  );
}

function Explain(): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<Explanation | 'failed' | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer !== null) place.current?.scrollIntoView({ block: 'nearest' });
  }, [answer]);
  return (
    <form
      className="rules__explain"
      onSubmit={(event) => {
        event.preventDefault();
        bridge.call('policy:explain', { text: text.trim() }).then(setAnswer, () => {
          setAnswer('failed');
        });
      }}
    >
      <label>
        <span>{t('rules.explain')}</span>
        <textarea
          rows={3}
          value={text}
          placeholder={t('rules.explainHint')}
          onFocus={({ target }) => {
            // By itself a browser shows no more of it than the caret.
            target.scrollIntoView({ block: 'nearest' });
          }}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
      <button type="submit" className="button" disabled={text.trim() === ''}>
        {t('rules.ask')}
      </button>
      <div role="status" ref={place}>
        {answer === 'failed' && <p className="settings__failed">{t('rules.failed')}</p>}
        {answer !== null && answer !== 'failed' && <Explained answer={answer} />}
      </div>
    </form>
  );
}
