import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Explanation, KioskStatus } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { asLanguage } from '../text/text.ts';
import { Sheet } from '../ui/sheet.tsx';
import { useAge } from './use-age.ts';

interface Props {
  readonly policy: KioskStatus['policy'];
  readonly onClose: () => void;
}

/** What IT asks of the rules: which they are, how old, where from, and what they would say to a code. */
export function RulesSheet({ policy, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const timeOf = (text: string | null): string =>
    text === null
      ? t('rules.none')
      : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));
  const outcome = policy.lastAttempt?.fault ?? 'ok';
  const cameOfIt = t(`rules.outcome.${outcome}`);
  return (
    <Sheet title={t('rules.title')} closeLabel={t('settings.close')} onClose={onClose}>
      <dl className="rules__facts">
        <Fact name={t('rules.version')}>
          {policy.version ?? t('settings.noPolicy')}
          {policy.fault !== null && <strong> · {t(`problem.${policy.fault}.says`)}</strong>}
        </Fact>
        <Fact name={t('rules.issued')}>{timeOf(policy.issuedAt)}</Fact>
        {policy.note !== '' && <Fact name={t('rules.note')}>{policy.note}</Fact>}
        <Fact name={t('rules.signed')}>
          <Signed policy={policy} time={timeOf(policy.signedAt)} />
        </Fact>
        <Fact name={t('rules.expires')}>{timeOf(policy.expiresAt)}</Fact>
        <Fact name={t('rules.source')}>{policy.source ?? t('rules.none')}</Fact>
        <Fact name={t('rules.lastAttempt')}>
          {policy.lastAttempt === null ? t('rules.never') : `${timeOf(policy.lastAttempt.at)} · ${cameOfIt}`}
        </Fact>
        <Fact name={t('rules.next')}>{timeOf(policy.nextAttemptAt)}</Fact>
      </dl>
      <Fetching policy={policy} />
      <Explain />
    </Sheet>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Signed({ policy, time }: { policy: KioskStatus['policy']; time: string }): ReactElement {
  const { t } = useTranslation();
  const age = useAge(policy.ageSeconds ?? 0);
  return <>{policy.ageSeconds === null ? t('rules.unconfirmed') : `${time} · ${age}`}</>;
}

/** What comes of it stands above, in the last attempt: the main process tells it with the next status. */
function Fetching({ policy }: { policy: KioskStatus['policy'] }): ReactElement {
  const { t } = useTranslation();
  const [hasFailed, setHasFailed] = useState(false);
  const ask = (call: 'policy:fetch' | 'policy:import'): void => {
    bridge.call(call, null).then(
      () => {
        setHasFailed(false);
      },
      () => {
        setHasFailed(true);
      },
    );
  };
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
        disabled={policy.isFetching || policy.source === null}
        onClick={() => {
          ask('policy:fetch');
        }}
      >
        {policy.isFetching ? t('rules.fetching') : t('rules.fetch')}
      </button>
      <button
        type="button"
        className="button"
        disabled={policy.isFetching || policy.source === null}
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
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
      <button type="submit" className="button" disabled={text.trim() === ''}>
        {t('rules.ask')}
      </button>
      <div role="status" ref={place}>
        {answer !== null && <Answer answer={answer} />}
      </div>
    </form>
  );
}

function Answer({ answer }: { answer: Explanation | 'failed' }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  if (answer === 'failed') return <p className="settings__failed">{t('rules.failed')}</p>;
  switch (answer.kind) {
    case 'decision':
      return (
        <>
          <p className={`rules__verdict rules__verdict--${answer.verdict}`}>{t(`verdict.${answer.verdict}`)}</p>
          <ul>
            {answer.reasons.map(({ code, phone, texts }) => (
              <li key={code}>
                {phone} · {texts[language].guard}
              </li>
            ))}
          </ul>
        </>
      );
    case 'hint':
      return (
        <p className="rules__verdict">
          {t('verdict.hint')} · {t(`seems.${answer.seems}`)}
        </p>
      );
    case 'progress':
      return <p className="rules__verdict">{t('progress.says', { have: answer.have, of: answer.of })}</p>;
    case 'needs':
      return (
        <ul>
          {answer.needs.map((one) => (
            <li key={one}>{t(`rules.needs.${one}`)}</li>
          ))}
        </ul>
      );
  }
}
