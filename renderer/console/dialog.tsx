import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/shapes.tsx';
import { useFocusWithin } from '../ui/use-focus-within.ts';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  /** Absent: it cannot be left now. */
  readonly onClose: (() => void) | undefined;
}

/**
 * A question over the console's page, which nobody can reach meanwhile. Not the browser's own dialog: that would lie over a
 * visitor's verdict at a kiosk.
 */
export function Dialog({ title, children, onClose }: Props): ReactElement | null {
  const { t } = useTranslation('console');
  const titleId = useId();
  const box = useRef<HTMLDivElement>(null);
  const console = document.querySelector<HTMLElement>('.console');
  useFocusWithin(box);
  useEffect(() => keepWithin(box.current), []);
  if (console === null) return null;
  return createPortal(
    <div className="dialog">
      <div
        ref={box}
        className="dialog__box"
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose?.();
        }}
      >
        <header className="dialog__head">
          <h2 id={titleId}>{title}</h2>
          {onClose !== undefined && (
            <button type="button" className="button button--icon" aria-label={t('shell.closeDialog')} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        <div className="dialog__body">{children}</div>
      </div>
    </div>,
    console,
  );
}

const FIRST = 'input, select, textarea, .button--main';

/** Puts the focus into the box and everything beside it out of reach, until it is gone. */
function keepWithin(box: HTMLElement | null): () => void {
  if (box === null) return () => undefined;
  const over = box.parentElement;
  const before = document.activeElement;
  const beside = [...(over?.parentElement?.children ?? [])].filter(
    (one): one is HTMLElement => one instanceof HTMLElement && one !== over && !one.inert,
  );
  for (const one of beside) one.inert = true;
  (box.querySelector<HTMLElement>(FIRST) ?? box).focus();
  return () => {
    for (const one of beside) one.inert = false;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
