import { use, useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { Icon } from './shapes.tsx';
import { SheetMark } from './sheet-mark.ts';
import { useFocusWithin } from './use-focus-within.ts';
import './sheet.css';

interface Props {
  readonly title: string;
  /** `null`: what is under way has to come to its end first. */
  readonly closeLabel: string | null;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Whoever opened it has gone by then, and visitors have nothing to aim by. */
const LEFT_ALONE_MS = 120_000;

/**
 * A page laid over the screen, which closes by itself when nobody has touched it for a while. Focus goes to the close
 * button, or to what the page gives it to. Whoever opens it makes everything beneath inert, so the keyboard stays inside, and gives the focus back afterwards.
 */
export function Sheet({ title, closeLabel, children, onClose }: Props): ReactElement {
  const titleId = useId();
  const closeButton = useRef<HTMLButtonElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useLeftAlone(onClose);
  useEffect(() => {
    // A field of the page may have it already.
    if (body.current?.contains(document.activeElement) !== true) closeButton.current?.focus();
  }, []);
  useFocusWithin(body);
  return (
    <div
      className="sheet"
      role="dialog"
      aria-modal="true"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className="sheet__head">
        <div className="sheet__title">
          <h2 id={titleId}>{title}</h2>
          {use(SheetMark)}
        </div>
        {closeLabel !== null && (
          <button ref={closeButton} type="button" className="button" onClick={onClose}>
            <Icon name="close" />
            {closeLabel}
          </button>
        )}
      </header>
      {/* Focusable, so that the arrow keys scroll what does not fit. */}
      <div ref={body} className="sheet__body" role="region" aria-labelledby={titleId} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

function useLeftAlone(close: () => void): void {
  const closing = useRef(close);
  useEffect(() => {
    closing.current = close;
  }, [close]);
  useEffect(() => {
    const leave = (): void => {
      closing.current();
    };
    let timer = setTimeout(leave, LEFT_ALONE_MS);
    const again = (): void => {
      clearTimeout(timer);
      timer = setTimeout(leave, LEFT_ALONE_MS);
    };
    for (const touch of TOUCHES) window.addEventListener(touch, again, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const touch of TOUCHES) window.removeEventListener(touch, again, { capture: true });
    };
  }, []);
}

const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
}

/** One question with few answers, all of them in sight: a radio group of large keys. */
export function Choice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>): ReactElement {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice__options">
        {options.map((option) => (
          <label key={option.value} className="choice__option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChoose(option.value);
              }}
            />
            <span className="choice__mark">
              <Icon name="tick" />
            </span>
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
