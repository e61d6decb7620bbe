import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { CODE_DIGITS, codeSoFar } from '../../shared/enrolment-code.ts';
import { HUB_EXAMPLE, type SetUpFault } from '../../shared/setup.ts';
import { OnScreenKeys } from '../ui/on-screen-keys.tsx';
import { edit } from '../wedge/text-field.ts';
import { EnrolAnswer } from './enrol-answer.tsx';
import type { Enrolling } from './enrolling.ts';
import { Step } from './step.tsx';
import './typed-step.css';

type Field = 'hub' | 'code';

/** Which of them is wrong, where that is known: it is typed into next. */
const WRONG: Partial<Record<SetUpFault, Field>> = {
  'address-malformed': 'hub',
  'code-malformed': 'code',
  'code-unknown': 'code',
  'code-expired': 'code',
  'code-used': 'code',
};

/** As far as somebody has typed. */
export interface Typed {
  readonly hub: string;
  /** Written in fours. */
  readonly code: string;
}

export const NOTHING_TYPED: Typed = { hub: '', code: '' };

interface Props {
  /** Whether it has enrolled before. */
  readonly isAnew: boolean;
  readonly enrolling: Enrolling;
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
  readonly onBack: () => void;
}

/** The hub's address and a code, typed by touch or by keyboard. */
export function TypedStep({ isAnew, enrolling, typed, onTyped, onBack }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const { asked, isBusy, ask } = enrolling;
  const form = useId();
  const { hub, code } = typed;
  /** Which of them the keys type into: the last that had the focus. */
  const [at, setAt] = useState<Field>('hub');
  const hubField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const wrong = asked.is === 'refused' ? WRONG[asked.fault] : undefined;
  // By each answer, also by one that says the same again.
  useEffect(() => {
    if (wrong !== undefined) (wrong === 'hub' ? hubField : codeField).current?.focus({ preventScroll: true });
  }, [asked, wrong]);
  const onKey = (command: 'insertText' | 'delete', text = ''): void => {
    const field = (at === 'hub' ? hubField : codeField).current;
    if (document.activeElement !== field) field?.focus({ preventScroll: true });
    edit(command, text);
  };
  const submit = (): void => {
    if (hub.trim() === '') hubField.current?.focus();
    else if (code === '') codeField.current?.focus();
    else ask({ hub, code });
  };
  const common = { at, onFocus: setAt, isBusy };
  return (
    <Step title={t('typed.title')} onBack={isBusy ? undefined : onBack} submits={form} nextLabel={t('hub.send')}>
      <div className="set-up__told">
        {asked.is === 'waiting' ? <p>{t('typed.says')}</p> : <EnrolAnswer {...{ asked, isAnew }} />}
      </div>
      <form
        id={form}
        className="typed"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="typed__fields">
          <TypedField
            {...common}
            name="hub"
            field={hubField}
            value={hub}
            onChange={(value) => {
              onTyped({ ...typed, hub: value });
            }}
          />
          <CodeField
            {...common}
            field={codeField}
            value={code}
            onChange={(value) => {
              onTyped({ ...typed, code: value });
            }}
          />
        </div>
        <OnScreenKeys
          label={t('typed.keys')}
          letters={at === 'hub' ? 'lower' : 'upper'}
          isLive={(character) => !isBusy && (at === 'hub' || CODE_DIGITS.includes(character))}
          words={{
            erase: t('typed.erase'),
            '-': t('typed.mark.dash'),
            '.': t('typed.mark.dot'),
            ':': t('typed.mark.colon'),
          }}
          onType={(character) => {
            onKey('insertText', character);
          }}
          onErase={() => {
            if (!isBusy) onKey('delete');
          }}
        />
      </form>
    </Step>
  );
}

interface FieldProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly at: Field;
  readonly isBusy: boolean;
  readonly onFocus: (field: Field) => void;
  /** @param caret how many characters of it stand before the caret */
  readonly onChange: (value: string, caret: number) => void;
}

function TypedField({ name, field, value, at, isBusy, onFocus, onChange }: FieldProps & { name: Field }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <label className="typed__field">
      <span>{t(`typed.${name}`, { example: HUB_EXAMPLE })}</span>
      <input
        className="text-field"
        ref={field}
        type="text"
        // The keys are on the page.
        inputMode="none"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        name={name}
        readOnly={isBusy}
        data-is-at={at === name}
        value={value}
        onFocus={() => {
          onFocus(name);
        }}
        onChange={({ target }) => {
          onChange(target.value, target.selectionStart ?? target.value.length);
        }}
      />
    </label>
  );
}

/** Written in fours, and nothing but digits of a code; the caret stays behind the digit that was typed. */
function CodeField({ onChange, value, ...common }: FieldProps): ReactElement {
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current !== null) common.field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  return (
    <TypedField
      {...common}
      name="code"
      value={value}
      onChange={(text, typedTo) => {
        caret.current = codeSoFar(text.slice(0, typedTo)).length;
        onChange(codeSoFar(text), caret.current);
      }}
    />
  );
}
