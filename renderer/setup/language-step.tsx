import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PROVISION_PREFIX } from '../../shared/provision.ts';
import { en } from '../text/en.ts';
import { zhCN } from '../text/zh-CN.ts';
import { useFed, type Feed } from './feed.ts';
import { Fresh } from './fresh.tsx';
import { InBoth } from './in-both.tsx';
import { LeaveStep } from './leave-step.tsx';
import type { SetUp } from './use-set-up.ts';

const LANGUAGES = [
  ['zh-CN', zhCN],
  ['en', en],
] as const;

interface Props {
  readonly setUp: SetUp;
  readonly feed: Feed;
}

/** The first thing that anybody sees; and the way out of it, for whoever wants the machine's own screen before all this. */
export function LanguageStep({ setUp, feed }: Props): ReactElement {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Fresh key={String(isLeaving)}>
      {isLeaving ? (
        <LeaveStep
          setUp={setUp}
          onBack={() => {
            setLeaving(false);
          }}
        />
      ) : (
        <Languages
          {...{ setUp, feed }}
          onLeave={() => {
            setLeaving(true);
          }}
        />
      )}
    </Fresh>
  );
}

/** Two keys, each in its own language. */
function Languages({ setUp, feed, onLeave }: Props & { readonly onLeave: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  useFed(feed, {
    onCodes: (codes) => {
      // A label says the language too, and is read by the next step.
      if (codes.some(({ text }) => text.startsWith(PROVISION_PREFIX))) setUp.note({ step: 'hub' });
    },
  });
  return (
    <section className="set-up__languages">
      <h2 tabIndex={-1} className="unseen">
        {t('language.title')}
      </h2>
      {LANGUAGES.map(([language, { language: own, product }]) => (
        <button
          key={language}
          type="button"
          className="button set-up__language"
          lang={language}
          data-language={language}
          onClick={() => {
            setUp.change({ language });
            setUp.note({ step: 'hub' });
          }}
        >
          <b>{own.name}</b>
          <span>{product}</span>
        </button>
      ))}
      <button type="button" className="button set-up__leave" data-action="leave" onClick={onLeave}>
        <InBoth text="leave.open" />
      </button>
    </section>
  );
}
