import type { ReactElement } from 'react';
import { Icon } from './shapes.tsx';
import './on-screen-keys.css';

interface Props {
  /** What they are, for who does not see them. */
  readonly label: string;
  /** Whether a character can be typed now: a key that cannot stays where it is. */
  readonly isLive: (character: string) => boolean;
  readonly letters: 'upper' | 'lower';
  readonly words: { readonly erase: string } & Readonly<Record<(typeof MARKS)[number], string>>;
  readonly onType: (character: string) => void;
  readonly onErase: () => void;
}

/** Ten keys a row, as keyboards have them; the last place of the last row erases. */
const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl-', 'zxcvbnm.:'] as const;

/** What is not said by its own look. */
const MARKS = ['-', '.', ':'] as const;

function isMark(character: string): character is (typeof MARKS)[number] {
  return (MARKS as readonly string[]).includes(character);
}

/**
 * Keys for an address or a code where there is no keyboard, large for gloves. They type into whatever field has the focus,
 * and leave it there; whoever has a keyboard types there, and does not step through forty keys.
 */
export function OnScreenKeys({ label, isLive, letters, words, onType, onErase }: Props): ReactElement {
  return (
    <div
      className="screen-keys"
      role="group"
      aria-label={label}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      {Array.from(ROWS.join(''), (lower) => {
        const character = letters === 'upper' ? lower.toUpperCase() : lower;
        return (
          <button
            key={lower}
            type="button"
            className="button screen-keys__key"
            tabIndex={-1}
            data-key={lower}
            aria-label={isMark(character) ? words[character] : undefined}
            disabled={!isLive(character)}
            onClick={() => {
              onType(character);
            }}
          >
            {character}
          </button>
        );
      })}
      <button
        type="button"
        className="button screen-keys__key"
        tabIndex={-1}
        data-key="erase"
        aria-label={words.erase}
        onClick={onErase}
      >
        <Icon name="erase" />
      </button>
    </div>
  );
}
