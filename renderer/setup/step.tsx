import { useId, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly onBack?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
  /** The id of a form on it that the key which goes on submits, in place of `onNext`. */
  readonly submits?: string;
  /** What the key that goes back is called, and the one that goes on; as elsewhere, if not said. */
  readonly backLabel?: string;
  readonly nextLabel?: string;
}

/** One step: what it is about, what it wants, and the ways on and back. */
export function Step({ title, children, onBack, onNext, submits, backLabel, nextLabel }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const titleId = useId();
  return (
    <>
      {/* Focusable, so that the arrow keys scroll what does not fit. */}
      <section className="set-up__body" data-scrolls aria-labelledby={titleId} tabIndex={0} role="region">
        <h2 id={titleId} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </section>
      <footer className="set-up__foot">
        {onBack !== undefined && (
          <button type="button" className="button" data-action="back" onClick={onBack}>
            {backLabel ?? t('back')}
          </button>
        )}
        {(onNext !== undefined || submits !== undefined) && (
          <button
            type={submits === undefined ? 'button' : 'submit'}
            form={submits}
            className="button button--main"
            data-action="next"
            onClick={onNext}
          >
            {nextLabel ?? t('next')}
          </button>
        )}
      </footer>
    </>
  );
}
