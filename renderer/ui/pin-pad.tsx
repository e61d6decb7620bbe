import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Icon } from './shapes.tsx';
import './pin-pad.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly maxDigits: number;
  /** On whose side that is which is pressed last. */
  readonly hand: 'right' | 'left';
  /** Whether the number may be entered. */
  readonly isReady: boolean;
  readonly words: { readonly enter: string; readonly erase: string };
  readonly onChange: (digits: string) => void;
  readonly onEnter: () => void;
  /** What is said of the number, beneath its field. */
  readonly children: ReactNode;
}

const FIRST_ROW = ['1', '2', '3'] as const;
const FURTHER_ROWS = ['4', '5', '6', '7', '8', '9', '0'] as const;

/**
 * Keys for a number that nobody may read over a shoulder: large for gloves, and the keyboard's digits do as well. They follow one
 * another as they are seen, for either hand.
 */
export function PinPad({
  label,
  value,
  maxDigits,
  hand,
  isReady,
  words,
  onChange,
  onEnter,
  children,
}: Props): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const isEmpty = value === '';
  // Also after an answer, while which the key that has the focus cannot be pressed.
  useEffect(() => {
    if (isEmpty) field.current?.focus();
  }, [isEmpty]);
  const take = (text: string): void => {
    onChange(text.replaceAll(/\D/gu, '').slice(0, maxDigits));
  };
  const key = (digit: string): ReactElement => (
    <button
      key={digit}
      type="button"
      className="button pin__key"
      data-digit={digit}
      onClick={() => {
        take(value + digit);
      }}
    >
      {digit}
    </button>
  );
  const erase = (
    <button
      key="erase"
      type="button"
      className="button pin__key pin__erase"
      aria-label={words.erase}
      onClick={() => {
        onChange(value.slice(0, -1));
      }}
    >
      <Icon name="erase" />
    </button>
  );
  const enter = (
    <button key="enter" type="submit" className="button button--main pin__key pin__enter" disabled={!isReady}>
      {words.enter}
    </button>
  );
  return (
    <form
      className="pin"
      data-hand={hand}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onEnter();
      }}
    >
      <label className="pin__field">
        <span>{label}</span>
        <input
          className="text-field"
          ref={field}
          type="password"
          inputMode="none"
          autoComplete="off"
          value={value}
          onChange={(event) => {
            take(event.target.value);
          }}
        />
      </label>
      {children}
      {hand === 'left' && erase}
      {FIRST_ROW.map(key)}
      {hand === 'left' ? enter : erase}
      {FURTHER_ROWS.map(key)}
      {hand === 'right' && enter}
    </form>
  );
}
