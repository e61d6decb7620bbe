import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PROVISION_PREFIX } from '../../shared/provision.ts';
import { en } from '../text/en.ts';
import { zhCN } from '../text/zh-CN.ts';
import { useFed, type Feed } from './feed.ts';
import type { SetUp } from './use-set-up.ts';

const LANGUAGES = [
  ['zh-CN', zhCN],
  ['en', en],
] as const;

/** The first thing that anybody sees: two keys, each in its own language. */
export function LanguageStep({ setUp, feed }: { setUp: SetUp; feed: Feed }): ReactElement {
  const { t } = useTranslation('setup');
  useFed(feed, {
    onCodes: (codes) => {
      // A label says the language too, and is read by the next step.
      if (codes.some(({ text }) => text.startsWith(PROVISION_PREFIX))) setUp.note({ step: 'hub' });
    },
  });
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    first.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section className="set-up__languages">
      <h2 ref={first} tabIndex={-1} className="unseen">
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
    </section>
  );
}
